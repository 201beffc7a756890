package engine

import (
	"fmt"
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// sdkPaymentError is the one code of a result that tells no state of the payment.
const sdkPaymentError = "SDK_PAYMENT_ERROR"

// SDKFailures are the events of the web SDK that a session can ask for, because they
// tell a failure of the SDK and no state of the payment.
func SDKFailures() []string {
	var codes []string
	for _, e := range spec.SDKEvents() {
		if e.Kind == spec.SDKError || e.Code == sdkPaymentError {
			codes = append(codes, e.Code)
		}
	}
	return codes
}

// SDKFailure is the event that a payment's order description asks of the web SDK, or "".
func SDKFailure(p Payment) string {
	d, err := ParseDirective(p.Description)
	if err != nil {
		return ""
	}
	return d.SDK
}

// sdkFailure reads the value of the word "sdk".
func sdkFailure(value string) (string, error) {
	for _, code := range SDKFailures() {
		if code == value {
			return code, nil
		}
	}
	if near := spec.Nearest(value, SDKFailures()); near != "" {
		return "", fmt.Errorf("\"sdk=%s\" is not an event that the web SDK can be made to fire; did you mean %s?", value, near)
	}
	return "", fmt.Errorf("\"sdk=%s\" is not an event that the web SDK can be made to fire; use one of %s", value, strings.Join(SDKFailures(), ", "))
}
