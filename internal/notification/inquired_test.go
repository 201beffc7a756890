package notification

import (
	"testing"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func TestFromInquiry(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		operation, response, want string
		meaning                   antom.Meaning
	}{
		"paid": {spec.OpInquiryPayment,
			`{"result":{"resultCode":"SUCCESS","resultStatus":"S"},"paymentStatus":"SUCCESS","paymentRequestId":"P1","paymentId":"A1","paymentAmount":{"currency":"HKD","value":"100"},"paymentTime":"2024-01-01T00:00:00Z"}`,
			`{"notifyType":"PAYMENT_RESULT","result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"},"paymentRequestId":"P1","paymentId":"A1","paymentAmount":{"currency":"HKD","value":"100"},"paymentTime":"2024-01-01T00:00:00Z"}`,
			antom.MeaningPaid},
		"failed": {spec.OpInquiryPayment,
			`{"paymentStatus":"FAIL","paymentResultCode":"USER_BALANCE_NOT_ENOUGH","paymentResultMessage":"no money","paymentRequestId":"P1"}`,
			`{"notifyType":"PAYMENT_RESULT","result":{"resultCode":"USER_BALANCE_NOT_ENOUGH","resultStatus":"F","resultMessage":"no money"},"paymentRequestId":"P1"}`,
			antom.MeaningFailed},
		"failed without a code": {spec.OpInquiryPayment, `{"paymentStatus":"FAIL","paymentResultCode":"SUCCESS","paymentRequestId":"P1"}`,
			`{"notifyType":"PAYMENT_RESULT","result":{"resultCode":"PROCESS_FAIL","resultStatus":"F"},"paymentRequestId":"P1"}`, antom.MeaningFailed},
		"refunded": {spec.OpInquiryRefund, `{"refundStatus":"SUCCESS","refundRequestId":"R1","refundId":"A2","refundAmount":{"currency":"HKD","value":"5"}}`,
			`{"notifyType":"REFUND_RESULT","result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"},"refundStatus":"SUCCESS","refundRequestId":"R1","refundId":"A2","refundAmount":{"currency":"HKD","value":"5"}}`,
			antom.MeaningRefunded},
		"processing":      {spec.OpInquiryPayment, `{"paymentStatus":"PROCESSING"}`, "", ""},
		"cancelled":       {spec.OpInquiryPayment, `{"paymentStatus":"CANCELLED"}`, "", ""},
		"refund goes on":  {spec.OpInquiryRefund, `{"refundStatus":"PROCESSING"}`, "", ""},
		"nothing":         {spec.OpInquiryPayment, `{}`, "", ""},
		"another payment": {spec.OpInquiryRefund, `{"paymentStatus":"SUCCESS"}`, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			response, err := spec.ParseJSON([]byte(c.response))
			if err != nil {
				t.Fatal(err)
			}
			body, ok := FromInquiry(c.operation, response)
			if ok != (c.want != "") {
				t.Fatalf("ok is %v, body %s", ok, body)
			}
			if !ok {
				return
			}
			n, err := antom.ParseNotification(body)
			if err != nil {
				t.Fatal(err)
			}
			if n.Meaning() != c.meaning {
				t.Errorf("it means %q, want %q", n.Meaning(), c.meaning)
			}
			got, _ := spec.ParseJSON(body)
			want, _ := spec.ParseJSON([]byte(c.want))
			if !sameMembers(got, want) {
				t.Errorf("\n got %s\nwant %s", body, c.want)
			}
		})
	}
}

// sameMembers compares two objects, whatever the order of their members.
func sameMembers(a, b *spec.Node) bool {
	if len(a.Members) != len(b.Members) {
		return false
	}
	for _, f := range a.Members {
		if string(f.Value.AppendJSON(nil)) != string(b.Get(f.Name).AppendJSON(nil)) {
			return false
		}
	}
	return true
}
