package diagnose

import "encoding/json"

// A Change is one way in which the content that was signed differs from the
// content that was verified.
type Change struct {
	// Cause is never empty.
	Cause Cause
	// Description says in one sentence what happened to the message on its way.
	Description string
	// Expected is the text of a part that was signed, and Given the text that was
	// verified: a path, a method, a client id, a time, or what stands between path
	// and client id. For a change of a value in the body, both are JSON. They are
	// empty for every other change of the body. A value of the body may be data of the
	// buyer.
	Expected, Given string
	// Member is where in the body the value is that Expected and Given are of, such as
	// "paymentAmount.value"; it is the first one if several changed alike. Otherwise
	// it is empty.
	Member string
}

// Diagnosis says why a signature does not verify. It never says that it does: a
// Diagnosis without a Cause means only that no mistake was found. Its texts are
// safe for a terminal, except for Expected, Given and Member, and have no key in them.
type Diagnosis struct {
	// Cause is the first of Causes, "" if there is none.
	Cause Cause
	// Causes are all the mistakes that explain the failure together, in the order
	// of the constants.
	Causes []Cause
	// Changes are the differences of the content that together give the digest in
	// the signature. There are none if the content was not the mistake, or if no
	// known change explains it.
	Changes []Change
	// OpensWith is the fingerprint of the key that opens the signature, as
	// keys.Fingerprint writes it; "" if none does.
	OpensWith string
	// KeyName is the name of that key.
	KeyName string
	// Algorithm says how the signature was made if not with RSA256, such as
	// "SHA-1" or "RSA-PSS padding"; otherwise it is empty.
	Algorithm string
	// Explanation says what is wrong, in whole sentences.
	Explanation string
	// Fix says what to change, in whole sentences.
	Fix string
	// Expected, Given and Member are those of the first change that has them. Otherwise
	// they are empty.
	Expected, Given string
	Member          string
	// Digest is the hash inside the signature in hexadecimal digits, "" if no
	// key opens it or Algorithm does not show it.
	Digest string
	// ContentSHA256 is the SHA-256 hash of the content that was verified, in
	// hexadecimal digits.
	ContentSHA256 string
	// Signed is the content that was signed, byte for byte. It is nil unless it is proven:
	// its SHA-256 hash is Digest. JSON leaves it out, since the body in it may have data
	// of the buyer.
	Signed []byte

	tried int // how many contents were hashed
}

// MarshalJSON writes the diagnosis as an object with the members cause, causes,
// opensWith, keyName, explanation, fix, expected, given, member, digest and
// contentSha256. opensWith is null when no key opens the signature; keyName,
// expected, given, member and digest are left out when they say nothing.
func (d Diagnosis) MarshalJSON() ([]byte, error) {
	out := struct {
		Cause         Cause   `json:"cause"`
		Causes        []Cause `json:"causes"`
		OpensWith     *string `json:"opensWith"`
		KeyName       string  `json:"keyName,omitempty"`
		Explanation   string  `json:"explanation"`
		Fix           string  `json:"fix"`
		Expected      *string `json:"expected,omitempty"`
		Given         *string `json:"given,omitempty"`
		Member        string  `json:"member,omitempty"`
		Digest        string  `json:"digest,omitempty"`
		ContentSHA256 string  `json:"contentSha256"`
	}{
		Cause: d.Cause, Causes: d.Causes, KeyName: d.KeyName,
		Explanation: d.Explanation, Fix: d.Fix, Member: d.Member,
		Digest: d.Digest, ContentSHA256: d.ContentSHA256,
	}
	if out.Causes == nil {
		out.Causes = []Cause{}
	}
	if d.OpensWith != "" {
		out.OpensWith = &d.OpensWith
	}
	if d.Expected != d.Given { // one of them may be the empty text
		out.Expected, out.Given = &d.Expected, &d.Given
	}
	return json.Marshal(out)
}
