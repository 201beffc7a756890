package spec

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func TestFindOperation(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"pay":                                          "pay",
		"/ams/api/v1/payments/pay":                     "pay",
		"/ams/sandbox/api/v1/payments/pay":             "pay",
		"ams/api/v1/payments/pay":                      "pay",
		"/v1/payments/pay":                             "pay",
		"/v1/payments/pay?x=1":                         "pay",
		"/ams/api//v1/payments/retrievePaymentSession": "retrievePaymentSession",
		"applyToken":                                   "authorizations.applyToken",
		"consult":                                      "consult",
		"authorizations.consult":                       "authorizations.consult",
		"billing.invoice.create":                       "billing.invoice.create",
		"/ams/v1/aba/funds/createExchange":             "aba.funds.createExchange",
	} {
		if o, ok := FindOperation(in); !ok || o.Name != want {
			t.Errorf("%s gave %q, %t", in, o.Name, ok)
		}
	}
	for _, in := range []string{"", "/", "create", "payy", "/ams/api/v1/payments"} {
		if o, ok := FindOperation(in); ok {
			t.Errorf("%q gave %s", in, o.Name)
		}
	}
}

func TestNearestOperations(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"payy": "pay", "refnd": "refund", "inquirePayment": "inquiryPayment", "payments/captur": "capture", "createSession": "createPaymentSession"} {
		if got := NearestOperations(in, 3); !slices.Contains(got, want) || len(got) > 3 {
			t.Errorf("%s gave %v", in, got)
		}
	}
	if got := NearestOperations("xxxxxxxxxxxx", 3); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	names := []string{"paymentExpiryTime", "paymentRequestId", "env", "order", "WEB", "WAP"}
	for in, want := range map[string]string{
		"paymentExpireTime":       "paymentExpiryTime",
		"paymentRequestID":        "paymentRequestId",
		"oder":                    "order",
		"roder":                   "order",
		"Env":                     "env",
		"ord":                     "order",
		"payment":                 "paymentRequestId",
		"wap":                     "WAP",
		"request":                 "paymentRequestId",
		"RequestId":               "paymentRequestId",
		"":                        "",
		"completely":              "",
		"ene":                     "env",
		"wbp":                     "WAP",
		"eee":                     "", // two letters of three are another word
		"webs":                    "WEB",
		"paid":                    "",
		strings.Repeat("x", 1000): "",
	} {
		if got := Nearest(in, names); got != want {
			t.Errorf("%q gave %q, want %q", in, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"", "ab", 2}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"kitten", "sitting", 3}, {"ca", "abc", 3}} {
		if got := distance(tt.a, tt.b); got != tt.want {
			t.Errorf("%q to %q is %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestCodeFor(t *testing.T) {
	t.Parallel()
	tests := []struct{ operation, code, status, from string }{
		{"pay", "PAYMENT_IN_PROCESS", "U", "pay"},
		{"notifyPayment", "RISK_REJECT", "F", "pay"},
		{"refund", "REFUND_IN_PROCESS", "U", "refund"},
		{"capture", "INVALID_SIGNATURE", "F", ""},
		{"authorizations.applyToken", "NO_INTERFACE_DEF", "F", ""},
	}
	for _, tt := range tests {
		c, ok := CodeFor(tt.operation, tt.code)
		if !ok || c.Status != tt.status || c.Operation != tt.from {
			t.Errorf("%s %s gave %+v", tt.operation, tt.code, c)
		}
	}
	if _, ok := CodeFor("pay", "NO_SUCH_CODE"); ok || len(FindCode("NO_SUCH_CODE")) != 0 {
		t.Error("an unknown code was found")
	}
	described := map[string]bool{}
	for _, c := range Codes() {
		described[c.Operation] = c.Operation != ""
	}
	delete(described, "")
	if got := FindCode("SUCCESS"); len(got) != len(described) || len(got) < 8 {
		t.Errorf("SUCCESS means %d things, and %d operations have codes", len(got), len(described))
	}
}

func TestFields(t *testing.T) {
	t.Parallel()
	tests := []struct{ operation, prefix, want string }{
		{"pay", "paymentR", "paymentRequestId paymentRedirectUrl"},
		{"pay", "ord", "order."},
		{"pay", "order.good", "order.goods[0]."},
		{"pay", "order.goods[3].goodsU", "order.goods[3].goodsUnitAmount. order.goods[3].goodsUrl"},
		{"createPaymentSession", "scop", "scopes[0]"},
		{"pay", "order.nothing.", ""},
		{"pay", "env.clientIp.", ""},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		if got := strings.Join(Fields(tt.operation, tt.prefix), " "); got != tt.want {
			t.Errorf("%s %q gave %q, want %q", tt.operation, tt.prefix, got, tt.want)
		}
	}
}

func TestTypeAt(t *testing.T) {
	t.Parallel()
	pay := Request("pay")
	for path, want := range map[string]string{
		"order.goods[0].goodsName": "string", "order.goods.goodsUnitAmount": "Amount", "order.goods[0].crossSell.goodsName": "string",
		"paymentMethod.paymentMethodMetaData.cpf": "string",
	} {
		if f := pay.At(path); f == nil || f.Type != want {
			t.Errorf("%s gave %+v", path, f)
		}
	}
	for _, path := range []string{"", "x", "order[0]", "order.x", "paymentRequestId.x"} {
		if f := pay.At(path); f != nil {
			t.Errorf("%s gave %+v", path, f)
		}
	}
	var none *Type
	if none.At("a") != nil || none.Field("a") != nil {
		t.Error("a nil type has fields")
	}
}

func TestOrder(t *testing.T) {
	t.Parallel()
	root := parse(t, `{"zzz":1,"env":{"osType":"IOS","terminalType":"APP"},"aaa":2,"order":{"goods":[{"goodsQuantity":"1","goodsName":"x"}],`+
		`"referenceOrderId":"1"},"productCode":"C"}`)
	Order("pay", root)
	const want = `{"productCode":"C","order":{"referenceOrderId":"1","goods":[{"goodsName":"x","goodsQuantity":"1"}]},` +
		`"env":{"terminalType":"APP","osType":"IOS"},"zzz":1,"aaa":2}`
	if got := string(root.AppendJSON(nil)); got != want {
		t.Errorf("ordered\n%s\nwant\n%s", got, want)
	}
	Order("nothing", root)
	Order("pay", nil)
}

func TestSchema(t *testing.T) {
	t.Parallel()
	for _, o := range Operations() {
		text := Schema(o.Name)
		if !o.Core {
			if text != nil {
				t.Errorf("%s has a schema", o.Name)
			}
			continue
		}
		root := parse(t, string(text))
		if root.Get("$schema").String() != schemaVersion || root.Get("properties") == nil {
			t.Errorf("%s: %.200s", o.Name, text)
		}
		checkReferences(t, root, root)
	}
	pay := parse(t, string(Schema("pay")))
	if got := pay.At("properties.paymentRequestId.maxLength").String(); got != "64" {
		t.Errorf("maxLength of paymentRequestId is %q", got)
	}
	var required []string
	if err := json.Unmarshal(pay.Get("required").AppendJSON(nil), &required); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(required, []string{"paymentMethod", "paymentRedirectUrl"}) {
		t.Errorf("required: %v", required)
	}
	const unless = `[{"if":{"not":{"required":["subscriptionId"]}},"then":{"required":["order"]}},` +
		`{"if":{"not":{"required":["subscriptionId"]}},"then":{"required":["paymentAmount"]}}]`
	if got := string(pay.Get("allOf").AppendJSON(nil)); got != unless {
		t.Errorf("allOf: %s", got)
	}
}

// checkReferences makes sure that every reference leads to a definition.
func checkReferences(t *testing.T, root, n *Node) {
	t.Helper()
	if name, ok := strings.CutPrefix(n.Get("$ref").String(), "#/$defs/"); ok && len(root.Get("$defs").Get(name).Members) == 0 {
		t.Errorf("nothing at %s", name)
	}
	for _, m := range n.Members {
		checkReferences(t, root, m.Value)
	}
	for _, item := range n.Items {
		checkReferences(t, root, item)
	}
}
