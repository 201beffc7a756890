package payment

import (
	"fmt"
	"io"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
)

// changeResult is the answer to a refund or a capture, ready to be shown.
type changeResult struct {
	*flow.Answer
	sender     *sender
	request    *flow.Request
	field      string // what the names of its fields begin with
	noun, done string // "Refund", "Refunded at"
	inProcess  antom.ResultCode
	quiet      string
}

// show shows the answer, and with --wait its end, which q asks for.
func (v *changeResult) show(q flow.Inquiry) error {
	s, m := v.sender, v.Outcome().Meaning()
	running := m.Code == string(v.inProcess)
	switch {
	case m.Verdict != outcome.Done && !running:
		return v.ErrorOf(m)
	case running && s.wait.on:
		return s.waitFor(q, v.request, func() error { return v.print(running) })
	}
	if err := v.print(running); err != nil {
		return err
	}
	return cli.PrintedError(s.env, s.output, v.Err())
}

func (v *changeResult) print(running bool) error {
	id := v.field + "RequestId"
	return v.sender.print(output.Result{
		Value: withID(v.Answer, id), Raw: v.Response.Body, Quiet: v.quiet,
		Text: func(w io.Writer) error {
			kind, title := ui.StatusOK, v.noun+" succeeded"
			if running {
				kind, title = ui.StatusWaiting, v.noun+" accepted, not final yet"
			}
			v.sender.writeChange(w, v.Answer, kind, title, []ui.Pair{
				{Label: v.noun + " ID", Value: ui.Clean(v.Field(v.field + "Id"))},
				{Label: "Request ID", Value: ui.Clean(v.FieldOrRequest(id))},
				{Label: "Payment ID", Value: ui.Clean(v.FieldOrRequest("paymentId"))},
				{Label: "Amount", Value: amountText(v.Request.Get(v.field + "Amount"))},
				{Label: "Left", Value: ui.Clean(v.request.Left())},
				{Label: v.done, Value: cli.LocalTime(v.Field(v.field + "Time"))},
			})
			return nil
		},
	})
}

// writeChange writes the answer to a refund or a capture for a person.
func (s *sender) writeChange(w io.Writer, x *flow.Answer, kind ui.StatusKind, title string, pairs []ui.Pair) {
	t := s.env.Theme()
	fmt.Fprintf(w, "%s\n\n", t.Status(kind, title))
	t.Pairs(w, s.env.Streams().Width, cli.NonEmptyPairs(append(pairs, trustPair(s.env, x))))
}
