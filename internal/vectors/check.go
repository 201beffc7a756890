package vectors

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/diagnose"
)

// Causes that only a comparison with the vectors can have.
const (
	CauseHeaderForm  diagnose.Cause = "header-form"  // the value is right, the header is written in another way
	CauseOtherVector diagnose.Cause = "other-vector" // it is the signature of another vector
	CauseOtherKey    diagnose.Cause = "other-key"    // it was made with the other private key of the vectors
)

// A Verdict says whether somebody's signature for a vector is right.
type Verdict struct {
	Right bool `json:"right"`
	// Cause is "" if it is right.
	Cause diagnose.Cause `json:"cause,omitempty"`
	// Explanation says what is wrong, and Fix what to change in the code that signs.
	Explanation string `json:"explanation,omitempty"`
	Fix         string `json:"fix,omitempty"`
	// Note is advice about a signature that is right.
	Note string `json:"note,omitempty"`
}

// Check compares a signature that somebody made for the vector with the right one. given
// is the value of the signature, URL-encoded or not, or the whole signature header.
func (s *Set) Check(v *Vector, given string) (Verdict, error) {
	given = strings.TrimSpace(given)
	if given == "" {
		return wrong(v, diagnose.Diagnose(diagnose.Input{})), nil
	}
	header := given
	whole := strings.Contains(strings.ToLower(given), "signature=") || strings.Contains(given, ",")
	if !whole {
		header = "signature=" + given
	}
	key, err := v.publicKey()
	if err != nil {
		return Verdict{}, err
	}
	signature, err := antom.ParseSignature(header)
	if err == nil && antom.Verify(key, v.message(), signature) == nil {
		return rightValue(v, given, whole), nil
	}
	if err == nil && paddedOtherwise(key, v, signature.Value) {
		return Verdict{
			Cause:       diagnose.CauseMalformedSignature,
			Explanation: "The key and the content are right, but the padding is RSA-PSS.",
			Fix:         fixOf(diagnose.CauseMalformedSignature),
		}, nil
	}
	if fault := formFault(given); err == nil && whole && fault != "" && len(signature.Value) >= leastSignature {
		return Verdict{
			Cause:       CauseHeaderForm,
			Explanation: "The header is not written as Antom's client libraries write it: " + fault + ". Besides, it is not the signature of this vector.",
			Fix:         "Write it as " + headerForm + ". Then sign the content of the vector with the vector's private key, and check again.",
		}, nil
	}
	if other := s.signedBy(signature.Value); other != nil {
		return Verdict{
			Cause:       CauseOtherVector,
			Explanation: "It is the signature of the vector " + other.Name + ".",
			Fix:         "Compare it with that vector, or sign the content of " + v.Name + ".",
		}, nil
	}
	in := diagnose.Input{Message: v.message(), SignatureHeader: header}
	for i := range s.Vectors {
		other := &s.Vectors[i]
		public, err := other.publicKey()
		if err != nil {
			return Verdict{}, err
		}
		role := diagnose.RoleConfigured
		if other.Signer != v.Signer {
			role = diagnose.RoleOther
		}
		in.Keys = append(in.Keys, diagnose.Key{Public: public, Role: role, Name: other.Signer})
		in.NotifyURLs = append(in.NotifyURLs, other.Path)
	}
	for _, region := range config.Regions() {
		in.NotifyURLs = append(in.NotifyURLs, region.URL+v.Path)
	}
	return wrong(v, diagnose.Diagnose(in)), nil
}

// signedBy returns the vector that has a signature, nil if none has.
func (s *Set) signedBy(value []byte) *Vector {
	encoded := antom.Signature{Value: value}.Encoded()
	for i := range s.Vectors {
		if s.Vectors[i].Signature == encoded {
			return &s.Vectors[i]
		}
	}
	return nil
}

// paddedOtherwise reports whether a signature is the vector's but for RSA-PSS padding.
func paddedOtherwise(key *rsa.PublicKey, v *Vector, value []byte) bool {
	sum := sha256.Sum256(v.message().Content())
	return rsa.VerifyPSS(key, crypto.SHA256, sum[:], value, nil) == nil
}

// rightValue judges a signature whose value is right by the way it is written.
func rightValue(v *Vector, given string, whole bool) Verdict {
	if given == v.Header || given == v.Signature {
		return Verdict{Right: true}
	}
	if !whole {
		if _, err := base64.StdEncoding.DecodeString(given); err == nil {
			return Verdict{Right: true, Note: "In the header, the value must be URL-encoded: + as %2B, / as %2F and = as %3D."}
		}
		return Verdict{Right: true, Note: "It is written differently from the vector, which Antom's libraries do not do: " + v.Signature}
	}
	return Verdict{
		Cause:       CauseHeaderForm,
		Explanation: "The value of the signature is right, but the header is not written as Antom's client libraries write it: " + headerDifference(v, given) + ".",
		Fix:         "Write the header as " + headerForm + ". The gateway may refuse another form.",
	}
}

// headerForm is how a signature header is written.
const headerForm = "algorithm=RSA256,keyVersion=" + KeyVersion + ",signature=<URL-encoded Base64>"

// leastSignature is the length in bytes of the signature of the smallest RSA key that is
// in use. What is shorter has a worse fault than the form of its header.
const leastSignature = 128

// formFault names what the gateway cannot read in a signature header whoever signed it,
// "" if nothing.
func formFault(header string) string {
	switch {
	case strings.ContainsAny(header, " \t\r\n"):
		return "it has spaces"
	case strings.ContainsAny(valueOf(header), "+/="):
		return "the Base64 is not URL-encoded"
	}
	return ""
}

// headerDifference names the first difference between a header and the vector's.
func headerDifference(v *Vector, given string) string {
	switch bare := strings.ReplaceAll(given, " ", ""); {
	case bare == v.Header:
		return "it has spaces"
	case strings.ContainsAny(valueOf(given), "+/="):
		return "the Base64 is not URL-encoded"
	case !strings.Contains(given, "keyVersion="):
		return "it has no keyVersion"
	case !strings.Contains(given, "algorithm="):
		return "it has no algorithm"
	case strings.EqualFold(bare, v.Header):
		return "its letters have another case"
	default:
		return "its parts are in another order, or there are more of them"
	}
}

// valueOf is what follows "signature=" up to the next comma.
func valueOf(header string) string {
	_, value, _ := strings.Cut(header, "signature=")
	value, _, _ = strings.Cut(value, ",")
	return strings.TrimSpace(value)
}

// wrong turns a diagnosis, which is about a message that came, into one about code that
// signs.
func wrong(v *Vector, d diagnose.Diagnosis) Verdict {
	verdict := Verdict{Cause: d.Cause, Explanation: d.Explanation, Fix: fixOf(d.Cause)}
	switch d.Cause {
	case diagnose.CauseOtherProfileKey:
		verdict.Cause = CauseOtherKey
		verdict.Explanation = fmt.Sprintf("It was made with %s private key, but this vector is signed with %s.", owner(d.KeyName), owner(v.Signer))
		verdict.Fix = "Sign with key.privateKey in the JSON form of the vector."
	case diagnose.CauseNoSignature:
		verdict.Explanation = "There is no signature to check."
	case diagnose.CauseWrongKey:
		verdict.Explanation = "It was not made with the key of the vector, or it was altered after it was made."
		verdict.Fix = "Sign with key.privateKey in the JSON form of the vector, which is Base64 of PKCS #8."
	case diagnose.CauseContentChanged:
		verdict.Explanation = "The key is right, but other content was signed, and no known mistake explains the difference."
	}
	if len(d.Changes) > 0 {
		verdict.Explanation = changed(d.Changes)
	}
	return verdict
}

// owner is the possessive form of a signer.
func owner(signer string) string {
	if signer == "antom" {
		return "Antom's"
	}
	return "the " + signer + "'s"
}

// changed says how what was signed differs from the vector.
func changed(changes []diagnose.Change) string {
	parts := []string{"The key is right, but other content was signed."}
	for _, c := range changes {
		if c.Expected != c.Given {
			parts = append(parts, fmt.Sprintf("The %s that was signed is %q; it must be %q.", partName(c.Cause), c.Expected, c.Given))
			continue
		}
		parts = append(parts, "From what was signed to what must be signed: "+c.Description)
	}
	return strings.Join(parts, " ")
}

// partName names the part of the content that a cause is about.
func partName(c diagnose.Cause) string {
	switch c {
	case diagnose.CauseClientID:
		return "client id"
	case diagnose.CauseRequestTime:
		return "time"
	case diagnose.CauseSeparator:
		return "text between path and client id"
	default:
		return string(c) // "path", "method"
	}
}

// fixOf says what to change in code that signs.
func fixOf(c diagnose.Cause) string {
	switch c {
	case diagnose.CauseMalformedSignature:
		return "Sign with RSA, PKCS #1 v1.5 padding and SHA-256, which libraries call SHA256withRSA, and write the signature as standard Base64, URL-encoded once."
	case diagnose.CausePath:
		return "Sign the path and the query as they are sent, without scheme and host; the sandbox has /ams/sandbox/api."
	case diagnose.CauseMethod:
		return "Sign the HTTP method in capitals."
	case diagnose.CauseClientID:
		return "Sign the client id as it stands in the client-id header."
	case diagnose.CauseRequestTime:
		return "Sign the text of the time header as it is sent: read the clock once, and use that text twice."
	case diagnose.CauseSeparator, diagnose.CauseContentChanged:
		return "Sign METHOD, a space, PATH, a line feed (0x0A), CLIENT-ID, a period, TIME, a period and the BODY. Compare the SHA-256 hash of your content with that of the vector."
	case diagnose.CauseNoSignature:
		return "Pass the value of the signature, or the whole signature header."
	case diagnose.CauseWrongKey, diagnose.CauseOwnKey, diagnose.CauseOtherProfileKey:
		return ""
	default: // the causes that lie in the body
		return "Sign the bytes of the body as they are sent: make the JSON once, sign it, and send the same bytes. Take them from bodyBase64 in the JSON form of the vector."
	}
}
