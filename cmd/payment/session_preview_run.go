package payment

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/preview"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

const (
	// previewInterval is the time between two inquiries.
	previewInterval = 2 * time.Second
	// previewGrace is how long the result waits for the page's own event.
	previewGrace = 3 * time.Second
)

// run shows events until the payment is final or the user has enough.
func (s *pagePreview) run(ctx context.Context, served <-chan error) error {
	if err := s.ready(); err != nil {
		return err
	}
	results := s.watch(ctx)
	var final *result
	var patience <-chan error
	for {
		select {
		case e := <-s.events:
			if err := s.print(e); err != nil {
				return err
			}
			if ended, err := s.ended(e); ended {
				return err
			}
			if final != nil && e.Payment() {
				return s.finish(*final)
			}
		case r := <-results:
			if r.err != nil || s.server.Viewers() == 0 {
				return s.finish(r)
			}
			final, patience, results = &r, s.sleep(ctx, previewGrace), nil
		case <-patience:
			return s.finish(*final)
		case err := <-served:
			if ctx.Err() != nil {
				return s.interrupted() // the server stops for the same reason
			}
			return apperr.New(apperr.Internal, "", err)
		case <-ctx.Done():
			return s.interrupted()
		}
	}
}

// result is how the wait for the payment ended.
type result struct {
	answer *flow.Answer
	err    error
}

// watch inquires about the payment until it is final. Nothing is sent on
// the channel if the payment is not known.
func (s *pagePreview) watch(ctx context.Context) <-chan result {
	results := make(chan result, 1)
	if s.card != "" {
		s.waiting.Go(func() { s.watchCard(ctx, results) })
		return results
	}
	if s.q.RequestID == "" {
		return results
	}
	s.waiting.Go(func() {
		x, err := s.conn.Wait(ctx, s.q, flow.WaitOptions{Interval: previewInterval, Expires: s.ends})
		if apperr.KindOf(err) != apperr.Interrupted {
			results <- result{x, err}
		}
	})
	return results
}

// sleep returns a channel that receives a value after the time d.
func (s *pagePreview) sleep(ctx context.Context, d time.Duration) <-chan error {
	done := make(chan error, 1)
	go func() { done <- s.env.Sleep(ctx, d) }()
	return done
}

// finish shows the final state here and on the page.
func (s *pagePreview) finish(r result) error {
	if r.err != nil {
		return r.err
	}
	if s.card != "" {
		return s.finishCard(r.answer)
	}
	x := r.answer
	s.server.Finish(x.Status())
	err := s.env.PrintResult(s.ctx, s.output, output.Result{
		Value: finalLine{"final", s.q.RequestID, x.Status(), cli.RawJSON(x.Response.Body)},
		Quiet: x.Status(),
		Text: func(w io.Writer) error {
			fmt.Fprintln(w)
			return writeStatus(s.env, w, x)
		},
	})
	if err != nil {
		return err
	}
	return cli.PrintedError(s.env, s.output, x.Err())
}

// finalLine is the last line of JSON.
type finalLine struct {
	Event            string          `json:"event"`
	PaymentRequestID string          `json:"paymentRequestId"`
	PaymentStatus    string          `json:"paymentStatus"`
	Answer           json.RawMessage `json:"answer"`
}

// ended decides by the page alone when there is nobody to ask. What a page says
// is no proof of a payment, so there is a warning.
func (s *pagePreview) ended(e preview.Event) (bool, error) {
	if s.subject() != "" || e.Kind != preview.SDK {
		return false, nil
	}
	switch e.Code {
	case "SDK_PAYMENT_SUCCESSFUL":
		s.server.Finish("SUCCESS")
		s.env.Warn("only the page reports that it was paid; confirm it with the notification or with antom inquire")
		return true, nil
	case "SDK_PAYMENT_FAIL":
		s.server.Finish("FAIL")
		return true, apperr.New(apperr.Failed, "the page reports that the payment failed "+parenthesis(e.ResultCode()), nil,
			"confirm it with antom inquire").WithCode(e.ResultCode())
	}
	return false, nil
}

func parenthesis(s string) string {
	if s == "" {
		return "without a reason"
	}
	return "(" + ui.Clean(s) + ")"
}

func (s *pagePreview) interrupted() error {
	e := apperr.New(apperr.Interrupted, "interrupted; the session continues without this page", nil)
	switch {
	case s.card != "":
		e.Hints = []string{s.keepCardHint()}
	case s.q.RequestID != "":
		e.Hints = []string{
			"wait for the result: " + s.env.Commands().Line(s.q.Words()) + " --wait",
			"show the same session again: the same command with --request-id " + apperr.ShellQuote(s.q.RequestID),
		}
	}
	return e
}

// readyLine is the first line of JSON, which scripts wait for.
type readyLine struct {
	Event            string `json:"event"`
	URL              string `json:"url"`
	SDKURL           string `json:"sdkUrl"`
	Environment      string `json:"environment"`
	Locale           string `json:"locale,omitempty"`
	PaymentRequestID string `json:"paymentRequestId,omitempty"`
	SessionData      string `json:"paymentSessionData,omitempty"`
	VaultingID       string `json:"vaultingRequestId,omitempty"`
	VaultingData     string `json:"vaultingSessionData,omitempty"`
}

// readyLine is the first line for the session at hand.
func (s *pagePreview) readyLine(page string) readyLine {
	line := readyLine{Event: "ready", URL: page, SDKURL: s.page.SDKURL, Environment: s.page.Environment, Locale: s.page.Locale}
	if s.card != "" {
		line.VaultingID, line.VaultingData = s.card, s.page.SessionData
	} else {
		line.PaymentRequestID, line.SessionData = s.q.RequestID, s.page.SessionData
	}
	return line
}

// subject is the request id of what the session is for, "" when it is not known.
func (s *pagePreview) subject() string { return cmp.Or(s.card, s.q.RequestID) }

// ready says where the page is, and opens it where that is wanted.
func (s *pagePreview) ready() error {
	env, page := s.env, s.base+s.server.Path()
	err := env.PrintResult(s.ctx, s.output, output.Result{
		Value: s.readyLine(page),
		Quiet: page,
		Text: func(w io.Writer) error {
			pairs := []ui.Pair{{Label: "Page", Value: env.Theme().Link(page)}}
			for _, f := range s.page.Facts {
				pairs = append(pairs, ui.Pair{Label: f.Name, Value: ui.Clean(f.Value)})
			}
			pairs = append(pairs, ui.Pair{Label: "SDK", Value: env.Theme().Link(ui.Clean(s.page.SDKURL))})
			env.Theme().Pairs(w, env.Streams().Width, pairs)
			_, err := fmt.Fprintln(w)
			return err
		},
	})
	if err != nil {
		return err
	}
	if s.subject() == "" {
		env.Note("the payment is not known (see --request-id), so only the page can report its result")
	}
	if !s.flags.open {
		env.Hint("open the page in a browser, or use --open; Ctrl-C ends the preview")
		return nil
	}
	if err := env.Browse(page); err != nil {
		env.Warn("%v; open the page yourself", err)
	}
	return nil
}

// print writes one event.
func (s *pagePreview) print(e preview.Event) error {
	quiet := e.Code
	if e.Kind != preview.SDK {
		quiet = ""
	}
	err := s.env.PrintResult(s.ctx, s.output, output.Result{Value: e, Quiet: quiet, Text: func(w io.Writer) error { return s.writeEvent(w, e) }})
	switch e.Kind {
	case preview.Blocked:
		if u, err := url.Parse(e.Message); err == nil && u.Host != "" && strings.HasPrefix(e.Code, "script-src") {
			s.env.Hint("to allow it, if the SDK needs it: --script-origin %s", apperr.ShellQuote(u.Scheme+"://"+u.Host))
		}
	case preview.Failed:
		s.env.Hint("to load the script from another address: --sdk-url URL")
	}
	return err
}

// eventTitle names an event that is no code of the SDK.
func eventTitle(kind preview.Kind) string {
	switch kind {
	case preview.Opened:
		return "page opened"
	case preview.Log:
		return "onLog"
	case preview.Mounted:
		return "mounted again"
	case preview.Unmounted:
		return "unmounted"
	case preview.Returned:
		return "buyer returned"
	case preview.Blocked:
		return "blocked by the page's policy"
	case preview.Failed:
		return "the SDK could not be used"
	}
	return "event"
}

// writeEvent writes an event for a person: its time and code, then its meaning.
func (s *pagePreview) writeEvent(w io.Writer, e preview.Event) error {
	t := s.env.Theme()
	title := eventTitle(e.Kind)
	if e.Kind == preview.SDK {
		title = t.Code(ui.Clean(cmp.Or(e.Code, "no code")))
	} else if e.Code != "" {
		title += " " + ui.Clean(e.Code)
	}
	known, _ := spec.FindSDKEvent(e.Code)
	fmt.Fprintf(w, "%s  %s\n", t.Muted(cli.TimeText(e.Time)), title)
	pairs := []ui.Pair{{Label: "Meaning", Value: e.Meaning}}
	if e.Meaning == "" {
		pairs[0] = ui.Pair{Label: "Message", Value: ui.Clean(e.Message)}
	}
	pairs = append(pairs, ui.Pair{Label: "Result code", Value: ui.Clean(e.ResultCode())})
	if e.Kind == preview.SDK && known.Kind != spec.SDKStatus {
		pairs = append(pairs, ui.Pair{Label: "Next", Value: e.Next})
	}
	var text bytes.Buffer
	t.Pairs(&text, s.env.Streams().Width-len(eventIndent), cli.NonEmptyPairs(pairs))
	for line := range strings.Lines(text.String()) {
		fmt.Fprint(w, eventIndent+line)
	}
	return nil
}

// eventIndent is how far what is known of an event stands below its code.
const eventIndent = "  "
