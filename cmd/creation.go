package cmd

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// creation is a created payment or session, ready to be shown.
type creation struct {
	*answer
	flags   *createFlags
	expires expiry
	undrawn string // why the QR code was not drawn, for a warning below the result
}

// expiry is when the buyer can no longer pay, and how that is known.
type expiry struct {
	at      time.Time
	assumed bool // Antom's default, not something the answer or the request said
}

// expiry looks for the closing time in the answer, then in the request, and
// falls back to Antom's default for the payment method.
func (x *answer) expiry(now time.Time) expiry {
	for _, text := range []string{
		x.got("orderCodeForm.expireTime"), x.got("paymentSessionExpiryTime"),
		x.asked("paymentExpiryTime"), x.asked("paymentSessionExpiryTime"),
	} {
		if at, err := time.Parse(time.RFC3339, text); err == nil {
			return expiry{at: at}
		}
	}
	created, err := time.Parse(time.RFC3339, x.got("paymentCreateTime"))
	if err != nil {
		created = now
	}
	after := spec.DefaultExpiry(x.op.name, x.asked("paymentMethod.paymentMethodType"))
	return expiry{at: created.Add(after), assumed: true}
}

// result is the creation in every output format.
func (v *creation) result() output.Result {
	return output.Result{
		Value: v.withRequestID(),
		Raw:   v.response.Body,
		Quiet: v.quiet(),
		Text:  v.text,
	}
}

// withRequestID is the body of the answer. The answer to createPaymentSession
// does not repeat paymentRequestId, which a script needs to go on, so it is added.
func (v *creation) withRequestID() json.RawMessage {
	id := v.asked("paymentRequestId")
	if v.got("paymentRequestId") != "" || id == "" {
		return rawJSON(v.response.Body)
	}
	v.body.Set("paymentRequestId", spec.NewString(id))
	return rawJSON(v.body.AppendJSON(nil))
}

// quiet is the one value a script wants: the link, else the session data.
func (v *creation) quiet() string {
	if v.op.name == opSession().name && v.got("normalUrl") == "" {
		return v.got("paymentSessionData")
	}
	return or(v.link(), or(v.codeText(), v.got("paymentId")))
}

func (v *creation) title() (ui.StatusKind, string) {
	switch {
	case v.op.name == opSession().name:
		return ui.StatusOK, "Session created"
	case v.response.Result.ResultStatus == antom.StatusSuccess:
		return ui.StatusOK, "Payment succeeded"
	default:
		return ui.StatusWaiting, "Payment created, waiting for the buyer"
	}
}

// text writes the creation for a person.
func (v *creation) text(w io.Writer) error {
	s, t := v.app.streams(), v.app.theme()
	kind, title := v.title()
	fmt.Fprintf(w, "%s\n\n", t.Status(kind, title))
	t.Pairs(w, s.Width, v.pairs())
	return v.drawQR(w)
}

func (v *creation) pairs() []ui.Pair {
	t := v.app.theme()
	pairs := []ui.Pair{
		{Label: "Payment ID", Value: v.got("paymentId")},
		{Label: "Request ID", Value: or(v.got("paymentRequestId"), v.asked("paymentRequestId"))},
		{Label: "Order ID", Value: v.asked("order.referenceOrderId")},
		{Label: "Amount", Value: amountText(v.sent.At("paymentAmount"))},
		{Label: "Method", Value: v.asked("paymentMethod.paymentMethodType")},
		{Label: "Session ID", Value: v.got("paymentSessionId")},
	}
	if v.response.Result.ResultStatus != antom.StatusSuccess || v.op.name == opSession().name {
		pairs = append(pairs, ui.Pair{Label: "Expires", Value: v.expiryText()})
	}
	pairs = append(pairs,
		ui.Pair{Label: "Open", Value: linkText(t, v.linkIn("normalUrl"))},
		ui.Pair{Label: "App link", Value: linkText(t, v.linkIn("applinkUrl"))},
		ui.Pair{Label: "App scheme", Value: linkText(t, v.linkIn("schemeUrl"))},
		ui.Pair{Label: "Order code", Value: v.codeText()},
	)
	if v.got("normalUrl") == "" {
		pairs = append(pairs, ui.Pair{Label: "Session data", Value: v.got("paymentSessionData")})
	}
	if v.response.Trust != antom.TrustVerified {
		pairs = append(pairs, ui.Pair{Label: "Signature", Value: t.Warning("not signed: " + string(v.response.Trust))})
	}
	return withoutEmpty(pairs)
}

func linkText(t *ui.Theme, url string) string {
	if url == "" {
		return ""
	}
	return t.Link(ui.Clean(url))
}

// withoutEmpty drops pairs that have nothing to say, and cleans the rest of
// what a gateway could smuggle into a terminal.
func withoutEmpty(pairs []ui.Pair) []ui.Pair {
	kept := pairs[:0]
	for _, p := range pairs {
		if p.Value != "" {
			kept = append(kept, p)
		}
	}
	return kept
}

// amountText shows an amount in both forms: "HKD 12.34 (1234 in the smallest unit)".
func amountText(amount *spec.Node) string {
	currency, value := amount.Get("currency").String(), amount.Get("value").String()
	if currency == "" && value == "" {
		return ""
	}
	c, ok := spec.FindCurrency(currency)
	if !ok {
		return ui.Clean(currency + " " + value + " (smallest unit)")
	}
	return ui.Clean(fmt.Sprintf("%s %s (value %s)", currency, c.Major(value), value))
}

func (v *creation) expiryText() string {
	left := v.expires.at.Sub(v.app.Now()).Round(time.Second)
	if left > 2*time.Minute {
		left = left.Round(time.Minute)
	}
	text := fmt.Sprintf("%s (in %s", v.expires.at.Local().Format("2006-01-02 15:04:05 -07:00"), shortDuration(left))
	if v.expires.assumed {
		text += ", Antom's default"
	}
	return text + ")"
}

// shortDuration writes a duration without its empty parts: 14m, 1h5m, 40s.
func shortDuration(d time.Duration) string {
	if d < 0 {
		return "0s"
	}
	text := ""
	for _, unit := range []struct {
		of   time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"}} {
		if n := d / unit.of; n > 0 {
			text += fmt.Sprintf("%d%s", n, unit.name)
			d -= n * unit.of
		}
	}
	return or(text, "0s")
}

// tellLink says where the buyer goes on, for output that holds only the end.
func (v *creation) tellLink() {
	where := or(v.link(), v.codeText())
	if where == "" {
		return
	}
	if !v.app.wantsJSON() {
		fmt.Fprintf(v.app.Err, "open: %s\n", ui.Clean(where))
		return
	}
	event := struct {
		Event            string `json:"event"`
		PaymentRequestID string `json:"paymentRequestId"`
		URL              string `json:"url"`
	}{"created", v.asked("paymentRequestId"), where}
	fmt.Fprintln(v.app.Err, jsonLine(event))
}

// afterwards warns of what the result does not show.
func (v *creation) afterwards() {
	v.warnOfLinks()
	if v.undrawn != "" {
		v.app.warn("%s", v.undrawn)
	}
}

// hints say how to go on.
func (v *creation) hints() {
	if sim := v.conn.simulator; sim != nil && sim.own != nil && !sim.kept {
		return // nothing of it is there when this command has ended
	}
	if v.conn.local() && !v.conn.simulator.served && v.link() != "" && v.response.Result.ResultStatus == antom.StatusUnknown {
		v.app.hint("the link works while the simulator is served: antom sandbox (or use --wait)")
	}
	if v.response.Result.ResultStatus != antom.StatusSuccess || v.op.name == opSession().name {
		v.app.hint("wait for the result: %s --wait", v.app.askCommand(""))
	}
}
