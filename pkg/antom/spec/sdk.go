package spec

import "slices"

// The web SDK's script and the page that describes it.
const (
	// SDKScript is the address that the SDK's guide loads the script from.
	SDKScript = "https://sdk.marmot-cloud.com/package/ams-checkout/1.13.0/dist/umd/ams-checkout.min.js"
	// SDKGuide is where Antom documents the SDK.
	SDKGuide = "docs.antom.com/ac/cashierpay/apm_ww"
)

// SDKEventKind says what a code of the web SDK is about.
type SDKEventKind string

// The kinds of codes: two tables of the guide have errors and the loading, a
// third one the results of a payment.
const (
	SDKStatus  SDKEventKind = "status"
	SDKPayment SDKEventKind = "payment"
	SDKError   SDKEventKind = "error"
)

// SDKEvent is a code that the web SDK hands to onEventCallback.
type SDKEvent struct {
	Code    string
	Kind    SDKEventKind
	Meaning string
	Next    string // what a merchant's page should do
	Note    string // where the guide is silent or contradicts itself
	Source  string
}

// SDKEvents are all codes of the web SDK, in the order in which a page meets them.
func SDKEvents() []SDKEvent {
	const (
		results = "check paymentResultCode in the event's result and guide the buyer to try again"
		support = "contact Antom Technical Support"
		again   = "pass the right parameters and call again"
	)
	events := []SDKEvent{
		{Code: "SDK_START_OF_LOADING", Kind: SDKStatus, Meaning: "the component is being made and its loading animation begins", Next: "nothing"},
		{Code: "SDK_END_OF_LOADING", Kind: SDKStatus, Meaning: "the component is made and its loading animation ends", Next: "nothing"},
		{Code: "SDK_PAYMENT_SUCCESSFUL", Kind: SDKPayment, Meaning: "the payment was successful", Next: "send the buyer to your result page; deliver only on the notification or an inquiry"},
		{Code: "SDK_PAYMENT_PROCESSING", Kind: SDKPayment, Meaning: "the payment is being processed", Next: results},
		{Code: "SDK_PAYMENT_FAIL", Kind: SDKPayment, Meaning: "the payment failed", Next: results},
		{Code: "SDK_PAYMENT_CANCEL", Kind: SDKPayment, Meaning: "the buyer left the payment page without submitting the order", Next: "call createComponent again with the same session data, or with that of a new session when it has expired"},
		{Code: "SDK_PAYMENT_ERROR", Kind: SDKPayment, Meaning: "the payment's state is not normal", Next: results,
			Note: "also for a failed request at the start and for a session of another environment"},
		{Code: "SDK_CREATEPAYMENT_PARAMETER_ERROR", Kind: SDKError, Meaning: "the parameters of AMSCashierPayment are wrong, or the session data is", Next: "check that sessionData is the whole paymentSessionData, then call again",
			Note: "the table names AMSCashierPayment, the questions and answers name sessionData"},
		{Code: "SDK_INIT_PARAMETER_ERROR", Kind: SDKError, Meaning: "the parameters of createComponent are wrong", Next: again},
		{Code: "SDK_CREATECOMPONENT_ERROR", Kind: SDKError, Meaning: "createComponent failed", Next: support},
		{Code: "SDK_CALL_URL_ERROR", Kind: SDKError, Meaning: "the payment method's own page or app could not be opened", Next: support,
			Note: "the guide in English says revoked where it means invoked"},
		{Code: "SDK_INTERNAL_ERROR", Kind: SDKError, Meaning: "the SDK failed by itself", Next: support},
	}
	for i := range events {
		events[i].Source = SDKGuide
	}
	return events
}

// FindSDKEvent returns the meaning of a code.
func FindSDKEvent(code string) (SDKEvent, bool) {
	events := SDKEvents()
	i := slices.IndexFunc(events, func(e SDKEvent) bool { return e.Code == code })
	if i < 0 {
		return SDKEvent{}, false
	}
	return events[i], true
}

// SDKLocales are the languages that the web SDK's locale option knows. With any
// other value it uses the browser's.
func SDKLocales() []string {
	return []string{
		"en_US", "pt_BR", "ko_KR", "es_ES", "ms_MY", "in_ID", "tl_PH", "th_TH", "vi_VN",
		"fr_FR", "nl_NL", "it_IT", "de_DE", "zh_CN", "zh_HK",
	}
}

// SDKEnvironments are the values of the web SDK's environment option.
func SDKEnvironments() []string { return []string{"sandbox", "prod"} }
