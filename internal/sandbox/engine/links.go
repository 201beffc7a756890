package engine

import (
	"net/url"
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// The paths of the pages that answers point to, below the base URL. The edge
// serves them under the same names.
const (
	CheckoutPath = "/checkout/"         // + paymentId
	SessionPath  = "/checkout/session/" // + paymentSessionId
	ResultPath   = "/checkout/result"
	CodePath     = "/c/"  // + short code
	ImagePath    = "/qr/" // + short code + ".png?size=L", M or S
)

// appIdentifier is the Android package that the simulator's answers name. No
// such app exists: an application under test must fall back to the web page.
const appIdentifier = "com.antom.simulator.wallet"

// The values of env.terminalType that the answers differ by.
const (
	terminalWAP     = "WAP"
	terminalApp     = "APP"
	terminalMiniApp = "MINI_APP"
)

// IsOwnResult reports whether an address is the result page of a simulator on this
// machine. Commands that serve one of their own put it into requests that name no other
// page, and its port is another one when the usual port is taken.
func IsOwnResult(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Path == ResultPath && u.RawQuery == "" && spec.Loopback(u.Hostname())
}

// sameAddress reports whether a repeated request names the same page as the first one.
func sameAddress(a, b string) bool { return a == b || IsOwnResult(a) && IsOwnResult(b) }

// CheckoutURL is the page where the buyer pays.
func (e *Engine) CheckoutURL(p Payment) string {
	if p.Hosted() {
		return e.base() + SessionPath + p.Session.ID
	}
	return e.base() + CheckoutPath + p.PaymentID
}

// CodeURL is the text of the order code: scanning it opens the checkout page.
func (e *Engine) CodeURL(p Payment) string { return e.base() + CodePath + p.Code }

// Hosted reports whether the buyer chooses the method on the hosted page. Sessions
// of other scenes are for the client SDKs and have no page.
func (p Payment) Hosted() bool {
	return p.Session != nil && p.Session.Scene == spec.SceneHosted
}

// HasOrderCode reports whether a method shows a code to scan.
func HasOrderCode(method string) bool {
	m, ok := spec.FindMethod(method)
	return ok && m.OrderCode
}

// opensApp reports whether a method has an app of its own on the buyer's phone.
func opensApp(method string) bool {
	m, ok := spec.FindMethod(method)
	return ok && (strings.HasPrefix(m.Kind, "wallet") || m.Kind == "mobile banking")
}

// setLinks adds the addresses to send the buyer to: normalUrl always, those that
// open an app where the terminal can have one.
func (e *Engine) setLinks(n *spec.Node, p Payment) {
	page := e.CheckoutURL(p)
	n.Set("normalUrl", spec.NewString(page))
	handheld := p.Terminal == terminalWAP || p.Terminal == terminalApp
	if opensApp(p.Method) && handheld {
		n.Set("applinkUrl", spec.NewString(e.CodeURL(p)))
	}
	if opensApp(p.Method) && (p.Terminal == terminalApp || p.Terminal == terminalMiniApp) {
		n.Set("schemeUrl", spec.NewString("antomsimulator://pay?link="+url.QueryEscape(e.CodeURL(p))))
	}
	if handheld {
		n.Set("appIdentifier", spec.NewString(appIdentifier))
	}
	n.Set("redirectActionForm", redirectForm(page))
	n.Set("paymentActionForm", spec.NewString(string(actionForm(page).AppendJSON(nil))))
}

func redirectForm(page string) *spec.Node {
	return object(
		"method", spec.NewString("GET"),
		"redirectUrl", spec.NewString(page),
		"actionFormType", spec.NewString("RedirectActionForm"),
	)
}

// actionForm is the same as text within the answer, with other names.
func actionForm(page string) *spec.Node {
	return object(
		"method", spec.NewString("GET"),
		"paymentActionFormType", spec.NewString("RedirectActionForm"),
		"redirectUrl", spec.NewString(page),
	)
}

// orderCode is the code to scan as a text and as three images, biggest first.
func (e *Engine) orderCode(p Payment) *spec.Node {
	if !HasOrderCode(p.Method) {
		return nil
	}
	image := e.base() + ImagePath + p.Code + ".png?size="
	return object(
		"codeDetails", spec.NewArray(
			codeDetail(p, e.CodeURL(p), "TEXT"),
			codeDetail(p, image+"L", "BIGIMAGE"),
			codeDetail(p, image+"M", "MIDDLEIMAGE"),
			codeDetail(p, image+"S", "SMALLIMAGE"),
		),
		"expireTime", stamp(p.Expires),
	)
}

// codeDetail has a codeValueType only on demand: Antom's client libraries define it, and
// the sample of the guide has none.
func codeDetail(p Payment, value, display string) *spec.Node {
	return object("codeValue", spec.NewString(value), "displayType", spec.NewString(display), "codeValueType", text(p.extra().CodeValueType))
}
