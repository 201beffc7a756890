package diagnose

import (
	"crypto/rsa"
	"encoding/json"
	"time"

	"github.com/antom-cli/antom/pkg/antom"
)

// A Role says what a key is there for.
type Role string

// The roles of a key. An empty role counts as Configured.
const (
	Configured   Role = "configured"    // Antom's public key, as the profile in use has it
	Own          Role = "own"           // the public half of the merchant's own private key
	OtherProfile Role = "other-profile" // a key that another profile knows
)

// A Key is a public key that the signature may have been made for.
type Key struct {
	Public *rsa.PublicKey
	Role   Role
	Name   string // for people: "profile shop", "file antom.pem"
}

// Input is everything that is known about a message whose signature does not
// verify.
type Input struct {
	// Message is what the signature was verified over.
	Message antom.Message
	// SignatureHeader is the text of the signature header, "" without one.
	SignatureHeader string
	// SignatureHeaders is the number of signature headers that the message
	// has. 0 means that it was not counted.
	SignatureHeaders int
	// Keys are tried by role: configured, other-profile, own. No more than
	// 256 of them count.
	Keys []Key
	// NotifyURLs are the URLs that Antom may have been given. They are
	// candidates for the path; a URL without scheme and host will do.
	NotifyURLs []string
	// ClientIDs are the client ids that the message may have been for.
	ClientIDs []string
	// Limit bounds the time of the search; 0 means one second. The amount of
	// work is bounded as well, whatever the clock says.
	Limit time.Duration
	// Now is the clock of Limit; nil means time.Now.
	Now func() time.Time
}

// Diagnosis says why a signature does not verify. It never says that it does:
// a Diagnosis without a Cause means only that no mistake was found.
type Diagnosis struct {
	// Cause is the first of Causes, "" if there is none.
	Cause Cause
	// Causes are all the mistakes that explain the failure together.
	Causes []Cause
	// OpensWith is the fingerprint of the key that opens the signature, "" if
	// none does.
	OpensWith string
	// KeyName is the name of that key.
	KeyName string
	// Explanation says what is wrong, in whole sentences.
	Explanation string
	// Fix says what to change.
	Fix string
	// Expected and Given are the text that was signed and the text that was
	// verified, for the first cause among path, method, client-id and
	// request-time. Otherwise they are empty.
	Expected, Given string
	// Digest is the hash inside the signature in hexadecimal digits, "" if no
	// key opens it.
	Digest string
	// ContentSHA256 is the SHA-256 hash of the content that was verified.
	ContentSHA256 string
	// Tried is the number of contents that were hashed.
	Tried int
}

// MarshalJSON writes the diagnosis for machines. opensWith is null when no key
// opens the signature; expected and given are there only when they say
// something.
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
		Digest        string  `json:"digest,omitempty"`
		ContentSHA256 string  `json:"contentSha256"`
	}{
		Cause: d.Cause, Causes: d.Causes, KeyName: d.KeyName,
		Explanation: d.Explanation, Fix: d.Fix,
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
