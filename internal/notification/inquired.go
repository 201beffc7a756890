package notification

import (
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// HeaderSynthetic marks a notification that Antom did not send: it was made from the
// response to an inquiry.
const HeaderSynthetic = "Antom-Synthetic"

// FromInquiry makes the body of the notification that Antom sends about a payment or a
// refund from the response to an inquiry about it. It has the fields that both have in
// common, and the result that the state stands for. There is none while the state is
// not final, and none for a cancelled payment, about which Antom does not notify; then
// ok is false. Nobody signed the body.
func FromInquiry(operation string, response *spec.Node) (body []byte, ok bool) {
	kind, name, status := antom.KindPayment, "PAYMENT_RESULT", response.Get("paymentStatus").String()
	failed := antom.Result{ResultCode: antom.ResultCode(response.Get("paymentResultCode").String()),
		ResultMessage: response.Get("paymentResultMessage").String()}
	if operation == spec.OpInquiryRefund {
		kind, name, status = antom.KindRefund, "REFUND_RESULT", response.Get("refundStatus").String()
		failed = antom.Result{}
	}
	n := spec.NewObject()
	n.Set("notifyType", spec.NewString(name))
	switch status {
	case "SUCCESS":
		n.Set("result", resultNode("SUCCESS", "S", "success"))
	case "FAIL":
		n.Set("result", resultNode(orProcessFail(failed.ResultCode), "F", failed.ResultMessage))
	default:
		return nil, false
	}
	for _, field := range spec.Notification(kind).Fields {
		if value := response.Get(field.Name); value != nil && field.Name != "result" && field.Name != "notifyType" {
			n.Set(field.Name, value)
		}
	}
	return n.AppendJSON(nil), true
}

// orProcessFail is the code of a failure, the general one where none is given or the
// one given says that the inquiry succeeded.
func orProcessFail(code antom.ResultCode) string {
	if code == "" || code == "SUCCESS" {
		return "PROCESS_FAIL"
	}
	return string(code)
}

func resultNode(code, status, message string) *spec.Node {
	r := spec.NewObject()
	r.Set("resultCode", spec.NewString(code))
	r.Set("resultStatus", spec.NewString(status))
	if message != "" {
		r.Set("resultMessage", spec.NewString(message))
	}
	return r
}
