package gateway

import (
	"bytes"
	"net/http"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/fault"
	"github.com/antom-cli/antom/pkg/antom"
)

// Exchange is one call with what became of it. Whoever keeps it must not change
// what it refers to.
type Exchange struct {
	Time     time.Time
	Duration time.Duration
	// Operation is empty when the path is that of no operation of the simulator.
	Operation string
	// Message is the request as it came. Its body is nil when the call was refused
	// before the body was read.
	Message antom.Message
	Header  http.Header
	// Status is the HTTP status; 0 when the connection was closed without a response.
	Status         int
	ResponseHeader http.Header
	Response       []byte
	// Refusal is why the call did not get as far as the engine; nil when it did.
	Refusal *Refusal
	// Failed says that the result has the status F, or that there is none.
	Failed bool
	// Fault is the fault that changed the response; empty for none.
	Fault fault.Kind
	// Dropped says that the order asked for no response.
	Dropped bool
}

// Refusal is what is wrong with a request, and what to do about it.
type Refusal struct {
	Code string
	// Cause is the whole of what the resultMessage has room for the beginning of.
	Cause string
	Fix   string
}

// watched serves a call and tells what became of it, also when the handler aborts
// the connection.
func (g *Gateway) watched(w http.ResponseWriter, r *http.Request) {
	answer := &observer{ResponseWriter: w}
	x := &Exchange{
		Time: g.now(), Header: r.Header,
		Message: antom.Message{Method: r.Method, Path: requestPath(r), ClientID: r.Header.Get(antom.HeaderClientID), Time: r.Header.Get(antom.HeaderRequestTime)},
		Failed:  true,
	}
	defer func() {
		x.Duration = g.now().Sub(x.Time)
		x.Status, x.Response = answer.status, answer.body.Bytes()
		x.Failed = x.Failed || x.Status != http.StatusOK
		x.ResponseHeader = answer.header
		g.observe(x)
	}()
	g.serve(answer, r, x)
}

// observer is a ResponseWriter that keeps what is written.
type observer struct {
	http.ResponseWriter
	status int
	header http.Header
	body   bytes.Buffer
}

// Unwrap lets a http.ResponseController reach the connection.
func (o *observer) Unwrap() http.ResponseWriter { return o.ResponseWriter }

func (o *observer) WriteHeader(status int) {
	o.begin(status)
	o.ResponseWriter.WriteHeader(status)
}

func (o *observer) Write(b []byte) (int, error) {
	o.begin(http.StatusOK)
	o.body.Write(b)
	return o.ResponseWriter.Write(b)
}

// begin keeps the status and the headers, which belong to the server afterwards.
func (o *observer) begin(status int) {
	if o.status == 0 {
		o.status, o.header = status, o.Header().Clone()
	}
}
