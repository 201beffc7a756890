package debuglog

import (
	"slices"
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// secretMembers are the members whose values never belong in a log, in lower case:
// card data (PCI DSS requirements 3.3 and 3.4), and what a payment can be made with in
// its place. paymentMethodId is a card token or an access token.
func secretMembers() []string {
	return []string{
		"cardno", "cvv", "expiryyear", "expirymonth", "cardholdername", "accountholdername", "cpf", "dynamiccryptogram",
		"cardtoken", "acquirercardtoken", "networktoken", "paymentmethodid", "accesstoken", "refreshtoken", "authcode", "password",
		"clientip", "email", "phoneno",
	}
}

// personalObjects are the members that say who the buyer is, in lower case. All
// texts in them are masked, but for ids of the merchant's.
func personalObjects() []string {
	return []string{"buyer", "shipping", "billingaddress", "shippingaddress", "passengers", "guestnames", "pspcustomerinfo"}
}

// maskBody returns a JSON body with the values of its secret members replaced. The
// bytes stay as they are where nothing is secret, and where the body is not JSON.
func maskBody(body []byte) (shown []byte, masked, isJSON bool) {
	root, err := spec.ParseJSON(body)
	if err != nil {
		return body, false, false
	}
	if !maskNode(root, false) {
		return body, false, true
	}
	return root.AppendJSON(nil), true, true
}

// maskNode masks the members of n, all of them where it is personal.
func maskNode(n *spec.Node, personal bool) (masked bool) {
	for _, m := range n.Members {
		name := strings.ToLower(m.Name)
		secret := slices.Contains(secretMembers(), name) || personal && !strings.HasPrefix(name, "reference")
		if secret && m.Value.Text != "" {
			*m.Value = *spec.NewString(maskText(name, m.Value.Text))
			masked = true
			continue
		}
		masked = maskNode(m.Value, personal || slices.Contains(personalObjects(), name)) || masked
	}
	for _, item := range n.Items {
		if personal && item.Text != "" {
			*item = *spec.NewString(maskText("", item.Text))
			masked = true
			continue
		}
		masked = maskNode(item, personal) || masked
	}
	return masked
}

// maskText keeps the first six and the last four digits of a card number, which
// tell the issuer and the card to support, and nothing of anything else.
func maskText(name, text string) string {
	const head, tail = 6, 4
	if name == "cardno" && len(text) > head+tail+2 {
		return text[:head] + strings.Repeat("*", len(text)-head-tail) + text[len(text)-tail:]
	}
	return "***"
}
