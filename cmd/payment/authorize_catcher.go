package payment

import (
	"context"
	"crypto/subtle"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/httpserve"
	"github.com/antom-cli/antom/internal/neterr"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

const (
	// catcherPath is the page of a catcher.
	catcherPath = "/antom/authorized"
	// maxAuthCode is the longest authCode, in characters.
	maxAuthCode = 128
)

// catcher is the page on this machine that a buyer returns to with an authCode.
type catcher struct {
	listener net.Listener
	url      string
}

func newCatcher(addr string) (*catcher, error) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, apperr.New(apperr.Config, "listening on "+addr, neterr.Listening(err, addr), "omit --addr to use any free port")
	}
	return &catcher{listener: listener, url: "http://" + listener.Addr().String() + catcherPath}, nil
}

// wait serves the page until the buyer of an authState has returned. The code is empty
// when the buyer did not agree. Returns with another authState are told to warn.
func (c *catcher) wait(ctx context.Context, state string, warn func(string)) (code string, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	caught := make(chan string, 1)
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		code, err := readReturn(r.URL.Query(), state)
		switch {
		case r.Method != http.MethodGet || r.URL.Path != catcherPath:
			http.NotFound(w, r)
			return
		case err != nil:
			warn(err.Error())
			page(w, http.StatusBadRequest, "This is not the expected return", "The terminal still waits for the buyer.")
			return
		case code == "":
			page(w, http.StatusOK, "Not linked", "You did not agree. You can close this page.")
		default:
			page(w, http.StatusOK, "Thank you", "Go on in the terminal. You can close this page.")
		}
		select {
		case caught <- code:
		default: // the buyer opened the page twice
		}
	})
	message := func() string { return "open this page as " + c.url }
	server := httpserve.Server{Handler: httpserve.OwnHosts(spec.Loopback, message, handler)}
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, c.listener) }()
	select {
	case code = <-caught:
		cancel(nil)
		<-served // the buyer gets the whole page
		return code, nil
	case err := <-served:
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		return "", apperr.New(apperr.Internal, "waiting for the buyer", err)
	case <-ctx.Done():
		<-served
		return "", ctx.Err()
	}
}

// readReturn takes the authCode from the query of the buyer's return. It is empty when
// the buyer did not agree. The error does not show the code.
func readReturn(q url.Values, state string) (code string, err error) {
	given := q.Get("authState")
	switch {
	case len(q["authState"]) > 1 || len(q["authCode"]) > 1:
		return "", fmt.Errorf("the return has authState or authCode twice; it is ignored")
	case given == "":
		return "", fmt.Errorf("the return has no authState; it is ignored")
	case subtle.ConstantTimeCompare([]byte(given), []byte(state)) != 1:
		return "", fmt.Errorf("the return has another authState than the request, so it belongs to another authorization or is forged; it is ignored")
	}
	code = q.Get("authCode")
	return code, checkAuthCode(code)
}

// checkAuthCode refuses what cannot be an authCode. The error does not show it.
func checkAuthCode(code string) error {
	if len(code) > maxAuthCode || strings.IndexFunc(code, func(r rune) bool { return r <= ' ' || r > '~' }) >= 0 {
		return fmt.Errorf("the authCode is not one: it has at most %d printable characters", maxAuthCode)
	}
	return nil
}

// page writes a page that needs nothing.
func page(w http.ResponseWriter, status int, heading, text string) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	// The browser may be gone; there is nobody to tell.
	_, _ = fmt.Fprintf(w, `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>%s</title><main><h1>%s</h1><p>%s</p></main></html>
`, heading, heading, text)
}
