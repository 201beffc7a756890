package antom

import (
	"errors"
	"log/slog"
)

// LogValue gives the facts of a try to log/slog: what was asked of whom, how it
// ended, how long it took, and what comes next. Bodies, signatures, keys and
// tokens are not among them.
func (a Attempt) LogValue() slog.Value {
	facts := []slog.Attr{slog.Int("number", a.Number), slog.Duration("duration", a.Duration)}
	if a.Request != nil {
		facts = append(facts, slog.Any("request", a.Request))
	}
	if a.Response != nil {
		facts = append(facts, slog.Any("response", a.Response))
	}
	if a.Err != nil {
		facts = append(facts, slog.Bool("sent", Sent(a.Err)), slog.String("error", a.Err.Error()))
	}
	if failed, ok := errors.AsType[*ResponseError](a.Err); ok {
		facts = append(facts, slog.String("reason", string(failed.Reason)))
	}
	if a.Wait > 0 {
		facts = append(facts, slog.Duration("wait", a.Wait))
	}
	return slog.GroupValue(facts...)
}

// LogValue gives the facts of a request to log/slog, without its headers and
// its body.
func (p Prepared) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("method", p.Method), slog.String("url", p.URL),
		slog.String("clientId", p.Message.ClientID), slog.String("time", p.Message.Time),
		slog.Int("bytes", len(p.Message.Body)))
}

// LogValue gives the facts of an answer to log/slog, without its headers and
// its body. The result of an answer whose trust is not "verified" is what it
// claims.
func (r *Response) LogValue() slog.Value {
	if r == nil {
		return slog.Value{}
	}
	return slog.GroupValue(
		slog.Int("httpStatus", r.HTTPStatus), slog.String("trust", string(r.Trust)),
		slog.String("resultStatus", printable(string(r.Result.ResultStatus), maxName)),
		slog.String("resultCode", printable(string(r.Result.ResultCode), maxName)),
		slog.Int("bytes", len(r.Body)))
}
