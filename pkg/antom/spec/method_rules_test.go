package spec

import (
	"fmt"
	"strings"
	"testing"
)

func TestMisfits(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		method  string
		charge  Charge
		rule    string // "" when everything fits
		code    string
		certain bool
	}{
		"its currency":                      {"GCASH", Charge{"PHP", "100", "WEB"}, "", "", false},
		"another currency":                  {"GCASH", Charge{"SGD", "100", "WEB"}, ruleMethodCurrency, "CURRENCY_NOT_SUPPORT", true},
		"a currency taken from the country": {"PAYPAY", Charge{"HKD", "100", "WEB"}, ruleMethodCurrency, "CURRENCY_NOT_SUPPORT", false},
		"a currency seen in a sample":       {"ALIPAY_HK", Charge{"SGD", "100", "WEB"}, ruleMethodCurrency, "CURRENCY_NOT_SUPPORT", false},
		"a wallet that converts":            {"ALIPAY_CN", Charge{"SGD", "100", "WEB"}, "", "", false},
		"a method for every currency":       {"CARD", Charge{"SGD", "100", "WEB"}, "", "", false},
		"no currency given":                 {"GCASH", Charge{}, "", "", false},
		"the least":                         {"EPS", Charge{"EUR", "100", "WEB"}, "", "", false},
		"less than the least":               {"EPS", Charge{"EUR", "99", "WEB"}, ruleMethodMinimum, "INVALID_AMOUNT", true},
		"the most":                          {"ALIPAY_CN", Charge{"CNY", "30000000", "WEB"}, "", "", false},
		"more than the most":                {"ALIPAY_CN", Charge{"CNY", "30000001", "WEB"}, ruleMethodMaximum, "PAYMENT_AMOUNT_EXCEED_LIMIT", true},
		"a limit in another currency":       {"ALIPAY_CN", Charge{"HKD", "30000001", "WEB"}, "", "", false},
		"the larger of two limits":          {"ONLINEBANKING_PAYEASY", Charge{"JPY", "1000000", "WEB"}, "", "", false},
		"above the larger of two limits":    {"ONLINEBANKING_PAYEASY", Charge{"JPY", "1000001", "WEB"}, ruleMethodMaximum, "PAYMENT_AMOUNT_EXCEED_LIMIT", true},
		"an amount that is none":            {"EPS", Charge{"EUR", "0.5", "WEB"}, "", "", false},
		"a wallet in a mini program":        {"GCASH", Charge{"PHP", "100", "MINI_APP"}, "", "", false},
		"a bank in a mini program":          {"IDEAL", Charge{"EUR", "100", "MINI_APP"}, ruleMethodTerminal, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, ok := FindMethod(tt.method)
			if !ok {
				t.Fatal("unknown method")
			}
			found := m.Misfits(tt.charge)
			if tt.rule == "" {
				if len(found) > 0 {
					t.Errorf("found %+v", found)
				}
				return
			}
			if len(found) != 1 || found[0].Rule != tt.rule || found[0].Code != tt.code || found[0].Certain != tt.certain {
				t.Fatalf("found %+v", found)
			}
			if f := found[0]; f.Path == "" || f.Source == "" || !strings.Contains(f.Message, tt.method) {
				t.Errorf("found %+v", f)
			}
		})
	}
}

// Data that is not of high confidence never refuses anything.
func TestOnlyHighConfidenceIsCertain(t *testing.T) {
	t.Parallel()
	certain := 0
	for _, m := range Methods() {
		for _, c := range []Charge{{"XAF", "1", "WEB"}, {lastOf(m.Currencies), "1", "MINI_APP"}, {lastOf(m.Currencies), "9999999999999999", "WEB"}} {
			for _, f := range m.Misfits(c) {
				if !f.Certain {
					continue
				}
				certain++
				if m.Confidence != "high" || f.Rule == ruleMethodCurrency && m.CurrencyConfidence != "high" {
					t.Errorf("%s: %+v", m.Code, f)
				}
			}
		}
	}
	if certain < 30 {
		t.Errorf("only %d certain misfits", certain)
	}
}

func TestMethodRules(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		operation, text string
		changes         []change
		want            string
	}{
		"pay, currency":     {"pay", goodPay, paidBy("GCASH", "SGD"), "warning paymentAmount.currency method-currency"},
		"session, currency": {"createPaymentSession", goodHosted, []change{{"paymentMethod.paymentMethodType", `"GCASH"`}}, "warning paymentAmount.currency method-currency"},
		"pay, minimum":      {"pay", goodPay, paidBy("BILLEASE", "PHP"), "warning paymentAmount.value method-minimum"},
		"pay, terminal": {"pay", goodPay, paidBy("IDEAL", "EUR", change{"env.terminalType", `"MINI_APP"`}, change{"appId", `"1"`}),
			"warning env.terminalType method-terminal"},
		"pay, region": {"pay", goodPay, []change{{"userRegion", `"US"`}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			expect(t, tt.operation, tt.text, tt.changes, tt.want, "")
		})
	}
}

func TestRedirectResult(t *testing.T) {
	t.Parallel()
	for url, carries := range map[string]bool{
		"https://shop.example/result?order=42":                   false,
		"https://shop.example/result/42":                         false,
		"https://shop.example/orders/42?lang=en&state=xyz":       false,
		"https://shop.example/r?status=open":                     false,
		"https://shop.example/r?page=success-stories":            false,
		"https://success.example/r":                              false,
		"shop://success":                                         false,
		"shop://result?order=42":                                 false,
		"https://shop.example/r?status=success":                  true,
		"https://shop.example/r?order=42&STATUS=Success":         true,
		"https://shop.example/r?result=":                         true,
		"https://shop.example/r?result=%7Bresult%7D":             true,
		"https://shop.example/r?payment_status=x":                true,
		"https://shop.example/r?paid=true":                       true,
		"https://shop.example/r?paid":                            true,
		"https://shop.example/r?ok=1;order=42":                   true,
		"https://shop.example/r?payment=%73uccess":               true,
		"https://shop.example/pay/success":                       true,
		"https://shop.example/pay/payment-success.html?order=42": true,
		"https://shop.example/failed/":                           true,
		"https://shop.example/#/orders?status=failed":            true,
		"shop://pay?status=success":                              true,
	} {
		want := ""
		if carries {
			want = "warning paymentRedirectUrl redirect-result"
		}
		t.Run(url, func(t *testing.T) {
			t.Parallel()
			expect(t, "pay", goodPay, []change{{"paymentRedirectUrl", fmt.Sprintf("%q", url)}}, want, "")
		})
	}
}

func TestNearestMethod(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{"ALIPAYHK": "ALIPAY_HK", "gcash": "GCASH", "NOTHING_LIKE_IT_AT_ALL": ""} {
		if got := NearestMethod(code); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}
