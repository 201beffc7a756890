package cmd

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/antom-cli/antom/internal/patience"
)

// qrread FILE prints the text of the QR code in a file. The decoder is a program
// of its own and built here: it takes milliseconds to initialize, and every
// process of every story would pay for them.
func qrread(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: qrread FILE")
	}
	program := ts.MkAbs("qrread.exe")
	if _, err := os.Stat(program); err != nil {
		out, err := exec.Command("go", "build", "-o", program, "github.com/antom-cli/antom/internal/qr/qrtest/qrread").CombinedOutput()
		if err != nil {
			ts.Fatalf("%s: %v", out, err)
		}
	}
	ts.Check(ts.Exec(program, args[0]))
}

var (
	formPattern   = regexp.MustCompile(`(?s)<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>`)
	inputPattern  = regexp.MustCompile(`<input[^>]*type="hidden"[^>]*>`)
	buttonPattern = regexp.MustCompile(`(?s)<button([^>]*)>(.*?)</button>`)
	attribute     = regexp.MustCompile(`(\w+)="([^"]*)"`)
)

// browseMain is a browser without scripts:
//
//	browse get URL [HOST [FROM]]    prints the status and the page, asked for under that host name, as a
//	                         proxy that speaks for the address FROM
//	browse press URL BUTTON  sends the form of the button with that text
//	browse tell URL JSON     sends what a script of the page would
func browseMain() {
	if err := browsePage(os.Args[1], os.Args[2], os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, "browse:", err)
		os.Exit(1)
	}
}

func browsePage(action, address string, rest []string) error {
	if action == "tell" {
		return reportToPage(address, rest[0])
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	ask, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	if action == "get" && len(rest) > 0 {
		ask.Host = rest[0]
	}
	if action == "get" && len(rest) > 1 {
		ask.Header.Set("X-Forwarded-For", rest[1])
	}
	page, err := client.Do(ask)
	if err != nil {
		return err
	}
	defer page.Body.Close()
	body, err := io.ReadAll(page.Body)
	if err != nil {
		return err
	}
	if action == "get" {
		fmt.Printf("HTTP %d\n%s\n", page.StatusCode, body)
		return nil
	}
	target, form, err := findButton(string(body), rest[0])
	if err != nil {
		return err
	}
	u, err := page.Request.URL.Parse(target)
	if err != nil {
		return err
	}
	answer, err := client.PostForm(u.String(), form)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	fmt.Printf("HTTP %d %s\n", answer.StatusCode, answer.Header.Get("Location"))
	return nil
}

// reportToPage posts an event to a page of session preview, from that page.
func reportToPage(address, event string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodPost, u.JoinPath("events").String(), strings.NewReader(event))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Origin", u.Scheme+"://"+u.Host)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	fmt.Printf("HTTP %d %s\n", answer.StatusCode, text)
	return err
}

// findButton finds the form that holds a button, and what the form would send.
func findButton(body, label string) (action string, form url.Values, err error) {
	for _, f := range formPattern.FindAllStringSubmatch(body, -1) {
		form := url.Values{}
		for _, input := range inputPattern.FindAllString(f[2], -1) {
			a := attributes(input)
			form.Set(a["name"], a["value"])
		}
		for _, b := range buttonPattern.FindAllStringSubmatch(f[2], -1) {
			if !strings.Contains(b[2], label) {
				continue
			}
			a := attributes(b[1])
			if a["name"] != "" {
				form.Set(a["name"], a["value"])
			}
			return f[1], form, nil
		}
	}
	return "", nil, fmt.Errorf("the page has no button %q:\n%s", label, body)
}

func attributes(tag string) map[string]string {
	found := map[string]string{}
	for _, m := range attribute.FindAllStringSubmatch(tag, -1) {
		found[m[1]] = m[2]
	}
	return found
}

// retryMain runs a command until it succeeds, for what another process makes
// ready in its own time.
func retryMain() {
	if !patience.Holds(func() bool {
		out, err := exec.Command(os.Args[1], os.Args[2:]...).Output()
		if err == nil {
			os.Stdout.Write(out)
		}
		return err == nil
	}) {
		fmt.Fprintln(os.Stderr, "retry: it never succeeded")
		os.Exit(1)
	}
}

// dripMain is a server that answers for ever, a byte now and then. It prints its
// URL first.
func dripMain() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("http://%s\n", listener.Addr())
	err = http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		for r.Context().Err() == nil {
			_, _ = io.WriteString(w, " ")
			_ = http.NewResponseController(w).Flush()
			time.Sleep(50 * time.Millisecond)
		}
	}))
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
