package battery

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/pkg/antom"
)

// twoKeys are Antom's and a stranger's, made once: it takes a while.
var twoKeys = sync.OnceValue(func() (keys [2]*rsa.PrivateKey) {
	for i := range keys {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		keys[i] = key
	}
	return keys
})

// memory is a key that signs the same content once only. With the same ids and
// times in every battery that saves most of the time.
type memory struct {
	crypto.Signer
	known sync.Map
}

func (m *memory) Sign(random io.Reader, digest []byte, o crypto.SignerOpts) ([]byte, error) {
	if value, ok := m.known.Load(string(digest)); ok {
		return slices.Clone(value.([]byte)), nil
	}
	value, err := m.Signer.Sign(random, digest, o)
	if err == nil {
		m.known.Store(string(digest), slices.Clone(value))
	}
	return value, err
}

var rememberingKey = sync.OnceValue(func() crypto.Signer { return &memory{Signer: twoKeys()[0]} })

// present is the time of all batteries.
var present = sync.OnceValue(time.Now)

func publicKey() *rsa.PublicKey { return &twoKeys()[0].PublicKey }

// options are those of a battery against a server on this machine.
func options(t *testing.T, url string, only ...string) Options {
	t.Helper()
	target, err := notification.ParseTarget(url)
	if err != nil {
		t.Fatal(err)
	}
	cases, err := Select(only, nil)
	if err != nil {
		t.Fatal(err)
	}
	return Options{
		Cases: cases, URL: target, Now: present, Rand: mathrand.NewChaCha8([32]byte{}), Stranger: twoKeys()[1],
		Sender: notification.Sender{Key: rememberingKey(), ClientID: "SANDBOX_LOCAL"},
		Client: &notification.Client{
			Now: time.Now, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		},
	}
}

// serve runs a battery against a handler.
func serve(t *testing.T, h http.Handler, change func(*Options), only ...string) *Report {
	t.Helper()
	server := httptest.NewServer(h)
	defer server.Close()
	o := options(t, server.URL+"/shop/notify", only...)
	if change != nil {
		change(&o)
	}
	report, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// found are the cases with a verdict other than pass, as "name" or, for
// warnings and skips, "name:warn".
func found(report *Report) []string {
	var names []string
	for _, r := range report.Results {
		switch r.Verdict {
		case Pass:
		case Fail:
			names = append(names, r.Name)
		default:
			names = append(names, r.Name+":"+string(r.Verdict))
		}
	}
	slices.Sort(names)
	return names
}

// app is an application with its parts exchanged one by one. Those that are nil
// are right.
type app struct {
	body      func(r *http.Request) []byte
	message   func(m antom.Message, r *http.Request) antom.Message
	signature func(header string) (antom.Signature, error)
	check     func(r *http.Request, m antom.Message, err error) error // err: of the signature
	process   func(body []byte) error
	answer    func(w http.ResponseWriter)
}

func (a app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		http.Error(w, "POST only", http.StatusMethodNotAllowed)
		return
	}
	body := a.read(r)
	m := antom.Message{
		Method: r.Method, Path: r.RequestURI, ClientID: r.Header.Get("client-id"), Time: r.Header.Get("request-time"), Body: body,
	}
	if a.message != nil {
		m = a.message(m, r)
	}
	err := a.verify(r, m)
	if a.check != nil {
		err = a.check(r, m, err)
	}
	if err != nil {
		http.Error(w, "refused", http.StatusUnauthorized)
		return
	}
	if a.process != nil {
		if err := a.process(body); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	if a.answer != nil {
		a.answer(w)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(antom.Acknowledgement())
}

func (a app) read(r *http.Request) []byte {
	if a.body != nil {
		return a.body(r)
	}
	body, _ := io.ReadAll(r.Body)
	return body
}

func (a app) verify(r *http.Request, m antom.Message) error {
	for _, name := range []string{"signature", "client-id", "request-time"} {
		if r.Header.Get(name) == "" {
			return io.ErrUnexpectedEOF
		}
	}
	parse := antom.ParseSignature
	if a.signature != nil {
		parse = a.signature
	}
	s, err := parse(r.Header.Get("signature"))
	if err != nil {
		return err
	}
	return antom.Verify(publicKey(), m, s)
}

// fields splits a list of cases.
func fields(text string) []string {
	names := strings.Fields(text)
	slices.Sort(names)
	return names
}
