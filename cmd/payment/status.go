package payment

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// showStatus prints the answer to an inquiry. The answer is the result on
// standard output whatever the state is; the exit code and one line on
// standard error show a state that is not SUCCESS.
func showStatus(ctx context.Context, env *cli.Env, o output.Options, x *flow.Answer) error {
	if !x.Succeeded() {
		return x.Err()
	}
	if err := printStatus(ctx, env, o, x); err != nil {
		return err
	}
	return cli.PrintedError(env, o, x.Err())
}

// showFinal prints what a wait ended with: the final state, or the last one
// that was seen when the time was up.
func showFinal(ctx context.Context, env *cli.Env, o output.Options, x *flow.Answer, err error) error {
	if err == nil {
		return showStatus(ctx, env, o, x)
	}
	if x != nil && apperr.KindOf(err) == apperr.Pending {
		if perr := printStatus(ctx, env, o, x); perr != nil {
			return perr
		}
	}
	return err
}

func printStatus(ctx context.Context, env *cli.Env, o output.Options, x *flow.Answer) error {
	r := output.Result{
		Value: cli.RawJSON(x.Response.Body),
		Raw:   x.Response.Body,
		Quiet: x.Status(),
		Text:  func(w io.Writer) error { return writeStatus(env, w, x) },
	}
	return env.PrintResult(ctx, o, r)
}

func writeStatus(env *cli.Env, w io.Writer, x *flow.Answer) error {
	noun, pairs := "Payment", paymentPairs(x)
	if x.Operation.Name == spec.OpInquiryRefund {
		noun, pairs = "Refund", refundPairs(x)
	}
	t := env.Theme()
	fmt.Fprintf(w, "%s\n\n", t.Status(cli.StatusKind(x.Status()), noun+" "+ui.Clean(cmp.Or(x.Status(), "without a status"))))
	t.Pairs(w, env.Streams().Width, cli.NonEmptyPairs(append(pairs, trustPair(env, x))))
	return nil
}

// paymentPairs describe the payment of an answer to inquiryPayment.
func paymentPairs(x *flow.Answer) []ui.Pair {
	pairs := []ui.Pair{
		{Label: "Payment ID", Value: ui.Clean(x.Field("paymentId"))},
		{Label: "Request ID", Value: ui.Clean(cmp.Or(x.Field("paymentRequestId"), x.RequestField("paymentRequestId")))},
		{Label: "Amount", Value: amountText(x.Body.At("paymentAmount"))},
		{Label: "Method", Value: ui.Clean(x.Field("paymentMethodType"))},
		{Label: "Paid at", Value: cli.LocalTime(x.Field("paymentTime"))},
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
	id := cmp.Or(t.RequestID, t.ID)
	if t.Type == "CAPTURE" && t.RequestID != "" && t.ID != "" {
		id += ", capture ID " + t.ID
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s (%s)", t.Status, cli.MajorAmount(t.Currency, t.Value), id))
}

// refundPairs describe the refund of an answer to inquiryRefund.
func refundPairs(x *flow.Answer) []ui.Pair {
	return []ui.Pair{
		{Label: "Refund ID", Value: ui.Clean(x.Field("refundId"))},
		{Label: "Request ID", Value: ui.Clean(cmp.Or(x.Field("refundRequestId"), x.RequestField("refundRequestId")))},
		{Label: "Amount", Value: amountText(x.Body.At("refundAmount"))},
		{Label: "Refunded at", Value: cli.LocalTime(x.Field("refundTime"))},
	}
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
