package spec

import (
	"strings"
	"testing"
)

// change is a path and the JSON that is put there; "" removes it.
type change struct{ path, value string }

// TestValidateFields changes one thing in a good pay request and expects
// exactly the given finding, or none.
func TestValidateFields(t *testing.T) {
	t.Parallel()
	long := `"` + strings.Repeat("x", 65) + `"`
	tests := []struct {
		name    string
		changes []change
		want    string // "severity path rule", "" for no finding
		nearest string
	}{
		{"good", nil, "", ""},
		{"native number", []change{{"paymentAmount.value", `1200`}}, "", ""},
		{"native boolean", []change{{"order.buyer.isAccountVerified", `true`}}, "", ""},
		{"null is absent", []change{{"paymentNotifyUrl", `null`}}, "", ""},
		{"without settlement", []change{{"settlementStrategy", ""}}, "", ""},
		{"unknown field", []change{{"paymentExpireTime", `"x"`}}, "error paymentExpireTime unknown-field", "paymentExpiryTime"},
		{"unknown nested field", []change{{"order.goods[1].goodName", `"x"`}}, "error order.goods[1].goodName unknown-field", "goodsName"},
		{"misplaced field", []change{{"referenceOrderId", `"x"`}}, "error referenceOrderId unknown-field", "order.referenceOrderId"},
		{"unknown without suggestion", []change{{"zzzzzzzz", `"x"`}}, "error zzzzzzzz unknown-field", ""},
		{"missing", []change{{"paymentRedirectUrl", ""}}, "error paymentRedirectUrl required", ""},
		{"missing object", []change{{"env", ""}}, "error env required", ""},
		{"missing nested", []change{{"order.goods[0].goodsName", ""}}, "error order.goods[0].goodsName required", ""},
		{"empty required", []change{{"paymentRequestId", `""`}}, "error paymentRequestId required", ""},
		{"null required", []change{{"paymentRequestId", `null`}}, "error paymentRequestId required", ""},
		{"empty optional text", []change{{"metadata", `""`}}, "", ""},
		{"empty optional enum", []change{{"env.osType", `""`}}, "error env.osType empty", ""},
		{"too long", []change{{"paymentRequestId", long}}, "error paymentRequestId too-long", ""},
		{"64 characters", []change{{"paymentRequestId", `"` + strings.Repeat("é", 64) + `"`}}, "", ""},
		{"too many items", []change{{"order.goods", "[" + strings.Repeat(`{"goodsName":"x"},`, 100) + `{"goodsName":"x"}]`}}, "error order.goods too-many", ""},
		{"bad enum", []change{{"env.terminalType", `"WEBB"`}}, "error env.terminalType enum", "WEB"},
		{"enum in small letters", []change{{"env.terminalType", `"web"`}}, "error env.terminalType enum", "WEB"},
		{"bad product", []change{{"productCode", `"CASHIER_PAYMENTS"`}}, "error productCode enum", "CASHIER_PAYMENT"},
		{"unknown method", []change{{"paymentMethod.paymentMethodType", `"ALIPAYHK"`}}, "warning paymentMethod.paymentMethodType payment-method", "ALIPAY_HK"},
		{"object for text", []change{{"paymentRequestId", `{}`}}, "error paymentRequestId wrong-type", ""},
		{"list for text", []change{{"paymentRequestId", `["x"]`}}, "error paymentRequestId wrong-type", ""},
		{"text for object", []change{{"settlementStrategy", `"USD"`}}, "error settlementStrategy wrong-type", ""},
		{"object for list", []change{{"order.goods", `{"goodsName":"x"}`}}, "error order.goods wrong-type", ""},
		{"bad boolean", []change{{"order.buyer.isAccountVerified", `"yes"`}}, "error order.buyer.isAccountVerified wrong-type", "true"},
		{"bad integer", []change{{"order.buyer.successfulOrderCount", `"1.5"`}}, "error order.buyer.successfulOrderCount wrong-type", ""},
		{"out of range", []change{{"order.goods[0].goodsQuantity", `"0"`}}, "error order.goods[0].goodsQuantity range", "1"},
		{"open metadata", []change{{"paymentMethod.paymentMethodMetaData", `{"bank":"X","cpf":"1"}`}}, "", ""},
		{"Chinese", []change{{"order.orderDescription", `"一个包"`}}, "warning order.orderDescription chinese-characters", ""},
		{"Chinese in free data", []change{{"paymentMethod.paymentMethodMetaData", `{"cpf":"包"}`}}, "warning paymentMethod.paymentMethodMetaData.cpf chinese-characters", ""},
		{"accents are fine", []change{{"order.orderDescription", `"Café crème – 5 €"`}}, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			expect(t, "pay", goodPay, tt.changes, tt.want, tt.nearest)
		})
	}
}

func TestValidateFormats(t *testing.T) {
	t.Parallel()
	const quote = `{"quoteCurrencyPair":"USD/HKD","quotePrice":"7.8"}`
	tests := []struct {
		path, value, want, nearest string
	}{
		{"paymentExpiryTime", `"2025-03-01T12:05:00+08:00"`, "", ""},
		{"paymentExpiryTime", `"2025-03-01T04:05:00.123Z"`, "", ""},
		{"paymentExpiryTime", `"2025-03-01T12:05:00"`, "error paymentExpiryTime datetime", "2025-03-01T12:05:00Z"},
		{"paymentExpiryTime", `"2025-03-01 12:05:00+08:00"`, "error paymentExpiryTime datetime", "2025-03-01T12:05:00+08:00"},
		{"paymentExpiryTime", `"2025-03-01T12:05:00+0800"`, "error paymentExpiryTime datetime", "2025-03-01T12:05:00+08:00"},
		{"paymentExpiryTime", `"2025-13-01T12:05:00Z"`, "error paymentExpiryTime datetime", ""},
		{"paymentExpiryTime", `"tomorrow"`, "error paymentExpiryTime datetime", ""},
		{"paymentExpiryTime", `1740801900000`, "error paymentExpiryTime datetime", ""},
		{"settlementStrategy.settlementCurrency", `"usd"`, "error settlementStrategy.settlementCurrency currency", "USD"},
		{"settlementStrategy.settlementCurrency", `"HKG"`, "error settlementStrategy.settlementCurrency currency", "HKD"},
		{"settlementStrategy.settlementCurrency", `"INR"`, "warning settlementStrategy.settlementCurrency currency-unlisted", ""},
		{"merchantRegion", `"HK"`, "", ""},
		{"merchantRegion", `"hk"`, "error merchantRegion country", "HK"},
		{"merchantRegion", `"UK"`, "error merchantRegion country", "GB"},
		{"merchantRegion", `"HKG"`, "error merchantRegion country", ""},
		{"order.buyer.buyerEmail", `"kim(at)example.com"`, "error order.buyer.buyerEmail email", ""},
		{"order.buyer.buyerEmail", `"kim@"`, "error order.buyer.buyerEmail email", ""},
		{"env.clientIp", `"2001:db8::1"`, "", ""},
		{"env.clientIp", `"203.0.113.07"`, "warning env.clientIp ip", "203.0.113.7"},
		{"env.clientIp", `"203.0.113"`, "error env.clientIp ip", ""},
		{"env.clientIp", `"fe80::1%eth0"`, "error env.clientIp ip", ""},
		{"paymentRedirectUrl", `"myapp://result"`, "", ""},
		{"paymentRedirectUrl", `"imeituan://"`, "", ""},
		{"paymentRedirectUrl", `"http://shop.example.com/"`, "warning paymentRedirectUrl url-https", "https://shop.example.com/"},
		{"paymentRedirectUrl", `"http://localhost:8080/"`, "", ""},
		{"paymentRedirectUrl", `"http://127.0.0.1/"`, "", ""},
		{"paymentRedirectUrl", `"http://[::1]:80/"`, "", ""},
		{"paymentRedirectUrl", `"/result"`, "error paymentRedirectUrl url", ""},
		{"paymentRedirectUrl", `"shop.example.com/result"`, "error paymentRedirectUrl url", "https://shop.example.com/result"},
		{"paymentRedirectUrl", `"https://"`, "error paymentRedirectUrl url", ""},
		{"paymentRedirectUrl", `"https://shop.example.com/a b"`, "error paymentRedirectUrl url", ""},
		{"paymentRedirectUrl", `"javascript:alert(1)"`, "error paymentRedirectUrl url", ""},
		{"paymentNotifyUrl", `"myapp://notify"`, "error paymentNotifyUrl url", ""},
		{"paymentNotifyUrl", `"http://shop.example.com/n"`, "warning paymentNotifyUrl url-https", "https://shop.example.com/n"},
		{"paymentQuote", quote, "", ""},
		{"paymentQuote.quoteCurrencyPair", `"USDHKD"`, "error paymentQuote.quoteCurrencyPair currency", ""},
	}
	for _, tt := range tests {
		t.Run(tt.path+" "+tt.value, func(t *testing.T) {
			t.Parallel()
			changes := []change{{tt.path, tt.value}}
			if strings.HasPrefix(tt.path, "paymentQuote.") {
				changes = []change{{"paymentQuote", quote}, changes[0]}
			}
			expect(t, "pay", goodPay, changes, tt.want, tt.nearest)
		})
	}
}

// expect validates a changed document and compares the only finding.
func expect(t *testing.T, operation, document string, changes []change, want, nearest string) {
	t.Helper()
	root := parse(t, document)
	for _, c := range changes {
		edit(t, root, c.path, c.value)
	}
	findings := Validate(operation, root, Options{Now: now})
	var got []string
	for _, f := range findings {
		got = append(got, string(f.Severity)+" "+f.Path+" "+f.Rule)
		if f.Message == "" {
			t.Errorf("%s %s has no message", f.Path, f.Rule)
		}
	}
	if strings.Join(got, "; ") != want {
		t.Fatalf("found %q, want %q", got, want)
	}
	if len(findings) == 1 && findings[0].Nearest != nearest {
		t.Errorf("nearest is %q, want %q", findings[0].Nearest, nearest)
	}
}

func TestValidateReportsEverythingInDocumentOrder(t *testing.T) {
	t.Parallel()
	root := parse(t, `{"paymentRequestId":"x","env":{"terminalType":"TV"},"order":{"orderAmount":{"currency":"hkd","value":"-1"},"colour":"red"}}`)
	var got []string
	for _, f := range Validate("pay", root, Options{Now: now}) {
		got = append(got, f.Path)
	}
	want := "env.terminalType order.orderAmount.currency order.orderAmount.value order.colour " +
		"order.referenceOrderId order.orderDescription productCode paymentAmount paymentMethod paymentRedirectUrl"
	if strings.Join(got, " ") != want {
		t.Errorf("found\n%s\nwant\n%s", strings.Join(got, " "), want)
	}
}

func TestValidateOtherDocuments(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`[]`, `"x"`, `null`, `1`} {
		if f := Validate("pay", parse(t, text), Options{}); len(f) != 1 || f[0].Severity != Error {
			t.Errorf("%s gave %v", text, f)
		}
	}
	if f := Validate("pay", nil, Options{}); len(f) != 1 {
		t.Errorf("nil gave %v", f)
	}
	if f := Validate("billing.invoice.create", parse(t, `{"a":1}`), Options{}); f != nil {
		t.Errorf("an operation without fields gave %v", f)
	}
	if f := Validate("/ams/sandbox/api/v1/payments/pay", parse(t, `{}`), Options{}); len(f) == 0 {
		t.Error("a path did not lead to the fields of pay")
	}
}

func TestValidateWhatAntomSends(t *testing.T) {
	t.Parallel()
	const answer = `{"result":{"resultCode":"NEW_CODE","resultStatus":"X","resultMessage":"m"},"brandNew":{"a":[1]},
		"paymentCreateTime":"yesterday","normalUrl":"weird:x"}`
	findings := ValidateResponse("pay", parse(t, answer), Options{Now: now})
	if len(findings) != 4 {
		t.Errorf("found %v", findings)
	}
	for _, f := range findings {
		if f.Severity != Warning {
			t.Errorf("%s at %s is an %s", f.Rule, f.Path, f.Severity)
		}
	}
	if f := ValidateResponse("pay", parse(t, `{}`), Options{}); len(f) != 1 || f[0].Severity != Error || f[0].Path != "result" {
		t.Errorf("an answer without result gave %v", f)
	}
	if f := ValidateNotification("notifyRefund", parse(t, `{"notifyType":"REFUND_RESULT","refundAmount":"1"}`), Options{}); len(f) < 3 {
		t.Errorf("a broken notification gave %v", f)
	}
	inProcess := `{"result":{"resultCode":"PAYMENT_IN_PROCESS","resultStatus":"U","resultMessage":"m"},"paymentRequestId":"a","paymentId":"b",
		"paymentAmount":{"currency":"HKD","value":"1"},"paymentCreateTime":"2025-03-01T12:05:00+08:00"}`
	if f := ValidateResponse("pay", parse(t, inProcess), Options{}); len(f) != 1 || f[0].Rule != "payment-url" {
		t.Errorf("a payment without address gave %v", f)
	}
}

func BenchmarkValidatePay(b *testing.B) {
	root := parse(b, goodPay)
	for b.Loop() {
		if f := Validate("pay", root, Options{Now: now}); len(f) != 0 {
			b.Fatal(f)
		}
	}
}
