// Package gateway is the signed interface of the simulator: it receives a request
// of a merchant, verifies it, passes it to the engine and signs the response, as
// Antom's own gateway does.
package gateway

import (
	"bytes"
	"cmp"
	"context"
	"crypto"
	"crypto/rsa"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/fault"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// PathPrefix begins the path of every API call.
const PathPrefix = "/ams/"

// MaxBody is the size of the largest request body, in bytes.
const MaxBody = 1 << 20

const (
	contentType    = "application/json; charset=UTF-8"
	sandboxSegment = "/ams/sandbox/"
	// answerSize is the room that most answers need, in bytes.
	answerSize = 4 << 10
)

// Merchant is a client that may call.
type Merchant struct {
	// Keys are its public keys by key version.
	Keys map[string]*rsa.PublicKey
}

// Options are the surroundings of a Gateway. All of them but
// Merchants and Faults are needed.
type Options struct {
	Engine *engine.Engine
	// Merchant finds a client id.
	Merchant func(clientID string) (Merchant, bool)
	// Merchants are all of them by client id, to find whose key it was when a
	// signature does not fit; nil when they cannot be told.
	Merchants func() map[string]Merchant
	// APIKey finds the API key of a client id, "" when it has none; nil when nobody has.
	APIKey func(clientID string) string
	// Key signs the answers, in place of Antom's own.
	Key crypto.Signer
	// Faults are what goes wrong; nil for nothing.
	Faults *fault.Set
	Now    func() time.Time
	// Sleep waits before an answer that was asked to be late.
	Sleep func(context.Context, time.Duration) error
	// Replay answers calls from a recording before the engine is asked.
	Replay Replay
	// Failed is told why a call ended with HTTP status 500; nil for nobody.
	Failed func(error)
	// Observe is told of every call when it is over, by several goroutines; nil for
	// nobody. It is on the way of the response's connection, so it must be quick.
	Observe func(*Exchange)
}

// Gateway is the http.Handler of everything under PathPrefix.
type Gateway struct {
	engine    *engine.Engine
	merchant  func(string) (Merchant, bool)
	merchants func() map[string]Merchant
	apiKey    func(string) string
	key       crypto.Signer
	faults    *fault.Set
	now       func() time.Time
	sleep     func(context.Context, time.Duration) error
	failed    func(error)
	observe   func(*Exchange)
	replayed  Replay
}

// New makes a Gateway.
func New(o Options) *Gateway {
	return &Gateway{
		engine: o.Engine, merchant: o.Merchant, merchants: o.Merchants, apiKey: o.APIKey, key: o.Key, faults: o.Faults,
		now: o.Now, sleep: o.Sleep, failed: o.Failed, observe: o.Observe, replayed: o.Replay,
	}
}

// call is one request on its way through.
type call struct {
	operation string
	message   antom.Message
	seen      *Exchange // gets what is told of it
}

// ServeHTTP answers one call. As with Antom, every answer has HTTP status 200
// and tells its outcome in the result; what fails before the signature is
// verified is answered without one. Only a failure of the simulator itself, such
// as a full disk, has HTTP status 500.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if g.observe == nil {
		g.serve(w, r, &Exchange{})
		return
	}
	g.watched(w, r)
}

func (g *Gateway) serve(w http.ResponseWriter, r *http.Request, seen *Exchange) {
	c, refused := g.accept(w, r)
	c.seen, seen.Operation, seen.Message.Body = seen, c.operation, c.message.Body
	if refused == nil {
		refused = g.authenticate(c, r.Header)
	}
	if refused != nil {
		seen.Refusal = refused
		g.send(w, r, c, engine.Refusal(c.operation, refused.Code, refused.Cause), false)
		return
	}
	reply, err := g.carryOut(c)
	if err != nil {
		g.fail(w, err)
		return
	}
	g.send(w, r, c, reply, true)
}

// Failer is a ResponseWriter of a caller in the same process. It is told of a
// failure of the simulator itself, which must not look like Antom's answer.
type Failer interface{ Fail(err error) }

// fail ends a call that the simulator could not carry out.
func (g *Gateway) fail(w http.ResponseWriter, err error) {
	if o, ok := w.(*observer); ok {
		w = o.ResponseWriter
		defer func() { o.status = http.StatusInternalServerError }()
	}
	if f, ok := w.(Failer); ok {
		f.Fail(err)
		return
	}
	if g.failed != nil {
		g.failed(err)
	}
	http.Error(w, "the simulator failed: "+err.Error(), http.StatusInternalServerError)
}

// accept checks what a gateway looks at first: the path, the method, the kind
// and the size of the body.
func (g *Gateway) accept(w http.ResponseWriter, r *http.Request) (call, *Refusal) {
	path := requestPath(r)
	operation := g.operation(r.URL.Path)
	c := call{operation: operation, message: antom.Message{Method: r.Method, Path: path, ClientID: r.Header.Get(antom.HeaderClientID)}}
	if operation == "" {
		return c, &Refusal{"NO_INTERFACE_DEF", "the simulator has no " + r.URL.Path, noOperation(r.URL.Path)}
	}
	if r.Method != http.MethodPost {
		return c, &Refusal{"METHOD_NOT_SUPPORTED", "use POST, not " + r.Method, "send the request with POST"}
	}
	if given := r.Header.Get("Content-Type"); !isJSON(given) {
		return c, &Refusal{"MEDIA_TYPE_NOT_ACCEPTABLE", "header Content-Type: send application/json; charset=UTF-8, not " + cmp.Or(given, "nothing"), "set the header Content-Type: " + contentType}
	}
	if coding := r.Header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return c, &Refusal{"MEDIA_TYPE_NOT_ACCEPTABLE", fmt.Sprintf("header Content-Encoding: send the JSON without an encoding, not as %q", coding), "switch off the compression of requests in the HTTP client"}
	}
	body, err := readBody(w, r)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return c, &Refusal{"PARAM_ILLEGAL", "the body is larger than 1 MiB", "send a smaller body"}
	case err != nil:
		return c, &Refusal{"PARAM_ILLEGAL", "the body ended too early: " + err.Error(), "set Content-Length to the number of bytes that are sent, not of characters"}
	}
	c.message.Body = body
	return c, nil
}

// readBody reads the body. Room is made in advance for as much as is usual: what
// a client says about the length may be wrong.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	const usual = 16 << 10
	var body bytes.Buffer
	body.Grow(int(min(max(r.ContentLength, 0), usual)) + bytes.MinRead)
	_, err := body.ReadFrom(http.MaxBytesReader(w, r.Body, MaxBody))
	return body.Bytes(), err
}

// javaRetrieve is how Antom's client library for Java writes the path of
// retrievePaymentSession. It signs it like that, too.
const javaRetrieve = "/ams/api//v1/payments/retrievePaymentSession"

// operation finds the operation of a path that the engine serves, "" when there
// is none. The production path and the one of the sandbox are the same here.
func (g *Gateway) operation(path string) string {
	if rest, ok := strings.CutPrefix(path, sandboxSegment); ok {
		path = PathPrefix + rest
	}
	if path == javaRetrieve {
		path = strings.Replace(path, "//", "/", 1)
	}
	op, ok := spec.FindOperation(path)
	if !ok || op.Path != path || !g.engine.Serves(op.Name) && !g.replayed.has(op.Name) {
		return ""
	}
	return op.Name
}

// carryOut reads the verified body and lets the engine work.
func (g *Gateway) carryOut(c call) (engine.Reply, error) {
	body, err := spec.ParseJSON(c.message.Body)
	if err != nil {
		return engine.Refusal(c.operation, "PARAM_ILLEGAL", "the body is not JSON: "+err.Error()), nil
	}
	if reply, done := g.replay(c, body); done {
		return reply, nil
	}
	return g.engine.Do(engine.Request{Operation: c.operation, ClientID: c.message.ClientID, Body: body})
}

// send answers, late or not at all when the reply or a fault says so.
func (g *Gateway) send(w http.ResponseWriter, r *http.Request, c call, reply engine.Reply, signed bool) {
	struck := drawn(g.faults.Draw(c.operation))
	c.note(reply, struck)
	g.delay(w, r, reply.Delay+struck.latency)
	if reply.Drop {
		panic(http.ErrAbortHandler) // closes the connection without an answer
	}
	if g.withhold(w, r, struck.kind) {
		return
	}
	if signed {
		c.message.ClientID = clientIDOf(c.message.ClientID, struck.kind)
		reply.Body = mismatched(reply.Body, struck.kind)
	}
	body := reply.Body.AppendJSON(make([]byte, 0, answerSize))
	if struck.kind == fault.BadJSON {
		body = body[:len(body)/2]
	}
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if c.message.ClientID != "" {
		set(h, antom.HeaderClientID, c.message.ClientID)
	}
	if signed {
		if err := g.sign(h, c, answerTime(g.now(), struck.kind), body); err != nil {
			g.fail(w, fmt.Errorf("signing the answer: %w", err))
			return
		}
		spoil(h, struck.kind)
	}
	// The client may be gone; there is nobody to tell.
	_, _ = w.Write(body)
}

// delay waits before an answer.
func (g *Gateway) delay(w http.ResponseWriter, r *http.Request, d time.Duration) {
	if d <= 0 {
		return
	}
	// The request is read. Its deadline must not end the connection while we
	// wait; a writer without one has nothing to change.
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
	if g.sleep(r.Context(), d) != nil {
		panic(http.ErrAbortHandler) // the client has gone, or the server stops
	}
}

func (g *Gateway) sign(h http.Header, c call, at time.Time, body []byte) error {
	answer := c.message
	answer.Time = at.UTC().Format("2006-01-02T15:04:05-07:00")
	answer.Body = body
	signature, err := antom.Sign(g.key, antom.DefaultKeyVersion, answer)
	if err != nil {
		return err
	}
	set(h, antom.HeaderResponseTime, answer.Time)
	set(h, antom.HeaderSignature, signature.Header())
	return nil
}

// set sets a header with its name in lower case, as Antom's gateway writes it:
// some of its client libraries look for nothing else.
func set(h http.Header, name, value string) {
	h[strings.ToLower(name)] = []string{value}
}

// requestPath is the path with its query as the client wrote it, which is what
// it signed. A request through a proxy has the scheme and the host before it.
func requestPath(r *http.Request) string {
	path := r.RequestURI
	if strings.HasPrefix(path, "/") {
		return path
	}
	return r.URL.RequestURI()
}

func isJSON(header string) bool {
	if header == contentType || header == "application/json" {
		return true // nearly always
	}
	kind, params, err := mime.ParseMediaType(header)
	charset, given := params["charset"]
	return err == nil && kind == "application/json" && (!given || strings.EqualFold(charset, "utf-8"))
}

// note tells whoever watches what the response will be.
func (c call) note(reply engine.Reply, struck strike) {
	if c.seen == nil {
		return
	}
	c.seen.Fault, c.seen.Dropped = struck.kind, reply.Drop
	if struck.kind == "" && struck.latency > 0 {
		c.seen.Fault = fault.Latency
	}
	status := reply.Body.Get("result").Get("resultStatus").String()
	c.seen.Failed = status == string(antom.StatusFailed) && !c.isProbe() || reply.Drop || replaces(struck.kind)
}

// ProbePrefix begins the paymentRequestId of an inquiry that only finds out whether
// requests are accepted. No payment has such an id, and nothing is wrong with the call.
const ProbePrefix = "ANTOM-DOCTOR-"

// isProbe reports whether a call is such an inquiry.
func (c call) isProbe() bool {
	if c.operation != spec.OpInquiryPayment || c.seen.Refusal != nil {
		return false
	}
	body, err := spec.ParseJSON(c.message.Body)
	return err == nil && strings.HasPrefix(body.Get("paymentRequestId").String(), ProbePrefix)
}
