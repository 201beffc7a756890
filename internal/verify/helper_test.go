package verify

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

const (
	clientID = "SANDBOX_5X00000000000000"
	sentAt   = "2026-01-18T07:11:42Z"
	payBody  = `{"notifyType":"PAYMENT_RESULT","result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"},` +
		`"paymentRequestId":"PAY1","paymentId":"20260118A","paymentAmount":{"currency":"HKD","value":"1234"}}`
)

// testKeys are the keys of the published signature vectors.
var testKeys = sync.OnceValue(func() map[string]*rsa.PrivateKey {
	data, err := os.ReadFile("../vectors/signing.json")
	if err != nil {
		panic(err)
	}
	var v struct {
		Keys map[string]struct {
			PKCS8 []byte `json:"pkcs8"`
		} `json:"keys"`
	}
	if err := json.Unmarshal(data, &v); err != nil {
		panic(err)
	}
	all := map[string]*rsa.PrivateKey{}
	for name, k := range v.Keys {
		parsed, err := x509.ParsePKCS8PrivateKey(k.PKCS8)
		if err != nil {
			panic(err)
		}
		all[name] = parsed.(*rsa.PrivateKey)
	}
	return all
})

func antomKey() *rsa.PrivateKey    { return testKeys()["antom"] }
func merchantKey() *rsa.PrivateKey { return testKeys()["merchant"] }

func keyOf(k *rsa.PrivateKey, name string) Key { return Key{Public: &k.PublicKey, Name: name} }

// signed is a capture of a notification with a good signature.
func signed(key *rsa.PrivateKey, m antom.Message) *capture.Capture {
	s, err := antom.Sign(key, "1", m)
	if err != nil {
		panic(err)
	}
	return &capture.Capture{
		Format: capture.FormatCapture, Method: m.Method, Path: m.Path, Body: m.Body,
		Headers: []capture.Header{{Name: "client-id", Value: m.ClientID}, {Name: "request-time", Value: m.Time}, {Name: "signature", Value: s.Header()}},
	}
}

func message(body string) antom.Message {
	return antom.Message{Method: "POST", Path: "/payNotify?shop=1", ClientID: clientID, Time: sentAt, Body: []byte(body)}
}

// record is a line of our own form with a good signature.
func record(body string) string { return text(signed(antomKey(), message(body))) }

func text(c *capture.Capture) string { return string(c.AppendJSON(nil)) + "\n" }

// numbered are n different records.
func numbered(n int) []string {
	lines := make([]string, n)
	for i := range lines {
		lines[i] = record(strings.Replace(payBody, "PAY1", "PAY"+strconv.Itoa(i), 1))
	}
	return lines
}

func source(name, text string) Source { return sourceOf(name, strings.NewReader(text)) }

func sourceOf(name string, r io.Reader) Source {
	return Source{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(r), nil }}
}

func options() Options { return Options{Keys: []Key{keyOf(antomKey(), "file antom.pem")}} }

// collect runs and returns the results, which stay valid.
func collect(t testing.TB, o Options, sources ...Source) ([]Result, Summary) {
	t.Helper()
	var all []Result
	sum, err := Run(context.Background(), sources, o, func(r *Result) error {
		all = append(all, *r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all, sum
}

func one(t *testing.T, o Options, text string) Result {
	t.Helper()
	all, _ := collect(t, o, source("x", text))
	if len(all) != 1 {
		t.Fatalf("%d results, want 1", len(all))
	}
	return all[0]
}

// jsonOf is the result as lines, one for each.
func jsonOf(all []Result) string {
	var b []byte
	for i := range all {
		b = append(all[i].AppendJSON(b), '\n')
	}
	return string(b)
}

// short tells results apart at a glance: "1 ok", "2 path", "3 unreadable".
func short(all []Result) string {
	var words []string
	for _, r := range all {
		word := "ok"
		switch {
		case r.Input:
			word = "input"
		case r.Err != nil:
			word = "unreadable"
		case r.Diagnosis != nil:
			word = string(r.Diagnosis.Cause)
		case !r.Verified:
			word = "?"
		}
		words = append(words, fmt.Sprintf("%d %s", r.Index, word))
	}
	return strings.Join(words, ", ")
}

func fingerprint(k *rsa.PrivateKey) string { return keys.Fingerprint(&k.PublicKey) }

func hasNote(r Result, part string) bool {
	return slices.ContainsFunc(r.Notes, func(n string) bool { return strings.Contains(n, part) })
}
