package browsertest

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestMain(m *testing.M) { os.Exit(M(m).Run()) }

const page = `<!doctype html><html lang="en"><title>Test</title><link rel="icon" href="data:,"><style>
:root { color-scheme: light dark } body { background: light-dark(#fff, #000); color: light-dark(#000, #fff) }
</style><main><h1>Hello</h1><a id="next" href="/next">Next</a></main>`

// serve serves a page that is right and others that are not.
func serve(t *testing.T) (host string) {
	t.Helper()
	pages := map[string]string{
		"/":      page,
		"/next":  page,
		"/bad":   page + `<img src="/missing.png"><p style="color:#ccc;background:#fff">faint</p><input>`,
		"/noisy": page + `<script>console.error("ouch", 1); window.set = true; nowhere()</script>`,
		"/away":  page + `<img alt="" src="http://elsewhere.example/x.png">`,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, found := pages[r.URL.Path]
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if !found {
			w.WriteHeader(http.StatusNotFound)
			text = page // without a text Chromium shows a page of its own
		}
		_, _ = io.WriteString(w, text)
	}))
	t.Cleanup(server.Close)
	u, _ := url.Parse(server.URL)
	return u.Host
}

func TestTab(t *testing.T) {
	t.Parallel()
	host := serve(t)
	tab := New(t)
	if status := tab.Open("http://" + host + "/"); status != http.StatusOK {
		t.Errorf("HTTP %d", status)
	}
	tab.Viewport(320, 640)
	if got := Eval[int](tab, "innerWidth"); got != 320 {
		t.Errorf("the page is %d wide", got)
	}
	for _, dark := range []bool{true, false} {
		tab.Dark(dark)
		if got := Eval[bool](tab, `matchMedia("(prefers-color-scheme: dark)").matches`); got != dark {
			t.Errorf("dark is %t", got)
		}
		tab.WantAccessible()
	}
	address, status := tab.Follow(chromedp.Click(chromedp.CSS("#next")))
	if address != "http://"+host+"/next" || status != http.StatusOK {
		t.Errorf("%s, HTTP %d", address, status)
	}
	if status := tab.Open("http://" + host + "/nothing"); status != http.StatusNotFound {
		t.Errorf("HTTP %d", status)
	}
	tab.WantQuiet(host)
}

func TestTabSeesProblems(t *testing.T) {
	t.Parallel()
	host := serve(t)
	tab := New(t)
	for path, want := range map[string]string{"/noisy": `console.error "ouch" 1`, "/away": "elsewhere.example", "/bad": "/missing.png"} {
		tab.Open("http://" + host + path)
		if got := strings.Join(tab.Problems(), "\n"); !strings.Contains(got, want) {
			t.Errorf("%s: no %q in %q", path, want, got)
		}
	}
	if got := strings.Join(tab.Problems(), "\n"); !strings.Contains(got, "nowhere is not defined") {
		t.Errorf("an exception is missing: %q", got)
	}
	if !slices.Contains(tab.Requests(), "http://elsewhere.example/x.png") {
		t.Errorf("requests: %q", tab.Requests())
	}
	tab.Open("http://" + host + "/bad")
	var found []string
	for _, v := range tab.Axe() {
		found = append(found, v.ID+" "+v.Impact)
	}
	for _, want := range []string{"color-contrast serious", "image-alt critical", "label critical"} {
		if !slices.Contains(found, want) {
			t.Errorf("no %q in %q", want, found)
		}
	}
}

func TestScriptsCanBeSwitchedOff(t *testing.T) {
	t.Parallel()
	host := serve(t)
	tab := New(t)
	tab.Scripts(false)
	tab.Open("http://" + host + "/noisy")
	if problems := tab.Problems(); len(problems) > 0 {
		t.Errorf("a script ran: %q", problems)
	}
	tab.Scripts(true)
	tab.Open("http://" + host + "/noisy")
	tab.Wait("window.set")
}

func TestFind(t *testing.T) {
	t.Parallel()
	have := func(names ...string) func(string) (string, error) {
		return func(name string) (string, error) {
			if slices.Contains(names, name) {
				return "/usr/bin/" + name, nil
			}
			return "", exec.ErrNotFound
		}
	}
	env := func(value string) func(string) string { return func(string) string { return value } }
	if got, err := find(env(""), have("google-chrome", "chromium")); err != nil || got != "/usr/bin/chromium" {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := find(env("mine"), have("mine", "chromium")); err != nil || got != "/usr/bin/mine" {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := find(env("mine"), have("chromium")); !errors.Is(err, exec.ErrNotFound) {
		t.Errorf("a browser that was named and is not there: %v", err)
	}
	if _, err := find(env(""), have()); !errors.Is(err, errNoBrowser) {
		t.Errorf("got %v", err)
	}
}
