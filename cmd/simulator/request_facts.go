package simulator

import (
	"time"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/sandbox"
)

// callFacts is the JSON form of a request in a list.
type callFacts struct {
	ID            string    `json:"id"`
	Time          time.Time `json:"time"`
	Operation     string    `json:"operation"`
	ClientID      string    `json:"clientId,omitempty"`
	RequestID     string    `json:"requestId,omitempty"`
	PaymentID     string    `json:"paymentId,omitempty"`
	Currency      string    `json:"currency,omitempty"`
	Value         string    `json:"value,omitempty"`
	HTTPStatus    int       `json:"httpStatus"` // 0: the connection was closed without a response
	ResultStatus  string    `json:"resultStatus,omitempty"`
	ResultCode    string    `json:"resultCode,omitempty"`
	ResultMessage string    `json:"resultMessage,omitempty"`
	State         string    `json:"state,omitempty"`
	Refused       bool      `json:"refused"`
	Cause         string    `json:"cause,omitempty"`
	Fix           string    `json:"fix,omitempty"`
	Fault         string    `json:"fault,omitempty"`
	DurationMS    float64   `json:"durationMs"`
}

func newCallFacts(c sandbox.Call) callFacts {
	return callFacts{
		ID: c.ID, Time: c.Time, Operation: c.Operation, ClientID: c.ClientID, RequestID: c.RequestID, PaymentID: c.PaymentID,
		Currency: c.Currency, Value: c.Value, HTTPStatus: c.HTTPStatus, ResultStatus: c.ResultStatus, ResultCode: c.ResultCode,
		ResultMessage: c.ResultMessage, State: c.State, Refused: c.Refused, Cause: c.Cause, Fix: c.Fix, Fault: c.Fault,
		DurationMS: cli.Milliseconds(c.Duration),
	}
}

// requestFacts is the JSON form of one request.
type requestFacts struct {
	callFacts
	Method          string                  `json:"method"`
	Path            string                  `json:"path"`
	Headers         []sandbox.RequestHeader `json:"headers"`
	Body            string                  `json:"body"`
	SignedContent   string                  `json:"signedContent"`
	ResponseHeaders []sandbox.RequestHeader `json:"responseHeaders"`
	Response        string                  `json:"response"`
}

func newRequestFacts(r sandbox.Request) requestFacts {
	return requestFacts{
		callFacts: newCallFacts(r.Call), Method: r.Method, Path: r.Path, Headers: r.Headers, Body: r.Body,
		SignedContent: r.SignedContent, ResponseHeaders: r.ResponseHeaders, Response: r.Response,
	}
}
