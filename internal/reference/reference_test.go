package reference

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

func nearOf(t *testing.T, err error) []string {
	t.Helper()
	var e *NotFoundError
	if !errors.As(err, &e) {
		t.Fatalf("%v is no NotFoundError", err)
	}
	return e.Near
}

func TestFindCode(t *testing.T) {
	t.Parallel()
	codes, err := FindCode("order_is_closed", CodeFilter{})
	if err != nil || len(codes) == 0 || codes[0].Code != "ORDER_IS_CLOSED" {
		t.Errorf("%v, %v", codes, err)
	}
	_, err = FindCode("USER_BALANCE_NOT_ENOGH", CodeFilter{})
	if near := nearOf(t, err); near[0] != "USER_BALANCE_NOT_ENOUGH" {
		t.Errorf("near: %v", near)
	}
	_, err = FindCode("balance", CodeFilter{})
	if near := nearOf(t, err); !slices.Contains(near, "USER_BALANCE_NOT_ENOUGH") || len(near) > maxNear {
		t.Errorf("near: %v", near)
	}
	if _, err = FindCode("USER_BALANCE_NOT_ENOUGH", CodeFilter{Operation: "capture"}); err == nil || err.Error() != `capture has no result code "USER_BALANCE_NOT_ENOUGH"` {
		t.Error(err)
	}
}

// TestCodesOfOperation wants of each code the one meaning that CodeFor gives.
func TestCodesOfOperation(t *testing.T) {
	t.Parallel()
	for _, op := range []string{"pay", "refund", "notifyPayment", "funds.createPayout"} {
		codes, err := Codes(CodeFilter{Operation: op})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, c := range codes {
			if seen[c.Code] {
				t.Errorf("%s: %s twice", op, c.Code)
			}
			seen[c.Code] = true
		}
		for _, c := range spec.Codes() {
			if _, ok := spec.CodeFor(op, c.Code); ok != seen[c.Code] {
				t.Errorf("%s: %s is there: %t, wanted %t", op, c.Code, seen[c.Code], ok)
			}
		}
	}
	failed, _ := Codes(CodeFilter{Status: "f"})
	for _, c := range failed {
		if c.Status != "F" {
			t.Error(c)
		}
	}
	for _, f := range []CodeFilter{{Status: "X"}, {Operation: "payy"}} {
		if _, err := Codes(f); err == nil || len(nearOf(t, err)) == 0 {
			t.Errorf("%+v: %v", f, err)
		}
	}
}

func TestMeanings(t *testing.T) {
	t.Parallel()
	a := Code{Code: "A", Operation: "x", Message: "m"}
	b, c := a, a
	b.Operation, c.Message = "y", "other"
	got := Meanings([]Code{a, c, b})
	if len(got) != 2 || !slices.Equal(got[0].Operations, []string{"x", "y"}) {
		t.Errorf("%+v", got)
	}
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body, operation string
		want            string // path code operation, joined
	}{
		"answer to an inquiry": {`{"result":{"resultCode":"SUCCESS","resultStatus":"S"},"paymentStatus":"FAIL","paymentResultCode":"RISK_REJECT"}`, "", "result SUCCESS inquiryPayment; paymentResultCode RISK_REJECT pay"},
		"notification":         {`{"notifyType":"REFUND_RESULT","result":{"resultCode":"SUCCESS","resultStatus":"S"}}`, "", "result SUCCESS notifyRefund"},
		"pending":              {`{"notifyType":"PAYMENT_PENDING","result":{"resultCode":"SUCCESS","resultStatus":"S"}}`, "", "result SUCCESS notifyPayment"},
		"operation is told":    {`{"result":{"resultCode":"PARAM_ILLEGAL","resultStatus":"F"}}`, "refund", "result PARAM_ILLEGAL refund"},
		"operation unknown":    {`{"result":{"resultCode":"PARAM_ILLEGAL","resultStatus":"F"}}`, "", "result PARAM_ILLEGAL "},
		"with its head":        {"HTTP/1.1 200 OK\r\nsignature: x\r\n\r\n" + `{"result":{"resultCode":"SUCCESS"},"refundId":"1"}`, "", "result SUCCESS refund"},
		"a result alone":       {`{"resultCode":"NO_SUCH_CODE_YET","resultStatus":"U"}`, "", "resultCode NO_SUCH_CODE_YET "},
		"an error of antom's":  {`{"error":{"details":{"response":{"result":{"resultCode":"SUCCESS"},"captureId":"1"}}}}`, "", "result SUCCESS capture"},
		"a byte order mark":    {"\ufeff" + `{"result":{"resultCode":"SUCCESS"},"paymentSessionId":"1"}`, "", "result SUCCESS createPaymentSession"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, err := Outcomes([]byte(test.body), test.operation)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, x := range found {
				got = append(got, x.Path+" "+x.Code+" "+x.Operation)
				if x.Operation != "" && len(x.Meanings) != 1 {
					t.Errorf("%d meanings of %s for %s", len(x.Meanings), x.Code, x.Operation)
				}
			}
			if s := strings.Join(got, "; "); s != test.want {
				t.Errorf("got %s, want %s", s, test.want)
			}
		})
	}
}

func TestOutcomesRefuses(t *testing.T) {
	t.Parallel()
	var syntax *spec.SyntaxError
	for body, fits := range map[string]func(error) bool{
		"":          func(err error) bool { return errors.Is(err, ErrEmpty) },
		" \n":       func(err error) bool { return errors.Is(err, ErrEmpty) },
		"<html>":    func(err error) bool { return errors.As(err, &syntax) },
		"[1]":       func(err error) bool { return errors.Is(err, ErrNoCode) },
		`{"a":"b"}`: func(err error) bool { return errors.Is(err, ErrNoCode) },
	} {
		if _, err := Outcomes([]byte(body), ""); !fits(err) {
			t.Errorf("%q: %v", body, err)
		}
	}
}

func FuzzOutcomes(f *testing.F) {
	f.Add([]byte(`{"result":{"resultCode":"SUCCESS","resultStatus":"S"}}`))
	f.Add([]byte("HTTP/1.1 200 OK\n\n{}"))
	f.Add([]byte(`{"error":{"details":{"result":[]}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		found, err := Outcomes(data, "")
		if (err == nil) != (len(found) > 0) {
			t.Errorf("%d outcomes and %v", len(found), err)
		}
	})
}

func methodCodes(methods []Method) string {
	var codes []string
	for _, m := range methods {
		codes = append(codes, m.Code)
	}
	return " " + strings.Join(codes, " ") + " "
}

func TestMethods(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		filter     MethodFilter
		with, less string
	}{
		"region":        {MethodFilter{Region: "hk"}, "ALIPAY_HK", "GCASH"},
		"global":        {MethodFilter{Region: "NO"}, "CARD", "ALIPAY_HK"},
		"kind":          {MethodFilter{Kind: "wallet"}, "GCASH", "EPS"},
		"currency":      {MethodFilter{Currency: "php"}, "GCASH", "EPS"},
		"flow":          {MethodFilter{Flow: "Redirect"}, "EPS", "CARDX"},
		"two at a time": {MethodFilter{Region: "PH", Kind: "wallet"}, "GCASH", "ALIPAY_HK"},
	} {
		methods, err := Methods(test.filter)
		codes := methodCodes(methods)
		if err != nil || !strings.Contains(codes, " "+test.with+" ") || strings.Contains(codes, " "+test.less+" ") {
			t.Errorf("%s: %s, %v", name, codes, err)
		}
	}
	for name, f := range map[string]MethodFilter{
		"region": {Region: "Z9"}, "currency": {Currency: "HKX"}, "kind": {Kind: "walet"}, "flow": {Flow: "teleport"},
	} {
		if _, err := Methods(f); err == nil {
			t.Errorf("a wrong %s passes", name)
		}
	}
	if _, err := Methods(MethodFilter{Region: "UK"}); !slices.Equal(nearOf(t, err), []string{"GB"}) {
		t.Error(err)
	}
}

func TestFindMethod(t *testing.T) {
	t.Parallel()
	if m, err := FindMethod("gcash"); err != nil || m.Code != "GCASH" {
		t.Error(m, err)
	}
	for given, want := range map[string]string{"ALIPAYHK": "ALIPAY_HK", "GCAHS": "GCASH", "WECHAT": "WECHATPAY"} {
		if _, err := FindMethod(given); !slices.ContainsFunc(nearOf(t, err), func(s string) bool { return strings.HasPrefix(s, want) }) {
			t.Errorf("%s: %v", given, nearOf(t, err))
		}
	}
}

func TestCurrencies(t *testing.T) {
	t.Parallel()
	for _, c := range Currencies(CurrencyFilter{ByDecimals: true, Listed: true}) {
		if c.Decimals != 0 || !c.Listed {
			t.Error(c)
		}
	}
	for _, c := range Currencies(CurrencyFilter{}) {
		major, minor := c.Example()
		if back := (spec.Currency{Code: c.Code, Decimals: c.Decimals}).Major(minor); back != major {
			t.Errorf("%s: %s is %s, and back %s", c.Code, major, minor, back)
		}
		if _, err := FindCurrency(strings.ToLower(c.Code)); err != nil {
			t.Error(err)
		}
	}
	if c, err := FindCurrency("392"); err != nil || c.Code != "JPY" {
		t.Error(c, err)
	}
	if _, err := FindCurrency("yen"); !slices.Contains(nearOf(t, err), "JPY") {
		t.Error(err)
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]string{
		"pay":                              "pay request ",
		"pay.order.goods":                  "pay request order.goods[0]",
		"pay.order.goods[0].goodsName":     "pay request order.goods[0].goodsName",
		"/ams/api/v1/payments/pay":         "pay request ",
		"notifyPayment.result":             "notifyPayment notification result",
		"subscriptions.create":             "subscriptions.create request ",
		"pay.order.goods.goodsUnitAmount.": "",
		"pay.order[0]":                     "",
		"billing.invoice.create.x":         "",
		"":                                 "",
		"nothing":                          "",
	} {
		e, err := Explain(target, Options{})
		got := ""
		if err == nil {
			got = e.Name + " " + string(e.Part) + " " + e.Path
		}
		if got != want {
			t.Errorf("%q: %q, %v", target, got, err)
		}
	}
	if _, err := Explain("notifyPayment", Options{Response: true}); !errors.Is(err, ErrNoPart) {
		t.Error(err)
	}
	e, err := Explain("pay", Options{Response: true})
	if err != nil || !slices.ContainsFunc(e.Fields, func(f Field) bool { return f.Name == "normalUrl" }) {
		t.Error(e, err)
	}
	for target, want := range map[string]string{
		"pay.oder":            "pay.order",
		"pay.goodsName":       "pay.order.goods.goodsName",
		"pay.order.good":      "pay.order.goods",
		"pya":                 "pay",
		"notifyPaymnt.result": "notifyPayment",
	} {
		if _, err := Explain(target, Options{}); !slices.Contains(nearOf(t, err), want) {
			t.Errorf("%s: %v", target, nearOf(t, err))
		}
	}
}

// TestExplainEveryField finds every field of every message by the path that
// Explain itself gives.
func TestExplainEveryField(t *testing.T) {
	t.Parallel()
	operations, names := Explainable()
	for _, op := range operations {
		names = append(names, op.Name)
	}
	for _, name := range names {
		all, err := Explain(name, Options{Recursive: true})
		if err != nil || !all.Described {
			t.Fatal(name, err)
		}
		paths := Paths(all.Fields)
		if len(paths) == 0 {
			t.Errorf("%s has no fields", name)
		}
		for _, path := range paths {
			e, err := Explain(name+"."+path, Options{})
			if err != nil || e.Path != path || len(e.Fields) > 0 {
				t.Errorf("%s.%s: %v", name, path, err)
			}
		}
	}
}
