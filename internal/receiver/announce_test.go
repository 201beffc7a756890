package receiver

import (
	"crypto/rand"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAnnouncement(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "listener.json")
	find := func(want string) {
		t.Helper()
		got, err := Find(t.Context(), path)
		if got != want || (err == nil) != (want != "") || err != nil && !errors.Is(err, ErrNoListener) {
			t.Errorf("found %q, %v; want %q", got, err, want)
		}
	}
	find("")
	var handler http.Handler = http.NotFoundHandler()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	defer server.Close()
	url := LoopbackURL(server.Listener.Addr(), "/notify")
	first, err := Announce(path, url, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	find("") // another program has the port
	handler = first.Handler(http.NotFoundHandler())
	find(url)

	second, err := Announce(path, url, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	first.Withdraw() // leaves the other's
	handler = second.Handler(http.NotFoundHandler())
	find(url)
	second.Withdraw()
	find("")
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the file is still there: %v", err)
	}
}

func TestAnnouncementsThatAreNone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "{", "{}", `{"schema":1,"url":"http://192.0.2.1/"}`, `{"schema":1,"url":"http://shop.example/"}`,
		`{"schema":1,"url":"https://127.0.0.1/"}`, `{"schema":2,"url":"http://127.0.0.1:1/"}`, `{"schema":1,"url":"http://127.0.0.1:1/"}`,
	} {
		path := filepath.Join(t.TempDir(), "listener.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if url, err := Find(t.Context(), path); url != "" || !errors.Is(err, ErrNoListener) {
			t.Errorf("%s: found %q, %v", text, url, err)
		}
	}
}

func TestOnlyTheSessionIsAnswered(t *testing.T) {
	t.Parallel()
	a := &Announcement{session: "abc"}
	for _, asked := range []string{"", "abd", "abc "} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set(sessionHeader, asked)
		a.Handler(http.NotFoundHandler()).ServeHTTP(w, r)
		if w.Code != http.StatusNotFound || strings.Contains(w.Header().Get(sessionHeader), "abc") {
			t.Errorf("%q: answered %d %v", asked, w.Code, w.Header())
		}
	}
}

func TestLoopbackURL(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{
		"127.0.0.1:80": "http://127.0.0.1:80/n", "0.0.0.0:81": "http://127.0.0.1:81/n", "[::]:82": "http://127.0.0.1:82/n",
		"[::1]:83": "http://[::1]:83/n", "192.0.2.1:84": "",
	} {
		at, err := net.ResolveTCPAddr("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		if got := LoopbackURL(at, "/n"); got != want {
			t.Errorf("%s: got %q, want %q", addr, got, want)
		}
	}
}
