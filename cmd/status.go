package cmd

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// showStatus prints the answer to an inquiry. The answer is the result on
// standard output whatever the state is; the exit code and one line on
// standard error tell a state that is not SUCCESS.
func (a *App) showStatus(cmd *cobra.Command, o output.Options, x *answer) error {
	if x.response.Result.ResultStatus != antom.StatusSuccess {
		return x.err()
	}
	if err := a.printStatus(cmd, o, x); err != nil {
		return err
	}
	return a.afterShowing(o, x.err())
}

// afterShowing tells what a shown answer means when it is no success. In text
// the answer itself has told it, so that the hints and the exit code are left.
func (a *App) afterShowing(o output.Options, err error) error {
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
		Quiet: x.status(),
		Text:  func(w io.Writer) error { return a.writeStatus(w, x) },
	}
	return a.print(cmd, o, r)
}

// status is the state that an answer to an inquiry tells.
func (x *answer) status() string { return x.got(spec.OperationNamed(x.op.name).StatusField) }

// reported marks an error that was told already, so that only its code is left.
func reported(e *apperr.Error) *apperr.Error {
	done := *e
	done.Reported = true
	return &done
}

func (a *App) writeStatus(w io.Writer, x *answer) error {
	noun, pairs := "Payment", x.paymentPairs()
	if x.op.name == opInquiryRefund().name {
		noun, pairs = "Refund", x.refundPairs()
	}
	t := a.theme()
	fmt.Fprintf(w, "%s\n\n", t.Status(statusKind(x.status()), noun+" "+ui.Clean(or(x.status(), "without a status"))))
	t.Pairs(w, a.streams().Width, withoutEmpty(append(pairs, x.trustPair())))
	return nil
}

// paymentPairs describe the payment of an answer to inquiryPayment.
func (x *answer) paymentPairs() []ui.Pair {
	pairs := []ui.Pair{
		{Label: "Payment ID", Value: ui.Clean(x.got("paymentId"))},
		{Label: "Request ID", Value: ui.Clean(or(x.got("paymentRequestId"), x.asked("paymentRequestId")))},
		{Label: "Amount", Value: amountText(x.body.At("paymentAmount"))},
		{Label: "Method", Value: ui.Clean(x.got("paymentMethodType"))},
		{Label: "Paid at", Value: localTime(x.got("paymentTime"))},
		{Label: "Reason", Value: ui.Clean(x.reason())},
	}
	for _, t := range outcome.Transactions(x.body) {
		pairs = append(pairs, ui.Pair{Label: t.Label(), Value: ui.Clean(transactionText(t))})
	}
	return pairs
}

// transactionText is one refund or capture in a line. A capture has Antom's id
// too, by which it is refunded.
func transactionText(t outcome.Transaction) string {
	id := or(t.RequestID, t.ID)
	if t.Type == "CAPTURE" && t.RequestID != "" && t.ID != "" {
		id += ", capture ID " + t.ID
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s (%s)", t.Status, majorAmount(t.Currency, t.Value), id))
}

// refundPairs describe the refund of an answer to inquiryRefund.
func (x *answer) refundPairs() []ui.Pair {
	return []ui.Pair{
		{Label: "Refund ID", Value: ui.Clean(x.got("refundId"))},
		{Label: "Request ID", Value: ui.Clean(or(x.got("refundRequestId"), x.asked("refundRequestId")))},
		{Label: "Amount", Value: amountText(x.body.At("refundAmount"))},
		{Label: "Refunded at", Value: localTime(x.got("refundTime"))},
	}
}

// trustPair says when an answer is not signed.
func (x *answer) trustPair() ui.Pair {
	if x.response.Trust == antom.TrustVerified {
		return ui.Pair{}
	}
	return ui.Pair{Label: "Signature", Value: x.app.theme().Warning("not signed: " + string(x.response.Trust))}
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
	if code == "" || code == outcome.Success {
		return ""
	}
	if message == "" {
		return code
	}
	return code + ": " + message
}

func statusKind(status string) ui.StatusKind {
	switch outcome.StateOf(status) {
	case outcome.Succeeded:
		return ui.StatusOK
	case outcome.Ended:
		return ui.StatusFailed
	case outcome.Open:
		return ui.StatusWaiting
	default:
		return ui.StatusUnknown
	}
}
