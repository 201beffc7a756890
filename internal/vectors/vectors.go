// Package vectors has the test vectors of Antom's signatures: for a method, a path,
// a client id, a time and a body, the content to be signed and the signature. People
// who write their own signing code compare it with them, and Check says what is
// different where it is not the same.
//
// The keys are public and belong to nobody. The package signs and sends nothing.
package vectors

import (
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/antom-cli/antom/pkg/antom"
)

//go:embed signing.json
var file []byte

// KeyVersion is the key version in the headers of all vectors.
const KeyVersion = "1"

// A Set is all vectors, in the order in which they are best tried.
type Set struct {
	// About says where the signatures come from.
	About   string   `json:"about"`
	Vectors []Vector `json:"vectors"`
}

// A Vector is one signature with everything that goes into it.
type Vector struct {
	Name  string `json:"name"`
	Shows string `json:"shows"` // what is special about it, in one sentence
	// Signer is "merchant" or "antom": whose private key signs.
	Signer string `json:"signer"`
	Method string `json:"method"`
	// Path is the path and the query that are signed.
	Path     string `json:"path"`
	ClientID string `json:"clientId"`
	// Time is the text of the request-time or response-time header.
	Time string `json:"time"`
	// Body is the body as text, for reading; BodyBase64 has its exact bytes.
	Body              string `json:"body"`
	BodyBase64        []byte `json:"bodyBase64"`
	ContentToBeSigned string `json:"contentToBeSigned"`
	// ContentSHA256 is the SHA-256 hash of the content in hexadecimal digits.
	ContentSHA256 string `json:"contentSha256"`
	// Signature is the URL-encoded Base64 of the signature, and Header the whole
	// text of the signature header.
	Signature string `json:"signature"`
	Header    string `json:"header"`
	Key       Key    `json:"key"`
}

// A Key is a pair of keys as Base64 of DER, in one line, as Antom Dashboard shows keys.
type Key struct {
	PrivateKey string `json:"privateKey"` // PKCS #8
	PublicKey  string `json:"publicKey"`  // SPKI
}

// message is what a vector signs.
func (v *Vector) message() antom.Message {
	return antom.Message{Method: v.Method, Path: v.Path, ClientID: v.ClientID, Time: v.Time, Body: v.BodyBase64}
}

// publicKey is the key that verifies the vector.
func (v *Vector) publicKey() (*rsa.PublicKey, error) {
	der, err := decodeKey(v.Key.PublicKey)
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParsePKIXPublicKey(der)
	key, ok := parsed.(*rsa.PublicKey)
	if err != nil || !ok {
		return nil, fmt.Errorf("reading the key of a test vector: %w", err)
	}
	return key, nil
}

// Load reads the vectors.
func Load() (Set, error) {
	var data struct {
		About string `json:"about"`
		Keys  map[string]struct {
			PKCS8 string `json:"pkcs8"`
			SPKI  string `json:"spki"`
		} `json:"keys"`
		Cases []Vector `json:"cases"`
	}
	if err := json.Unmarshal(file, &data); err != nil {
		return Set{}, fmt.Errorf("reading the test vectors: %w", err)
	}
	for i := range data.Cases {
		v := &data.Cases[i]
		v.Body = string(v.BodyBase64)
		content := v.message().Content()
		sum := sha256.Sum256(content)
		v.ContentToBeSigned, v.ContentSHA256 = string(content), hex.EncodeToString(sum[:])
		key := data.Keys[v.Signer]
		v.Key = Key{PrivateKey: key.PKCS8, PublicKey: key.SPKI}
	}
	return Set{About: data.About, Vectors: data.Cases}, nil
}

// Find returns the vector of a name.
func (s *Set) Find(name string) (*Vector, bool) {
	for i := range s.Vectors {
		if s.Vectors[i].Name == name {
			return &s.Vectors[i], true
		}
	}
	return nil, false
}

// Names lists the names of the vectors.
func (s *Set) Names() []string {
	names := make([]string, len(s.Vectors))
	for i := range s.Vectors {
		names[i] = s.Vectors[i].Name
	}
	return names
}

func decodeKey(text string) ([]byte, error) {
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("reading the key of a test vector: %w", err)
	}
	return der, nil
}
