package recording

import (
	"fmt"
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// stablePaths are the fields of a request that a program sends the same in every run.
// They must be equal in the recorded request. The amount is that of the operation.
func stablePaths() []string {
	return []string{
		"paymentMethod.paymentMethodType", "productCode", "productScene", "env.terminalType", "env.osType",
		"settlementStrategy.settlementCurrency", "isAuthorization", "captureMode", "paymentFactor.isAuthorization",
		"paymentFactor.captureMode", "userRegion", "allowedPaymentMethodRegions", "isLastCapture", "customerBelongsTo", "grantType",
	}
}

// field is a stable field of a request.
type field struct{ path, value string }

// stableFields are the stable fields of a request, with "" for those that it does not
// have.
func stableFields(op spec.Operation, request *spec.Node) []field {
	var fields []field
	if op.AmountField != "" && !op.Asks() {
		amount := request.At(op.AmountField)
		fields = append(fields, field{op.AmountField + ".currency", amount.Get("currency").String()}, field{op.AmountField + ".value", amount.Get("value").String()})
	}
	for _, path := range stablePaths() {
		fields = append(fields, field{path, textOf(request.At(path))})
	}
	return fields
}

// textOf is a value as text, so that lists can be compared too.
func textOf(n *spec.Node) string {
	if n == nil {
		return ""
	}
	if n.Kind == spec.Object || n.Kind == spec.Array {
		return string(n.AppendJSON(nil))
	}
	return n.String()
}

// differences names the stable fields in which two requests differ.
func differences(recorded, given []field) string {
	var parts []string
	for i, f := range recorded {
		if f.value != given[i].value {
			parts = append(parts, fmt.Sprintf("%s: recorded %q, called with %q", f.path, f.value, given[i].value))
		}
	}
	return strings.Join(parts, "; ")
}

// ownIDField is the field with the id that the caller makes for a new payment, refund
// or the like; "" when the operation is about something that exists.
func ownIDField(op spec.Operation) string {
	if op.IDPrefix == "" {
		return ""
	}
	return op.RequestIDField
}

// referenceFields are the fields of a request with ids of what exists already.
func referenceFields(op spec.Operation) []string {
	var names []string
	for _, name := range []string{
		"paymentId", "paymentRequestId", "refundId", "refundRequestId", "captureId", "captureRequestId", "paymentSessionId",
		"subscriptionId", "subscriptionRequestId", "disputeId",
	} {
		if name != ownIDField(op) {
			names = append(names, name)
		}
	}
	return names
}
