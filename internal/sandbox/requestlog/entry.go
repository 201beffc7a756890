package requestlog

import (
	"cmp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/gateway"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Call is one call of the gateway in short.
type Call struct {
	ID        string        `json:"id"` // counts the calls of this run, from 1
	Time      time.Time     `json:"time"`
	Duration  time.Duration `json:"duration"`  // in nanoseconds
	Operation string        `json:"operation"` // the path when it is none that Antom documents
	ClientID  string        `json:"clientId,omitempty"`
	RequestID string        `json:"requestId,omitempty"` // the merchant's id of the payment, refund or capture
	PaymentID string        `json:"paymentId,omitempty"`
	Currency  string        `json:"currency,omitempty"`
	Value     string        `json:"value,omitempty"` // in the smallest unit
	// HTTPStatus is 0 when the connection was closed without a response.
	HTTPStatus    int    `json:"httpStatus"`
	ResultStatus  string `json:"resultStatus,omitempty"`
	ResultCode    string `json:"resultCode,omitempty"`
	ResultMessage string `json:"resultMessage,omitempty"`
	// State is what an inquiry found: paymentStatus or refundStatus.
	State string `json:"state,omitempty"`
	// Refused says that the result has the status F, or that there is none.
	Refused bool `json:"refused"`
	// Fault is the fault that changed the response.
	Fault string `json:"fault,omitempty"`
	// Cause and Fix are set for a refused call: why, and what to do about it.
	Cause string `json:"cause,omitempty"`
	Fix   string `json:"fix,omitempty"`
}

// about reports whether a call has an id.
func (c Call) about(id string) bool { return c.PaymentID == id || c.RequestID == id }

// Entry is a call that the log keeps.
type Entry struct {
	number   int64
	exchange *gateway.Exchange
	read     sync.Once
	call     Call
}

// size is what the entry takes of the log's memory, in bytes.
func (e *Entry) size() int {
	size := overhead + cap(e.exchange.Message.Body) + cap(e.exchange.Response)
	for name, values := range e.exchange.Header {
		for _, v := range values {
			size += len(name) + len(v)
		}
	}
	return size
}

// Call returns the call in short.
func (e *Entry) Call() Call {
	e.read.Do(func() {
		x := e.exchange
		e.call = Call{
			ID: strconv.FormatInt(e.number, 10), Time: x.Time.UTC(), Duration: x.Duration, Operation: operationName(x), ClientID: x.Message.ClientID,
			HTTPStatus: x.Status, Refused: x.Failed, Fault: string(x.Fault),
		}
		e.call.describe(x.Message.Body, x.Response)
		if x.Failed {
			e.call.Cause, e.call.Fix = why(x, e.call)
		}
	})
	return e.call
}

// operationName is the name of the operation that was called, else the path.
func operationName(x *gateway.Exchange) string {
	path, _, _ := strings.Cut(x.Message.Path, "?")
	if x.Operation != "" {
		return x.Operation
	}
	if op, ok := spec.FindOperation(path); ok {
		return op.Name
	}
	return path
}

// describe takes from request and response what they say.
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

// why is the cause of a refused call, and what to do about it.
func why(x *gateway.Exchange, c Call) (cause, fix string) {
	switch {
	case x.Refusal != nil && c.ResultCode != "":
		return x.Refusal.Cause, x.Refusal.Fix
	case x.Dropped:
		return "the order description asks for no response", `leave "sim: drop" out of order.orderDescription`
	case x.Fault != "" && c.ResultCode == "":
		return "the fault " + string(x.Fault) + " is active", "to end it: antom sandbox fault clear " + string(x.Fault)
	case x.Status == 0:
		return "the client closed the connection before the response was there", "let the client wait longer"
	case c.ResultCode == "":
		return "the simulator failed: " + strings.TrimPrefix(strings.TrimSpace(string(x.Response)), "the simulator failed: "), "free space on the disk, or use another state: antom sandbox --state DIR"
	}
	code, known := spec.CodeFor(c.Operation, c.ResultCode)
	cause = cmp.Or(c.ResultMessage, code.Message, c.ResultCode)
	switch {
	case c.ResultCode == "PARAM_ILLEGAL" && known:
		return cause, "correct the field that is named; to see what it must be: antom explain " + c.Operation
	case known && code.Next != "":
		return cause, code.Next
	}
	return cause, "to see what the code means: antom codes " + c.ResultCode
}
