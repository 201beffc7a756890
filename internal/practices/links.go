package practices

import (
	"slices"
	"strings"
)

// Advice says which of the links in a response to open on a terminal, "" if there is
// no choice. terminal and os are terminalType and osType of the request.
func Advice(terminal, os string, links []string) string {
	has := func(link string) bool { return slices.Contains(links, link) }
	switch strings.ToUpper(terminal) {
	case "APP":
		how := map[string]string{"IOS": "openURL", "ANDROID": "startActivity"}[strings.ToUpper(os)]
		if how == "" {
			how = "openURL or startActivity"
		}
		switch {
		case has("applinkUrl"):
			return "in an app, open applinkUrl with " + how + ", which falls back to a web page"
		case has("schemeUrl") && has("normalUrl"):
			return "in an app, open schemeUrl with " + how + " if the app of the payment method is installed, or else normalUrl in a WebView"
		case has("schemeUrl"):
			return "in an app, open schemeUrl with " + how + ", which needs the app of the payment method"
		case has("normalUrl"):
			return "in an app, load normalUrl in a WebView"
		}
	case "WAP":
		switch {
		case has("applinkUrl") && has("normalUrl"):
			return "in a mobile browser, redirect to applinkUrl after the buyer's tap, or else to normalUrl"
		case has("schemeUrl") && has("normalUrl"):
			return "in a mobile browser, redirect to normalUrl; schemeUrl fails without a word if the app is missing"
		}
	}
	return ""
}
