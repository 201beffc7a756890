package antom

import (
	"net/http"
	"time"
)

// MaxResponse is the largest response body that is read, in bytes after any
// decompression.
const MaxResponse = 8 << 20

// maxErrorBody bounds what is kept of the body of an HTTP error, in bytes. It
// is for people to read, so the rest is cut off.
const maxErrorBody = 64 << 10

// Trust says how far an answer can be relied upon.
type Trust string

// The values of Trust.
const (
	// TrustVerified: signed by Antom, over this body, for this request's path.
	TrustVerified Trust = "verified"
	// TrustUnsigned: neither signature nor response-time, as the gateway does
	// when it refuses a request early. Anybody on the way can have made it.
	TrustUnsigned Trust = "unsigned"
	// TrustHalfSigned: only one of signature and response-time, so that there
	// is nothing to verify.
	TrustHalfSigned Trust = "half-signed"
	// TrustMismatch: signed by Antom, but not the answer to this request. Found
	// only in the Response of a *ResponseError that wraps an *AnswerError.
	TrustMismatch Trust = "mismatch"
	// TrustBadSignature: signed, but not by Antom or not over this body. Found
	// only in the Response of a *ResponseError.
	TrustBadSignature Trust = "bad-signature"
)

// A Response is an answer of the gateway.
type Response struct {
	HTTPStatus int
	Proto      string // such as "HTTP/1.1"
	Header     http.Header
	Body       []byte // byte for byte as it came, after decompression
	Result     Result // the result in Body
	// Verified is true if Trust is TrustVerified.
	Verified bool
	// Trust is empty if the answer was not read to its end (a redirect, say).
	Trust Trust
	// KeyFingerprint is that of the key in AntomKeys that verified the answer,
	// in the form of keys.Fingerprint. Empty unless Verified.
	KeyFingerprint string
	// Checked are the checks that a verified answer passed: "signature",
	// "client-id" and "response-time", then the fields of the body that were
	// compared with the request or with what the caller expects. What is not
	// listed was not in the answer, or there was nothing to compare it with. An
	// answer without the header client-id passes that check, because the caller's
	// client id is in what was verified.
	Checked  []string
	Attempts int           // the number of tries, from 1
	Duration time.Duration // from the first try to the end of this one
}
