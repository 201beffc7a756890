package engine_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func consultBody(changes ...string) string {
	return body(`{"productCode":"CASHIER_PAYMENT","paymentAmount":{"currency":"HKD","value":"100"},"env":{"terminalType":"WEB"}}`, changes)
}

func (b *bench) options(changes ...string) map[string]*spec.Node {
	b.t.Helper()
	n := b.do(engine.OpConsult, consultBody(changes...))
	b.wantCode(n, "SUCCESS")
	options := map[string]*spec.Node{}
	for _, o := range n.Get("paymentOptions").Items {
		options[o.Get("paymentMethodType").String()] = o
	}
	return options
}

func TestConsultListsMethodsWithLogos(t *testing.T) {
	t.Parallel()
	options := newBench(t).options()
	if len(options) < 80 {
		t.Errorf("only %d methods", len(options))
	}
	wantFields(t, options["ALIPAY_HK"], map[string]string{
		"enabled": "true", "paymentMethodCategory": "WALLET", "paymentMethodRegion[0]": "HK", "supportedCurrencies[0]": "HKD",
		"logo.logoUrl": base + "/checkout/logo/ALIPAY_HK.svg",
	})
	wantFields(t, options["CARD"], map[string]string{
		"paymentMethodCategory": "CARD", "paymentMethodRegion[0]": "GLOBAL", "paymentOptionDetail.supportCardBrands[0].cardBrand": "VISA",
		"paymentOptionDetail.supportCardBrands[0].logo.logoUrl": base + "/checkout/logo/VISA.svg",
	})
	for code, o := range options {
		if o.Get("enabled").Kind != spec.Bool || o.Get("logo") == nil {
			t.Errorf("%s: %s", code, o.AppendJSON(nil))
		}
	}
}

func TestConsultFilters(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, test := range []struct {
		name            string
		changes         []string
		has, hasNot     string
		disabled, cause string
	}{
		{"currency", nil, "EPS", "", "EPS", "CHANNEL_NOT_SUPPORT_CURRENCY"},
		{"amount above the limit", []string{"paymentAmount", `{"currency":"CNY","value":"30000001"}`}, "CARD", "", "ALIPAY_CN", "EXCEED_CHANNEL_LIMIT_RULE"},
		{"amount at the limit", []string{"paymentAmount", `{"currency":"CNY","value":"30000000"}`}, "ALIPAY_CN", "", "", ""},
		{"amount below the limit", []string{"paymentAmount", `{"currency":"EUR","value":"99"}`}, "CARD", "", "EPS", "EXCEED_CHANNEL_LIMIT_RULE"},
		{"region", []string{"allowedPaymentMethodRegions", `["HK"]`}, "ALIPAY_HK", "EPS", "", ""},
		{"regions", []string{"allowedPaymentMethodRegions", `["AT","GLOBAL"]`}, "EPS", "ALIPAY_HK", "", ""},
		{"allowed", []string{"allowedPaymentMethods", `["CARD","CONNECT_WALLET"]`}, "CONNECT_WALLET", "ALIPAY_HK", "", ""},
		{"blocked", []string{"blockedPaymentMethods", `["ALIPAY_HK"]`}, "CARD", "ALIPAY_HK", "", ""},
		{"nulls", []string{"allowedPaymentMethods", `null`, "userRegion", `null`}, "CARD", "", "", ""},
	} {
		options := b.options(test.changes...)
		if options[test.has] == nil || test.hasNot != "" && options[test.hasNot] != nil {
			t.Errorf("%s: %s must be there and %s not", test.name, test.has, test.hasNot)
		}
		if test.disabled != "" {
			wantFields(t, options[test.disabled], map[string]string{"enabled": "false", "disableReason": test.cause})
		}
	}
}

func TestConsultSortsByTheBuyersRegion(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	n := b.do(engine.OpConsult, consultBody("userRegion", `"TH"`))
	var ranks []int
	for _, o := range n.Get("paymentOptions").Items {
		regions := string(o.Get("paymentMethodRegion").AppendJSON(nil))
		switch {
		case strings.Contains(regions, `"TH"`):
			ranks = append(ranks, 0)
		case strings.Contains(regions, "GLOBAL"):
			ranks = append(ranks, 1)
		default:
			ranks = append(ranks, 2)
		}
	}
	if !slices.IsSorted(ranks) || ranks[0] != 0 {
		t.Errorf("the order is %v", ranks)
	}
}

func TestConsultByDirective(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.wantCode(b.do(engine.OpConsult, consultBody("extendInfo", `"sim: result=SYSTEM_ERROR"`)), "SYSTEM_ERROR")
	b.wantCode(b.do(engine.OpConsult, consultBody("extendInfo", `"sim: result=SUCCESS"`)), "SUCCESS")
	n := b.do(engine.OpConsult, consultBody("extendInfo", `"sim: times=2 drop"`))
	b.wantCode(n, "PARAM_ILLEGAL")
	wantText(t, message(n), "extendInfo", "times=2")
	if r := b.reply(engine.OpConsult, consultBody("extendInfo", `"sim: drop delay=1s"`)); !r.Drop || r.Delay == 0 {
		t.Errorf("got %+v", r)
	}
}

func TestRetrieveTellsTheOrder(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.do(engine.OpSession, sessionBody())
	n := b.do(engine.OpRetrieve, `{"paymentRequestId":"session-1"}`)
	b.wantCode(n, "SUCCESS")
	wantFields(t, n, map[string]string{
		"order.referenceOrderId": "order-1", "order.orderAmount.value": "6000", "order.goods[0].goodsName": "Classic bag", "order.buyer.buyerName.fullName": "Ada Lovelace",
	})
	b.do(engine.OpPay, payBody())
	for _, id := range []string{"nobody", "pay-1"} {
		b.wantCode(b.do(engine.OpRetrieve, `{"paymentRequestId":"`+id+`"}`), "ORDER_NOT_EXIST")
	}
	b.wantCode(b.do(engine.OpRetrieve, `{}`), "PARAM_ILLEGAL")
}
