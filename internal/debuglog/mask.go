package debuglog

import (
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// secretMember tells whether the value of a member never belongs in a log. These
// are the card data of paymentMethodMetaData and what can be paid with in its place
// (PCI DSS requirement 3.3 and 3.4).
func secretMember(name string) bool {
	switch strings.ToLower(name) {
	case "cardno", "cvv", "expiryyear", "expirymonth", "cardtoken", "acquirercardtoken", "networktoken",
		"accesstoken", "refreshtoken", "authcode", "password", "dynamiccryptogram":
		return true
	}
	return false
}

// maskBody returns a JSON body with the values of its secret members replaced. The
// bytes stay as they are where nothing is secret, and where the body is no JSON.
func maskBody(body []byte) (shown []byte, masked bool) {
	root, err := spec.ParseJSON(body)
	if err != nil || !maskNode(root) {
		return body, false
	}
	return root.AppendJSON(nil), true
}

func maskNode(n *spec.Node) (masked bool) {
	for _, m := range n.Members {
		if secretMember(m.Name) && m.Value.Text != "" {
			*m.Value = *spec.NewString(maskText(m.Name, m.Value.Text))
			masked = true
			continue
		}
		masked = maskNode(m.Value) || masked
	}
	for _, item := range n.Items {
		masked = maskNode(item) || masked
	}
	return masked
}

// maskText keeps the first six and the last four digits of a card number, which
// tell the issuer and the card to support, and nothing of anything else.
func maskText(name, text string) string {
	const head, tail = 6, 4
	if strings.EqualFold(name, "cardNo") && len(text) > head+tail+2 {
		return text[:head] + strings.Repeat("*", len(text)-head-tail) + text[len(text)-tail:]
	}
	return "***"
}
