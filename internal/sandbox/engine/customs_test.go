package engine_test

import (
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func declareBody(paymentID string, changes ...string) string {
	return body(`{"declarationRequestId":"dec-1","paymentId":"`+paymentID+`","declarationAmount":{"currency":"CNY","value":"60"},
		"customs":{"customsCode":"zongshu","region":"CN"},"merchantCustomsInfo":{"merchantCustomsCode":"1234","merchantCustomsName":"Shop"},
		"splitOrder":"false"}`, changes)
}

// paidInCNY is a paid payment of 100 CNY cents.
func (b *bench) paidInCNY() string {
	return b.paid(payBody("paymentAmount", `{"currency":"CNY","value":"100"}`, "paymentMethod.paymentMethodType", `"ALIPAY_CN"`))
}

func TestDeclare(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.paidInCNY()
	n := b.do(spec.OpCustomsDeclare, declareBody(id, "buyerCertificate", `{"certificateType":"ID_CARD","certificateNo":"1"}`))
	for path, want := range map[string]string{
		"result.resultCode": "SUCCESS", "customsOrderId": "pay-1", "identityCheckResult": "CHECK_PASSED", "clearingChannel": "NUCC",
		"customsProviderRegistrationId": "31222699S7",
	} {
		if got := n.At(path).String(); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	again := b.do(spec.OpCustomsDeclare, declareBody(id))
	if again.Get("customsPaymentId").String() != n.Get("customsPaymentId").String() {
		t.Error("a repeat has another customsPaymentId")
	}
	ask := `{"declarationRequestIds":["dec-1","dec-9"]}`
	n = b.do(spec.OpCustomsInquiryDeclarationRequests, ask)
	record := n.At("declarationRecords[0]")
	if record.Get("declarationRequestStatus").String() != "IN_PROCESS" || record.At("customs.customsCode").String() != "ZONGSHU" ||
		n.At("declarationRequestsNotFound[0]").String() != "dec-9" {
		t.Errorf("%s", n.AppendJSON(nil))
	}
	b.pass(3 * time.Second)
	record = b.do(spec.OpCustomsInquiryDeclarationRequests, ask).At("declarationRecords[0]")
	if record.Get("declarationRequestStatus").String() != "CUSTOMS_PROCESSING_COMPLETED" || record.Get("customsDeclarationResultCode").String() != "SUCCESS" {
		t.Errorf("%s", record.AppendJSON(nil))
	}
}

func TestDeclareMistakes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.paidInCNY()
	open := b.do(engine.OpPay, payBody("paymentRequestId", `"pay-2"`)).Get("paymentId").String()
	b.wantCode(b.do(spec.OpCustomsDeclare, declareBody(id)), "SUCCESS")
	for _, test := range []struct{ request, code, message string }{
		{declareBody(id, "declarationAmount", `{"currency":"CNY","value":"61"}`), "REPEAT_REQ_INCONSISTENT", "dec"},
		{declareBody(id, "declarationRequestId", `"dec-2"`), "PARAM_ILLEGAL", "120"},
		{declareBody(id, "declarationRequestId", `"dec-2"`, "declarationAmount", `{"currency":"HKD","value":"1"}`), "PARAM_ILLEGAL", "CNY"},
		{declareBody("9", "declarationRequestId", `"dec-2"`), "ORDER_NOT_EXIST", "9"},
		{declareBody(open, "declarationRequestId", `"dec-2"`), "PROCESS_FAIL", "PROCESSING"},
		{declareBody(id, "declarationRequestId", `"dec-2"`, "splitOrder", `"true"`), "PARAM_ILLEGAL", "subOrderId"},
		{declareBody(id, "declarationRequestId", `"`+strings.Repeat("9", 33)+`"`), "PARAM_ILLEGAL", "32"},
		{declareBody(id, "declarationRequestId", `"dec-2"`, "merchantCustomsInfo.merchantCustomsName", `"sim: result=PROCESS_FAIL"`), "PROCESS_FAIL", ""},
		{declareBody(id, "declarationRequestId", `"dec-2"`, "merchantCustomsInfo.merchantCustomsName", `"sim: nonsense"`), "PARAM_ILLEGAL", "nonsense"},
		{declareBody(id, "declarationRequestId", `"dec-2"`, "merchantCustomsInfo.merchantCustomsName", `"sim:"`), "PARAM_ILLEGAL", "empty"},
	} {
		n := b.do(spec.OpCustomsDeclare, test.request)
		if b.wantCode(n, test.code); !strings.Contains(message(n), test.message) {
			t.Errorf("%s: %s", test.request, message(n))
		}
	}
	b.wantCode(b.do(spec.OpCustomsInquiryDeclarationRequests, `{"declarationRequestIds":["1","2","3","4","5","6","7","8","9","10","11"]}`), "PARAM_ILLEGAL")
}

func TestDeclareDirectives(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.paidInCNY()
	n := b.do(spec.OpCustomsDeclare, declareBody(id, "buyerCertificate", `{"certificateType":"ID_CARD","certificateNo":"1"}`,
		"merchantCustomsInfo.merchantCustomsName", `"sim: identity=fail customs=fail after=1m"`))
	if got := n.Get("identityCheckResult").String(); got != "CHECK_NOT_PASSED" {
		t.Error(got)
	}
	ask := func() *spec.Node {
		return b.do(spec.OpCustomsInquiryDeclarationRequests, `{"declarationRequestIds":["dec-1"]}`).At("declarationRecords[0]")
	}
	b.pass(59 * time.Second)
	if got := ask().Get("declarationRequestStatus").String(); got != "IN_PROCESS" {
		t.Error(got)
	}
	b.pass(time.Second)
	if got := ask().Get("customsDeclarationResultCode").String(); got != "FAIL" {
		t.Error(got)
	}
}

func TestRates(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, test := range []struct{ request, pair, price string }{
		{`{"sellCurrency":"USD","buyCurrency":"HKD"}`, "USD/HKD", "7.8"},
		{`{"sellCurrency":"HKD"}`, "HKD/USD", "0.12820513"},
		{`{"paymentCurrency":"JPY","buyCurrency":"USD"}`, "JPY/USD", "0.00666667"},
		{`{"buyCurrency":"USD"}`, "USD/USD", "1"},
		{`{"currencyPairs":[{"sellCurrency":"EUR","buyCurrency":"GBP"},{"sellCurrency":"USD","buyCurrency":"KRW"}]}`, "EUR/GBP", "0.85869565"},
	} {
		n := b.do(spec.OpInquireExchangeRate, test.request)
		q := n.At("quotes[0]")
		if q.Get("quoteCurrencyPair").String() != test.pair || q.Get("quotePrice").String() != test.price || q.Get("quoteId").String() == "" ||
			n.At("paymentQuotes[0].exchangeRate").String() != test.price {
			t.Errorf("%s: %s", test.request, n.AppendJSON(nil))
		}
	}
	q := b.do(spec.OpInquireExchangeRate, `{"sellCurrency":"USD","rateType":"REFERENCE"}`).At("quotes[0]")
	if q.Get("quoteId") != nil || q.Get("guaranteed").String() != "false" {
		t.Errorf("a reference rate: %s", q.AppendJSON(nil))
	}
	for request, want := range map[string]string{
		`{}`: "PARAM_ILLEGAL", `{"currencyPairs":[]}`: "PARAM_ILLEGAL", `{"currencyPairs":[{"sellCurrency":"USD"}]}`: "PARAM_ILLEGAL",
		`{"sellCurrency":"ZMW"}`: "CURRENCY_NOT_SUPPORT",
		`{"currencyPairs":[` + strings.TrimSuffix(strings.Repeat(`{"sellCurrency":"USD","buyCurrency":"HKD"},`, 51), ",") + `]}`: "PARAM_ILLEGAL",
	} {
		b.wantCode(b.do(spec.OpInquireExchangeRate, request), want)
	}
}
