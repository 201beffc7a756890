// Package release asks GitHub which release of the program is the newest. It does so
// when it is called and never by itself, sends nothing about the program or its user,
// and keeps nothing.
package release

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/mod/semver"

	"github.com/antom-cli/antom/internal/neterr"
)

const (
	// API is the address that is asked.
	API = "https://api.github.com/repos/antom-cli/antom/releases/latest"
	// pages is where people read about a release; its tag follows.
	pages = "https://github.com/antom-cli/antom/releases/tag/"
	// Limit is how long the whole call may take.
	Limit = 10 * time.Second
	// maxResponse is the largest response that is read, in bytes. A release with
	// 60 files has about 120 kB.
	maxResponse = 2 << 20
	maxVersion  = 64
)

// A Release is a published version of the program.
type Release struct {
	Version   string    `json:"version"` // such as 1.2.3
	URL       string    `json:"url"`     // its page
	Published time.Time `json:"publishedAt"`
}

// ErrNone says that there is no release yet.
var ErrNone = errors.New("there is no release yet")

// ErrLimited says that GitHub has answered this address often enough for now.
var ErrLimited = errors.New("GitHub answers no more calls from this address for now")

// Newest asks for the newest release that is no draft and no preview. The error is
// ErrNone, ErrLimited, a *neterr.Error where there is no response, or says how the
// response is wrong.
func Newest(ctx context.Context, client *http.Client) (Release, error) {
	ctx, cancel := context.WithTimeout(ctx, Limit)
	defer cancel()
	target, err := url.Parse(API)
	if err != nil {
		return Release{}, err
	}
	peer := neterr.Peer{Name: "GitHub", URL: target, Limit: Limit}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, API, nil)
	if err != nil {
		return Release{}, err
	}
	request.Header.Set("Accept", "application/vnd.github+json")
	request.Header.Set("X-GitHub-Api-Version", "2022-11-28")
	request.Header.Set("User-Agent", "antom") // GitHub wants one
	response, err := client.Do(request)
	if err != nil {
		return Release{}, neterr.Explain(err, peer)
	}
	defer response.Body.Close()
	if err := checkStatus(response.StatusCode); err != nil {
		return Release{}, err
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxResponse+1))
	if err != nil {
		peer.Reading = true
		return Release{}, neterr.Explain(err, peer)
	}
	if len(body) > maxResponse {
		return Release{}, fmt.Errorf("the response has more than %d bytes", maxResponse)
	}
	return read(body)
}

func checkStatus(status int) error {
	switch status {
	case http.StatusOK:
		return nil
	case http.StatusNotFound:
		return ErrNone
	case http.StatusForbidden, http.StatusTooManyRequests:
		return ErrLimited
	}
	return fmt.Errorf("the response has the status %d", status)
}

// read reads what GitHub says of a release. The address of its page is made from the
// tag, so that a false response leads nowhere else.
func read(body []byte) (Release, error) {
	var said struct {
		Tag       string    `json:"tag_name"`
		Published time.Time `json:"published_at"`
	}
	if err := json.Unmarshal(body, &said); err != nil {
		return Release{}, errors.New("the response is not what GitHub says of a release")
	}
	if len(said.Tag) > maxVersion || !semver.IsValid(said.Tag) {
		return Release{}, errors.New("the response names no version")
	}
	return Release{strings.TrimPrefix(said.Tag, "v"), pages + said.Tag, said.Published}, nil
}

// Newer reports whether the release is newer than a version such as 1.2.3. known is
// false for a version that has no place among the releases, such as dev.
func (r Release) Newer(version string) (newer, known bool) {
	if !semver.IsValid("v" + version) {
		return false, false
	}
	return semver.Compare("v"+r.Version, "v"+version) > 0, true
}
