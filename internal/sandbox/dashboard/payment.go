package dashboard

import (
	"context"
	"math/big"
	"net/http"

	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// paymentDetails is the page of one payment.
type paymentDetails struct {
	sandbox.Details
	Heading  string
	Open     bool // it can be paid or declined
	Codes    []code
	Refund   string // how much can be refunded, in the unit people use; empty for nothing
	Capture  string // how much can be captured; empty for nothing
	Notify   bool   // it has a notification that can be sent again
	Timeline []event
}

// code is a result code with which the payment can fail.
type code struct {
	Code, Text string
	Usual      bool
}

func (d *Dashboard) payment(r *http.Request) (shown, error) {
	details, err := d.Control.Show(r.Context(), r.PathValue("id"))
	if err != nil {
		return shown{}, err
	}
	calls, err := d.Control.Requests(r.Context(), sandbox.RequestFilter{Subject: details.PaymentID})
	if err != nil {
		return shown{}, err
	}
	more, err := d.Control.Requests(r.Context(), sandbox.RequestFilter{Subject: details.PaymentRequestID})
	if err != nil {
		return shown{}, err
	}
	p := paymentDetails{
		Details: details, Heading: money(details.Currency, details.Value), Open: engine.Status(details.Status).Open(),
		Notify: len(details.Notifications) > 0, Timeline: timeline(details, append(calls, more...)),
	}
	if p.Open {
		p.Codes = codes(details.Method)
	}
	if details.Status == string(engine.Success) {
		p.Refund = left(details.Payment, details.Refunds)
		if details.Capturable {
			p.Capture = left(details.Payment, details.Captures)
		}
	}
	return shown{title: "Payment " + details.PaymentRequestID, section: "/", name: "payment.html", value: p}, nil
}

// codes are the ways to fail that a shop should try.
func codes(method string) []code {
	var list []code
	for _, name := range engine.UsualFailures() {
		text := ""
		if c, ok := spec.CodeFor(spec.OpPay, name); ok {
			text = c.Message
		}
		list = append(list, code{name, text, name == engine.DeclineCode(method)})
	}
	return list
}

// left is what the parts leave of a payment, in the unit that people use; empty when
// there is nothing left, or the currency is not known.
func left(p sandbox.Payment, parts []sandbox.Part) string {
	rest, ok := new(big.Int).SetString(p.Value, 10)
	currency, known := spec.FindCurrency(p.Currency)
	if !ok || !known {
		return ""
	}
	for _, part := range parts {
		if n, ok := new(big.Int).SetString(part.Value, 10); ok && part.Status != string(engine.Fail) {
			rest.Sub(rest, n)
		}
	}
	if rest.Sign() <= 0 {
		return ""
	}
	return currency.Major(rest.String())
}

// changePayment does what a form of a payment's page asks for.
func (d *Dashboard) changePayment(r *http.Request) error {
	ctx, id := r.Context(), r.PathValue("id")
	var err error
	switch r.PostForm.Get("action") {
	case "pay":
		_, err = d.Control.Pay(ctx, id)
	case "decline":
		_, err = d.Control.Decline(ctx, id, r.PostForm.Get("code"))
	case "refund":
		err = d.move(r, d.Control.Refund)
	case "capture":
		err = d.move(r, d.Control.Capture)
	case "notify":
		_, err = d.Control.Notify(ctx, id)
	default:
		err = &formError{"the form asks for nothing that the dashboard can do"}
	}
	return err
}

// move refunds or captures the amount in a form.
func (d *Dashboard) move(r *http.Request, move func(ctx context.Context, id, value string) (sandbox.Payment, error)) error {
	p, err := d.Control.Get(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	currency, known := spec.FindCurrency(p.Currency)
	if !known {
		return &formError{"the currency " + p.Currency + " is not known"}
	}
	value, err := currency.Minor(r.PostForm.Get("amount"))
	if err != nil {
		return &formError{"the amount: " + err.Error()}
	}
	_, err = move(r.Context(), p.PaymentID, value)
	return err
}
