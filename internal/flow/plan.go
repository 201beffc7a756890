package flow

import (
	"context"
	"time"

	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// alterDefaults are the ids and values of a request that makes or changes something
// other than a payment.
func (g *Gateway) alterDefaults(d *request.Document, op spec.Operation, id string) []Default {
	var fields []Default
	if op.IDPrefix != "" {
		fields = append(fields, Default{op.RequestIDField, id})
	}
	switch op.Name {
	case spec.OpSubscriptionsCreate:
		fields = append(fields,
			Default{"subscriptionStartTime", g.now().Format(time.RFC3339)},
			Default{"orderInfo.orderAmount.currency", d.Get("paymentAmount.currency")},
			Default{"orderInfo.orderAmount.value", d.Get("paymentAmount.value")},
			Default{"env.terminalType", "WEB"},
		)
		if d.Has("periodRule.periodType") {
			fields = append(fields, Default{"periodRule.periodCount", "1"})
		}
	case spec.OpSubscriptionsCancel:
		fields = append(fields, Default{"cancellationType", "CANCEL"})
	case spec.OpCustomsDeclare:
		fields = append(fields, Default{"splitOrder", "false"})
	}
	return fields
}

// nameDeclared names the payment of a declaration by Antom's id, and sets the currency
// before the flags are read in its units: customs take no other.
func nameDeclared(ctx context.Context, r *Run, q *Request) error {
	if err := r.findPayment(q); err != nil {
		return err
	}
	if err := r.needPaymentID(ctx, q); err != nil {
		return err
	}
	q.Document.Drop("paymentRequestId") // it named the payment
	if q.paymentID != "" && q.Document.Get("paymentId") != q.paymentID {
		if err := q.Document.Set("paymentId", q.paymentID, request.Origin{What: "the payment"}); err != nil {
			return err
		}
	}
	return ignoreConflict(q.Document.SetDefault("declarationAmount.currency", "CNY", request.Origin{What: originDefault}))
}

// simulatorAlterDefaults are the fields of such a request that only the simulator can
// make up. url is its address.
func simulatorAlterDefaults(op spec.Operation, url string) []Default {
	switch op.Name {
	case spec.OpSubscriptionsCreate:
		return []Default{
			{"subscriptionDescription", "Test subscription"},
			{"subscriptionRedirectUrl", url + "/checkout/result"},
			{"periodRule.periodType", "MONTH"},
			{"periodRule.periodCount", "1"},
		}
	case spec.OpCustomsDeclare:
		return []Default{
			{"customs.customsCode", "ZONGSHU"},
			{"customs.region", "CN"},
			{"merchantCustomsInfo.merchantCustomsCode", "SIMULATOR"},
			{"merchantCustomsInfo.merchantCustomsName", "Test shop"},
		}
	}
	return nil
}

// subscriptionOf is the subscription that a request names. Changes and updates name it
// by Antom's id only.
func subscriptionOf(sent *spec.Node) Inquiry {
	q := Inquiry{About: outcome.Subscription, RequestID: sent.Get("subscriptionRequestId").String()}
	if q.RequestID == "" {
		q.AntomID = sent.Get("subscriptionId").String()
	}
	return q
}

// declarationWords are the command that asks what became of a declaration.
func declarationWords(sent *spec.Node) string {
	return Inquiry{RequestID: sent.Get("declarationRequestId").String()}.arguments("customs show", "")
}
