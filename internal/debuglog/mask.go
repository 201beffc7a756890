package debuglog

import (
	"bytes"
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
		"clientip", "email", "phoneno", "expiredyear", "expiredmonth",
		"otpvalue", "authenticationcode", "granttoken", "token", "devicetokenid", "cavv", "xid",
		"bankaccountno", "accountno", "payeraccountno", "payerchaneelaccountnumber", "refundsourceaccountno", "settlementbankaccount",
		"iban", "routingnumber", "aba", "holdername", "payername", "beneficiaryname",
		"accountholdercertno", "accountholdertin", "certificateno", "vatno", "dateofbirth", "placeofbirth", "nationality",
		"displayuserloginid", "userloginid", "loginid", "displaycustomername", "disputeevidence",
	}
}

// secretParts are parts of names, in lower case, of members whose values are masked
// although nobody listed them: what Antom adds is more likely to be named like this
// than to be harmless.
func secretParts() []string {
	return []string{
		"password", "secret", "otp", "cvv", "cardholder", "accountholdername", "certno", "certificateno", "passport", "bankaccount", "accountnumber",
		"email", "phoneno",
	}
}

// harmlessMembers are members that a part of secretParts is in the name of, in lower
// case, and that are no secret: results of checks, which support needs.
func harmlessMembers() []string {
	return []string{"cvvresult", "cvvresultraw", "cardholderinfo"}
}

// personalObjects are the members that say who the buyer is, in lower case. All
// texts in them are masked, but for ids of the merchant's.
func personalObjects() []string {
	return []string{
		"buyer", "shipping", "billingaddress", "billaddress", "shippingaddress", "passengers", "guestnames", "pspcustomerinfo",
		"accountholderaddress", "accountholdername", "payername", "beneficiaryname", "cardholdername", "toppedupuser", "individual",
		"buyercertificate", "certificate", "certificates", "settlementbankaccount",
	}
}

// MaskBody returns a JSON body with the values of its secret and personal members
// replaced, also in JSON that is the text of a member. All other bytes stay as they are.
// A body that is no JSON object or list is returned as it is, and isJSON is false.
func MaskBody(body []byte) (shown []byte, masked, isJSON bool) {
	starts := map[*spec.Node]int{}
	begin := len(body) - len(bytes.TrimLeft(body, " \t\r\n"))
	root, end, err := spec.ParseValue(body, begin, func(n *spec.Node, _, value int) error {
		starts[n] = value
		return nil
	})
	if err != nil || len(bytes.TrimSpace(body[end:])) > 0 || root.Kind != spec.Object && root.Kind != spec.Array {
		return body, false, false
	}
	m := masker{body: body, starts: starts}
	m.node(root, false)
	if m.done == 0 {
		return body, false, true
	}
	return append(m.out, body[m.done:]...), true, true
}

// Personal reports whether the value of a member is secret or says who the buyer is.
// The member is named as a diagnosis does: "buyer.buyerName.fullName", "list[0].email".
func Personal(member string) bool {
	personal, secret := false, false
	for part := range strings.SplitSeq(strings.ToLower(member), ".") {
		name, _, _ := strings.Cut(part, "[")
		secret = isSecret(name, personal)
		personal = personal || slices.Contains(personalObjects(), name)
	}
	return secret || slices.Contains(personalObjects(), lastName(member))
}

func lastName(member string) string {
	name, _, _ := strings.Cut(strings.ToLower(member[strings.LastIndexByte(member, '.')+1:]), "[")
	return name
}

// isSecret reports whether the value of a member, whose name is in lower case, is masked.
func isSecret(name string, personal bool) bool {
	if slices.Contains(harmlessMembers(), name) {
		return false
	}
	named := func(part string) bool { return strings.Contains(name, part) }
	return slices.Contains(secretMembers(), name) || slices.ContainsFunc(secretParts(), named) ||
		personal && !strings.HasPrefix(name, "reference")
}

// masker copies a body with other values.
type masker struct {
	body   []byte
	starts map[*spec.Node]int // where the values begin
	out    []byte
	done   int // how much of the body is in out
}

// node masks the members of n, all of them where it is personal.
func (m *masker) node(n *spec.Node, personal bool) {
	for _, member := range n.Members {
		name := strings.ToLower(member.Name)
		if isSecret(name, personal) && member.Value.Text != "" {
			m.replace(member.Value, maskText(name, member.Value.Text))
			continue
		}
		m.node(member.Value, personal || slices.Contains(personalObjects(), name))
	}
	for _, item := range n.Items {
		if personal && item.Text != "" {
			m.replace(item, maskText("", item.Text))
			continue
		}
		m.node(item, personal)
	}
	if n.Kind == spec.String {
		if shown, masked, _ := MaskBody([]byte(n.Text)); masked {
			m.replace(n, string(shown))
		}
	}
}

// replace puts a text in the place of a string, a number or a boolean.
func (m *masker) replace(n *spec.Node, text string) {
	start := m.starts[n]
	m.out = append(m.out, m.body[m.done:start]...)
	m.out = spec.NewString(text).AppendJSON(m.out)
	m.done = start + len(n.Text)
	if n.Kind == spec.String {
		m.done = start + 1
		for m.body[m.done] != '"' {
			if m.body[m.done] == '\\' {
				m.done++
			}
			m.done++
		}
		m.done++
	}
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
