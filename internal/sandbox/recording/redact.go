package recording

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/antom-cli/antom/internal/debuglog"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
	"github.com/antom-cli/antom/pkg/keys"
)

// mask stands where a secret or a personal value was.
const mask = "***"

// maxDepth is how deep a body that is kept may be nested: a file, which has it inside
// other objects, must not be deeper than JSON that can be read.
const maxDepth = 60

// newMessage is a message without its secrets and personal data. Ids, amounts, codes,
// times and results stay, because replay goes by them.
func newMessage(h http.Header, body []byte) Message {
	m := Message{Header: keptHeaders(h), Size: len(body)}
	shown, _, isJSON := debuglog.MaskBody(body)
	if !isJSON {
		return m
	}
	root, err := spec.ParseJSON(shown)
	if err != nil || root.Kind != spec.Object || depth(root) > maxDepth || values(root) > maxValues {
		return m
	}
	redactNode(root, "")
	m.Body = root
	return m
}

// keptHeaders are the headers that are kept. Any other one may be a secret, and says
// nothing that replay needs.
func keptHeaders(h http.Header) map[string]string {
	kept := map[string]string{}
	for name, values := range h {
		name = strings.ToLower(name)
		if debuglog.HideHeader(name) && name != antom.HeaderResponseTime || len(values) == 0 {
			continue
		}
		switch value := values[0]; name {
		case antom.HeaderSignature:
			kept[name] = redactSignature(value)
		case antom.HeaderAgentToken, "authorization":
			kept[name] = mask
		case antom.HeaderRequestTime, antom.HeaderResponseTime: // not taken for the number of a card
			kept[name] = keys.Redact(value)
		default:
			kept[name] = redactText(value)
		}
	}
	return kept
}

// redactSignature keeps the algorithm and the key version.
func redactSignature(header string) string {
	signature, err := antom.ParseSignature(header)
	if err != nil {
		return mask
	}
	if signature.KeyVersion == "" {
		return "algorithm=RSA256,signature=" + mask
	}
	return "algorithm=RSA256,keyVersion=" + redactText(signature.KeyVersion) + ",signature=" + mask
}

// privateParts are parts of the names of members, in lower case, whose values are
// masked beyond those that a debug log masks.
func privateParts() []string {
	return []string{
		"email", "phone", "mobile", "address", "firstname", "middlename", "lastname", "fullname", "holdername", "username", "passengername",
		"guestname", "shippingname", "buyername", "customername", "payername", "payeename", "loginid", "zipcode", "birth", "passport",
		"nationalid", "idnumber", "taxid", "accountno", "iban", "cardno", "token", "password", "secret", "signature", "apikey", "privatekey",
		"authorization", "sessiondata", "paymentdata", "clientip", "certificate",
	}
}

// privateNames are whole names of members, in lower case, whose values are masked.
func privateNames() []string {
	return []string{"userid", "toppedupuser", "pin", "otp", "authenticationcode", "authorizationcode", "blikcode", "zipcode", "authcode"}
}

// isPrivate reports whether the value of a member is masked by its name. A type, a
// status, a code or a time says nothing about a person.
func isPrivate(name string) bool {
	name = strings.ToLower(name)
	if slices.Contains(privateNames(), name) {
		return true
	}
	for _, end := range []string{"type", "status", "code", "time", "result"} {
		if strings.HasSuffix(name, end) {
			return false
		}
	}
	return slices.ContainsFunc(privateParts(), func(part string) bool { return strings.Contains(name, part) })
}

// redactNode masks what is private in a value. name is that of the member that has it.
func redactNode(n *spec.Node, name string) {
	switch n.Kind {
	case spec.Object:
		for _, m := range n.Members {
			if isPrivate(m.Name) && m.Value.Kind != spec.Bool {
				maskLeaves(m.Value)
				continue
			}
			redactNode(m.Value, m.Name)
		}
	case spec.Array:
		for _, item := range n.Items {
			redactNode(item, name)
		}
	case spec.String:
		n.Text = redactValue(n.Text, name)
	}
}

// maskLeaves masks all texts and numbers of a value.
func maskLeaves(n *spec.Node) {
	for _, m := range n.Members {
		maskLeaves(m.Value)
	}
	for _, item := range n.Items {
		maskLeaves(item)
	}
	if n.Kind == spec.String || n.Kind == spec.Number {
		n.Kind, n.Text = spec.String, mask
	}
}

// redactValue masks what is private in the text of a member: JSON in it is treated as
// JSON, URLs lose their secrets, and ids and values of amounts stay as they are.
func redactValue(text, name string) string {
	trimmed := strings.TrimSpace(text)
	switch {
	case strings.HasPrefix(trimmed, "{"), strings.HasPrefix(trimmed, "["):
		if inner, end, err := spec.ParseValue([]byte(trimmed), 0, nil); err == nil && end == len(trimmed) {
			redactNode(inner, name)
			return string(inner.AppendJSON(nil))
		}
	case isID(name), name == "value" && strings.Trim(text, "0123456789") == "":
		return emailForm().ReplaceAllString(keys.Redact(text), mask)
	}
	return redactText(text)
}

// isID reports whether a member is an id of somebody's: of a payment, an order, a
// merchant.
func isID(name string) bool { return strings.HasSuffix(name, "Id") }

// redactURL keeps the scheme, the host and the path of a URL, and the names in its
// query.
func redactURL(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return mask
	}
	u.User = nil
	if u.Fragment != "" {
		u.Fragment, u.RawFragment = mask, ""
	}
	u.RawQuery = redactQuery(u.RawQuery)
	return u.String()
}

// redactQuery masks the values of a query.
func redactQuery(query string) string {
	if query == "" {
		return ""
	}
	parts := strings.Split(query, "&")
	for i, part := range parts {
		if name, _, ok := strings.Cut(part, "="); ok {
			parts[i] = name + "=" + mask
		} else {
			parts[i] = mask
		}
	}
	return strings.Join(parts, "&")
}

var (
	urlForm   = form(`[A-Za-z][A-Za-z0-9+.-]*://[^\s"'<>]+`)
	emailForm = form(`[^\s"'<>@:/,;=?&]{1,64}@[^\s"'<>@:/,;=?&]+\.[^\s"'<>@:/,;=?&]+`)
	cardForm  = form(`\d(?:[ -]?\d){11,}`)
)

// form is a regular expression that is compiled when it is first needed.
func form(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

// redactText masks what can be told by its form: keys and tokens, what URLs carry,
// addresses of e-mail, and numbers of cards.
func redactText(text string) string {
	text = urlForm().ReplaceAllStringFunc(text, redactURL)
	text = emailForm().ReplaceAllString(keys.Redact(text), mask)
	return cardForm().ReplaceAllStringFunc(text, redactDigits)
}

// redactDigits masks digits that are the number of a card.
func redactDigits(digits string) string {
	const shortest, longest = 12, 19
	bare := strings.NewReplacer(" ", "", "-", "").Replace(digits)
	if len(bare) < shortest || len(bare) > longest || !spec.Luhn(bare) {
		return digits
	}
	return mask
}

// depth is how many objects and lists are inside each other.
func depth(n *spec.Node) int {
	deepest := 0
	for _, m := range n.Members {
		deepest = max(deepest, depth(m.Value))
	}
	for _, item := range n.Items {
		deepest = max(deepest, depth(item))
	}
	if n.Kind == spec.Object || n.Kind == spec.Array {
		deepest++
	}
	return deepest
}

// values is how many JSON values a value has, with itself.
func values(n *spec.Node) int {
	count := 1
	for _, m := range n.Members {
		count += values(m.Value)
	}
	for _, item := range n.Items {
		count += values(item)
	}
	return count
}
