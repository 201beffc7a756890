package foreign

import (
	"strings"
	"testing"
)

func TestSignature(t *testing.T) {
	t.Parallel()
	const digest = "5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd"
	for text, want := range map[string]string{
		"t=1614556800,v1=" + digest:                           "Stripe",
		"v1=" + digest + ", t=1614556800,v0=" + digest:        "Stripe",
		"ts=1614556800;h1=" + digest:                          "Paddle",
		"sha256=" + digest:                                    "GitHub",
		"sha1=" + digest[:40]:                                 "GitHub",
		"v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=":     "Standard Webhooks",
		"sign=abc%3D&sign_type=RSA2":                          "Alipay's open platform in China",
		"ALIPAY-SHA256withRSA app_id=2014,sign=abc":           "Alipay's open platform in China",
		`WECHATPAY2-SHA256-RSA2048 mchid="1900"`:              "WeChat Pay",
		`keyId="k1",algorithm="rsa-sha256",signature="abc="`:  "HTTP Signatures",
		"sig1=:dMT/A/76ehrdBTD/2Xx8QuKV6FoyzEP/I9hdzKN8LQ==:": "RFC 9421",
		"eyJhbGciOiJSUzI1NiJ9..abc-_":                         "JSON Web Signatures",
		strings.ToUpper(digest):                               "hexadecimal",
		digest + digest:                                       "SHA-512",
		"coqCmt/IZ4E3CzPvMY8zTjQVL5hYJUiBRg8UU+iCWo0=":        "Adyen",
		"": "",
		"algorithm=RSA256,keyVersion=1,signature=abc": "",
		"abc":                                "",
		"t=now,v1=" + digest:                 "",
		"sha256=" + digest[1:]:               "",
		"signature=" + digest:                "",
		"keyVersion=1,signature=t%3D1":       "",
		strings.Repeat("t=1,v1=a,", maxText): "",
		"coqCmt/IZ4E3CzPvMY8zTjQVL5hYJUiBRg8UU+iCWo0" + strings.Repeat("A", 300): "",
	} {
		got := Signature(text)
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%.80q is %q, want %q", text, got, want)
		}
	}
}

func TestRequest(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		names []string
		body  string
		want  string
	}{
		"stripe":         {[]string{"Host", "Stripe-Signature"}, "{}", "the header Stripe-Signature: it is a webhook of Stripe"},
		"in any case":    {[]string{"PAYPAL-TRANSMISSION-SIG"}, "", "PayPal"},
		"adyen":          {nil, `{"live":"false","notificationItems":[{"NotificationRequestItem":{"additionalData":{"hmacSignature":"abc="}}}]}`, "Adyen"},
		"alipay":         {nil, "gmt_create=2026&sign_type=RSA2&sign=abc%3D", "Alipay's open platform in China"},
		"no sign":        {nil, "gmt_create=2026&sign_type=RSA2", ""},
		"no form":        {nil, "sign_type=%zz&sign=a", ""},
		"antom":          {[]string{"client-id", "request-time", "signature"}, `{"notifyType":"PAYMENT_RESULT"}`, ""},
		"sign_type text": {nil, `{"memo":"sign_type=RSA2&sign=a"}`, ""},
		"nothing":        {nil, "", ""},
	} {
		got := Request(c.names, []byte(c.body))
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestTime(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"1685599933871":                 "",
		"2024-01-01T00:01:03Z":          "",
		"2024-01-01T00:01:03.5+08:00":   "",
		"2024-01-01T00:01:03+0800":      "",
		"2024-01-01T00:01:03+08":        "",
		"1685599933":                    "is in seconds; in milliseconds it is 1685599933000",
		"1685599933.871":                "is in seconds; in milliseconds it is 1685599933871",
		"1685599933871000":              "is in microseconds; in milliseconds it is 1685599933871",
		"1685599933871000000":           "is in nanoseconds; in milliseconds it is 1685599933871",
		"1685599933871.5":               "has a fraction; in milliseconds it is 1685599933871",
		"168559993387":                  "does not have the 13 digits of milliseconds",
		"99999999999999999999":          "has too many digits",
		"2024-01-01T00:01:03":           "has no offset from UTC, such as Z or +08:00",
		"2024-01-01 00:01:03":           "has a space instead of T, and no offset from UTC",
		"2024-01-01 00:01:03+08:00":     "has a space instead of T",
		"2024-01-01T00:01:03 08:00":     "has a space instead of +: something decoded it as a form",
		"Mon, 01 Jan 2024 00:01:03 GMT": "is an HTTP date",
		"":                              "is no time that Antom writes",
		"yesterday":                     "is no time that Antom writes",
		"1.":                            "is no time that Antom writes",
	} {
		if got := Time(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// FuzzForeign holds that no text makes the recognition fail.
func FuzzForeign(f *testing.F) {
	f.Add("t=1,v1=a")
	f.Add("1685599933.8")
	f.Fuzz(func(_ *testing.T, text string) {
		_ = Signature(text) + Time(text) + Request([]string{text}, []byte(text))
	})
}

// A header of any length is judged at once.
func TestTimeOfAnyLength(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"1" + strings.Repeat(" ", 60000) + "1", strings.Repeat("1", 60000), strings.Repeat("1.", 30000)} {
		if got := Time(text); got != notAntoms {
			t.Errorf("%.20q… is %q", text, got)
		}
	}
}
