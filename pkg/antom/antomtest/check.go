package antomtest

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"

	"github.com/antom-cli/antom/internal/battery"
	"github.com/antom-cli/antom/internal/httpclient"
	"github.com/antom-cli/antom/internal/notification"
)

// TestHandler tests a handler for notifications with the cases of the command antom
// webhook test: every type of notification, repeats, unknown fields, other spellings
// of the same JSON and of the headers, which it must acknowledge; and forgeries,
// which it must not. The requests go to url, or to NotifyURL if it is empty, and
// reach h without a network. h must verify with the server's Verifier, or with its
// AntomKey and ClientID.
//
// The error joins one error per case that failed, with what was wrong and how to fix
// it. What is only good advice, because no document of Antom's demands it, is no
// error. skip leaves out cases by their name ("method-get"), their group ("types") or
// a pattern ("type-*"); one that matches nothing is an error.
func (s *Server) TestHandler(h http.Handler, url string, skip ...string) error {
	target, err := notification.ParseTarget(cmp.Or(url, NotifyURL))
	if err != nil {
		return fmt.Errorf("antomtest: the URL: %w", err)
	}
	cases, err := battery.Select(nil, skip)
	if err != nil {
		return fmt.Errorf("antomtest: skip: %w", err)
	}
	client := &http.Client{
		Transport:     roundTripper(func(r *http.Request) (*http.Response, error) { return s.handOff(h, r) }),
		CheckRedirect: httpclient.StayHere,
	}
	report, err := battery.Run(context.Background(), battery.Options{
		Cases: cases, URL: target, Sender: s.sender(), Stranger: s.MerchantKey,
		Client: &notification.Client{HTTP: client, Now: s.Now}, Now: s.Now, Rand: rand.Reader,
	})
	if err != nil {
		return fmt.Errorf("antomtest: %w", err)
	}
	var failed []error
	for _, r := range report.Results {
		if r.Verdict == battery.Fail {
			failed = append(failed, fmt.Errorf("%s: %s: %s (%s)", r.Name, r.Summary, r.Reason, r.Fix))
		}
	}
	return errors.Join(failed...)
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
