package cmd

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// showStatus prints the answer to an inquiry. The answer is the result on
// standard output whatever the state is; the exit code and one line on
// standard error tell a state that is not SUCCESS.
func (a *App) showStatus(ctx context.Context, o output.Options, x *flow.Answer) error {
	if !x.Succeeded() {
		return x.Err()
	}
	if err := a.printStatus(ctx, o, x); err != nil {
		return err
	}
	return a.afterShowing(o, x.Err())
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
func (a *App) showFinal(ctx context.Context, o output.Options, x *flow.Answer, err error) error {
	if err == nil {
		return a.showStatus(ctx, o, x)
	}
	if x != nil && apperr.KindOf(err) == apperr.Pending {
		if perr := a.printStatus(ctx, o, x); perr != nil {
			return perr
		}
	}
	return err
}

func (a *App) printStatus(ctx context.Context, o output.Options, x *flow.Answer) error {
	r := output.Result{
		Value: rawJSON(x.Response.Body),
		Raw:   x.Response.Body,
		Quiet: x.Status(),
		Text:  func(w io.Writer) error { return a.writeStatus(w, x) },
	}
	return a.printResult(ctx, o, r)
}

// reported marks an error that was told already, so that only its code is left.
func reported(e *apperr.Error) *apperr.Error {
	done := *e
	done.Reported = true
	return &done
}

func (a *App) writeStatus(w io.Writer, x *flow.Answer) error {
	noun, pairs := "Payment", paymentPairs(x)
	if x.Operation.Name == spec.OpInquiryRefund {
		noun, pairs = "Refund", refundPairs(x)
	}
	t := a.theme()
	fmt.Fprintf(w, "%s\n\n", t.Status(statusKind(x.Status()), noun+" "+ui.Clean(or(x.Status(), "without a status"))))
	t.Pairs(w, a.streams().Width, withoutEmpty(append(pairs, a.trustPair(x))))
	return nil
}

// paymentPairs describe the payment of an answer to inquiryPayment.
func paymentPairs(x *flow.Answer) []ui.Pair {
	pairs := []ui.Pair{
		{Label: "Payment ID", Value: ui.Clean(x.Field("paymentId"))},
		{Label: "Request ID", Value: ui.Clean(or(x.Field("paymentRequestId"), x.RequestField("paymentRequestId")))},
		{Label: "Amount", Value: amountText(x.Body.At("paymentAmount"))},
		{Label: "Method", Value: ui.Clean(x.Field("paymentMethodType"))},
		{Label: "Paid at", Value: localTime(x.Field("paymentTime"))},
		{Label: "Reason", Value: ui.Clean(failureReason(x))},
	}
	for _, t := range outcome.Transactions(x.Body) {
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
func refundPairs(x *flow.Answer) []ui.Pair {
	return []ui.Pair{
		{Label: "Refund ID", Value: ui.Clean(x.Field("refundId"))},
		{Label: "Request ID", Value: ui.Clean(or(x.Field("refundRequestId"), x.RequestField("refundRequestId")))},
		{Label: "Amount", Value: amountText(x.Body.At("refundAmount"))},
		{Label: "Refunded at", Value: localTime(x.Field("refundTime"))},
	}
}

// trustPair says when an answer is not signed.
func (a *App) trustPair(x *flow.Answer) ui.Pair {
	if x.Response.Trust == antom.TrustVerified {
		return ui.Pair{}
	}
	return ui.Pair{Label: "Signature", Value: a.theme().Warning("not signed: " + string(x.Response.Trust))}
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

// failureReason is why a payment is not successful, in Antom's words.
func failureReason(x *flow.Answer) string {
	code, message := x.Field("paymentResultCode"), x.Field("paymentResultMessage")
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
