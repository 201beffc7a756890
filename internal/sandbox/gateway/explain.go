package gateway

import (
	"cmp"
	"crypto"
	"crypto/rsa"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/diagnose"
	"github.com/antom-cli/antom/pkg/keys"
)

// explainLimit bounds the search for the reason of a wrong signature: the client
// waits for the answer meanwhile.
const explainLimit = 500 * time.Millisecond

// explain says why a signature does not fit, and what to do about it: another key,
// another algorithm, or another text. header is the text of the signature header, and
// s what was read from it. The engine cuts the cause to the length of a resultMessage.
func (g *Gateway) explain(merchant Merchant, key *rsa.PublicKey, m antom.Message, header string, s antom.Signature) (cause, fix string) {
	d := diagnose.Diagnose(diagnose.Input{
		Message: m, SignatureHeader: header, Keys: g.suspects(merchant, key, m.ClientID, s),
		NotifyURLs: []string{otherPath(m.Path)}, Limit: explainLimit,
	})
	switch {
	case d.Algorithm != "":
		return fmt.Sprintf("the signature was made with %s; use SHA256withRSA, which is SHA-256 and PKCS #1 v1.5", d.Algorithm),
			"choose the algorithm SHA256withRSA (RSASSA-PKCS1-v1_5 with SHA-256) where the request is signed"
	case d.KeyName != "":
		return "the signature was made with " + d.KeyName, ownKey(m.ClientID)
	case d.Cause == diagnose.CauseMalformedSignature:
		return lowerFirst(d.Explanation), signExample
	case d.OpensWith == "" && len(s.Value) != key.Size():
		return fmt.Sprintf("the signature has %d bytes, one by the key of %s has %d: it was made with another key", len(s.Value), m.ClientID, key.Size()),
			ownKey(m.ClientID)
	case d.OpensWith == "":
		return fmt.Sprintf("the signature was made with another key than that of %s, version %s, whose public key has the fingerprint %s",
			m.ClientID, versionOf(merchant, s), keys.Fingerprint(key)), ownKey(m.ClientID)
	case len(d.Changes) > 0:
		return describe(d.Changes), fixChanges(d.Changes)
	}
	return fmt.Sprintf("the key is right, but other text was signed. To sign: %q, a line feed, %q, and the %d bytes of the body exactly as sent",
		m.Method+" "+m.Path, m.ClientID+"."+m.Time+".", len(m.Body)), sameBytes
}

// suspects are the keys that may have made a signature. The one that it was checked
// with has no name; the names of the others go on with "the signature was made with".
func (g *Gateway) suspects(merchant Merchant, key *rsa.PublicKey, clientID string, s antom.Signature) []diagnose.Key {
	list := []diagnose.Key{
		{Public: key},
		{Public: ownPublic(g.key), Role: diagnose.RoleOwn, Name: "the gateway's own key, which stands for Antom's; sign with the private key of the merchant"},
	}
	add := func(m Merchant, name func(version string) string) {
		for _, version := range slices.Sorted(maps.Keys(m.Keys)) {
			if public := m.Keys[version]; public != key {
				list = append(list, diagnose.Key{Public: public, Role: diagnose.RoleOther, Name: name(version)})
			}
		}
	}
	add(merchant, func(version string) string {
		return fmt.Sprintf("the key of version %s, and its keyVersion says %s", version, versionOf(merchant, s))
	})
	if g.merchants == nil {
		return list
	}
	all := g.merchants()
	delete(all, clientID)
	for _, id := range slices.Sorted(maps.Keys(all)) {
		add(all[id], func(version string) string {
			return fmt.Sprintf("the key of client-id %q, version %s, and the header client-id says %q", id, version, clientID)
		})
	}
	return list
}

// versionOf is the key version that a signature was checked with.
func versionOf(m Merchant, s antom.Signature) string {
	return cmp.Or(s.KeyVersion, newest(m))
}

// ownPublic is the public half of the gateway's key, nil when it is no RSA key.
func ownPublic(key crypto.Signer) *rsa.PublicKey {
	public, _ := key.Public().(*rsa.PublicKey)
	return public
}

// otherPath is the path of production for one of the sandbox, and the reverse.
func otherPath(path string) string {
	if rest, ok := strings.CutPrefix(path, sandboxSegment); ok {
		return PathPrefix + rest
	}
	return sandboxSegment + strings.TrimPrefix(path, PathPrefix)
}

// describe says in which ways the signed text differs from the request, as the
// client that signed it sees them.
func describe(changes []diagnose.Change) string {
	var head, body []string
	for _, c := range changes {
		if text := describeHead(c); text != "" {
			head = append(head, text)
		} else {
			body = append(body, c.Description)
		}
	}
	if len(body) > 0 {
		head = append(head, "sign the bytes that are sent: the body was changed after signing. "+strings.Join(body, " "))
	}
	return strings.Join(head, "; ")
}

// describeHead is for what stands before the body, and for a body that is not
// there; "" for other changes.
func describeHead(c diagnose.Change) string {
	switch c.Cause {
	case diagnose.CausePath:
		return fmt.Sprintf("%s: sign %s, which was called, not %q", describePath(c.Expected, c.Given), c.Given, c.Expected)
	case diagnose.CauseMethod:
		return fmt.Sprintf("the method is %q in the signed text; it must be %s", c.Expected, c.Given)
	case diagnose.CauseClientID:
		return cmp.Or(leftOut("client-id", c), fmt.Sprintf("the signed text has the client-id %q and the header %q", c.Expected, c.Given))
	case diagnose.CauseRequestTime:
		return cmp.Or(leftOut("request-time", c),
			fmt.Sprintf("the signed text has the request-time %s and the header %s: take the time once and use it twice", c.Expected, c.Given))
	case diagnose.CauseBodyEmpty:
		return strings.TrimSuffix(lowerFirst(c.Description), ".")
	case diagnose.CauseSeparator:
		return strings.TrimSuffix(lowerFirst(c.Description), ".") + "; there must be a line feed alone"
	}
	return ""
}

// describePath says how the signed path differs from the one that was called.
func describePath(signed, called string) string {
	bare, _, _ := strings.Cut(called, "?")
	other, _, hasQuery := strings.Cut(otherPath(called), "?")
	switch {
	case signed == "":
		return "the path was left out of the signed text"
	case signed == bare:
		return "the query was left out of the signed path"
	case "/"+signed == called:
		return "the signed path does not begin with a slash"
	case signed == called+"/":
		return "the signed path ends with a slash"
	case hasQuery && signed == other:
		return "the path was changed after signing, and the query left out"
	default:
		return "the path was changed after signing"
	}
}

func leftOut(header string, c diagnose.Change) string {
	if c.Expected != "" {
		return ""
	}
	return "the " + header + " was left out of the signed text"
}

// lowerFirst lets a sentence stand after a colon.
func lowerFirst(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToLower(s[:1]) + s[1:]
}
