// Package apperr gives an error what the command line needs beside its text: a
// kind, which decides the exit code, and hints, which say what to do next. It
// prints nothing.
package apperr

import (
	"context"
	"errors"
)

// Kind is the category of an error. Every kind has one exit code.
type Kind string

// The kinds, in the order of their exit codes.
const (
	Internal    Kind = "internal"    // something unexpected failed
	Unmet       Kind = "unmet"       // what was tested is not as expected
	Usage       Kind = "usage"       // wrong usage or invalid input; nothing was sent
	Config      Kind = "config"      // configuration or key problem; nothing was sent
	Signature   Kind = "signature"   // a signature did not verify
	NoAnswer    Kind = "no-answer"   // no usable answer after all tries
	Refused     Kind = "refused"     // Antom answered F
	Failed      Kind = "failed"      // the final state is FAIL, CANCELLED or the like
	Pending     Kind = "pending"     // not final yet
	Interrupted Kind = "interrupted" // the user stopped the command
)

// exitCode is the table of exit codes that scripts rely on.
func (k Kind) exitCode() int {
	switch k {
	case Usage:
		return 2
	case Config:
		return 3
	case Signature:
		return 4
	case NoAnswer:
		return 5
	case Refused:
		return 6
	case Failed:
		return 7
	case Pending:
		return 8
	case Interrupted:
		return 130
	default:
		return 1
	}
}

// Error is an error as the command line reports it:
//
//	antom: <What>: <Cause>
//	hint: <Hints[0]>
type Error struct {
	Kind  Kind
	What  string // what failed, lower case, without a full stop
	Cause error  // why; may be nil
	// Code is a stable name for programs, such as a result code of Antom's
	// or a reason of the library's. It may be empty.
	Code  string
	Hints []string // exact commands or exact places to look
	// Details goes into the JSON form of the error as it is.
	Details any
	// Reported is true when standard output already tells the whole story,
	// so that only the exit code is left to give.
	Reported bool
}

// New returns an error of a kind. What is a short clause, "reading the key";
// cause may be nil.
func New(kind Kind, what string, cause error, hints ...string) *Error {
	return &Error{Kind: kind, What: what, Cause: cause, Hints: hints}
}

// Error joins what failed and why.
func (e *Error) Error() string {
	if e.Cause == nil {
		return e.What
	}
	if e.What == "" {
		return e.Cause.Error()
	}
	return e.What + ": " + e.Cause.Error()
}

// Unwrap gives the cause to errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Cause }

// WithCode sets the stable name and returns e.
func (e *Error) WithCode(code string) *Error {
	e.Code = code
	return e
}

// WithDetails sets what the JSON form carries beside the message and returns e.
func (e *Error) WithDetails(details any) *Error {
	e.Details = details
	return e
}

// KindOf returns the kind of any error. An error without a kind of its own is
// Interrupted when a cancelled context caused it, else Internal.
func KindOf(err error) Kind {
	var e *Error
	switch {
	case errors.As(err, &e):
		return e.Kind
	case errors.Is(err, context.Canceled):
		return Interrupted
	default:
		return Internal
	}
}

// Of returns err as an error with a kind, see KindOf. err must not be nil.
func Of(err error) *Error {
	var known *Error
	switch {
	case errors.As(err, &known):
		return known
	case KindOf(err) == Interrupted:
		return New(Interrupted, "interrupted", nil)
	default:
		return New(Internal, "", err)
	}
}

// ExitCode is the process's exit code for err: 0 for nil, else that of its kind.
func ExitCode(err error) int {
	if err == nil {
		return 0
	}
	return KindOf(err).exitCode()
}
