package cmd

import (
	"bytes"
	"context"
	"crypto/rsa"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"strings"
	"time"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
	"github.com/antom-cli/antom/pkg/keys"
)

// gatewayMain is a gateway that misbehaves as told, for stories:
//
//	gateway FAULT KEYFILE CLIENT-ID COMMAND...
//
// It runs COMMAND with ANTOM_GATEWAY set to its address and exits with the
// command's code. KEYFILE is Antom's private key. With file:ANSWERS for FAULT
// it answers each operation with the bodies that the file has for it: lines of
// the operation's name and a body, the last one of an operation again and again.
func gatewayMain() {
	if len(os.Args) < 5 {
		fmt.Fprintln(os.Stderr, "usage: gateway FAULT KEYFILE CLIENT-ID COMMAND...")
		os.Exit(2)
	}
	data, err := keys.ReadFile(os.Args[2])
	if err != nil {
		panic(err)
	}
	key, err := keys.ParsePrivate(data, nil)
	if err != nil {
		panic(err)
	}
	process := withArgs(testProcess(), os.Args[5:])
	g := &faultyGateway{fault: os.Args[1], key: key.Private, now: process.Now, stop: make(chan struct{})}
	server := httptest.NewServer(g)
	os.Setenv("ANTOM_GATEWAY", server.URL)
	os.Setenv("ANTOM_CLIENT_ID", os.Args[3])
	code := Run(process)
	close(g.stop)
	server.Close()
	fmt.Fprintf(os.Stderr, "gateway: %d requests, %d distinct bodies\n", g.requests, len(g.bodies))
	os.Exit(code)
}

func withArgs(p cli.Process, args []string) cli.Process {
	p.Args = args
	return p
}

type faultyGateway struct {
	fault    string
	key      *rsa.PrivateKey
	now      func() time.Time // the clock of the command
	stop     chan struct{}
	requests int
	bodies   map[string]bool
	given    map[string]int // answers from a file, by operation
}

const (
	bodySuccess = `{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"},"paymentStatus":"SUCCESS","paymentRequestId":"P1","paymentId":"2026"}`
	bodyCreated = `{"result":{"resultCode":"PAYMENT_IN_PROCESS","resultStatus":"U","resultMessage":"in process"},"paymentRequestId":"P1","paymentId":"2026","normalUrl":"https://pay.example/x"}`
	bodyRefused = `{"result":{"resultCode":"RISK_REJECT","resultStatus":"F","resultMessage":"risk"}}`
	bodyUnknown = `{"result":{"resultCode":"UNKNOWN_EXCEPTION","resultStatus":"U","resultMessage":"unknown"}}`
	bodyNoURL   = `{"result":{"resultCode":"PAYMENT_IN_PROCESS","resultStatus":"U","resultMessage":"in process"}}`
)

func (g *faultyGateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	r = r.WithContext(context.WithValue(r.Context(), requestBody{}, body))
	g.requests++
	if g.bodies == nil {
		g.bodies = map[string]bool{}
	}
	g.bodies[string(body)] = true
	fault, code, _ := strings.Cut(g.fault, ":")
	switch fault {
	case "code": // signed F with a result code: code:ORDER_NOT_EXIST
		g.signed(w, r, withCode(code))
	case "unsigned-code":
		io.WriteString(w, withCode(code))
	case "hour-ahead", "hour-behind": // of this machine's clock
		ahead := time.Hour
		if fault == "hour-behind" {
			ahead = -time.Hour
		}
		w.Header().Set("Date", time.Now().Add(ahead).UTC().Format(http.TimeFormat))
		g.signedAt(time.Now().Add(ahead), w, r, withCode(code))
	case "timeout":
		select {
		case <-g.stop:
		case <-r.Context().Done():
		}
	case "reset":
		panic(http.ErrAbortHandler)
	case "502":
		w.WriteHeader(http.StatusBadGateway)
		io.WriteString(w, "<html><h1>502 Bad Gateway</h1></html>")
	case "502-once":
		if g.requests == 1 {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		g.signed(w, r, bodyCreated)
	case "tell-headers": // what came besides the body
		for _, name := range []string{"authorization", "agent-token", "x-trace", "signature"} {
			fmt.Fprintf(os.Stderr, "gateway: %s %s=%q\n", r.Method, name, r.Header.Get(name))
		}
		g.signed(w, r, bodySuccess)
	case "redirect":
		http.Redirect(w, r, "https://elsewhere.example/", http.StatusFound)
	case "not-json":
		g.signed(w, r, "It works!")
	case "huge":
		w.Header().Set("Content-Type", "application/json")
		chunk := bytes.Repeat([]byte(" "), 1<<20)
		for range 50 {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	case "unsigned-F":
		io.WriteString(w, bodyRefused)
	case "unsigned-S":
		io.WriteString(w, bodySuccess)
	case "unsigned-created":
		io.WriteString(w, bodyCreated)
	case "half-signed-S":
		w.Header().Set("response-time", "2026-01-01T00:00:00Z")
		io.WriteString(w, bodySuccess)
	case "bad-signature":
		g.signed(badBody{w}, r, bodySuccess)
	case "F":
		g.signed(w, r, bodyRefused)
	case "U":
		g.signed(w, r, bodyUnknown)
	case "no-url":
		g.signed(w, r, bodyNoURL)
	case "created":
		g.signed(w, r, bodyCreated)
	case "escape":
		g.signed(w, r, strings.Replace(bodyRefused, "risk\"", "\\u001b[31mred\\u0007\"", 1))
	case "FAIL":
		g.signed(w, r, strings.Replace(bodySuccess, `"paymentStatus":"SUCCESS"`, `"paymentStatus":"FAIL","paymentResultCode":"RISK_REJECT"`, 1))
	case "PROCESSING":
		g.signed(w, r, strings.Replace(bodySuccess, `"paymentStatus":"SUCCESS"`, `"paymentStatus":"PROCESSING"`, 1))
	default:
		if name, ok := strings.CutPrefix(g.fault, "file:"); ok {
			g.fromFile(w, r, name)
			return
		}
		g.signed(w, r, bodySuccess)
	}
}

// fromFile gives the next answer that a file has for the operation.
func (g *faultyGateway) fromFile(w http.ResponseWriter, r *http.Request, name string) {
	data, err := os.ReadFile(name)
	if err != nil {
		panic(err)
	}
	operation := path.Base(r.URL.Path)
	var bodies []string
	for _, line := range strings.Split(string(data), "\n") {
		if body, ok := strings.CutPrefix(line, operation+" "); ok {
			bodies = append(bodies, strings.TrimSpace(body))
		}
	}
	if len(bodies) == 0 {
		g.signed(w, r, bodyRefused)
		return
	}
	if g.given == nil {
		g.given = map[string]int{}
	}
	n := min(g.given[operation], len(bodies)-1)
	g.given[operation]++
	g.signed(w, r, bodies[n])
}

// withCode is a refusal with a result code.
func withCode(code string) string {
	return strings.Replace(bodyRefused, "RISK_REJECT", code, 1)
}

// badBody changes the first byte that is written, after it was signed.
type badBody struct{ http.ResponseWriter }

func (b badBody) Write(p []byte) (int, error) {
	return b.ResponseWriter.Write(append([]byte(" "), p...))
}

// requestBody is the key of a request's body in its context.
type requestBody struct{}

// echoing is an answer with the ids of its request, as Antom gives them back.
// Answers that say only what is in them are of no success, or of no JSON.
func echoing(r *http.Request, body string) string {
	sent, _ := r.Context().Value(requestBody{}).([]byte)
	request, err := spec.ParseJSON(sent)
	answer, err2 := spec.ParseJSON([]byte(body))
	if err != nil || err2 != nil || answer.At("result.resultStatus").String() == "F" {
		return body
	}
	for _, id := range []string{"paymentRequestId", "paymentId", "refundRequestId", "refundId", "captureRequestId"} {
		if own := request.Get(id); own != nil {
			answer.Set(id, own)
		}
	}
	return string(answer.AppendJSON(nil))
}

func (g *faultyGateway) signed(w http.ResponseWriter, r *http.Request, body string) {
	g.signedAt(g.now(), w, r, body)
}

func (g *faultyGateway) signedAt(at time.Time, w http.ResponseWriter, r *http.Request, body string) {
	body = echoing(r, body)
	m := antom.Message{
		Method: r.Method, Path: r.URL.RequestURI(), ClientID: r.Header.Get("client-id"),
		Time: at.UTC().Format(time.RFC3339), Body: []byte(body),
	}
	s, err := antom.Sign(g.key, "1", m)
	if err != nil {
		panic(err)
	}
	w.Header().Set("client-id", m.ClientID)
	w.Header().Set("response-time", m.Time)
	w.Header().Set("signature", s.Header())
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	io.WriteString(w, body)
}
