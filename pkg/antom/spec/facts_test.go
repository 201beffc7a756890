package spec

import (
	"slices"
	"testing"
	"time"
)

// TestFactsAreComplete: an operation whose fields are described has all the facts
// that commands, journal, ledger and simulator go by, and they fit its fields.
func TestFactsAreComplete(t *testing.T) {
	t.Parallel()
	commands := map[string]string{}
	for _, o := range Operations() {
		switch {
		case !o.Described():
			checkUndescribed(t, o)
			continue
		case !o.Core:
			checkPlainFacts(t, o)
			continue
		}
		if !slices.Contains([]Subject{
			SubjectPayment, SubjectSession, SubjectRefund, SubjectCapture, SubjectMethods,
			SubjectSubscription, SubjectDeclaration, SubjectExchangeRates, SubjectAuthorization, SubjectVaulting,
		}, o.About) {
			t.Errorf("%s is about %q", o.Name, o.About)
		}
		if other := commands[o.Command]; other != "" {
			t.Errorf("%s and %s have the command %s", o.Name, other, o.Command)
		}
		if o.Command != "" {
			commands[o.Command] = o.Name
		}
		if o.Reads && o.Changes() || !o.Reads && !o.Changes() && ofPayment(o) || o.Creates && o.Moves || o.Alters && (o.Creates || o.Moves) {
			t.Errorf("%s: reads %t, creates %t, moves %t", o.Name, o.Reads, o.Creates, o.Moves)
		}
		checkIDs(t, o)
		checkAmount(t, o)
		checkState(t, o)
	}
}

// checkPlainFacts: what is said of an operation without typed calls fits its fields.
func checkPlainFacts(t *testing.T, o Operation) {
	t.Helper()
	if o.Summary == "" {
		t.Errorf("%s has no summary", o.Name)
	}
	if o.Simulated && o.About == "" {
		t.Errorf("%s is simulated, and about nothing", o.Name)
	}
	if o.RequestIDField != "" && Request(o.Name).Field(o.RequestIDField) == nil {
		t.Errorf("%s: the request has no field %s", o.Name, o.RequestIDField)
	}
	for _, id := range append(o.AnswerIDs, o.AntomIDField) {
		if id != "" && Response(o.Name).Field(id) == nil && Request(o.Name).Field(id) == nil {
			t.Errorf("%s has no field %s", o.Name, id)
		}
	}
}

// ofPayment reports whether an operation is part of a payment's life.
func ofPayment(o Operation) bool { return o.Group == "payments" }

// checkUndescribed refuses facts about fields that nobody has described.
func checkUndescribed(t *testing.T, o Operation) {
	t.Helper()
	if o.Command != "" || o.About != "" || o.Changes() || o.Asks() || o.Simulated || o.AmountField != "" || o.Inquiry != "" {
		t.Errorf("%s has facts, but its fields are not described", o.Name)
	}
	if o.RequestIDField != o.IdempotencyField {
		t.Errorf("%s: request id %q, but %q makes a repeat safe", o.Name, o.RequestIDField, o.IdempotencyField)
	}
}

func checkIDs(t *testing.T, o Operation) {
	t.Helper()
	request, response := Request(o.Name), Response(o.Name)
	if o.IdempotencyField != "" && o.IdempotencyField != o.RequestIDField {
		t.Errorf("%s: request id %q, but %q makes a repeat safe", o.Name, o.RequestIDField, o.IdempotencyField)
	}
	if o.RequestIDField == "" && ofPayment(o) && o.About != SubjectMethods && o.About != SubjectExchangeRates {
		t.Errorf("%s has no request id", o.Name)
	}
	if o.RequestIDField != "" && request.Field(o.RequestIDField) == nil {
		t.Errorf("%s: the request has no field %s", o.Name, o.RequestIDField)
	}
	if o.AntomIDField != "" && response.Field(o.AntomIDField) == nil {
		t.Errorf("%s: the answer has no field %s", o.Name, o.AntomIDField)
	}
	// No answer about a subscription has Antom's id of it: it comes with the notification.
	if o.AntomIDField == "" && o.About != SubjectSubscription && (o.Changes() || o.Asks()) {
		t.Errorf("%s has no id of Antom's", o.Name)
	}
	for _, id := range o.AnswerIDs {
		if id != o.RequestIDField && id != o.AntomIDField {
			t.Errorf("%s: %s of the answer is no id of what the call is about", o.Name, id)
		}
	}
	if o.IDPrefix != "" {
		const timeAndRandom = 26
		if f := request.Field(o.RequestIDField); f == nil || f.Required != Yes || f.MaxLength < len(o.IDPrefix)+timeAndRandom {
			t.Errorf("%s: no id that begins with %s fits into %s", o.Name, o.IDPrefix, o.RequestIDField)
		}
	}
}

func checkAmount(t *testing.T, o Operation) {
	t.Helper()
	if o.AmountField == "" {
		return
	}
	of := Request(o.Name)
	if o.Asks() {
		of = Response(o.Name)
	}
	for _, path := range []string{o.AmountField + ".currency", o.AmountField + ".value"} {
		if of.At(path) == nil {
			t.Errorf("%s has no field %s", o.Name, path)
		}
	}
}

// checkState checks how it is found out what became of a call.
func checkState(t *testing.T, o Operation) {
	t.Helper()
	if o.Asks() && (!o.Reads || Response(o.Name).Field(o.StatusField) == nil) {
		t.Errorf("%s: reads %t, and the response has the state in %q", o.Name, o.Reads, o.StatusField)
	}
	if o.Changes() != (o.Inquiry != "") {
		t.Errorf("%s changes %t, its inquiry is %q", o.Name, o.Changes(), o.Inquiry)
	}
	if o.Accepted != "" {
		isU := func(c Code) bool { return c.Status == "U" }
		if !slices.ContainsFunc(FindCode(o.Accepted), isU) {
			t.Errorf("%s: %s is no U", o.Name, o.Accepted)
		}
	}
	if o.Inquiry == "" {
		return
	}
	inquiry, ok := FindOperation(o.Inquiry)
	answer := Response(inquiry.Name)
	if o.About == SubjectDeclaration && ok && inquiry.Reads {
		return // the answer lists several declarations, each with its own state
	}
	if !ok || !inquiry.Asks() {
		t.Errorf("%s: %s is no inquiry", o.Name, o.Inquiry)
		return
	}
	if s := o.SuccessStatus; s != "" && !slices.Contains(answer.Field(inquiry.StatusField).Enum, s) {
		t.Errorf("%s: %s is no %s", o.Name, s, inquiry.StatusField)
	}
	own := inquiry.About == o.About || o.About == SubjectSession
	if !own && !slices.Contains(answer.At("transactions.transactionType").Enum, o.Transaction) {
		t.Errorf("%s: %s is about a %s, and lists no transaction %q", o.Name, o.Inquiry, inquiry.About, o.Transaction)
	}
}

// TestFacts names the facts that money depends on.
func TestFacts(t *testing.T) {
	t.Parallel()
	type facts struct {
		about                            Subject
		creates, moves, asks             bool
		requestID, antomID, idPrefix     string
		amount, success, inquiry, repeat string
	}
	const paymentID, antomsID = "paymentRequestId", "paymentId"
	want := map[string]facts{
		OpPay:                               {SubjectPayment, true, false, false, paymentID, antomsID, "PAY", "paymentAmount", "SUCCESS", OpInquiryPayment, "same-request-id"},
		OpCreatePaymentSession:              {SubjectSession, true, false, false, paymentID, "paymentSessionId", "PAY", "paymentAmount", "", OpInquiryPayment, "new-request-id"},
		OpInquiryPayment:                    {SubjectPayment, false, false, true, paymentID, antomsID, "", "paymentAmount", "", "", "same-request-id"},
		OpCancel:                            {SubjectPayment, false, true, false, paymentID, antomsID, "", "", "CANCELLED", OpInquiryPayment, "same-request-id"},
		OpRefund:                            {SubjectRefund, false, true, false, "refundRequestId", "refundId", "REFUND", "refundAmount", "SUCCESS", OpInquiryRefund, "same-request-id"},
		OpInquiryRefund:                     {SubjectRefund, false, false, true, "refundRequestId", "refundId", "", "refundAmount", "", "", "same-request-id"},
		OpCapture:                           {SubjectCapture, false, true, false, "captureRequestId", "captureId", "CAPTURE", "captureAmount", "SUCCESS", OpInquiryPayment, "same-request-id"},
		OpConsult:                           {SubjectMethods, false, false, false, "", "", "", "paymentAmount", "", "", "same-request-id"},
		OpRetrievePaymentSession:            {SubjectSession, false, false, false, paymentID, "", "", "", "", "", "same-request-id"},
		OpSubscriptionsCreate:               {SubjectSubscription, false, false, false, "subscriptionRequestId", "", "SUB", "paymentAmount", "", OpSubscriptionsInquiry, "same-request-id"},
		OpSubscriptionsChange:               {SubjectSubscription, false, false, false, "subscriptionChangeRequestId", "", "CHANGE", "", "", OpSubscriptionsInquiry, "same-request-id"},
		OpSubscriptionsUpdate:               {SubjectSubscription, false, false, false, "subscriptionUpdateRequestId", "", "UPDATE", "", "", OpSubscriptionsInquiry, "same-request-id"},
		OpSubscriptionsCancel:               {SubjectSubscription, false, false, false, "subscriptionRequestId", "", "", "", "", OpSubscriptionsInquiry, "same-request-id"},
		OpSubscriptionsInquiry:              {SubjectSubscription, false, false, true, "subscriptionRequestId", "", "", "paymentAmount", "", "", "same-request-id"},
		OpCustomsDeclare:                    {SubjectDeclaration, false, false, false, "declarationRequestId", "customsPaymentId", "DEC", "declarationAmount", "", OpCustomsInquiryDeclarationRequests, "same-request-id"},
		OpCustomsInquiryDeclarationRequests: {SubjectDeclaration, false, false, false, "", "", "", "", "", "", "same-request-id"},
		OpInquireExchangeRate:               {SubjectExchangeRates, false, false, false, "", "", "", "", "", "", "same-request-id"},
		OpAuthorizationsConsult:             {SubjectAuthorization, false, false, false, "authState", "", "AUTH", "", "", "", "same-request-id"},
		OpAuthorizationsApplyToken:          {SubjectAuthorization, false, false, false, "", "", "", "", "", "", "none"},
		OpAuthorizationsRevoke:              {SubjectAuthorization, false, false, false, "", "", "", "", "", "", "same-request-id"},
		OpVaultsCreateVaultingSession:       {SubjectVaulting, false, false, false, "vaultingRequestId", "", "VAULT", "", "", "", "same-request-id"},
		OpVaultsVaultPaymentMethod:          {SubjectVaulting, false, false, false, "vaultingRequestId", "", "VAULT", "", "", "", "same-request-id"},
		OpVaultsInquireVaulting:             {SubjectVaulting, false, false, false, "vaultingRequestId", "", "", "", "", "", "same-request-id"},
		// Not described, or in no table: ids and amount as most calls name theirs.
		"vaults.deleteToken": {"", false, false, false, paymentID, antomsID, "", "paymentAmount", "", "", ""},
		"newOperation":       {"", false, false, false, paymentID, antomsID, "", "paymentAmount", "", "", ""},
	}
	for name, w := range want {
		o := OperationNamed(name)
		got := facts{o.About, o.Creates, o.Moves, o.Asks(), o.RequestIDField, o.AntomIDField, o.IDPrefix, o.AmountField, o.SuccessStatus, o.Inquiry, o.Retry}
		if o.Name != name || got != w {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, w)
		}
	}
	for _, o := range Operations() {
		if _, ok := want[o.Name]; o.Core && !ok {
			t.Errorf("%s is not in this table", o.Name)
		}
	}
}

func TestTimesOfOperations(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct{ close, advised time.Duration }{
		OpPay: {0, 10 * time.Second}, OpCreatePaymentSession: {time.Hour, 0}, OpInquiryPayment: {}, OpRefund: {}, "nothing": {},
	} {
		if o := OperationNamed(name); o.DefaultClose != want.close || o.AdvisedTimeout != want.advised {
			t.Errorf("%s: closes after %s, advised %s", name, o.DefaultClose, o.AdvisedTimeout)
		}
	}
}
