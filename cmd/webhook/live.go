package webhook

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/livelist"
	"github.com/antom-cli/antom/internal/receiver"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
)

// Live is the list of a listener on the terminal.
type Live struct {
	*livelist.List
	env   *cli.Env
	close sync.Once
}

// LiveOptions say what the list shows and does.
type LiveOptions struct {
	Header livelist.Header
	// Store is where the notifications are stored, "" if they are not.
	Store string
	// Reader reads it.
	Reader inbox.Reader
	// Receiver are the options of the listener, which say where to forward to.
	Receiver receiver.Options
	// Simulator finds the simulator that has the payments, nil if there is none.
	Simulator func(context.Context) (sandbox.Control, error)
}

// StartLive shows the list on the terminal. Until it is closed, warnings and notes
// appear in it.
func StartLive(env *cli.Env, o LiveOptions) (*Live, error) {
	s := env.Streams()
	in, out := s.In.(*os.File), s.Out.(*os.File)
	env.Theme().Title("x") // the theme asks the terminal for its colours now, and not while the list reads keys
	actions := liveActions{env: env, LiveOptions: o}
	list, err := livelist.Start(livelist.Options{
		In: in, Out: out, Theme: env.Theme(), Header: o.Header, Replay: actions.replay, Open: actions.open,
	})
	if err != nil {
		return nil, apperr.New(apperr.Internal, "", err, "print lines instead: --plain")
	}
	cli.DivertMessages(env, list.Message)
	return &Live{List: list, env: env}, nil
}

// Close gives the terminal back, and repeats there the messages that the list had. It
// may be called more than once.
func (l *Live) Close() {
	l.close.Do(func() {
		messages := l.List.Close()
		cli.DivertMessages(l.env, nil)
		cli.RepeatMessages(l.env, messages)
	})
}

// liveActions do what the user wants with an event of the list.
type liveActions struct {
	env *cli.Env
	LiveOptions
}

// replay forwards a stored notification again.
func (a liveActions) replay(ctx context.Context, item livelist.Item) string {
	switch {
	case item.ID == "":
		return "only a notification can be forwarded again"
	case a.Store == "":
		return "the notification was not stored, so it cannot be forwarded again"
	case len(a.Receiver.Forward) == 0:
		return "there is no application to forward to; start with --forward URL"
	}
	r, err := a.Reader.Get(ctx, item.ID)
	switch {
	case err != nil:
		return err.Error()
	case !r.Verified:
		return "a rejected notification is not forwarded; to send it all the same: antom webhook replay " + item.ID + " --to URL"
	}
	attempt, fits, err := receiver.Forward(ctx, a.Receiver, r)
	switch {
	case !fits:
		return "no --route fits " + r.NotifyType
	case err != nil:
		return err.Error()
	case attempt.Acknowledged:
		return fmt.Sprintf("forwarded %s to %s again: acknowledged", recordID(r), attempt.URL)
	}
	return fmt.Sprintf("forwarded %s to %s again: %s", recordID(r), attempt.URL, attempt.Err)
}

// open opens the page of a payment of the simulator.
func (a liveActions) open(ctx context.Context, item livelist.Item) string {
	if a.Simulator == nil {
		return "only payments of the simulator have a page that can be opened here"
	}
	if item.Payment == "" {
		return "this event names no payment"
	}
	control, err := a.Simulator(ctx)
	if err != nil {
		return "the simulator is not running: antom sandbox"
	}
	payment, err := control.Get(ctx, item.Payment)
	switch {
	case errors.Is(err, sandbox.ErrNotFound):
		return "the simulator has no payment " + item.Payment
	case err != nil:
		return err.Error()
	case payment.URL == "":
		return "the payment has no page"
	}
	if err := a.env.Browse(payment.URL); err != nil {
		return payment.URL + " (" + err.Error() + ")"
	}
	return "opened " + payment.URL
}

// item returns an event as a row of the list.
func (w *EventWriter) item(e receiver.Event) livelist.Item {
	r, amount := &e.Record, recordAmount(&e.Record)
	item := livelist.Item{
		At: e.Time.Local(), Title: cmp.Or(r.NotifyType, r.Message.Method+" "+r.Message.Path), Subject: recordID(r),
		Amount: cli.MajorAmount(amount.Currency, amount.Value), Payment: cmp.Or(r.PaymentRequestID, r.PaymentID),
		Details: eventDetails(e), Body: BodyText(r.Message.Body), Why: w.why(e),
	}
	item.Kind, item.Status = eventStatus(e)
	item.Rest = strings.Join(eventRest(e), "  ")
	if r.Verified || r.Cause != "" {
		item.ID = r.ID
	}
	return item
}

// eventStatus says in a word or two how a request ended.
func eventStatus(e receiver.Event) (ui.StatusKind, string) {
	switch {
	case e.Problem == receiver.ProblemSignature:
		return ui.StatusFailed, e.Record.Cause
	case e.Problem == receiver.ProblemForward:
		if last, ok := e.Forwarded(); ok && last.Status != 0 {
			return ui.StatusFailed, "not acknowledged" // the application has it, but did not accept it
		}
		return ui.StatusFailed, "not forwarded"
	case e.Problem != "":
		return ui.StatusFailed, string(e.Problem)
	case e.Record.DuplicateOf != "":
		return ui.StatusOK, "repeated"
	}
	return ui.StatusOK, "verified"
}

// eventRest is what a wide terminal shows of a request besides.
func eventRest(e receiver.Event) []string {
	var parts []string
	if meaning := recordMeaning(&e.Record); meaning != "" {
		parts = append(parts, meaning)
	}
	if last, ok := e.Forwarded(); ok {
		parts = append(parts, attemptText(last, len(e.Record.Forward), e.MaxAttempts))
	}
	return append(parts, fmt.Sprintf("answered %d", e.Status), e.Duration.Round(time.Millisecond).String())
}

func eventDetails(e receiver.Event) []ui.Pair {
	r, amount := &e.Record, recordAmount(&e.Record)
	pairs := []ui.Pair{
		{Label: "ID", Value: r.ID},
		{Label: "Received", Value: cli.TimeText(e.Time)},
		{Label: "Sent", Value: sentText(sentAt(r), e.Time)},
		{Label: "Meaning", Value: recordMeaning(r)},
		{Label: "Payment request ID", Value: r.PaymentRequestID},
		{Label: "Payment ID", Value: r.PaymentID},
		{Label: "Request ID", Value: r.RequestID},
		{Label: "Own ID", Value: r.ObjectID},
		{Label: "Amount", Value: cli.MajorAmount(amount.Currency, amount.Value)},
		{Label: "Result", Value: strings.TrimSpace(string(r.Result.ResultStatus) + " " + string(r.Result.ResultCode))},
		{Label: "Verified with", Value: r.KeyFingerprint},
		{Label: "Rejected", Value: r.Cause},
		{Label: "Repeats", Value: r.DuplicateOf},
	}
	for i, at := range r.Forward {
		pairs = append(pairs, ui.Pair{Label: fmt.Sprintf("Attempt %d", i+1), Value: attemptText(at, i+1, e.MaxAttempts)})
	}
	pairs = append(pairs, ui.Pair{Label: "Answered", Value: fmt.Sprintf("HTTP %d in %v", e.Status, e.Duration.Round(time.Millisecond))})
	if r.Message.Path != "" {
		pairs = append(pairs, ui.Pair{Label: "Request", Value: r.Message.Method + " " + r.Message.Path})
	}
	for _, h := range r.Headers {
		switch name := strings.ToLower(h.Name); name {
		case antom.HeaderClientID, antom.HeaderRequestTime: // the signature is of no use to people
			pairs = append(pairs, ui.Pair{Label: name, Value: h.Value})
		}
	}
	return pairs
}

// BodyText is the body of a notification for the details, indented if it is JSON.
// What is nested too deeply stands as it came.
func BodyText(body []byte) string {
	if len(body) > livelist.MaxBody || !json.Valid(body) || nesting(body) > maxIndented {
		return string(body[:min(len(body), livelist.MaxBody+1)])
	}
	var out bytes.Buffer
	if err := json.Indent(&out, body, "", "  "); err != nil {
		return string(body)
	}
	return out.String()
}

// maxIndented is the deepest nesting of JSON that is indented: the blanks grow with
// its square.
const maxIndented = 32

// nesting is how deep objects and lists stand in each other in valid JSON.
func nesting(text []byte) int {
	depth, deepest, quoted := 0, 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
			deepest = max(deepest, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	return deepest
}

// why explains why a request was not acknowledged.
func (w *EventWriter) why(e receiver.Event) []ui.Pair {
	pairs := []ui.Pair{}
	switch e.Problem {
	case "":
		return nil
	case receiver.ProblemSignature:
		pairs = append(pairs, ui.Pair{Label: "Why", Value: e.Explanation})
		if w.Explain != nil {
			pairs = append(pairs, ui.Pair{Label: "More", Value: w.Explain(&e.Record)})
		}
	case receiver.ProblemForward:
		for i, at := range e.Record.Forward {
			pairs = append(pairs, ui.Pair{Label: fmt.Sprintf("Attempt %d", i+1), Value: at.URL + ": " + attemptResult(at)})
		}
	default:
		pairs = append(pairs, ui.Pair{Label: "Why", Value: string(e.Problem)})
	}
	if e.Err != nil {
		pairs = append(pairs, ui.Pair{Label: "Error", Value: e.Err.Error()})
	}
	return append(pairs, ui.Pair{Label: "Answered", Value: fmt.Sprintf("HTTP %d, so Antom sends the notification again", e.Status)})
}
