package antom

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

// A notifiedMember is a member that is read from every notification.
type notifiedMember int

const (
	memberNotifyType notifiedMember = iota
	memberResult
	memberPaymentRequestID
	memberPaymentID
	memberAuthorizationType
	memberDisputeType
	memberVaultingRequestID
	memberCaptureRequestID
	memberRefundRequestID
	memberSubscriptionRequestID
	memberRefundID
	memberCaptureID
	memberDisputeID
	memberSubscriptionID
	memberRefundStatus
	memberAuthExpiryTime
	memberPaymentAmount
	memberCaptureAmount
	memberRefundAmount
	memberDisputeAmount
	memberDefenseFile
	memberSubscriptionType
	memberSubscriptionStatus
	memberPhaseNo

	notifiedMemberCount
)

// notifiedNames are the names of these members.
func notifiedNames() [notifiedMemberCount]string {
	return [notifiedMemberCount]string{
		memberNotifyType: "notifyType", memberResult: "result",
		memberPaymentRequestID: "paymentRequestId", memberPaymentID: "paymentId",
		memberAuthorizationType: "authorizationNotifyType", memberDisputeType: "disputeNotificationType",
		memberVaultingRequestID: "vaultingRequestId", memberCaptureRequestID: "captureRequestId",
		memberRefundRequestID: "refundRequestId", memberSubscriptionRequestID: "subscriptionRequestId",
		memberRefundID: "refundId", memberCaptureID: "captureId", memberDisputeID: "disputeId", memberSubscriptionID: "subscriptionId",
		memberRefundStatus: "refundStatus", memberAuthExpiryTime: "authExpiryTime",
		memberPaymentAmount: "paymentAmount", memberCaptureAmount: "captureAmount",
		memberRefundAmount: "refundAmount", memberDisputeAmount: "disputeAmount",
		memberDefenseFile:      "defenseFile",
		memberSubscriptionType: "subscriptionNotificationType", memberSubscriptionStatus: "subscriptionStatus", memberPhaseNo: "phaseNo",
	}
}

// notifiedMembers are the raw values of the members, empty for those that are
// not there. They are found by names in any case and must not repeat, because
// other decoders (encoding/json among them) would otherwise read another value
// than the one that was checked.
type notifiedMembers [notifiedMemberCount]json.RawMessage

func (m *notifiedMembers) read(r *objectReader, body []byte) error {
	names := notifiedNames()
	return r.each(body, func(name []byte, value json.RawMessage) error {
		i := indexName(names[:], name)
		if i < 0 {
			return nil
		}
		if m[i] != nil {
			return errTwice(name)
		}
		m[i] = value
		return nil
	})
}

// indexName finds a name in any case, -1 if it is not among names.
func indexName(names []string, name []byte) int {
	for i := range names {
		if len(name) == len(names[i]) && strings.EqualFold(string(name), names[i]) {
			return i
		}
	}
	// Two letters beyond ASCII fold to k and s. They take more bytes than these.
	if utf8.RuneCount(name) == len(name) {
		return -1
	}
	return slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(string(name), n) })
}

// firstText is the text of the first member that says something.
func (m *notifiedMembers) firstText(among ...notifiedMember) string {
	for _, i := range among {
		if len(m[i]) == 0 {
			continue
		}
		if s, _ := leafText(m[i]); s != "" {
			return s
		}
	}
	return ""
}

// typeText is the type in the member in which a kind without notifyType has it.
func (m *notifiedMembers) typeText(kind string) string {
	switch kind {
	case KindAuthorization:
		return text(m[memberAuthorizationType])
	case KindDispute:
		return text(m[memberDisputeType])
	case KindSubscription:
		return text(m[memberSubscriptionType])
	default:
		return ""
	}
}

// amount is the amount that a kind is about.
func (m *notifiedMembers) amount(kind string) json.RawMessage {
	switch kind {
	case KindPayment, KindSubscriptionPayment:
		return m[memberPaymentAmount]
	case KindCapture:
		return m[memberCaptureAmount]
	case KindRefund:
		return m[memberRefundAmount]
	case KindDispute:
		return m[memberDisputeAmount]
	default:
		return nil
	}
}

// notifiedResult reads the result; not every kind has one.
func notifiedResult(r *objectReader, value json.RawMessage) (Result, error) {
	if !hasContent(value) || value[0] != '{' {
		return Result{}, nil
	}
	names := [...]string{"resultCode", "resultStatus", "resultMessage"}
	var found [len(names)]json.RawMessage
	err := r.each(value, func(name []byte, value json.RawMessage) error {
		i := indexName(names[:], name)
		if i < 0 {
			return nil
		}
		if found[i] != nil {
			return errTwice(name)
		}
		found[i] = value
		return nil
	})
	if err != nil {
		return Result{}, err
	}
	return Result{
		ResultCode: ResultCode(text(found[0])), ResultStatus: ResultStatus(text(found[1])), ResultMessage: text(found[2]),
	}, nil
}

// notifiedAmount reads an amount, nil if there is none that can be read. What is
// neither the currency nor the value is kept in Extra, as Amount itself does.
func notifiedAmount(r *objectReader, value json.RawMessage) *Amount {
	if !hasContent(value) || value[0] != '{' {
		return nil
	}
	a := new(Amount)
	err := r.each(value, func(name []byte, value json.RawMessage) error {
		switch string(name) {
		case "currency":
			a.setMember("currency", &a.Currency, value)
		case "value":
			a.setMember("value", &a.Value, value)
		default:
			a.addExtra(string(name), value)
		}
		return nil
	})
	if err != nil {
		return nil
	}
	return a
}

// setMember takes a text, or keeps a value of another form. The last one counts.
func (v *Amount) setMember(name string, to *string, value json.RawMessage) {
	s, ok := leafText(value)
	if *to = s; ok {
		delete(v.Extra, name)
	} else {
		v.addExtra(name, value)
	}
}

func (v *Amount) addExtra(name string, value json.RawMessage) {
	if v.Extra == nil {
		v.Extra = map[string]json.RawMessage{}
	}
	v.Extra[name] = slices.Clone(value)
}
