package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

// dashboard is where keys are exchanged with Antom.
const dashboard = "Antom Dashboard, Developer, Quick start"

// PrivateKey is the merchant's private key, as far as it could be read.
type PrivateKey struct {
	Source string // "file /x/key.pem"
	Key    *keys.Key
	Err    error       // why it cannot be used
	Fixes  []string    // what the error says to do
	File   string      // its path when it is in a file
	Mode   fs.FileMode // of that file
	Expose bool        // others can read that file
	Beside *PublicKey  // the public key that lies beside that file, nil if none
}

// PublicKey is one of Antom's public keys, as far as it could be read.
type PublicKey struct {
	Source string
	Key    *keys.Key
	Err    error
}

// APIKey is an API key that takes the place of signatures, as far as it could
// be read.
type APIKey struct {
	Source string      // the setting it comes from
	Err    error       // why it cannot be used
	File   string      // its path when it is in a file
	Mode   fs.FileMode // of that file
	Expose bool        // others can read that file
}

// Keys are all keys of a profile.
type Keys struct {
	Private *PrivateKey // nil: none is configured
	API     *APIKey     // nil: requests are signed
	Antom   []PublicKey
	Version string // number of the private key's public half in the dashboard
	Quote   func(string) string
}

// Usable reports whether a request can be signed and its answer verified.
func (k Keys) Usable() bool {
	if k.API != nil {
		return k.API.Err == nil && len(k.Antom) > 0 && !slices.ContainsFunc(k.Antom, func(a PublicKey) bool { return a.Key == nil })
	}
	if k.Private == nil || k.Private.Key == nil || k.Private.Key.Private == nil || len(k.Antom) == 0 {
		return false
	}
	for _, a := range k.Antom {
		if a.Key == nil || keys.Match(k.Private.Key.Private, a.Key.Public) {
			return false
		}
	}
	return true
}

// Check checks the keys. Settings reports what is not configured.
func (k Keys) Check() []Finding {
	found := append(k.api(), k.private()...)
	for _, a := range k.Antom {
		found = append(found, k.antom(a))
	}
	if len(k.Antom) > 1 {
		found = append(found, ok(GroupKeys, "antom-public-key", fmt.Sprintf("a response must verify with one of %d keys", len(k.Antom)), ""))
	}
	if k.Private != nil && k.Private.Key != nil {
		found = append(found, ok(GroupKeys, "key-version", "key version "+k.Version+" is sent with each signature; it is the number of your key in the Dashboard", ""))
	}
	return found
}

func (k Keys) api() []Finding {
	a := k.API
	if a == nil {
		return nil
	}
	if a.Err != nil {
		return []Finding{failure(GroupKeys, "api-key", KindConfig, "", "the API key cannot be used: "+text(a.Err), a.Source, "write only the key to a file: antom config set api-key FILE")}
	}
	found := []Finding{ok(GroupKeys, "api-key", "an API key is used instead of signatures", a.Source)}
	if a.Expose {
		found = append(found, warning(GroupKeys, "api-key-mode",
			fmt.Sprintf("other users can read the API key (mode %04o)", a.Mode.Perm()), a.File, "chmod 600 "+k.Quote(a.File)))
	}
	return found
}

func (k Keys) private() []Finding {
	p := k.Private
	if p == nil {
		return nil
	}
	if p.Err != nil || p.Key == nil {
		return []Finding{failure(GroupKeys, "private-key", KindConfig, keyCode(p.Err), "the private key cannot be used: "+text(p.Err), p.Source, keyFix(p))}
	}
	found := []Finding{ok(GroupKeys, "private-key", "your private key: "+describe(p.Key), p.Source)}
	if p.Expose {
		found = append(found, warning(GroupKeys, "private-key-mode",
			fmt.Sprintf("other users can read the private key (mode %04o)", p.Mode), p.File, "chmod 600 "+k.Quote(p.File)))
	}
	if p.Key.Bits() < keys.MinGenerateBits {
		found = append(found, warning(GroupKeys, "private-key-bits", fmt.Sprintf("a key of %d bits is short; Antom uses %d", p.Key.Bits(), keys.MinGenerateBits),
			p.Source, "make a new key pair and upload its public key: antom keys generate"))
	}
	for _, n := range p.Key.Notes {
		found = append(found, warning(GroupKeys, "private-key-form", n, p.Source, "antom can read it; to convert it for other programs: antom keys convert FILE --out FILE"))
	}
	if p.Beside != nil && p.Beside.Key != nil {
		if keys.Match(p.Key.Private, p.Beside.Key.Public) {
			found = append(found, ok(GroupKeys, "pair", "the public key file beside it belongs to it", p.Beside.Source))
		} else {
			found = append(found, warning(GroupKeys, "pair", "the public key file beside it belongs to another private key; if you uploaded it, no signature verifies",
				p.Beside.Source, "upload this one: antom keys public "+k.Quote(p.File)))
		}
	}
	return found
}

func (k Keys) antom(a PublicKey) Finding {
	switch {
	case a.Err != nil || a.Key == nil:
		return failure(GroupKeys, "antom-public-key", KindConfig, keyCode(a.Err), "Antom's public key cannot be used: "+text(a.Err), a.Source,
			"copy it again ("+dashboard+"): antom config set antom-public-key FILE")
	case k.Private != nil && k.Private.Key != nil && keys.Match(k.Private.Key.Private, a.Key.Public):
		return failure(GroupKeys, "antom-public-key", KindConfig, string(antom.ReasonOwnKey),
			"this is the public key of your own private key, not Antom's key: every response would seem forged", a.Source,
			"copy Antom's key, which is beside yours ("+dashboard+"): antom config set antom-public-key FILE")
	}
	return ok(GroupKeys, "antom-public-key", "Antom's public key: "+describe(a.Key)+"; it is not your own", a.Source)
}

func describe(k *keys.Key) string {
	return fmt.Sprintf("RSA, %d bits, %s", k.Bits(), keys.Fingerprint(k.Public))
}

func text(err error) string {
	if err == nil {
		return "it could not be read"
	}
	return err.Error()
}

func keyCode(err error) string {
	var known *keys.Error
	if errors.As(err, &known) {
		return string(known.Reason)
	}
	return "key"
}

// keyFix is what to do about a private key that cannot be used.
func keyFix(p *PrivateKey) string {
	var known *keys.Error
	switch {
	case errors.As(p.Err, &known) && known.Reason == keys.ReasonEncrypted:
		return "set ANTOM_KEY_PASSPHRASE, or run this on a terminal"
	case len(p.Fixes) > 0:
		return p.Fixes[0]
	case known != nil && known.Hint != "":
		return known.Hint
	}
	return "antom config set private-key FILE"
}
