package notification

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// TestSamplesAreFlawless: the specification finds nothing in any of them, and
// the library reads each as what it is meant to be.
func TestSamplesAreFlawless(t *testing.T) {
	t.Parallel()
	meanings := map[string][2]antom.Meaning{
		"PAYMENT_RESULT":       {antom.MeaningPaid, antom.MeaningFailed},
		"PAYMENT_PENDING":      {antom.MeaningPending},
		"UPDATE_AMOUNT_RESULT": {antom.MeaningAmountUpdated, antom.MeaningAmountUpdateFailed},
		"CAPTURE_RESULT":       {antom.MeaningCaptured, antom.MeaningCaptureFailed},
		"REFUND_RESULT":        {antom.MeaningRefunded, antom.MeaningRefundFailed},
		"AUTHCODE_CREATED":     {antom.MeaningAuthCodeCreated},
		"TOKEN_CREATED":        {antom.MeaningTokenCreated},
		"TOKEN_CANCELED":       {antom.MeaningTokenCanceled},
		"VAULTING":             {antom.MeaningVaulted, antom.MeaningVaultingFailed},

		"SUBSCRIPTION_CREATE":    {antom.MeaningSubscribed},
		"SUBSCRIPTION_CHANGE":    {antom.MeaningSubscribed},
		"SUBSCRIPTION_UPDATE":    {antom.MeaningSubscribed},
		"SUBSCRIPTION_CANCEL":    {antom.MeaningSubscribed},
		"SUBSCRIPTION_TERMINATE": {antom.MeaningUnsubscribed},
		"SUBSCRIPTION_PAYMENT":   {antom.MeaningPaid, antom.MeaningFailed},
	}
	for _, s := range Samples() {
		for i, failed := range []bool{false, true} {
			want, ok := meanings[s.Name]
			if !ok {
				want = [2]antom.Meaning{antom.MeaningDispute}
			}
			if failed && s.FailCode == "" {
				continue
			}
			b, err := maker().Make(s, Fields{Failed: failed})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range b.Findings(noon) {
				t.Errorf("%s (failed: %v): %s %s: %s", s.Name, failed, f.Severity, f.Path, f.Message)
			}
			n, err := antom.ParseNotification(b.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			if n.Kind != s.Kind || n.Meaning() != want[i] {
				t.Errorf("%s (failed: %v) is read as %s, %s; want %s, %s", s.Name, failed, n.Kind, n.Meaning(), s.Kind, want[i])
			}
			if _, err := n.Decode(); err != nil {
				t.Errorf("%s: %v", s.Name, err)
			}
			var values map[string]any
			if err := json.Unmarshal(b.Bytes(), &values); err != nil {
				t.Fatal(err)
			}
			if sorted, _ := json.Marshal(values); string(sorted) != string(b.Bytes()) {
				t.Errorf("%s is not sorted: %s", s.Name, b.Bytes())
			}
			if strings.Contains(string(b.Bytes()), "$") {
				t.Errorf("%s: not filled in: %s", s.Name, b.Bytes())
			}
		}
	}
}

// TestEveryDocumentedTypeHasASample finds a kind or a type that was added to
// the specification only.
func TestEveryDocumentedTypeHasASample(t *testing.T) {
	t.Parallel()
	var names, kinds []string
	for _, s := range Samples() {
		names, kinds = append(names, s.Name), append(kinds, s.Kind)
	}
	for _, kind := range spec.Notifications() {
		if !slices.Contains(kinds, kind) {
			t.Errorf("there is no sample of %s", kind)
		}
		for _, field := range []string{"notifyType", "authorizationNotifyType", "disputeNotificationType"} {
			f := spec.Notification(kind).Field(field)
			if f == nil {
				continue
			}
			for _, name := range f.Enum {
				if !slices.Contains(names, name) {
					t.Errorf("there is no sample of %s %s", kind, name)
				}
			}
		}
	}
	for _, s := range Samples() {
		if s.FailCode != "" && len(spec.FindCode(s.FailCode)) == 0 {
			t.Errorf("%s fails with %s, which is no known code", s.Name, s.FailCode)
		}
	}
}

func TestMakeTakesFields(t *testing.T) {
	t.Parallel()
	b := mustMake(t, "PAYMENT_RESULT", Fields{PaymentRequestID: "R1", PaymentID: "P1", Currency: "JPY", Value: "7"})
	for path, want := range map[string]string{
		"paymentRequestId": "R1", "paymentId": "P1", "paymentAmount.currency": "JPY", "paymentAmount.value": "7",
		"actualPaymentAmount.value": "7", "paymentTime": "2026-11-20T11:59:57Z", "result.resultStatus": "S",
	} {
		if got := b.Root.At(path).String(); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	b = mustMake(t, "refund", Fields{Failed: true})
	if b.Root.At("refundStatus").String() != "FAIL" || b.Root.At("refundTime") != nil {
		t.Errorf("a failed refund: %s", b.Bytes())
	}
	made := mustMake(t, "payment", Fields{}).Root
	if got := made.At("paymentId").String(); len(got) != 35 || !strings.HasPrefix(got, "20261120") {
		t.Errorf("paymentId %q", got)
	}
}

func TestMakeFails(t *testing.T) {
	t.Parallel()
	s, _ := Find("payment_pending")
	if _, err := maker().Make(s, Fields{Failed: true}); err == nil || !strings.Contains(err.Error(), "reports no failure") {
		t.Errorf("got %v", err)
	}
	m := maker()
	m.Rand = strings.NewReader("")
	if _, err := m.Make(s, Fields{}); !errors.Is(err, io.EOF) {
		t.Errorf("got %v", err)
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"PAYMENT_RESULT": "PAYMENT_RESULT", "payment-pending": "PAYMENT_PENDING", "refund": "REFUND_RESULT",
		"notifyCapture": "CAPTURE_RESULT", "dispute": "DISPUTE_CREATED", "authorization": "AUTHCODE_CREATED", "vaulting": "VAULTING",
	} {
		if s, ok := Find(name); !ok || s.Name != want {
			t.Errorf("%s finds %q, want %s", name, s.Name, want)
		}
	}
	if _, ok := Find("notify"); ok {
		t.Error("notify is no type")
	}
	if got := Nearest("payment-reslt"); got != "PAYMENT_RESULT" {
		t.Errorf("nearest is %q", got)
	}
}

func TestTakes(t *testing.T) {
	t.Parallel()
	refund, _ := Find("refund")
	if refund.Takes(TakesPaymentID) || refund.Takes(TakesPaymentRequestID) || !refund.Takes(TakesAmount) {
		t.Error("a refund has an amount and no id of a payment")
	}
}
