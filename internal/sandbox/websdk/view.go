package websdk

import (
	"net/url"
	"strings"

	"github.com/antom-cli/antom/internal/qr"
	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/language"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// How the buyer pays.
const (
	flowPage     = "page"     // within the merchant's page
	flowCode     = "code"     // by scanning a code that is shown there
	flowRedirect = "redirect" // on a page of the method
)

// methodCard is paid within the merchant's page, without a redirect.
const methodCard = "CARD"

// view is a session as the script shows it.
type view struct {
	Card          string   `json:"card,omitempty"` // the card that a vaulting session stores; "" in a payment session
	Environment   string   `json:"environment"`
	PaymentStatus string   `json:"paymentStatus"`
	ResultCode    string   `json:"paymentResultCode"`
	Merchant      string   `json:"merchant"`
	Description   string   `json:"description,omitempty"`
	Amount        amount   `json:"amount"`
	Method        method   `json:"method"`
	Flow          string   `json:"flow"`
	ContinueURL   string   `json:"continueUrl,omitempty"` // the method's page
	ReturnURL     string   `json:"returnUrl,omitempty"`   // the merchant's page
	LeftMS        int64    `json:"leftMs"`                // until the payment closes
	QR            []string `json:"qr,omitempty"`          // rows of "0" and "1"
	Reasons       []reason `json:"reasons"`
	Reason        string   `json:"reason,omitempty"` // of a failure, for the buyer
	Event         string   `json:"event,omitempty"`  // the failure of the SDK that the session asks for
}

// amount is in the major unit when the currency is known, else in the smallest.
type amount struct {
	Currency string `json:"currency"`
	Value    string `json:"value"`
	Known    bool   `json:"known"`
}

type method struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// reason is a result code that a decline can have.
type reason struct {
	Code    string `json:"code"`
	Message string `json:"message,omitempty"`
	Usual   bool   `json:"usual,omitempty"`
}

// view is a payment with the texts of a locale. The error says that the program's own
// texts cannot be read.
func (s *sdk) view(p engine.Payment, in string) (view, error) {
	texts, err := s.languages.Get(in)
	if err != nil {
		return view{}, err
	}
	v := view{
		Environment: environment(p.ClientID), PaymentStatus: string(p.Status), ResultCode: p.ResultCode,
		Merchant: p.Merchant, Description: p.Description,
		Amount: amountOf(p.Amount), Method: methodOf(p), Flow: flow(p),
		ReturnURL: webAddress(p.RedirectURL), LeftMS: s.engine.Until(p.Expires).Milliseconds(), Reasons: reasons(p.Method, texts), Event: engine.SDKFailure(p),
	}
	if p.Status == engine.Fail || p.Status == engine.Cancelled {
		v.Reason = texts.Reason(p.ResultCode)
	}
	switch v.Flow {
	case flowRedirect:
		v.ContinueURL = s.engine.CheckoutURL(p)
	case flowCode:
		v.QR = rows(s.engine.CodeURL(p))
	}
	return v, nil
}

// vaultingView is a vaulting. Its state and its time stand where those of a payment do.
func (s *sdk) vaultingView(v engine.Vaulting) view {
	return view{
		Card: v.Card.Brand + " " + v.Card.Masked(), Environment: environment(v.ClientID), PaymentStatus: string(v.Status), Merchant: v.ClientID,
		Method: method{methodCard, v.Card.Brand}, Flow: flowPage, ReturnURL: webAddress(v.RedirectURL), LeftMS: s.engine.Until(v.Expires).Milliseconds(), Reasons: []reason{},
	}
}

// environment is what the SDK's option of that name must say for a client.
func environment(clientID string) string {
	if antom.Live(clientID) {
		return "prod"
	}
	return "sandbox"
}

func amountOf(a engine.Amount) amount {
	if c, ok := spec.FindCurrency(a.Currency); ok {
		return amount{a.Currency, c.Major(a.Value), true}
	}
	return amount{a.Currency, a.Value, false}
}

func methodOf(p engine.Payment) method {
	if p.Hosted() && p.Method == "" {
		return method{Name: "the payment page"}
	}
	if m, ok := spec.FindMethod(p.Method); ok {
		return method{m.Code, m.Name}
	}
	return method{p.Method, p.Method}
}

// flow decides by the method. What the reference does not describe as shown on
// the merchant's page is a redirect, as for most methods.
func flow(p engine.Payment) string {
	switch {
	case p.Hosted():
		return flowRedirect
	case p.Method == methodCard:
		return flowPage
	case engine.HasOrderCode(p.Method):
		return flowCode
	}
	return flowRedirect
}

// webAddress is an address that a script may send a browser to, else "".
func webAddress(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

// rows is a code to scan. Nil when the text is too long for one, which those
// of the simulator are not.
func rows(text string) []string {
	code, err := qr.Encode(text)
	if err != nil {
		return nil
	}
	list := make([]string, code.Size())
	for y := range list {
		var row strings.Builder
		for x := range code.Size() {
			if code.Dark(x, y) {
				row.WriteByte('1')
			} else {
				row.WriteByte('0')
			}
		}
		list[y] = row.String()
	}
	return list
}

func reasons(of string, in *language.Language) []reason {
	var list []reason
	for _, code := range engine.UsualFailures() {
		list = append(list, reason{Code: code, Message: in.Reason(code), Usual: code == engine.DeclineCode(of)})
	}
	return list
}
