package browsertest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/antom-cli/antom/internal/patience"
)

const (
	// screenshotEnv is the directory that screenshots go to; without it none are made.
	screenshotEnv = "ANTOM_SCREENSHOTS"
)

// Action is something that a browser does, from package chromedp.
type Action = chromedp.Action[chromedp.Void]

// Tab is a tab of the browser, with a profile of its own, for one test. It must
// not be used by several goroutines.
type Tab struct {
	t   testing.TB
	ctx context.Context

	mu        sync.Mutex
	documents map[network.RequestID]bool
	requests  []string
	problems  []string
}

// New opens a tab that is closed with the test. It skips the test when there is
// no browser, or lets it fail where one is required.
func New(t testing.TB) *Tab {
	t.Helper()
	if !shared.managed {
		t.Fatal("browsertest: TestMain must run the tests with browsertest.M(m).Run()")
	}
	parent, err := shared.open()
	switch {
	case err != nil && os.Getenv(requireEnv) == "required":
		t.Fatalf("%v; %s says that one is required", err, requireEnv)
	case err != nil:
		t.Skipf("%v; install Chromium to run this test", err)
	}
	ctx, closeTab := chromedp.NewContext(parent, chromedp.WithNewBrowserContext())
	limited, cancel := context.WithTimeout(ctx, patience.Limit)
	tab := &Tab{t: t, ctx: limited, documents: map[network.RequestID]bool{}}
	t.Cleanup(func() {
		if t.Failed() {
			tab.Screenshot("failed")
		}
		cancel()
		closeTab()
	})
	if err := chromedp.Listen(ctx, tab.listen); err != nil {
		t.Fatalf("opening a tab: %v", err)
	}
	tab.Viewport(1280, 800)
	return tab
}

// Do does something in the tab.
func (tab *Tab) Do(actions ...Action) {
	tab.t.Helper()
	if err := chromedp.Do(tab.ctx, actions...); err != nil {
		tab.t.Fatalf("in the browser: %v", err)
	}
}

// Follow does something that leads to another page, such as a click, and waits
// until that page is there. The results are the page's address and HTTP status.
func (tab *Tab) Follow(actions ...Action) (address string, status int) {
	tab.t.Helper()
	response, err := chromedp.RunResponse(tab.ctx, actions...)
	if err != nil {
		tab.t.Fatalf("waiting for the next page: %v", err)
	}
	return response.URL, int(response.Status)
}

// Open goes to an address and returns the HTTP status of the page.
func (tab *Tab) Open(address string) (status int) {
	tab.t.Helper()
	_, status = tab.Follow(chromedp.Navigate(address))
	return status
}

// Eval returns what an expression of JavaScript is worth in the page.
func Eval[T any](tab *Tab, expression string) T {
	tab.t.Helper()
	value, err := chromedp.Run(tab.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		tab.t.Fatalf("%.200s: %v", expression, err)
	}
	return value
}

// Wait waits until an expression of JavaScript is true in the page.
func (tab *Tab) Wait(expression string) {
	tab.t.Helper()
	for {
		switch _, err := chromedp.Run(tab.ctx, chromedp.Poll[any](expression)); {
		case err == nil:
			return
		case !left(err):
			tab.t.Fatalf("waiting for %s: %v", expression, err)
		}
	}
}

// left tells whether an expression failed only because its page was about to make
// room for the next one.
func left(err error) bool {
	return strings.Contains(err.Error(), "Cannot find context with specified id") ||
		strings.Contains(err.Error(), "Execution context was destroyed")
}

// Viewport sets the size of the page, in CSS pixels.
func (tab *Tab) Viewport(width, height int64) {
	tab.t.Helper()
	tab.Do(chromedp.EmulateViewport(width, height))
}

// Dark lets the page be seen in the dark or the light colour scheme.
func (tab *Tab) Dark(dark bool) {
	tab.t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	tab.Media(map[string]string{"prefers-color-scheme": scheme})
}

// Media sets media features, such as prefers-color-scheme, in place of all that
// were set before.
func (tab *Tab) Media(features map[string]string) {
	tab.t.Helper()
	var params emulation.SetEmulatedMediaParams
	for name, value := range features {
		params.Features = append(params.Features, &emulation.MediaFeature{Name: name, Value: value})
	}
	if _, err := chromedp.Call(tab.ctx, emulation.SetEmulatedMedia, params); err != nil {
		tab.t.Fatalf("setting media features: %v", err)
	}
}

// Scripts says whether pages that are opened from now on may run scripts.
func (tab *Tab) Scripts(allowed bool) {
	tab.t.Helper()
	if _, err := chromedp.Call(tab.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !allowed}); err != nil {
		tab.t.Fatalf("switching scripts: %v", err)
	}
}

// Screenshot keeps a picture of the whole page as NAME.png in a directory named
// after the test, below the one that ANTOM_SCREENSHOTS names.
func (tab *Tab) Screenshot(name string) {
	tab.t.Helper()
	root := os.Getenv(screenshotEnv)
	if root == "" {
		return
	}
	dir := filepath.Join(root, strings.ReplaceAll(tab.t.Name(), "/", "-"))
	picture, err := chromedp.Run(tab.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.MkdirAll(dir, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o644)
	}
	if err != nil {
		tab.t.Errorf("screenshot %s: %v", name, err)
	}
}

// Requests are the addresses that the tab asked for so far, in order.
func (tab *Tab) Requests() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	return append([]string(nil), tab.requests...)
}

// Problems are the errors and warnings that the console has so far: exceptions,
// files that were not there, violations of the Content-Security-Policy. That a
// page itself has an HTTP status of an error is none.
func (tab *Tab) Problems() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	return append([]string(nil), tab.problems...)
}

// WantQuiet lets the test fail when the console has a problem, or when a request
// went to another host than those given, such as "127.0.0.1:8964".
func (tab *Tab) WantQuiet(hosts ...string) {
	tab.t.Helper()
	for _, problem := range tab.Problems() {
		tab.t.Errorf("the console says: %s", problem)
	}
	allowed := map[string]bool{}
	for _, host := range hosts {
		allowed[host] = true
	}
	for _, address := range tab.Requests() {
		u, err := url.Parse(address)
		if err != nil || (u.Scheme == "http" || u.Scheme == "https") && !allowed[u.Host] {
			tab.t.Errorf("the page asked for %s", address)
		}
	}
}

// listen notes what happens in the tab.
func (tab *Tab) listen(event any) {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		tab.requests = append(tab.requests, e.Request.URL)
		if e.Type == network.ResourceTypeDocument {
			tab.documents[e.RequestID] = true
		}
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if o := e.ExceptionDetails.Exception; o != nil {
			text += " " + o.Description
		}
		tab.problems = append(tab.problems, text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			tab.problems = append(tab.problems, fmt.Sprintf("console.%s %s", e.Type, arguments(e.Args)))
		}
	case *log.EventEntryAdded:
		serious := e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning
		if serious && !tab.documents[e.Entry.NetworkRequestID] {
			tab.problems = append(tab.problems, strings.TrimSpace(e.Entry.Text+" "+e.Entry.URL))
		}
	}
}

func arguments(list []*runtime.RemoteObject) string {
	var words []string
	for _, o := range list {
		word := string(o.Value)
		if word == "" {
			word = o.Description
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}
