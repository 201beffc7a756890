package release

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/neterr"
)

// answer is a transport that has one response.
type answer struct {
	status int
	body   io.Reader
	err    error
	asked  *http.Request
}

func (a *answer) RoundTrip(r *http.Request) (*http.Response, error) {
	a.asked = r
	if a.err != nil {
		return nil, a.err
	}
	return &http.Response{StatusCode: a.status, Body: io.NopCloser(a.body), Request: r}, nil
}

func newest(a *answer) (Release, error) {
	return Newest(context.Background(), &http.Client{Transport: a})
}

func TestNewest(t *testing.T) {
	t.Parallel()
	a := &answer{status: 200, body: strings.NewReader(`{"tag_name":"v1.3.0","html_url":"https://example.com/","published_at":"2026-11-20T08:00:00Z"}`)}
	r, err := newest(a)
	want := Release{"1.3.0", "https://github.com/antom-cli/antom/releases/tag/v1.3.0", time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)}
	if err != nil || r != want {
		t.Errorf("%+v, %v", r, err)
	}
	if a.asked.URL.String() != API || a.asked.Header.Get("User-Agent") != "antom" || a.asked.Header.Get("Authorization") != "" {
		t.Errorf("asked %s with %v", a.asked.URL, a.asked.Header)
	}
	if limit, ok := a.asked.Context().Deadline(); !ok || time.Until(limit) > Limit {
		t.Error("the call has no limit")
	}
}

func TestNewestFails(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, body, want string
		status           int
		is               error
	}{
		{"no release", "{}", "", 404, ErrNone},
		{"too often", "{}", "", 403, ErrLimited},
		{"too often", "{}", "", 429, ErrLimited},
		{"moved", "", "status 301", 301, nil},
		{"broken", "", "status 502", 502, nil},
		{"page of a portal", "<html>", "not what GitHub says", 200, nil},
		{"no tag", "{}", "names no version", 200, nil},
		{"tag with an escape", `{"tag_name":"v1.0.0\u001b[31m"}`, "names no version", 200, nil},
		{"tag with a path", `{"tag_name":"v1.0.0-/../../x"}`, "names no version", 200, nil},
		{"long tag", `{"tag_name":"v1.0.0-` + strings.Repeat("a", 100) + `"}`, "names no version", 200, nil},
		{"long body", strings.Repeat(" ", maxResponse+1), "more than", 200, nil},
		{"deep body", strings.Repeat("[", 1<<20), "not what GitHub says", 200, nil},
	} {
		_, err := newest(&answer{status: c.status, body: strings.NewReader(c.body)})
		if err == nil || c.is != nil && !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	_, err := newest(&answer{err: context.DeadlineExceeded})
	if e, ok := errors.AsType[*neterr.Error](err); !ok || !strings.Contains(e.Text, "GitHub") {
		t.Errorf("no response: %v", err)
	}
}

func TestNewer(t *testing.T) {
	t.Parallel()
	r := Release{Version: "1.10.0"}
	for version, want := range map[string]struct{ newer, known bool }{
		"1.9.0":                             {true, true},
		"1.10.0":                            {false, true},
		"1.10.1":                            {false, true},
		"2.0.0":                             {false, true},
		"1.10.0-rc.1":                       {true, true},
		"1.10.1-snapshot.abc":               {false, true},
		"0.0.0-20260102030405-0123456789ab": {true, true},
		"1.10.0+dirty":                      {false, true},
		"dev":                               {false, false},
		"":                                  {false, false},
	} {
		if newer, known := r.Newer(version); newer != want.newer || known != want.known {
			t.Errorf("%q: newer %v, known %v", version, newer, known)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"tag_name":"v1.3.0","published_at":"2026-11-20T08:00:00Z"}`))
	f.Add([]byte(`{"tag_name":1}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := read(body)
		if err == nil && (strings.ContainsAny(r.URL[len(pages):], "/\x1b \n") || len(r.Version) > maxVersion) {
			t.Errorf("%q", r)
		}
	})
}
