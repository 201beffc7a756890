package cmd

import (
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
)

// showMoved shows the answer to a refund or a capture, and with --wait its end.
// inProcess is the code of one that takes its time, q asks for that one.
func (r *calling) showMoved(x *answer, inProcess string, q inquiry, show func(x *answer, running bool) error) error {
	m := x.judged().Meaning()
	running := m.Code == inProcess
	switch {
	case m.Verdict != outcome.Done && !running:
		return x.errorOf(m)
	case running && r.call.flags.wait.on:
		return r.waitFor(q, func() error { return show(x, running) })
	}
	if err := show(x, running); err != nil {
		return err
	}
	return r.app.afterShowing(r.output, x.err())
}

// waitFor waits for the end of what was accepted. In text the acceptance is
// shown first; other output holds the end only.
func (r *calling) waitFor(q inquiry, accepted func() error) error {
	a, o := r.app, r.output
	if o.Format == output.Text && !o.Quiet && o.JQ == "" && o.Template == "" {
		if err := accepted(); err != nil {
			return err
		}
	}
	a.about = q.words()
	x, err := a.wait(r.cmd, r.conn, q, r.call.flags.wait.options(a, time.Time{}))
	if err == nil && q.captureID != "" {
		return r.showCaptureEnd(q, x)
	}
	return a.showFinal(r.cmd, o, x, err)
}

// movement is how a refund or a capture is shown.
type movement struct {
	field      string // what the names of its fields begin with
	noun, done string // "Refund", "Refunded at"
	before     []ledger.Movement
	quiet      string
}

func (r *calling) printMoved(x *answer, running bool, m movement) error {
	id, amount := m.field+"RequestId", m.field+"Amount"
	return r.app.print(r.cmd, r.output, output.Result{
		Value: withID(x, id), Raw: x.response.Body, Quiet: m.quiet,
		Text: func(w io.Writer) error {
			kind, title := ui.StatusOK, m.noun+" succeeded"
			if running {
				kind, title = ui.StatusWaiting, m.noun+" accepted, not final yet"
			}
			r.writeMoved(w, x, kind, title, []ui.Pair{
				{Label: m.noun + " ID", Value: ui.Clean(x.got(m.field + "Id"))},
				{Label: "Request ID", Value: ui.Clean(x.gotOrAsked(id))},
				{Label: "Payment ID", Value: ui.Clean(x.gotOrAsked("paymentId"))},
				{Label: "Amount", Value: amountText(x.sent.Get(amount))},
				{Label: "Left", Value: r.leftText(m.before, id, amount)},
				{Label: m.done, Value: localTime(x.got(m.field + "Time"))},
			})
			return nil
		},
	})
}

// gotOrAsked is a field of the answer, or of the request where the answer does
// not repeat it.
func (x *answer) gotOrAsked(field string) string { return or(x.got(field), x.asked(field)) }

// writeMoved writes the answer to a refund or a capture for a person.
func (r *calling) writeMoved(w io.Writer, x *answer, kind ui.StatusKind, title string, pairs []ui.Pair) {
	t := r.app.theme()
	fmt.Fprintf(w, "%s\n\n", t.Status(kind, title))
	t.Pairs(w, r.app.streams().Width, withoutEmpty(append(pairs, x.trustPair())))
}

// leftText is what is left of the payment after this request.
func (r *calling) leftText(moved []ledger.Movement, idPath, amountPath string) string {
	p := r.target.known
	left, _, ok := p.Left(moved, r.d.Get(idPath))
	amount, err := strconv.ParseInt(r.d.Get(amountPath+".value"), 10, 64)
	if !ok || err != nil || r.d.Get(amountPath+".currency") != p.Currency {
		return ""
	}
	rest := strconv.FormatInt(max(left-amount, 0), 10)
	return ui.Clean(fmt.Sprintf("%s of %s", ledger.Money(p.Currency, rest), ledger.Money(p.Currency, p.Amount)))
}
