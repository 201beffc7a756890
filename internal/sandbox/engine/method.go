package engine

import (
	"fmt"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// certainMisfit is the first reason for which a method surely does not take a payment.
// What the tables of methods are not sure of is no reason to refuse.
func certainMisfit(m spec.Method, amount Amount, terminal string) (spec.Misfit, bool) {
	for _, f := range m.Misfits(spec.Charge{Currency: amount.Currency, Value: amount.Value, Terminal: terminal}) {
		if f.Certain {
			return f, true
		}
	}
	return spec.Misfit{}, false
}

// Takes reports whether a method may be used for a payment, as far as is known
// for sure. A method that is not known may.
func Takes(p Payment, method string) bool {
	m, known := spec.FindMethod(method)
	if !known {
		return true
	}
	_, refused := certainMisfit(m, p.Amount, p.Terminal)
	return !refused
}

// refusedMethod answers a request with a method that does not exist, or that
// does not take the payment. No payment is made, so the id stays free.
func refusedMethod(p Payment) (Reply, bool) {
	const field = "paymentMethod.paymentMethodType"
	if p.Method == "" {
		return Reply{}, false
	}
	m, known := spec.FindMethod(p.Method)
	if !known {
		message := fmt.Sprintf("%s: %q is not a payment method", field, p.Method)
		if near := spec.NearestMethod(p.Method); near != "" {
			message += " (did you mean " + near + "?)"
		}
		return Refusal(p.Operation, codeParam, message), true
	}
	f, refused := certainMisfit(m, p.Amount, p.Terminal)
	if !refused {
		return Reply{}, false
	}
	return Refusal(p.Operation, documented(p.Operation, f.Code), f.Path+": "+f.Message), true
}

// documented is a code if Antom documents it for an operation. createPaymentSession has
// few codes of its own.
func documented(operation, code string) string {
	if _, ok := spec.CodeFor(operation, code); !ok {
		return codeParam
	}
	return code
}
