package cmd

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
)

// showStatus prints the answer to an inquiry. The answer is the result on
// standard output whatever the state is; the exit code and one line on
// standard error tell a state that is not SUCCESS.
func (a *App) showStatus(cmd *cobra.Command, o output.Options, x *answer) error {
	if err := a.printStatus(cmd, o, x); err != nil {
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

// showFinal prints what a wait ended with: the final state, or the last one
// that was seen when the time was up.
func (a *App) showFinal(cmd *cobra.Command, o output.Options, x *answer, err error) error {
	if err == nil {
		return a.showStatus(cmd, o, x)
	}
	if x != nil && apperr.KindOf(err) == apperr.Pending {
		if perr := a.printStatus(cmd, o, x); perr != nil {
			return perr
		}
	}
	return err
}

func (a *App) printStatus(cmd *cobra.Command, o output.Options, x *answer) error {
	r := output.Result{
		Value: rawJSON(x.response.Body),
		Raw:   x.response.Body,
		Quiet: x.got("paymentStatus"),
		Text:  func(w io.Writer) error { return a.writeStatus(w, x) },
	}
	return a.print(cmd, o, r)
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
		{Label: "Paid at", Value: localTime(x.got("paymentTime"))},
		{Label: "Reason", Value: ui.Clean(x.reason())},
	}
	if x.response.Trust != antom.TrustVerified {
		pairs = append(pairs, ui.Pair{Label: "Signature", Value: t.Warning("not signed: " + string(x.response.Trust))})
	}
	t.Pairs(w, a.streams().Width, withoutEmpty(pairs))
	return nil
}

// localTime shows a time of Antom's in the user's zone, as it came when it
// cannot be read.
func localTime(text string) string {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return ui.Clean(text)
	}
	return at.Local().Format("2006-01-02 15:04:05 -07:00")
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
