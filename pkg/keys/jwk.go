package keys

import (
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// jwk holds the members of a JSON Web Key that matter for RSA (RFC 7518,
// section 6.3), in the order in which they are written.
type jwk struct {
	Type   string            `json:"kty"`
	N      string            `json:"n,omitempty"`
	E      string            `json:"e,omitempty"`
	D      string            `json:"d,omitempty"`
	P      string            `json:"p,omitempty"`
	Q      string            `json:"q,omitempty"`
	DP     string            `json:"dp,omitempty"`
	DQ     string            `json:"dq,omitempty"`
	QI     string            `json:"qi,omitempty"`
	Others []json.RawMessage `json:"oth,omitempty"`
	Curve  string            `json:"crv,omitempty"`
	Use    string            `json:"use,omitempty"`
	Alg    string            `json:"alg,omitempty"`
}

// jwkSet is a JWK set, or a single key when Keys is nil.
type jwkSet struct {
	Keys []json.RawMessage `json:"keys"`
	Type *string           `json:"kty"`
}

// parseJSON reads a JWK, or the only key of a JWK set.
func (p *parser) parseJSON(text string) (*Key, error) {
	var set jwkSet
	if !json.Valid([]byte(text)) {
		return nil, p.fail(ReasonMalformed, "damaged JSON", "Copy the key again, from { to }.", nil)
	}
	// A member of another type than a JWK's makes it another document.
	if err := json.Unmarshal([]byte(text), &set); err != nil || set.Type == nil && set.Keys == nil {
		return p.parseWrapped(text)
	}
	if set.Type != nil {
		return p.parseJWK([]byte(text))
	}
	chosen := set.Keys
	if len(chosen) > 1 {
		chosen = slices.DeleteFunc(slices.Clone(chosen), func(data json.RawMessage) bool { return !isRSA(data) })
	}
	if len(chosen) != 1 {
		return nil, p.fail(ReasonWrongKind, fmt.Sprintf("a JWK set of %d keys", len(set.Keys)), "Give one RSA key of it.", nil)
	}
	key, err := p.parseJWK(chosen[0])
	if err != nil {
		return nil, err
	}
	key.Notes = append(key.Notes, "the key was taken from a JWK set")
	return key, nil
}

// isRSA reports whether a JWK says that it is an RSA key.
func isRSA(data []byte) bool {
	var j jwk
	return json.Unmarshal(data, &j) == nil && j.Type == "RSA"
}

func (p *parser) otherJSON(text string) error {
	hint := ""
	if strings.Contains(text, pemBegin) || strings.Contains(text, "MII") {
		hint = "Give the key alone, without the JSON around it."
	}
	return p.fail(ReasonNotAKey, "a JSON document that is no JWK", hint, nil)
}

func (p *parser) parseJWK(data []byte) (*Key, error) {
	var j jwk
	if err := json.Unmarshal(data, &j); err != nil {
		return nil, p.malformed("a damaged JWK", nil) // the cause may quote the key
	}
	if err := p.refuse(j.shape()); err != nil {
		return nil, err
	}
	key, err := p.decodeJWK(&j, FormJWK)
	if err != nil {
		return nil, err
	}
	if j.Use != "" && j.Use != "sig" || j.Alg != "" && j.Alg != "RS256" {
		key.Notes = append(key.Notes, "the JWK names another use than signatures of the kind RS256")
	}
	return key, nil
}

// shape tells a JWK's kind by its members.
func (j *jwk) shape() shape {
	algorithm := ""
	switch j.Type {
	case "RSA":
		algorithm = algorithmRSA
	case "EC":
		algorithm = "EC"
	case "OKP":
		algorithm = okpCurve(j.Curve)
	case "oct":
		return relative("a JWK with a symmetric key", "")
	}
	if j.D != "" {
		return privateShape(FormJWK, algorithm)
	}
	return publicShape(FormJWK, algorithm)
}

// okpCurve is the curve of an OKP key if it is a known one.
func okpCurve(name string) string {
	switch name {
	case "Ed25519", "Ed448", "X25519", "X448":
		return name
	}
	return ""
}

// decodeJWK makes the key of an RSA JWK's numbers. The form is FormJWK, or
// FormXML for the same numbers in XML.
func (p *parser) decodeJWK(j *jwk, form Form) (*Key, error) {
	container, damaged, partial := ContainerJWK, "a damaged RSA JWK", "an RSA JWK without its primes p and q"
	if form == FormXML {
		container, damaged, partial = ContainerXML, "a damaged .NET XML key", "a .NET XML key without its primes P and Q"
	}
	var d, primeP, primeQ, dp, dq, qi *big.Int
	n, e := decodeNumber(j.N), decodeNumber(j.E)
	if n == nil || e == nil || e.BitLen() > 31 {
		return nil, p.malformed(damaged, nil)
	}
	pub := rsa.PublicKey{N: n, E: int(e.Int64())}
	if j.D == "" {
		return p.publicKey(&pub, form, container)
	}
	switch {
	case len(j.Others) > 0:
		return nil, p.fail(ReasonUnsupported, "an RSA private key of more than two primes", "Make a new key of two primes.", nil)
	case j.P == "" || j.Q == "":
		return nil, p.fail(ReasonUnsupported, partial, "Export the key with all its members, or as PKCS#8.", nil)
	}
	d, primeP, primeQ = decodeNumber(j.D), decodeNumber(j.P), decodeNumber(j.Q)
	if d == nil || primeP == nil || primeQ == nil {
		return nil, p.malformed(damaged, nil)
	}
	// The sizes are checked before any arithmetic.
	if _, err := p.checkPublic(&pub); err != nil {
		return nil, err
	}
	if primeP.Cmp(n) >= 0 || primeQ.Cmp(n) >= 0 || d.Cmp(n) >= 0 {
		return nil, p.badNumbers(errNumbers)
	}
	priv := &rsa.PrivateKey{PublicKey: pub, D: d, Primes: []*big.Int{primeP, primeQ}}
	if j.DP != "" && j.DQ != "" && j.QI != "" {
		dp, dq, qi = decodeNumber(j.DP), decodeNumber(j.DQ), decodeNumber(j.QI)
		if dp == nil || dq == nil || qi == nil {
			return nil, p.malformed(damaged, nil)
		}
		priv.Precomputed.Dp, priv.Precomputed.Dq, priv.Precomputed.Qinv = dp, dq, qi
	}
	priv.Precompute()
	return p.privateKey(priv, form, container)
}

// decodeNumber reads a Base64url number of a JWK, nil if it is none or zero.
func decodeNumber(text string) *big.Int {
	data, _, err := decodeBase64(text)
	if err != nil || len(data) > maxPrivateDER {
		return nil
	}
	n := new(big.Int).SetBytes(data)
	if n.Sign() == 0 {
		return nil
	}
	return n
}

// encodeJWK writes a JWK on one line, private if the key is.
func encodeJWK(k *Key) ([]byte, error) {
	j := jwk{Type: "RSA", N: encodeNumber(k.Public.N), E: encodeNumber(big.NewInt(int64(k.Public.E)))}
	if priv := k.Private; priv != nil {
		j.D = encodeNumber(priv.D)
		j.P, j.Q = encodeNumber(priv.Primes[0]), encodeNumber(priv.Primes[1])
		j.DP, j.DQ = encodeNumber(priv.Precomputed.Dp), encodeNumber(priv.Precomputed.Dq)
		j.QI = encodeNumber(priv.Precomputed.Qinv)
	}
	data, err := json.Marshal(j)
	if err != nil {
		return nil, fmt.Errorf("encoding the key as JWK: %w", err)
	}
	return append(data, '\n'), nil
}

func encodeNumber(n *big.Int) string {
	return base64.RawURLEncoding.EncodeToString(n.Bytes())
}
