// Package foreign recognizes what belongs to other interfaces than Antom's: signature
// headers of other payment providers, and times in other forms. It makes the reason of a
// failure exact and decides nothing: whatever it recognizes was refused already.
package foreign

import (
	"bytes"
	"encoding/base64"
	"net/url"
	"strings"
)

// AntomForm is what Antom's signature header looks like.
const AntomForm = "algorithm=RSA256,keyVersion=1,signature=<URL-encoded Base64>"

// maxText is the longest header that is looked at, in bytes.
const maxText = 16 << 10

// form is a form of signature header that others use.
type form struct {
	of   string // whose, as the object of "the form of"
	like string // what it looks like
	is   func(text string) bool
}

// forms lists what is told apart, the most certain first.
func forms() []form {
	return []form{
		{"Stripe", "t=…,v1=…", stripe},
		{"Paddle", "ts=…;h1=…", func(s string) bool { return strings.HasPrefix(s, "ts=") && strings.Contains(s, ";h1=") }},
		{"GitHub and Meta", "sha256=… or sha1=…", func(s string) bool {
			return hexAfter(s, "sha256=", 64) || hexAfter(s, "sha1=", 40)
		}},
		{"Standard Webhooks, as Svix sends it", "v1,…", func(s string) bool { return strings.HasPrefix(s, "v1,") || strings.HasPrefix(s, "v1a,") }},
		{"Alipay's open platform in China", "sign=…&sign_type=RSA2", func(s string) bool {
			return strings.Contains(s, "sign_type=RSA") || strings.HasPrefix(s, "ALIPAY-")
		}},
		{"WeChat Pay", "WECHATPAY2-…", func(s string) bool { return strings.HasPrefix(s, "WECHATPAY2-") }},
		{"HTTP Signatures", `keyId="…",algorithm="…",signature="…"`, func(s string) bool { return strings.Contains(s, `keyId="`) }},
		{"HTTP Message Signatures (RFC 9421)", "sig1=:…:", func(s string) bool { return strings.Contains(s, "=:") && strings.HasSuffix(s, ":") }},
		{"JSON Web Signatures", "eyJ….….…", func(s string) bool { return strings.HasPrefix(s, "eyJ") && strings.Count(s, ".") == 2 }},
		{"an HMAC with SHA-256 in hexadecimal digits", "64 digits", func(s string) bool { return hexAfter(s, "", 64) }},
		{"an HMAC with SHA-512 in hexadecimal digits", "128 digits", func(s string) bool { return hexAfter(s, "", 128) }},
		{"an HMAC with SHA-256 in Base64, as Adyen, Shopify and Square send it", "44 characters", hmacBase64},
	}
}

// stripe recognizes the parts of Stripe's header, in any order.
func stripe(text string) bool {
	var at, version bool
	for part := range strings.SplitSeq(text, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		at = at || name == "t" && digits(value)
		version = version || (name == "v1" || name == "v0") && value != ""
	}
	return at && version
}

// hexAfter reports whether text is prefix and then n hexadecimal digits.
func hexAfter(text, prefix string, n int) bool {
	rest, ok := strings.CutPrefix(text, prefix)
	return ok && len(rest) == n && strings.Trim(rest, "0123456789abcdefABCDEF") == ""
}

// hmacBase64 recognizes the 32 bytes of SHA-256 in Base64.
func hmacBase64(text string) bool {
	const size = 32
	value, err := base64.StdEncoding.DecodeString(text)
	return err == nil && len(value) == size
}

// Signature says whose form the text of a signature header has, such as `the form of
// Stripe (t=…,v1=…)`; "" if that is not known.
func Signature(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > maxText {
		return ""
	}
	for _, f := range forms() {
		if f.is(text) {
			return "the form of " + f.of + " (" + f.like + ")"
		}
	}
	return ""
}

// headers are the headers in which others send their signatures, in lower case.
func headers() map[string]string {
	return map[string]string{
		"stripe-signature":              "Stripe",
		"x-hub-signature":               "GitHub or Meta",
		"x-hub-signature-256":           "GitHub or Meta",
		"paypal-transmission-sig":       "PayPal",
		"hmacsignature":                 "Adyen",
		"x-shopify-hmac-sha256":         "Shopify",
		"x-square-hmacsha256-signature": "Square",
		"paddle-signature":              "Paddle",
		"x-razorpay-signature":          "Razorpay",
		"x-paystack-signature":          "Paystack",
		"x-twilio-signature":            "Twilio",
		"x-cc-webhook-signature":        "Coinbase Commerce",
		"cko-signature":                 "Checkout.com",
		"x-wc-webhook-signature":        "WooCommerce",
		"wechatpay-signature":           "WeChat Pay",
		"alipay-signature":              "Alipay's open platform in China",
		"svix-signature":                "a service that uses Svix",
		"webhook-signature":             "a service that uses Standard Webhooks",
	}
}

// Request says by the names of its headers and by its body that a request is a webhook of
// another provider, as in "it has the header Stripe-Signature: it is a webhook of
// Stripe"; "" if nothing shows that.
func Request(names []string, body []byte) string {
	known := headers()
	for _, name := range names {
		if of := known[strings.ToLower(strings.TrimSpace(name))]; of != "" {
			return "it has the header " + name + ": it is a webhook of " + of
		}
	}
	switch {
	case bytes.Contains(body, []byte(`"hmacSignature"`)) && bytes.Contains(body, []byte(`"notificationItems"`)):
		return "its body has notificationItems with an hmacSignature: it is a webhook of Adyen"
	case IsAlipayForm(body):
		return "its body is a form with sign and sign_type: it is a notification of Alipay's open platform in China"
	}
	return ""
}

// maxForm is the longest form that is looked at, in bytes.
const maxForm = 64 << 10

// IsAlipayForm reports whether a body is a notification of Alipay's open platform in
// China: a form with sign and sign_type, which Antom never sends.
func IsAlipayForm(body []byte) bool {
	body = bytes.TrimSpace(body)
	if len(body) == 0 || len(body) > maxForm || body[0] == '{' || !bytes.Contains(body, []byte("sign_type=")) {
		return false
	}
	form, err := url.ParseQuery(string(body))
	return err == nil && form.Get("sign") != "" && form.Get("sign_type") != ""
}
