package outcome_test

import (
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/outcome"
)

func TestCheckLink(t *testing.T) {
	t.Parallel()
	for _, good := range []string{
		"https://pay.example/x?a=b#c", "http://127.0.0.1:8964/checkout/1", "HTTPS://pay.example", "https://支付.example/",
		"alipays://platformapi/startapp?x=1", "gcash://com.mynt.gcash/app/006300121300?a=b", "intent://x#Intent;scheme=alipay;end", "https://[::1]/",
		"https://pay.example/@me", "https://pay.example/?to=javascript:x", "app:///path",
	} {
		if err := outcome.CheckLink(good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for bad, want := range map[string]string{
		"javascript:alert(1)": "javascript:", "JavaScript://x/%0aalert(1)": "javascript:", "java\tscript:alert(1)": "characters",
		" javascript:alert(1)": "characters", "data:text/html,x": "data:", "file:///etc/passwd": "file:", "vbscript://x": "vbscript:", "blob:https://x/y": "blob:",
		"view-source:https://x": "view-source:", "smb://host/share": "smb:", "about:blank": "about:",
		"https://www.antom.com@evil.example/": "user name", "https://user:secret@evil.example": "user name", "https://www.antom.com\\@evil.example/": "characters",
		"https://pay.example/\u202e": "characters", "https://pay.example/\u200b": "characters", "https://pay.example/\x1b[2J": "characters", "https://pay.example/\xff": "characters",
		"https:pay.example": "neither", "https:///path": "no host", "mailto:a@b": "neither", "tel:1": "neither", "//pay.example": "not a URL", "pay.example/x": "not a URL",
		"https://[": "not a URL", "ms-msdt:/id": "neither", "search-ms:query=x": "neither", "": "not a URL", "https://pay.example/a b": "characters",
	} {
		if err := outcome.CheckLink(bad); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
