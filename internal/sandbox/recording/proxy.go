package recording

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/httpserve"
	"github.com/antom-cli/antom/internal/neterr"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// pathPrefix begins the path of every API call.
const pathPrefix = "/ams/"

// Options are the surroundings of a Recorder. All of them are needed.
type Options struct {
	// Gateway is the address of the gateway, without a path.
	Gateway *url.URL
	// Transport reaches the gateway. It must not change responses.
	Transport http.RoundTripper
	// Dir gets the exchanges.
	Dir *Dir
	// Live passes on calls of live client ids, too.
	Live bool
	// Timeout is how long the gateway may take for one response.
	Timeout time.Duration
	Now     func() time.Time
	// Tell is told of each call, by several goroutines.
	Tell func(Passed)
}

// Passed is what became of one call.
type Passed struct {
	Exchange *Exchange
	// ClientID is that of the request.
	ClientID string
	// Refused is why the call was not passed on; "" if it was.
	Refused string
	// Err is why there was no response; nil if there was one.
	Err error
	// NotKept is why the exchange could not be written; nil if it was.
	NotKept error
}

// Recorder is the proxy: an http.Handler that passes calls on and keeps them.
type Recorder struct{ o Options }

// NewRecorder makes a Recorder.
func NewRecorder(o Options) *Recorder { return &Recorder{o} }

// refusal is why a call is not passed on.
type refusal struct {
	status        int
	code, message string
}

// ServeHTTP passes one call on. A call that is refused is answered like an answer of
// the gateway that has no signature, with the reason in its result.
func (p *Recorder) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	passed := Passed{ClientID: r.Header.Get(antom.HeaderClientID), Exchange: &Exchange{At: p.o.Now(), Operation: operation(r.URL.Path), Path: keptPath(requestPath(r))}}
	number, body, refused := p.accept(r)
	if refused != nil {
		passed.Refused = refused.message
		p.o.Tell(passed)
		refused.write(w)
		return
	}
	answer, err := p.forward(r, body)
	passed.Exchange.Duration = p.o.Now().Sub(passed.Exchange.At)
	if err != nil {
		passed.Err = err
		p.o.Tell(passed)
		http.Error(w, "recorder: "+err.Error(), http.StatusBadGateway)
		return
	}
	passed.Exchange.Status = answer.status
	passed.Exchange.Request = newMessage(r.Header, body)
	passed.Exchange.Response = newMessage(answer.header, answer.body)
	passed.Exchange.File, passed.NotKept = p.o.Dir.Add(number, passed.Exchange)
	answer.write(w)
	p.o.Tell(passed)
}

// operation is the name of the operation at a path, "" if there is none.
func operation(path string) string {
	op, ok := spec.FindOperation(path)
	if !ok || op.Path != path && op.SandboxPath != path {
		return ""
	}
	return op.Name
}

// accept decides whether a call may be passed on, and reads its body.
func (p *Recorder) accept(r *http.Request) (int, []byte, *refusal) {
	if !strings.HasPrefix(r.URL.Path, pathPrefix) {
		return 0, nil, &refusal{http.StatusNotFound, "NO_INTERFACE_DEF", "only calls of Antom's gateway are passed on, whose paths begin with " + pathPrefix}
	}
	if refused := p.guardLive(r.Header); refused != nil {
		return 0, nil, refused
	}
	body, err := durable.ReadAll(r.Body, MaxBody)
	if _, large := errors.AsType[*durable.SizeError](err); large {
		return 0, nil, &refusal{http.StatusRequestEntityTooLarge, "PARAM_ILLEGAL", "the body is larger than 1 MiB"}
	}
	if err != nil {
		return 0, nil, &refusal{http.StatusBadRequest, "PARAM_ILLEGAL", "the body ended too early"}
	}
	number, err := p.o.Dir.Reserve()
	if err != nil {
		return 0, nil, &refusal{http.StatusInsufficientStorage, "PROCESS_FAIL", err.Error() + "; record to another directory"}
	}
	return number, body, nil
}

// guardLive refuses calls that can move real money, unless they are allowed.
func (p *Recorder) guardLive(h http.Header) *refusal {
	if p.o.Live {
		return nil
	}
	ids := h.Values(antom.HeaderClientID)
	if len(ids) == 0 {
		return &refusal{http.StatusForbidden, "CLIENT_INVALID", "header client-id is missing, so the call may be of a live account; it was not sent"}
	}
	for _, id := range ids {
		if antom.Live(id) {
			return &refusal{http.StatusForbidden, "ACCESS_DENIED", fmt.Sprintf("client id %q is live, so real money would move; the call was not sent, because the recorder runs without --live", id)}
		}
	}
	return nil
}

func (f *refusal) write(w http.ResponseWriter) {
	result, root := spec.NewObject(), spec.NewObject()
	result.Set("resultStatus", spec.NewString(string(antom.StatusFailed)))
	result.Set("resultCode", spec.NewString(f.code))
	result.Set("resultMessage", spec.NewString("recorder: "+f.message))
	root.Set("result", result)
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(f.status)
	_, _ = w.Write(root.AppendJSON(nil)) // the client may be gone
}

// answered is the response of the gateway.
type answered struct {
	status int
	header http.Header
	body   []byte
}

// forward sends the request to the gateway and reads the whole response.
func (p *Recorder) forward(r *http.Request, body []byte) (*answered, error) {
	// What was sent to the gateway may have changed something there, so that its
	// response is kept even if the client has gone.
	ctx, cancel := context.WithTimeout(httpserve.Lifetime(r.Context()), p.o.Timeout)
	defer cancel()
	target := *p.o.Gateway
	target.Path, target.RawPath, target.RawQuery = "", "", ""
	target.Opaque = requestPath(r) // exactly as it was signed
	out := &http.Request{
		Method: r.Method, URL: &target, Host: p.o.Gateway.Host, Header: requestHeaders(r.Header),
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
	}
	if len(body) == 0 {
		out.Body = http.NoBody
	}
	reply, err := p.o.Transport.RoundTrip(out.WithContext(ctx))
	if err != nil {
		return nil, p.explain(err, false)
	}
	defer reply.Body.Close()
	answer, err := durable.ReadAll(reply.Body, MaxBody)
	if _, large := errors.AsType[*durable.SizeError](err); large {
		return nil, errors.New("the response of the gateway is larger than 1 MiB")
	}
	if err != nil {
		return nil, p.explain(err, true)
	}
	return &answered{reply.StatusCode, passedHeaders(reply.Header), answer}, nil
}

func (p *Recorder) explain(err error, reading bool) error {
	return neterr.Explain(err, neterr.Peer{Name: "the gateway", URL: p.o.Gateway, Limit: p.o.Timeout, Reading: reading})
}

// write gives the response to the client.
func (a *answered) write(w http.ResponseWriter) {
	h := w.Header()
	for name, values := range a.header {
		switch strings.ToLower(name) {
		case antom.HeaderClientID, antom.HeaderResponseTime, antom.HeaderSignature:
			// As Antom's gateway writes them: some of its client libraries look for nothing else.
			h[strings.ToLower(name)] = values
		case "content-length":
		default:
			h[name] = values
		}
	}
	if _, given := h["Content-Type"]; !given {
		h["Content-Type"] = nil // none was sent, so none is guessed
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // the client may be gone
}
