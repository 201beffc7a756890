package notification

import (
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// A Sample is one type of notification that can be made.
type Sample struct {
	// Name is the value by which Antom tells the type: that of notifyType, or of
	// authorizationNotifyType or disputeNotificationType where the reference
	// has no notifyType. VAULTING, DEFENSE_DOCUMENT and those that begin with
	// SUBSCRIPTION are names of ours: none is documented, or, like CREATE, none that
	// says enough.
	Name string
	// Kind is the name in Antom's reference, such as "notifyPayment".
	Kind string
	// Summary says in a few words what the notification tells.
	Summary string
	// FailCode is the result code of one that reports a failure; "" for types
	// that report none.
	FailCode string

	body        string   // JSON; a text that begins with $ is filled in
	successOnly []string // members that one about a failure lacks
}

// Samples returns every type, in the order of a payment's life.
func Samples() []Sample {
	var all []Sample
	all = append(all, paymentSamples()...)
	all = append(all, moneySamples()...)
	all = append(all, authorizationSamples()...)
	all = append(all, disputeSamples()...)
	all = append(all, vaultingSamples()...)
	return append(all, subscriptionSamples()...)
}

// Find returns a type by its name in any case (payment_result,
// payment-result), or the usual type of a kind by the kind's name, with or
// without "notify" (notifyRefund, refund).
func Find(name string) (Sample, bool) {
	name = plainName(name)
	all := Samples()
	for _, s := range all {
		if plainName(s.Name) == name {
			return s, true
		}
	}
	for _, s := range all {
		kind := plainName(s.Kind)
		if name == kind || name == strings.TrimPrefix(kind, "notify") {
			return s, true
		}
	}
	return Sample{}, false
}

// Nearest returns the type that a wrong name may mean, "" when none is near.
func Nearest(name string) string {
	var names []string
	for _, s := range Samples() {
		names = append(names, s.Name)
	}
	return spec.Nearest(strings.ToUpper(strings.ReplaceAll(name, "-", "_")), names)
}

// The names of what a notification can be about, see Takes.
const (
	TakesPaymentRequestID = "paymentRequestId"
	TakesPaymentID        = "paymentId"
	TakesAmount           = "amount"
)

// Takes reports whether a member of [Fields] has a place in this type.
func (s Sample) Takes(name string) bool { return strings.Contains(s.body, `"$`+name+`"`) }

func plainName(name string) string {
	return strings.ToLower(strings.ReplaceAll(name, "-", "_"))
}
