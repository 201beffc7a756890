package checkout

import (
	"testing"
)

func TestReturnAddress(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]addressKind{
		"https://shop.example/done?order=1#top": webAddress,
		"http://127.0.0.1:3000/":                webAddress,
		"HTTPS://shop.example/":                 webAddress,
		"shopapp://done":                        appAddress,
		"com.shop.app:/done":                    appAddress,
		"imeituan://":                           appAddress,
		"":                                      noAddress,
		"/done":                                 noAddress,
		"//shop.example/":                       noAddress,
		"shop.example/done":                     noAddress,
		"https://":                              noAddress,
		"https:/done":                           noAddress,
		"javascript:alert(1)":                   noAddress,
		"JavaScript:alert(1)":                   noAddress,
		" javascript:alert(1)":                  noAddress,
		"java\nscript:alert(1)":                 noAddress,
		"\x01javascript:alert(1)":               noAddress,
		"javascript://shop.example/%0aalert(1)": noAddress,
		"vbscript:x":                            noAddress,
		"data:text/html,<script>":               noAddress,
		"file:///etc/passwd":                    noAddress,
		"blob:https://shop.example/1":           noAddress,
		"filesystem:https://shop.example/1":     noAddress,
		"about:blank":                           noAddress,
		"view-source:https://shop.example/":     noAddress,
		"mailto:a@shop.example":                 noAddress,
		"1app://done":                           noAddress,
		"http://[::1/":                          noAddress,
	} {
		got, kind := returnAddress(raw)
		if kind != want || (got == "") != (want == noAddress) {
			t.Errorf("%q: got %q of kind %d, want kind %d", raw, got, kind, want)
		}
		if kind == appAddress && got != raw {
			t.Errorf("%q became %q", raw, got)
		}
	}
}
