// Package browsertest lets tests look at pages in a real browser: Chromium
// without a window, one process for all tests of a package, a separate profile
// for each tab. The browser can reach this machine and nothing else.
//
// A package that uses it says so in its TestMain:
//
//	func TestMain(m *testing.M) { os.Exit(browsertest.M(m).Run()) }
//
// Without a browser on the machine the tests are skipped, saying so. With
// ANTOM_BROWSER=required they fail instead.
package browsertest

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

const (
	// requireEnv, set to "required", makes a missing browser a failure.
	requireEnv = "ANTOM_BROWSER"
	// pathEnv names the browser to use.
	pathEnv = "CHROME"
	// closeTimeout is how long the browser may take to end by itself.
	closeTimeout = 5 * time.Second
)

// errNoBrowser says what was looked for.
var errNoBrowser = errors.New("no browser: there is no chromium, google-chrome or $CHROME on this machine")

// Main runs the tests of a package and then ends the browser.
type Main struct{ m *testing.M }

// M wraps what TestMain gets. The result fits testscript.Main, too.
func M(m *testing.M) Main {
	shared.managed = true
	return Main{m}
}

// Run runs the tests and returns the exit code.
func (m Main) Run() int {
	code := m.m.Run()
	shared.close()
	return code
}

// browser is a process that is started by the first tab.
type browser struct {
	managed bool // somebody will call close
	start   sync.Once
	ctx     context.Context
	stop    func()
	err     error
}

// shared is the browser of this test program.
var shared browser

func (b *browser) open() (context.Context, error) {
	b.start.Do(func() { b.ctx, b.stop, b.err = launch() })
	return b.ctx, b.err
}

func (b *browser) close() {
	if b.stop != nil {
		b.stop()
	}
}

// launch starts a browser.
func launch() (ctx context.Context, end func(), err error) {
	path, err := find(os.Getenv, exec.LookPath)
	if err != nil {
		return nil, nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.DisableGPU,
		// Nothing but this machine has a name.
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE ::1"),
		chromedp.Flag("lang", "en-US"),
		chromedp.Flag("font-render-hinting", "none"),
	)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium refuses to run as root otherwise
	}
	allocator, endAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ = chromedp.NewContext(allocator) // it ends with its allocator
	end = func() {
		limited, cancel := context.WithTimeout(ctx, closeTimeout)
		defer cancel()
		_ = chromedp.Cancel(limited) // the allocator kills what does not end
		endAllocator()
	}
	if err := chromedp.Do(ctx); err != nil {
		end()
		return nil, nil, err
	}
	return ctx, end, nil
}

// find looks for the program to start.
func find(getenv func(string) string, lookPath func(string) (string, error)) (string, error) {
	if path := getenv(pathEnv); path != "" {
		return lookPath(path)
	}
	for _, name := range []string{
		"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
		"/Applications/Chromium.app/Contents/MacOS/Chromium",
	} {
		if path, err := lookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errNoBrowser
}
