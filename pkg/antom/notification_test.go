package antom

import (
	"encoding/json"
	"testing"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

const (
	resultS = `"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"}`
	resultF = `"result":{"resultCode":"PROCESS_FAIL","resultStatus":"F"}`
	resultU = `"result":{"resultCode":"UNKNOWN_EXCEPTION","resultStatus":"U"}`
)

// TestNotificationKindAndMeaning: what a status means depends on everything else.
func TestNotificationKindAndMeaning(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name    string
		body    string
		kind    string
		meaning Meaning
	}{
		{"paid", `"notifyType":"PAYMENT_RESULT",` + resultS, KindPayment, MeaningPaid},
		{"not paid", `"notifyType":"PAYMENT_RESULT",` + resultF, KindPayment, MeaningFailed},
		{"U is no failure", `"notifyType":"PAYMENT_RESULT",` + resultU, KindPayment, MeaningUnknown},
		{"no result", `"notifyType":"PAYMENT_RESULT"`, KindPayment, MeaningUnknown},
		{"result is no object", `"notifyType":"PAYMENT_RESULT","result":"S"`, KindPayment, MeaningUnknown},
		{"another status", `"notifyType":"PAYMENT_RESULT","result":{"resultStatus":"s"}`, KindPayment, MeaningUnknown},
		{"pending with S is not paid", `"notifyType":"PAYMENT_PENDING",` + resultS, KindPayment, MeaningPending},
		{"pending with U", `"notifyType":"PAYMENT_PENDING",` + resultU, KindPayment, MeaningPending},
		{"pending and failed", `"notifyType":"PAYMENT_PENDING",` + resultF, KindPayment, MeaningUnknown},
		{"authorized only", `"notifyType":"PAYMENT_RESULT","authExpiryTime":"2024-01-08T00:00:00Z",` + resultS, KindPayment, MeaningAuthorized},
		{"authorization failed", `"notifyType":"PAYMENT_RESULT","authExpiryTime":"2024-01-08T00:00:00Z",` + resultF, KindPayment, MeaningFailed},
		{"an empty authorization time", `"notifyType":"PAYMENT_RESULT","authExpiryTime":"",` + resultS, KindPayment, MeaningPaid},
		{"amount changed", `"notifyType":"UPDATE_AMOUNT_RESULT",` + resultS, KindPayment, MeaningAmountUpdated},
		{"amount not changed", `"notifyType":"UPDATE_AMOUNT_RESULT",` + resultF, KindPayment, MeaningAmountUpdateFailed},
		{"type in another case", `"notifyType":"payment_result",` + resultS, KindUnknown, MeaningUnknown},
		{"no type", `"paymentRequestId":"r","paymentId":"p",` + resultS, KindUnknown, MeaningUnknown},
		{"type is a number", `"notifyType":1,` + resultS, KindUnknown, MeaningUnknown},

		{"captured", `"notifyType":"CAPTURE_RESULT",` + resultS, KindCapture, MeaningCaptured},
		{"capture failed", `"notifyType":"CAPTURE_RESULT",` + resultF, KindCapture, MeaningCaptureFailed},
		{"capture unknown", `"notifyType":"CAPTURE_RESULT",` + resultU, KindCapture, MeaningUnknown},
		{"capture told by its id", `"captureRequestId":"c",` + resultS, KindCapture, MeaningCaptured},
		{"capture of a new type", `"notifyType":"CAPTURE_PENDING","captureRequestId":"c",` + resultS, KindUnknown, MeaningUnknown},

		{"refunded", `"notifyType":"REFUND_RESULT","refundStatus":"SUCCESS",` + resultS, KindRefund, MeaningRefunded},
		{"refunded, short", `"notifyType":"REFUND_RESULT","refundStatus":"S",` + resultS, KindRefund, MeaningRefunded},
		{"refunded, status only", `"notifyType":"REFUND_RESULT","refundStatus":"SUCCESS"`, KindRefund, MeaningRefunded},
		{"refunded, result only", `"notifyType":"REFUND_RESULT",` + resultS, KindRefund, MeaningRefunded},
		{"refund failed", `"notifyType":"REFUND_RESULT","refundStatus":"FAIL",` + resultF, KindRefund, MeaningRefundFailed},
		{"refund failed, short", `"notifyType":"REFUND_RESULT","refundStatus":"F"`, KindRefund, MeaningRefundFailed},
		{"refund failed, result only", `"notifyType":"REFUND_RESULT",` + resultF, KindRefund, MeaningRefundFailed},
		{"refund contradicts itself", `"notifyType":"REFUND_RESULT","refundStatus":"SUCCESS",` + resultF, KindRefund, MeaningUnknown},
		{"refund contradicts itself the other way", `"notifyType":"REFUND_RESULT","refundStatus":"FAIL",` + resultS, KindRefund, MeaningUnknown},
		{"refund unknown", `"notifyType":"REFUND_RESULT","refundStatus":"SUCCESS",` + resultU, KindRefund, MeaningUnknown},
		{"refund in a new state", `"notifyType":"REFUND_RESULT","refundStatus":"PROCESSING"`, KindRefund, MeaningUnknown},
		{"refund told by its id", `"refundRequestId":"r","refundStatus":"SUCCESS"`, KindRefund, MeaningRefunded},

		{"code", `"authorizationNotifyType":"AUTHCODE_CREATED",` + resultS, KindAuthorization, MeaningAuthCodeCreated},
		{"token", `"authorizationNotifyType":"TOKEN_CREATED",` + resultS, KindAuthorization, MeaningTokenCreated},
		{"token, base type", `"notifyType":"X","authorizationNotifyType":"TOKEN_CREATED",` + resultS, KindAuthorization, MeaningTokenCreated},
		{"no token", `"authorizationNotifyType":"TOKEN_CREATED",` + resultF, KindAuthorization, MeaningUnknown},
		{"token canceled", `"authorizationNotifyType":"TOKEN_CANCELED"`, KindAuthorization, MeaningTokenCanceled},
		{"new in authorization", `"authorizationNotifyType":"NEW",` + resultS, KindAuthorization, MeaningUnknown},

		{"dispute", `"disputeNotificationType":"DISPUTE_CREATED","paymentRequestId":"r"`, KindDispute, MeaningDispute},
		{"subscribed", `"subscriptionNotificationType":"CREATE","subscriptionStatus":"ACTIVE","subscriptionId":"1"`, KindSubscription, MeaningSubscribed},
		{"unsubscribed", `"subscriptionNotificationType":"TERMINATE","subscriptionStatus":"TERMINATED","subscriptionId":"1"`, KindSubscription, MeaningUnsubscribed},
		{"subscription in another state", `"subscriptionNotificationType":"CREATE","subscriptionStatus":"NEW"`, KindSubscription, MeaningUnknown},
		{"period paid", `"subscriptionId":"1","paymentId":"p","phaseNo":"2",` + resultS, KindSubscriptionPayment, MeaningPaid},
		{"period not paid", `"subscriptionId":"1","paymentId":"p","phaseNo":2,` + resultF, KindSubscriptionPayment, MeaningFailed},
		{"payment of no period", `"subscriptionId":"1","paymentId":"p",` + resultS, KindUnknown, MeaningUnknown},
		{"vaulted", `"vaultingRequestId":"v",` + resultS, KindVaulting, MeaningVaulted},
		{"not vaulted", `"vaultingRequestId":"v",` + resultF, KindVaulting, MeaningVaultingFailed},
		{"vaulting pending", `"notifyType":"VAULTING_PENDING","vaultingRequestId":"v",` + resultS, KindVaulting, MeaningPending},

		{"subscription without a status", `"subscriptionNotificationType":"CREATE","subscriptionRequestId":"s"`, KindSubscription, MeaningUnknown},
		{"risk", `"notificationType":"EVIDENCE_READY"`, KindUnknown, MeaningUnknown},
		{"nothing", ``, KindUnknown, MeaningUnknown},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n, err := ParseNotification([]byte("{" + c.body + "}"))
			if err != nil {
				t.Fatal(err)
			}
			if n.Kind != c.kind || n.Meaning() != c.meaning {
				t.Errorf("kind %q, meaning %q; want %q, %q", n.Kind, n.Meaning(), c.kind, c.meaning)
			}
			if _, err := n.Decode(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestNotificationDecode(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		body   string
		amount string
		kind   string
		check  func(any) bool
	}{
		"payment": {
			`{"notifyType":"PAYMENT_RESULT","paymentId":"p","paymentAmount":{"currency":"HKD","value":"1"},"new":[1]}`, "1", "PAYMENT_RESULT",
			func(v any) bool {
				p, ok := v.(*PaymentNotification)
				return ok && p.PaymentID == "p" && p.PaymentAmount.Value == "1" && string(p.Extra["new"]) == "[1]"
			},
		},
		"capture": {
			`{"notifyType":"CAPTURE_RESULT","captureId":"c","captureAmount":{"currency":"HKD","value":"2"}}`, "2", "CAPTURE_RESULT",
			func(v any) bool { c, ok := v.(*CaptureNotification); return ok && c.CaptureID == "c" },
		},
		"refund": {
			`{"notifyType":"REFUND_RESULT","refundId":"r","refundAmount":{"currency":"HKD","value":"3"}}`, "3", "REFUND_RESULT",
			func(v any) bool { r, ok := v.(*RefundNotification); return ok && r.RefundID == "r" },
		},
		"authorization": {
			`{"authorizationNotifyType":"TOKEN_CREATED","accessToken":"a"}`, "", "TOKEN_CREATED",
			func(v any) bool { a, ok := v.(*AuthorizationNotification); return ok && a.AccessToken == "a" },
		},
		"dispute": {
			`{"disputeNotificationType":"DISPUTE_JUDGED","disputeId":"d","disputeAmount":{"currency":"HKD","value":"4"}}`, "4", "DISPUTE_JUDGED",
			func(v any) bool { d, ok := v.(*DisputeNotification); return ok && d.DisputeID == "d" },
		},
		"vaulting": {
			`{"notifyType":"VAULT","vaultingRequestId":"v"}`, "", "VAULT",
			func(v any) bool { d, ok := v.(*VaultingNotification); return ok && d.VaultingRequestID == "v" },
		},
		"unknown": {
			`{"notifyType":"NEW","paymentAmount":{"currency":"HKD","value":"5"}}`, "", "NEW",
			func(v any) bool { raw, ok := v.(json.RawMessage); return ok && len(raw) == 67 },
		},
		"amount of another form": {
			`{"notifyType":"PAYMENT_RESULT","paymentAmount":{"currency":["HKD"],"value":6}}`, "6", "PAYMENT_RESULT",
			func(v any) bool { p, ok := v.(*PaymentNotification); return ok && p.PaymentAmount.Value == "6" },
		},
		"amount that is none": {
			`{"notifyType":"PAYMENT_RESULT","paymentAmount":"7"}`, "", "PAYMENT_RESULT",
			func(v any) bool { p, ok := v.(*PaymentNotification); return ok && p.PaymentAmount == nil },
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n, err := ParseNotification([]byte(c.body))
			if err != nil {
				t.Fatal(err)
			}
			amount := ""
			if n.Amount != nil {
				amount = n.Amount.Value
			}
			if amount != c.amount || n.NotifyType != c.kind {
				t.Errorf("amount %q, type %q", amount, n.NotifyType)
			}
			typed, err := n.Decode()
			if err != nil || !c.check(typed) {
				t.Errorf("decoded %#v, %v", typed, err)
			}
		})
	}
}

// TestNotificationKindsOfTheSpecification: every notification whose fields are
// described has a type here, and every documented notifyType its kind.
func TestNotificationKindsOfTheSpecification(t *testing.T) {
	t.Parallel()
	typeNames := map[string]string{KindAuthorization: "authorizationNotifyType", KindDispute: "disputeNotificationType", KindSubscription: "subscriptionNotificationType"}
	names := spec.Notifications()
	if len(names) == 0 {
		t.Fatal("the specification has no notifications")
	}
	for _, name := range names {
		n := Notification{Kind: name, Raw: json.RawMessage("{}")}
		typed, err := n.Decode()
		if _, raw := typed.(json.RawMessage); raw || err != nil {
			t.Errorf("%s decodes to %T, %v", name, typed, err)
		}
		for _, field := range spec.Notification(name).Fields {
			if field.Name != "notifyType" && field.Name != typeNames[name] {
				continue
			}
			for _, value := range field.Enum {
				body, err := json.Marshal(map[string]any{field.Name: value, "subscriptionStatus": "ACTIVE", "result": Result{ResultStatus: "S"}})
				if err != nil {
					t.Fatal(err)
				}
				n, err := ParseNotification(body)
				if err != nil || n.Kind != name || n.Meaning() == MeaningUnknown || n.NotifyType != value {
					t.Errorf("%s %s: %+v, %v", name, value, n, err)
				}
			}
		}
	}
}

func TestNotificationByHand(t *testing.T) {
	t.Parallel()
	n := Notification{Kind: KindPayment, Raw: json.RawMessage("{")}
	if n.Meaning() != MeaningUnknown {
		t.Errorf("meaning %q", n.Meaning())
	}
	_, err := n.Decode()
	notAccepted(t, err, ReasonNotJSON)
	n = Notification{Raw: json.RawMessage(notifyBody)}
	if parsed, err := ParseNotification(n.Raw); err != nil || n.Meaning() != parsed.Meaning() || n.Meaning() == MeaningUnknown {
		t.Errorf("meaning %q, %v", n.Meaning(), err)
	}
}

// FuzzParseNotification: a body that can be read can be decoded, nothing panics,
// and only a payment's own result says that it is paid.
func FuzzParseNotification(f *testing.F) {
	for _, body := range []string{
		notifyBody, `{}`, `{"notifyType":"PAYMENT_PENDING",` + resultS + `}`, `{"notifyType":null,"result":null}`,
		`{"disputeNotificationType":{},"paymentAmount":[]}`, `[`, `{"refundStatus":"S","refundRequestId":"r"}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		n, err := ParseNotification(body)
		if err != nil {
			notAcceptedAtAll(t, err)
			return
		}
		if _, err := n.Decode(); err != nil {
			t.Fatal(err)
		}
		if n.Meaning() == MeaningPaid && (n.NotifyType != "PAYMENT_RESULT" || n.Result.ResultStatus != "S") {
			t.Fatalf("%q counts as paid", body)
		}
	})
}
