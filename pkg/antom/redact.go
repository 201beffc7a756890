package antom

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"

	"github.com/antom-cli/antom/pkg/keys"
)

// How the types that hold secrets are printed, logged and written as JSON: with
// everything but the secrets.

// String describes the key by the fingerprint of its public half.
func (a RSA) String() string {
	return fmt.Sprintf("antom.RSA(%s, version %q)", keys.Fingerprint(a.PublicKey()), a.KeyVersion)
}

// Format prints the same as String for every verb.
func (a RSA) Format(w fmt.State, _ rune) { _, _ = io.WriteString(w, a.String()) }

// MarshalText returns the same as String: a private key is not written by accident.
func (a RSA) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// LogValue is the same as String.
func (a RSA) LogValue() slog.Value { return slog.StringValue(a.String()) }

// publicPrepared has the fields of a Prepared and none of its methods.
type publicPrepared Prepared

func (p Prepared) public() publicPrepared {
	p.Header = p.PublicHeader()
	return publicPrepared(p)
}

// Format prints the request with the header of PublicHeader.
func (p Prepared) Format(w fmt.State, verb rune) {
	_, _ = fmt.Fprintf(w, fmt.FormatString(w, verb), p.public())
}

// MarshalJSON writes the request with the header of PublicHeader.
func (p Prepared) MarshalJSON() ([]byte, error) { return json.Marshal(p.public()) }

// publicClient has the fields of a Client and none of its methods.
type publicClient Client

// Format prints the client without API key, agent token, and the secrets that
// PublicHeader knows in Header.
func (c Client) Format(w fmt.State, verb rune) {
	c.Header = publicHeader(c.Header)
	_, _ = fmt.Fprintf(w, fmt.FormatString(w, verb), publicClient(c))
}

// LogValue names the client by gateway and client id.
func (c Client) LogValue() slog.Value {
	return slog.GroupValue(slog.String("gateway", c.Gateway), slog.String("clientId", c.ClientID))
}
