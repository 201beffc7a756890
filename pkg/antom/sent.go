package antom

import (
	"errors"
	"net/http/httptrace"
	"sync/atomic"
)

// Sent reports whether the request of a call that ended with err may have
// reached Antom. It is false if err is certain that it did not: the settings or
// the request were refused, it could not be signed, no connection was made, or
// the context had ended before. A nil error is true.
func Sent(err error) bool {
	if e, ok := errors.AsType[*ResponseError](err); ok {
		return !e.NotSent
	}
	_, settings := errors.AsType[*ConfigError](err)
	_, signing := errors.AsType[*SignError](err)
	_, invalid := errors.AsType[*RequestError](err)
	return !settings && !signing && !invalid
}

// connecting watches how far one try gets. From the moment that it has a
// connection, bytes of the request may be on their way, although nobody tells
// when the first one is. A transport that reports nothing may have sent all.
type connecting struct {
	begun, done atomic.Bool // a connection was looked for, and was there
}

func (c *connecting) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { c.begun.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { c.done.Store(true) },
	}
}

// failed reports whether the try ended without ever having had a connection.
func (c *connecting) failed() bool { return c.begun.Load() && !c.done.Load() }
