package flow

import (
	"fmt"
	"slices"

	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// News is a notification that a listener of this machine verified and stored.
type News struct {
	ID string // in the store
	*antom.Notification
}

// news returns what looks for a notification with the end that is waited for, nil when
// nothing looks for any. Such a notification ends a pause: the inquiry that follows
// confirms it, so that a wait ends with the same answer however it was known.
func (w *waiting) news() func() bool {
	if w.options.News == nil {
		return nil
	}
	expected := w.gateway.expected(w.call)
	return func() bool {
		woken := false
		for n, ok := w.options.News(); ok; n, ok = w.options.News() {
			if !w.concerns(n) || !finalMeaning(w.inquiry.About, n.Meaning()) {
				continue
			}
			if wrong := contradiction(expected, n); wrong != "" {
				w.say(Warning(fmt.Sprintf("notification %s is not believed: %s", n.ID, wrong)))
				continue
			}
			w.say(Note(fmt.Sprintf("notification %s about %s: %s; confirming with an inquiry", n.ID, w.inquiry.Name(), n.Meaning())))
			woken = true
		}
		return woken
	}
}

// say emits an event where a line with the time that is left may be shown.
func (w *waiting) say(e Event) {
	if w.options.OnNews != nil {
		w.options.OnNews()
	}
	w.gateway.Events.emit(e)
}

// concerns reports whether a notification is about what is waited for, of this account.
func (w *waiting) concerns(n News) bool {
	if n.Message.ClientID != w.gateway.Client.ClientID {
		return false
	}
	q := w.inquiry
	requestID, antomID := n.RequestID, n.ObjectID
	if q.About == "" {
		requestID, antomID = n.PaymentRequestID, n.PaymentID
	}
	if q.About == outcome.Capture {
		return n.Kind == antom.KindCapture && requestID == q.CaptureID
	}
	kind := map[outcome.Subject]string{
		"": antom.KindPayment, outcome.Refund: antom.KindRefund, outcome.Subscription: antom.KindSubscription,
	}[q.About]
	return n.Kind == kind && (q.RequestID != "" && q.RequestID == requestID || q.AntomID != "" && q.AntomID == antomID)
}

// finalMeaning reports whether nothing is waited for after a notification.
func finalMeaning(about outcome.Subject, m antom.Meaning) bool {
	final := []antom.Meaning{antom.MeaningPaid, antom.MeaningFailed, antom.MeaningAuthorized}
	switch about {
	case outcome.Refund:
		final = []antom.Meaning{antom.MeaningRefunded, antom.MeaningRefundFailed}
	case outcome.Capture:
		final = []antom.Meaning{antom.MeaningCaptured, antom.MeaningCaptureFailed}
	case outcome.Subscription:
		return m != antom.MeaningUnknown // what it does to the subscription is for the inquiry to say
	}
	return slices.Contains(final, m)
}

// contradiction says what of a notification differs from what is known of the payment or
// refund that it names, "" for nothing.
func contradiction(expected antom.Expected, n News) string {
	ids := map[string]string{"paymentRequestId": n.PaymentRequestID, "paymentId": n.PaymentID}
	amountField := spec.OperationNamed(spec.OpInquiryPayment).AmountField
	if n.Kind == antom.KindRefund {
		ids["refundRequestId"], ids["refundId"] = n.RequestID, n.ObjectID
		amountField = spec.OperationNamed(spec.OpInquiryRefund).AmountField
	}
	for _, name := range []string{"paymentRequestId", "paymentId", "refundRequestId", "refundId"} {
		if want, got := expected.IDs[name], ids[name]; want != "" && got != "" && want != got {
			return fmt.Sprintf("its %s is %s, not %s", name, got, want)
		}
	}
	want, known := expected.Amounts[amountField]
	if !known || n.Amount == nil || n.Kind == antom.KindCapture || n.Amount.Currency == want.Currency && n.Amount.Value == want.Value {
		return ""
	}
	return fmt.Sprintf("its amount is %s, not %s", ledger.Money(n.Amount.Currency, n.Amount.Value), ledger.Money(want.Currency, want.Value))
}
