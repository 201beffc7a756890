package payment

import (
	"cmp"
	"fmt"
	"io"
	"time"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/practices"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// createResult is a created payment or session, ready to be shown.
type createResult struct {
	*flow.Answer
	sender    *sender
	flags     *showFlags
	expiry    flow.Expiry
	qrProblem string // why the QR code is not shown, for a warning below the result
}

func (v *createResult) isSession() bool { return v.Operation.Name == spec.OpCreatePaymentSession }

// result is the outcome in every output format.
func (v *createResult) result() output.Result {
	return output.Result{
		Value: withID(v.Answer, "paymentRequestId"),
		Raw:   v.Response.Body,
		Quiet: v.quiet(),
		Text:  v.text,
	}
}

// quiet is the one value a script wants: the link, else the session data.
func (v *createResult) quiet() string {
	if v.isSession() && v.Field("normalUrl") == "" {
		return v.Field("paymentSessionData")
	}
	return cmp.Or(v.Link(), cmp.Or(v.CodeText(), v.Field("paymentId")))
}

func (v *createResult) title() (ui.StatusKind, string) {
	switch {
	case v.isSession():
		return ui.StatusOK, "Session created"
	case v.Response.Result.ResultStatus == antom.StatusSuccess:
		return ui.StatusOK, "Payment succeeded"
	default:
		return ui.StatusWaiting, "Payment created, waiting for the buyer"
	}
}

// text writes the result for a person.
func (v *createResult) text(w io.Writer) error {
	s, t := v.sender.env.Streams(), v.sender.env.Theme()
	kind, title := v.title()
	fmt.Fprintf(w, "%s\n\n", t.Status(kind, title))
	t.Pairs(w, s.Width, v.pairs())
	return v.drawQR(w)
}

func (v *createResult) pairs() []ui.Pair {
	t := v.sender.env.Theme()
	pairs := []ui.Pair{
		{Label: "Payment ID", Value: v.Field("paymentId")},
		{Label: "Request ID", Value: cmp.Or(v.Field("paymentRequestId"), v.RequestField("paymentRequestId"))},
		{Label: "Order ID", Value: v.RequestField("order.referenceOrderId")},
		{Label: "Amount", Value: amountText(v.Request.At("paymentAmount"))},
		{Label: "Method", Value: v.RequestField("paymentMethod.paymentMethodType")},
		{Label: "Session ID", Value: v.Field("paymentSessionId")},
	}
	if v.Response.Result.ResultStatus != antom.StatusSuccess || v.isSession() {
		pairs = append(pairs, ui.Pair{Label: "Expires", Value: v.expiryText()})
	}
	pairs = append(pairs,
		ui.Pair{Label: "Open", Value: cli.LinkText(t, v.LinkIn("normalUrl"))},
		ui.Pair{Label: "App link", Value: cli.LinkText(t, v.LinkIn("applinkUrl"))},
		ui.Pair{Label: "App scheme", Value: cli.LinkText(t, v.LinkIn("schemeUrl"))},
		ui.Pair{Label: "Order code", Value: v.CodeText()},
	)
	if v.Field("normalUrl") == "" {
		pairs = append(pairs, ui.Pair{Label: "Session data", Value: v.Field("paymentSessionData")})
	}
	if v.Response.Trust != antom.TrustVerified {
		pairs = append(pairs, ui.Pair{Label: "Signature", Value: t.Warning("not signed: " + string(v.Response.Trust))})
	}
	return cli.NonEmptyPairs(pairs)
}

func (v *createResult) expiryText() string {
	left := v.expiry.At.Sub(v.sender.env.Now()).Round(time.Second)
	if left > 2*time.Minute {
		left = left.Round(time.Minute)
	}
	text := fmt.Sprintf("%s (in %s", cli.TimeText(v.expiry.At), cli.ShortDuration(left))
	if v.expiry.Assumed {
		text += ", Antom's default"
	}
	return text + ")"
}

// warn warns of what the result does not show.
func (v *createResult) warn() {
	v.WarnOfLinks()
	if v.qrProblem != "" {
		v.sender.env.Warn("%s", v.qrProblem)
	}
}

// hint says how to go on.
func (v *createResult) hint() {
	sim := v.sender.conn.Simulator
	if sim != nil && sim.Own != nil && !sim.Kept {
		return // nothing of it is there when this command has ended
	}
	if sim != nil && !sim.Served && v.Link() != "" && v.Response.Result.ResultStatus == antom.StatusUnknown {
		v.sender.env.Hint("the link works while the simulator runs: antom sandbox (or use --wait)")
	}
	if advice := v.linkAdvice(); advice != "" {
		v.sender.env.Hint("%s; more: antom practices links", advice)
	}
	if v.Response.Result.ResultStatus != antom.StatusSuccess || v.isSession() {
		v.sender.env.Hint("wait for the result: %s --wait", v.Command())
	}
}

// linkAdvice says which of several links to open on the terminal of the request.
func (v *createResult) linkAdvice() string {
	var links []string
	for _, link := range []string{"normalUrl", "applinkUrl", "schemeUrl"} {
		if v.LinkIn(link) != "" {
			links = append(links, link)
		}
	}
	return practices.Advice(v.RequestField("env.terminalType"), v.RequestField("env.osType"), links)
}

// open opens the link in the browser, and copies it or the order code, when asked to.
func (v *createResult) open() {
	cli.Copy(v.sender.env, v.flags.copy, cmp.Or(v.Link(), v.CodeText(), v.Field("paymentSessionData")))
	if !v.flags.open {
		return
	}
	url := v.Link()
	if url == "" {
		v.sender.env.Warn("there is no link to open")
		return
	}
	if !outcome.WebLink(url) {
		v.sender.env.Warn("%s is not a web address, so no browser is opened", ui.Clean(url))
		return
	}
	if err := v.sender.env.Browse(url); err != nil {
		v.sender.env.Warn("%v; open the link yourself", err)
	}
}
