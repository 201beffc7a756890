package battery

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/antom-cli/antom/internal/notification"
)

// byteCases are the same JSON in other bytes. What counts is what was signed.
func byteCases() []Case {
	const fix = "verify over the exact bytes of the body: read it before any middleware parses, trims or decodes it"
	changed := func(change func([]byte) ([]byte, error)) func(*kit) []*notification.Request {
		return func(k *kit) []*notification.Request {
			body, err := change(k.payment())
			if k.err == nil {
				k.fail(err)
			}
			return one(k.signed(body))
		}
	}
	return []Case{
		{Name: "pretty-printed", Summary: "the body has line breaks and indentation", fix: fix, build: changed(indent)},
		{Name: "line-feed-at-end", Summary: "the body ends with a line feed", fix: fix, build: changed(func(b []byte) ([]byte, error) {
			return append(b, '\n'), nil
		})},
		{Name: "blanks-around", Summary: "the body has white space at both ends", fix: fix, build: changed(func(b []byte) ([]byte, error) {
			return slices.Concat([]byte("  "), b, []byte(" \r\n")), nil
		})},
		{Name: "escapes", Summary: `the body has the escapes \/ and \u00e9`, fix: fix, build: func(k *kit) []*notification.Request {
			b := k.bytes(k.with("pspCustomerInfo.displayCustomerName", "Caf# at/home"))
			b = bytes.Replace(b, []byte("Caf# at/home"), []byte(`Caf\u00e9 at\/home`), 1)
			return one(k.signed(b))
		}},
		{Name: "non-ascii", Summary: "the body has Chinese characters, accents and an emoji in UTF-8", fix: fix, build: func(k *kit) []*notification.Request {
			return one(k.signed(k.bytes(k.with("pspCustomerInfo.displayCustomerName", "陳大文 Zoë 🎁"))))
		}},
		{Name: "html-characters", Summary: "the body has unescaped <, > and &", fix: fix, build: func(k *kit) []*notification.Request {
			return one(k.signed(k.bytes(k.with("pspCustomerInfo.displayCustomerName", "<Tom & Jerry>"))))
		}},
		{Name: "member-order", Summary: "the fields are in another order", fix: fix, build: func(k *kit) []*notification.Request {
			b := k.body("PAYMENT_RESULT", false)
			if k.err == nil {
				slices.Reverse(b.Root.Members)
			}
			return one(k.signed(k.bytes(b)))
		}},
	}
}

func indent(body []byte) ([]byte, error) {
	var out bytes.Buffer
	if err := json.Indent(&out, body, "", "  "); err != nil && len(body) > 0 {
		return nil, err
	}
	return out.Bytes(), nil
}
