package receiver

import (
	"context"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/httpclient"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

const (
	// sessionHeader asks an endpoint whether it is the one that was announced.
	sessionHeader = "Antom-Listener-Session"
	// askTimeout is how long the answer may take: it comes at once or not at all.
	askTimeout = time.Second
	// maxAnnouncement limits what is read of an announcement, in bytes.
	maxAnnouncement = 64 << 10

	announcementSchema = 1
)

// announcement is the content of the file.
type announcement struct {
	Schema  int    `json:"schema"`
	URL     string `json:"url"`
	PID     int    `json:"pid"`
	Session string `json:"session"`
}

// An Announcement lets other processes of this machine find an endpoint.
type Announcement struct {
	path    string
	session string
}

// Announce writes a file by which Find finds the endpoint at notifyURL, in place
// of one that was there. rand is where the session's name comes from.
func Announce(path, notifyURL string, rand io.Reader) (*Announcement, error) {
	b := make([]byte, 16)
	if _, err := io.ReadFull(rand, b); err != nil {
		return nil, fmt.Errorf("announcing the listener: %w", err)
	}
	a := &Announcement{path: path, session: hex.EncodeToString(b)}
	data, err := json.Marshal(announcement{Schema: announcementSchema, URL: notifyURL, PID: os.Getpid(), Session: a.session})
	if err != nil {
		return nil, fmt.Errorf("announcing the listener: %w", err)
	}
	if err := durable.WriteFile(path, append(data, '\n'), durable.WriteOptions{Mode: 0o600, Overwrite: true}); err != nil {
		return nil, fmt.Errorf("announcing the listener: %w", err)
	}
	return a, nil
}

// Handler answers whoever asks for the announced endpoint, and leaves everything
// else to next.
func (a *Announcement) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked := r.Header.Get(sessionHeader)
		if r.Method != http.MethodGet || subtle.ConstantTimeCompare([]byte(asked), []byte(a.session)) != 1 {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set(sessionHeader, a.session)
		w.WriteHeader(http.StatusNoContent)
	})
}

// Withdraw removes the file, unless another endpoint was announced since.
func (a *Announcement) Withdraw() {
	if there, err := readAnnouncement(a.path); err == nil && there.Session == a.session {
		_ = os.Remove(a.path) // one that stays is found to be stale
	}
}

// ErrNoListener says that no endpoint is announced, or it is there no more.
var ErrNoListener = errors.New("no listener is running")

// Find returns the URL of the endpoint that was announced in a file, if that is
// still there. The error is ErrNoListener.
func Find(ctx context.Context, path string) (string, error) {
	a, err := readAnnouncement(path)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrNoListener, err)
	}
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.URL, nil)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrNoListener, err)
	}
	req.Header.Set(sessionHeader, a.Session)
	client := httpclient.New(httpclient.Options{Direct: true, OneShot: true}) // it is this machine
	resp, err := client.Do(req)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrNoListener, err)
	}
	_ = resp.Body.Close() // it has none
	if resp.StatusCode != http.StatusNoContent || resp.Header.Get(sessionHeader) != a.Session {
		return "", fmt.Errorf("%w: another program responds at %s", ErrNoListener, a.URL)
	}
	return a.URL, nil
}

func readAnnouncement(path string) (announcement, error) {
	var a announcement
	data, err := durable.ReadState(path, maxAnnouncement)
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal(data, &a); err != nil {
		return a, fmt.Errorf("reading %s: %w", path, err)
	}
	u, err := url.Parse(a.URL)
	if err != nil || a.Schema != announcementSchema || u.Scheme != "http" || !spec.LoopbackAddress(u.Hostname()) {
		return a, fmt.Errorf("%s names no endpoint of this machine", path)
	}
	return a, nil
}

// LoopbackURL is the URL by which processes of this machine reach an address
// that is listened on, "" when they cannot.
func LoopbackURL(addr net.Addr, path string) string {
	host, port, err := net.SplitHostPort(addr.String())
	ip := net.ParseIP(host)
	switch {
	case err != nil:
		return ""
	case host == "" || ip.IsUnspecified():
		host = "127.0.0.1"
	case !spec.LoopbackAddress(host):
		return ""
	}
	return "http://" + net.JoinHostPort(host, port) + path
}
