package cmd

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
)

// showStatus prints the answer to an inquiry. The answer is the result on
// standard output whatever the state is; the exit code and one line on
// standard error tell a state that is not SUCCESS.
func (a *App) showStatus(cmd *cobra.Command, o output.Options, x *answer) error {
	r := output.Result{
		Value: rawJSON(x.response.Body),
		Raw:   x.response.Body,
		Quiet: x.got("paymentStatus"),
		Text:  func(w io.Writer) error { return a.writeStatus(w, x) },
	}
	if err := a.print(cmd, o, r); err != nil {
		return err
	}
	err := x.statusError()
	if err == nil {
		return nil
	}
	e := a.classify(err)
	if o.Format == output.Text {
		for _, h := range e.Hints {
			a.hint("%s", h)
		}
		e = reported(e)
	}
	return e
}

// reported marks an error that was told already, so that only its code is left.
func reported(e *apperr.Error) *apperr.Error {
	done := *e
	done.Reported = true
	return &done
}

func (a *App) writeStatus(w io.Writer, x *answer) error {
	t := a.theme()
	status := x.got("paymentStatus")
	fmt.Fprintf(w, "%s\n\n", t.Status(statusKind(status), "Payment "+ui.Clean(or(status, "without a status"))))
	var outcome *apperr.Error
	_ = errors.As(x.statusError(), &outcome)
	pairs := []ui.Pair{
		{Label: "Payment ID", Value: ui.Clean(x.got("paymentId"))},
		{Label: "Request ID", Value: ui.Clean(or(x.got("paymentRequestId"), x.asked("paymentRequestId")))},
		{Label: "Amount", Value: amountText(x.body.At("paymentAmount"))},
		{Label: "Method", Value: ui.Clean(x.got("paymentMethodType"))},
		{Label: "Paid at", Value: ui.Clean(x.got("paymentTime"))},
		{Label: "Reason", Value: ui.Clean(x.reason())},
	}
	if x.response.Trust != "verified" {
		pairs = append(pairs, ui.Pair{Label: "Signature", Value: t.Warning("not signed: " + string(x.response.Trust))})
	}
	t.Pairs(w, a.streams().Width, withoutEmpty(pairs))
	return nil
}

// reason is why a payment is not successful, in Antom's words.
func (x *answer) reason() string {
	code, message := x.got("paymentResultCode"), x.got("paymentResultMessage")
	if code == "" || code == statusSuccess {
		return ""
	}
	if message == "" {
		return code
	}
	return code + ": " + message
}

func statusKind(status string) ui.StatusKind {
	switch status {
	case statusSuccess:
		return ui.StatusOK
	case statusFail, statusCancelled:
		return ui.StatusFailed
	case statusProcessing, statusPending:
		return ui.StatusWaiting
	default:
		return ui.StatusUnknown
	}
}
