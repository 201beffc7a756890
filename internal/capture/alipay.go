package capture

import (
	"bytes"
	"net/url"
	"strings"
)

// IsAlipayForm reports whether a body is a notification of Alipay's open
// platform in China: a form with sign and sign_type, which Antom never sends.
func IsAlipayForm(body []byte) bool {
	const longest = 64 << 10
	if len(body) > longest || !bytes.Contains(body, []byte("sign_type=")) || bytes.IndexByte(body, '{') == 0 {
		return false
	}
	form, err := url.ParseQuery(strings.TrimSpace(string(body)))
	return err == nil && form.Has("sign") && form.Has("sign_type")
}
