package gateway

import (
	"bytes"
	"cmp"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

// explain says why a signature does not fit, in at most as many characters as a
// resultMessage has: another key, another algorithm, or another text, of which
// it finds the usual ones.
func (g *Gateway) explain(merchant Merchant, key *rsa.PublicKey, m antom.Message, s antom.Signature) string {
	p, ok := opened(key, s.Value)
	if !ok {
		return g.explainKey(merchant, key, m, s)
	}
	if p.algorithm != sha256Name {
		return fmt.Sprintf("the signature was made with %s; use SHA256withRSA, which is SHA-256 and PKCS #1 v1.5", p.algorithm)
	}
	for other := range mistakes(m) {
		if sum := sha256.Sum256(other.content); bytes.Equal(sum[:], p.digest) {
			return other.text
		}
	}
	return fmt.Sprintf("the key is right, but other text was signed. To sign: %q, a line feed, %q, and the %d bytes of the body exactly as sent",
		m.Method+" "+m.Path, m.ClientID+"."+m.Time+".", len(m.Body))
}

// explainKey says whose key it was when that can be told.
func (g *Gateway) explainKey(merchant Merchant, key *rsa.PublicKey, m antom.Message, s antom.Signature) string {
	if _, ok := opened(ownPublic(g.key), s.Value); ok {
		return "the signature was made with the gateway's own key, which stands for Antom's; sign with the private key of the merchant"
	}
	for _, version := range slices.Sorted(maps.Keys(merchant.Keys)) {
		if _, ok := opened(merchant.Keys[version], s.Value); ok {
			return fmt.Sprintf("the signature was made with the key of version %s, and its keyVersion says %s", version, versionOf(merchant, s))
		}
	}
	if id, version := g.owner(s.Value); id != "" {
		return fmt.Sprintf("the signature was made with the key of client-id %q, version %s, and the header client-id says %q", id, version, m.ClientID)
	}
	if len(s.Value) != key.Size() {
		return fmt.Sprintf("the signature has %d bytes, one by the key of %s has %d: it was made with another key, or cut off", len(s.Value), m.ClientID, key.Size())
	}
	return fmt.Sprintf("the signature was made with another key than that of %s, version %s, whose public key has the fingerprint %s",
		m.ClientID, versionOf(merchant, s), keys.Fingerprint(key))
}

// owner finds the other merchant whose key made a signature.
func (g *Gateway) owner(value []byte) (clientID, version string) {
	if g.merchants == nil {
		return "", ""
	}
	all := g.merchants()
	for _, id := range slices.Sorted(maps.Keys(all)) {
		for _, version := range slices.Sorted(maps.Keys(all[id].Keys)) {
			if _, ok := opened(all[id].Keys[version], value); ok {
				return id, version
			}
		}
	}
	return "", ""
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

// proof is what a signature says when it is opened with the public key that
// belongs to it.
type proof struct {
	algorithm string // how the text was hashed, and padded when not as it should be
	digest    []byte
}

// sha256Name is the algorithm of a good signature.
const sha256Name = "SHA-256"

// opened undoes a signature with a public key. It reports false when the key is
// not the one that belongs to the private key that made it.
func opened(key *rsa.PublicKey, value []byte) (proof, bool) {
	if key == nil || key.N == nil || len(value) != key.Size() {
		return proof{}, false
	}
	number := new(big.Int).SetBytes(value)
	if number.Cmp(key.N) >= 0 {
		return proof{}, false
	}
	plain := number.Exp(number, big.NewInt(int64(key.E)), key.N).FillBytes(make([]byte, key.Size()))
	rest, ok := bytes.CutPrefix(plain, []byte{0, 1})
	if !ok {
		return proof{}, false
	}
	filled := bytes.TrimLeft(rest, "\xff")
	if len(rest)-len(filled) < 8 || len(filled) == 0 || filled[0] != 0 {
		return proof{}, false
	}
	return hashed(filled[1:]), true
}

// hashed tells the algorithm by the bytes that go before a digest.
func hashed(info []byte) proof {
	for prefix, name := range map[string]string{
		"3031300d060960864801650304020105000420": sha256Name,
		"3021300906052b0e03021a05000414":         "SHA-1",
		"3041300d060960864801650304020205000430": "SHA-384",
		"3051300d060960864801650304020305000440": "SHA-512",
		"3020300c06082a864886f70d020505000410":   "MD5",
	} {
		begin, err := hex.DecodeString(prefix)
		if digest, ok := bytes.CutPrefix(info, begin); err == nil && ok {
			return proof{algorithm: name, digest: digest}
		}
	}
	return proof{algorithm: "an unknown algorithm over " + strconv.Itoa(len(info)) + " bytes"}
}
