package sandbox

import (
	"bytes"
	"io"
	"net/http"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/gateway"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Call is one call of the signed interface, as whoever watches the simulator
// sees it.
type Call struct {
	Time      time.Time
	Duration  time.Duration
	Operation string // the path when it is none that Antom documents
	ClientID  string
	RequestID string // the merchant's id of the payment, refund or capture
	PaymentID string
	Currency  string
	Value     string // in the smallest unit
	// HTTPStatus is 0 when the connection was closed without a response.
	HTTPStatus                              int
	ResultStatus, ResultCode, ResultMessage string
	// State is what an inquiry found: paymentStatus or refundStatus.
	State string
}

// observed tells of every call of the gateway, if somebody wants to know.
func (s *Sandbox) observed(next http.Handler, tell func(Call)) http.Handler {
	if tell == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent := &bytes.Buffer{}
		r.Body = teeBody{Reader: io.TeeReader(r.Body, &limitedBuffer{sent, gateway.MaxBody}), Closer: r.Body}
		answer := &observer{ResponseWriter: w}
		begin := s.now()
		call := Call{Time: s.clock.fromReal(begin), Operation: operationName(r.URL.Path), ClientID: r.Header.Get(antom.HeaderClientID)}
		defer func() { // also when the handler aborts the connection
			call.Duration = s.now().Sub(begin)
			call.HTTPStatus = answer.status
			call.describe(sent.Bytes(), answer.body.Bytes())
			tell(call)
		}()
		next.ServeHTTP(answer, r)
	})
}

// operationName is the name of the operation at a path, else the path.
func operationName(path string) string {
	if op, ok := spec.FindOperation(path); ok {
		return op.Name
	}
	return path
}

// describe takes from request and answer what they say.
func (c *Call) describe(sent, answered []byte) {
	op := spec.OperationNamed(c.Operation)
	if request, err := spec.ParseJSON(sent); err == nil {
		c.RequestID = request.Get(op.RequestIDField).String()
		c.PaymentID = request.Get("paymentId").String()
		amount := request.Get(op.AmountField)
		c.Currency, c.Value = amount.Get("currency").String(), amount.Get("value").String()
	}
	answer, err := spec.ParseJSON(answered)
	if err != nil {
		return
	}
	if c.PaymentID == "" {
		c.PaymentID = answer.Get("paymentId").String()
	}
	c.State = answer.Get(op.StatusField).String()
	result := answer.Get("result")
	c.ResultStatus, c.ResultCode, c.ResultMessage = result.Get("resultStatus").String(), result.Get("resultCode").String(), result.Get("resultMessage").String()
}

// teeBody is a request body that is kept while it is read.
type teeBody struct {
	io.Reader
	io.Closer
}

// limitedBuffer keeps the beginning of what is written.
type limitedBuffer struct {
	*bytes.Buffer
	room int
}

func (b *limitedBuffer) Write(p []byte) (int, error) {
	n := min(len(p), b.room)
	b.room -= n
	b.Buffer.Write(p[:n])
	return len(p), nil
}

// observer is a ResponseWriter that keeps what is written.
type observer struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

// Unwrap lets a http.ResponseController reach the connection.
func (o *observer) Unwrap() http.ResponseWriter { return o.ResponseWriter }

func (o *observer) WriteHeader(status int) {
	if o.status == 0 {
		o.status = status
	}
	o.ResponseWriter.WriteHeader(status)
}

func (o *observer) Write(b []byte) (int, error) {
	if o.status == 0 {
		o.status = http.StatusOK
	}
	o.body.Write(b)
	return o.ResponseWriter.Write(b)
}
