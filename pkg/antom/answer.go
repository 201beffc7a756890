package antom

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Antom's signature covers the path of a call, the client id, response-time and
// the body of the answer, but not the request. An answer that was recorded
// yesterday therefore verifies for every later call of the same path. So an
// answer whose signature verifies is believed only if it also answers the
// request that was sent: its ids and amounts are those of the request and those
// that the caller knows, and it was made while the call was under way.

// DefaultAnswerSkew is how far response-time may lie outside the time of the
// call unless a [Client] is told otherwise.
const DefaultAnswerSkew = 5 * time.Minute

// The names in Response.Checked of checks that are not about a field of the
// body.
const (
	CheckedSignature    = "signature"
	CheckedClientID     = HeaderClientID
	CheckedResponseTime = HeaderResponseTime
)

// Expected is what the caller knows already about the payment, refund or
// capture that a call is about. An answer that says otherwise is refused with an
// *AnswerError.
type Expected struct {
	// IDs are ids by the name of their field, such as "paymentId", or by its path, such
	// as "order.referenceOrderId". An answer may leave them out.
	IDs map[string]string
	// Amounts are amounts by the name of their field, such as "paymentAmount". An
	// answer with the result S must have them.
	Amounts map[string]Amount
	// Optional allows an answer to leave Amounts out.
	Optional bool
}

// A span is the time of a try: from before the request went out to after the
// answer was read.
type span struct{ began, ended time.Time }

// belongs checks that a verified answer answers the request, and lists in
// response.Checked what was found to fit.
func (c *Client) belongs(p *Prepared, response *Response, body object, expected Expected, during span) *AnswerError {
	if !response.Verified {
		return nil // the response rule has decided already
	}
	response.Checked = append(response.Checked, CheckedSignature)
	for _, check := range []func() *AnswerError{
		func() *AnswerError { return c.checkClientID(response) },
		func() *AnswerError { return c.checkTime(response, during) },
		func() *AnswerError { return checkEchoes(p, response, body) },
		func() *AnswerError { return checkExpected(expected, response, body) },
		func() *AnswerError { return checkIDs(p, response, body, expected) },
	} {
		if wrong := check(); wrong != nil {
			return wrong
		}
	}
	return nil
}

// checkClientID refuses an answer to another merchant. Without the header the
// signature was verified with the caller's own client id.
func (c *Client) checkClientID(response *Response) *AnswerError {
	got := response.Header.Get(HeaderClientID)
	if got != "" && got != c.ClientID {
		return &AnswerError{Reason: ReasonAnswerClientID, Field: HeaderClientID, Expected: c.ClientID, Got: got}
	}
	response.Checked = append(response.Checked, CheckedClientID)
	return nil
}

// checkTime refuses an answer that was not made during the call.
func (c *Client) checkTime(response *Response, during span) *AnswerError {
	got := response.Header.Get(HeaderResponseTime)
	wrong := &AnswerError{
		Reason: ReasonAnswerTime, Field: HeaderResponseTime, Expected: during.ended.UTC().Format(time.RFC3339), Got: got,
		Date: response.Header.Get("Date"),
	}
	at, ok := ParseTime(got)
	if !ok {
		return wrong
	}
	wrong.Off = offset(at, during)
	if skew := c.answerSkew(); wrong.Off > skew || wrong.Off < -skew {
		wrong.ClockIsWrong = clockIsWrong(wrong.Date, at, skew)
		return wrong
	}
	response.Checked = append(response.Checked, CheckedResponseTime)
	return nil
}

// offset is how far a time lies after the end of the call, or (negative) before
// its beginning.
func offset(at time.Time, during span) time.Duration {
	switch {
	case at.Before(during.began):
		return at.Sub(during.began)
	case at.After(during.ended):
		return at.Sub(during.ended)
	default:
		return 0
	}
}

// clockIsWrong reports whether the Date of the same answer speaks for its
// response-time and so against this machine's clock. Date is not signed: it is
// good for a hint and for nothing else.
func clockIsWrong(date string, at time.Time, skew time.Duration) bool {
	sent, err := http.ParseTime(date)
	return err == nil && sent.Sub(at).Abs() <= skew
}

func (c *Client) answerSkew() time.Duration {
	if c.AnswerSkew > 0 {
		return c.AnswerSkew
	}
	return DefaultAnswerSkew
}

// checkEchoes compares the ids and the amounts that stand in the request and in
// the answer under the same name.
func checkEchoes(p *Prepared, response *Response, body object) *AnswerError {
	var wrong *AnswerError
	// The body of a raw call need not be an object, and may repeat a member: then
	// every value of it must fit.
	_ = eachMember(p.Message.Body, func(name []byte, value json.RawMessage) error {
		if want, ok := factOf(string(name), value); ok && wrong == nil {
			wrong = want.check(response, body)
		}
		return nil
	})
	return wrong
}

// checkExpected compares the answer with what the caller knows.
func checkExpected(e Expected, response *Response, body object) *AnswerError {
	for _, want := range e.facts() {
		if wrong := want.check(response, body); wrong != nil {
			wrong.Known = true
			return wrong
		}
	}
	return nil
}

// checkIDs refuses a success that does not say what it is about, or that says it
// by none of the ids that are known: an id that was compared with nothing may be
// that of any other payment.
func checkIDs(p *Prepared, response *Response, body object, expected Expected) *AnswerError {
	op, ok := spec.FindOperation(p.Message.Path)
	r := response.Result
	if !ok || len(op.AnswerIDs) == 0 || r.ResultStatus != StatusSuccess && !r.Accepted() {
		return nil
	}
	if op.AnswerIDsWith != "" && !hasContent(body.get(op.AnswerIDsWith)) {
		return nil
	}
	named := func(name string) bool { return text(body.get(name)) != "" }
	compared := func(name string) bool { return named(name) && slices.Contains(response.Checked, name) }
	switch {
	case slices.ContainsFunc(op.AnswerIDs, compared):
		return nil
	case slices.ContainsFunc(op.AnswerIDs, named) && (r.ResultStatus != StatusSuccess || !asksBy(op.AnswerIDs, p, expected)):
		return nil
	}
	return &AnswerError{Reason: ReasonAnswerNoID, Field: strings.Join(op.AnswerIDs, ", ")}
}

// asksBy reports whether the request or the caller knows one of the ids.
func asksBy(ids []string, p *Prepared, expected Expected) bool {
	request, _ := parseObject(p.Message.Body)
	return slices.ContainsFunc(ids, func(name string) bool {
		return text(request.get(name)) != "" || expected.IDs[name] != ""
	})
}
