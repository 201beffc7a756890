package engine

import "github.com/antom-cli/antom/pkg/antom/spec"

// otherHandler finds what carries out an operation that is not about a payment
// alone; nil where there is none.
func (e *Engine) otherHandler(operation string) func(Request) (Reply, error) {
	switch operation {
	case spec.OpSubscriptionsCreate:
		return e.createSubscription
	case spec.OpSubscriptionsInquiry:
		return e.inquireSubscription
	case spec.OpSubscriptionsChange:
		return e.changeSubscription
	case spec.OpSubscriptionsUpdate:
		return e.updateSubscription
	case spec.OpSubscriptionsCancel:
		return e.cancelSubscription
	case spec.OpCustomsDeclare:
		return e.declare
	case spec.OpCustomsInquiryDeclarationRequests:
		return e.inquireDeclarations
	case spec.OpInquireExchangeRate:
		return e.inquireRates
	}
	return nil
}
