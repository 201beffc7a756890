package antom

import "fmt"

// A Reason says in one word why something was refused. Its text is stable, so
// a program can branch on it and print it in machine-readable output.
type Reason string

// Reasons of a *SignatureError: the text of a signature header is not usable.
const (
	ReasonNoSignature  Reason = "no-signature"       // no header, or no signature part in it
	ReasonDuplicate    Reason = "duplicate-part"     // algorithm, keyVersion or signature stands there twice
	ReasonAlgorithm    Reason = "algorithm"          // the algorithm is not RSA256
	ReasonBadEscape    Reason = "bad-escape"         // a % that does not begin an escape sequence
	ReasonTwiceEscaped Reason = "twice-escaped"      // the value was URL-encoded twice (%252B instead of %2B)
	ReasonBlank        Reason = "blank-in-signature" // a blank inside the value, as when + was taken for one
	ReasonBadBase64    Reason = "bad-base64"         // the value is not standard Base64
	ReasonTooLong      Reason = "too-long"           // longer than MaxSignatureHeader
	ReasonForeign      Reason = "foreign"            // it has the form of another provider's signature header
)

// Reasons of a *SignError and a *VerifyError.
const (
	ReasonBadSignature    Reason = "bad-signature"    // no key verifies the signature over this content
	ReasonSignatureLength Reason = "signature-length" // the signature does not have the length of the key
	ReasonNoKey           Reason = "no-key"           // there is no key to sign or verify with
	ReasonBadKey          Reason = "bad-key"          // the key is not an RSA key, or one that cannot be used
	ReasonKeyVersion      Reason = "key-version"      // the key version is not a whole number
	ReasonSigner          Reason = "signer"           // the crypto.Signer failed
)

// Reasons of a *ConfigError: nothing was sent.
const (
	ReasonClientID    Reason = "client-id"    // the client id is missing or has blanks or control characters
	ReasonGateway     Reason = "gateway"      // the gateway URL is missing or not allowed
	ReasonMethod      Reason = "method"       // the HTTP method is not one
	ReasonPath        Reason = "path"         // the path cannot be sent as it is written
	ReasonEnvironment Reason = "environment"  // a live client id with a sandbox path, or the reverse
	ReasonAuth        Reason = "auth"         // there is no Authenticator, or its API key is not usable
	ReasonNoAntomKey  Reason = "no-antom-key" // Antom's public key is missing
	ReasonHeader      Reason = "header"       // the agent token or user agent cannot stand in a header
	ReasonRequest     Reason = "request"      // the request of a typed call is nil or cannot be written as JSON
	// ReasonOwnKey is also a reason of a *ResponseError: the merchant's own
	// public key is configured (or answers) where Antom's belongs.
	ReasonOwnKey Reason = "own-key"
)

// ReasonInvalidRequest is the reason of a *RequestError: nothing was sent.
const ReasonInvalidRequest Reason = "invalid-request"

// Reasons of a wait. ReasonWait is one of a *ConfigError: the wait cannot begin.
// ReasonNotFinal is one of a *WaitError: the time is up.
const (
	ReasonWait     Reason = "wait"
	ReasonNotFinal Reason = "not-final"
)

// Reasons of a *ResponseError. ReasonBadSignature and ReasonOwnKey are the
// other two.
const (
	ReasonUnsignedSuccess    Reason = "unsigned-success"    // a success that nobody signed
	ReasonHalfSignedSuccess  Reason = "half-signed-success" // a success with only one of signature and response-time
	ReasonMalformedSignature Reason = "malformed-signature" // the signature header cannot be read
	ReasonBadJSON            Reason = "bad-json"            // the body is not a JSON object
	ReasonNoResult           Reason = "no-result"           // the body has no result with a resultStatus
	ReasonHTTPStatus         Reason = "http-status"         // the HTTP status is not 200
	ReasonTooLarge           Reason = "too-large"           // the body is larger than MaxResponse
	ReasonRedirect           Reason = "redirect"            // the answer leads elsewhere; it is never followed
	ReasonTimeout            Reason = "timeout"             // no complete answer in time
	ReasonConnection         Reason = "connection"          // no connection, or it broke
	ReasonCanceled           Reason = "canceled"            // the caller's context was cancelled
)

// A SignatureError says why the text of a signature header could not be read.
type SignatureError struct {
	Reason Reason
	Detail string // what exactly, for people; never the signature value
}

func (e *SignatureError) Error() string {
	return withDetail("the signature header cannot be read", e.Reason, e.Detail)
}

// A SignError says why no signature could be made.
type SignError struct {
	Reason Reason
	Detail string
	Err    error // the signer's error, may be nil
}

func (e *SignError) Error() string {
	return withCause(withDetail("cannot sign", e.Reason, e.Detail), e.Err)
}

func (e *SignError) Unwrap() error { return e.Err }

// A VerifyError says why a signature does not count.
type VerifyError struct {
	Reason Reason
	Detail string
	Err    error // the error of crypto/rsa, may be nil
}

func (e *VerifyError) Error() string {
	return withDetail("the signature does not verify", e.Reason, e.Detail)
}

func (e *VerifyError) Unwrap() error { return e.Err }

// A ConfigError says what is wrong with a Client or a path. It is returned
// before anything is sent.
type ConfigError struct {
	Reason Reason
	Detail string
	Err    error // may be nil
}

func (e *ConfigError) Error() string { return withCause(e.Detail, e.Err) }

func (e *ConfigError) Unwrap() error { return e.Err }

// A ResultError is a business result other than success: Antom answered, and
// the answer is F (failed) or U (unknown). Only the typed calls return it.
// errors.Is matches it with the constants of [ResultCode].
type ResultError struct {
	Operation string // the call, such as "pay"; "" if it is not known
	Result    Result
	Response  *Response // the whole answer; its Trust says whether it was signed
}

func (e *ResultError) Error() string {
	text := fmt.Sprintf("antom answered %s %s", printable(e.Result.ResultStatus, maxName), printable(e.Result.ResultCode, maxName))
	if e.Result.ResultMessage != "" {
		text += ": " + printable(e.Result.ResultMessage, maxExcerpt)
	}
	if e.Response != nil && !e.Response.Verified {
		text += " (" + string(e.Response.Trust) + ")"
	}
	return text
}

// A ResponseError says why a call has no answer that can be used. Unless
// NotSent is true the outcome of the call is then unknown: it may or may not
// have taken effect, so send the same request again or inquire; never send it
// under a new id.
type ResponseError struct {
	Reason Reason
	// NotSent is true if no byte of the request can have left in any try: no
	// connection was made, or ctx ended before. Nothing has happened at Antom.
	NotSent bool
	// Response is what came, nil if nothing did. Nothing in it is trusted:
	// its Result is there to be shown and logged, not to be acted upon.
	Response *Response
	// Attempts is the number of tries, 0 if none was made.
	Attempts int
	Detail   string
	Err      error
}

func (e *ResponseError) Error() string {
	// The errors of net/http repeat what a server sent, at any length.
	text := printable(withCause(e.Detail, e.Err), maxMessage)
	if e.NotSent {
		text = "nothing was sent: " + text
	}
	if e.Response != nil && e.Response.Result.ResultCode != "" {
		text += fmt.Sprintf(" (not trusted: %s %s)",
			printable(e.Response.Result.ResultStatus, maxName), printable(e.Response.Result.ResultCode, maxName))
	}
	return text
}

// Forged reports whether the answer was made by somebody else, or for another
// request, so that no later answer of the same sender is better: it claims a
// success that nobody signed, its signature does not verify, or it wraps an
// *AnswerError.
func (e *ResponseError) Forged() bool {
	switch e.Reason {
	case ReasonUnsignedSuccess, ReasonHalfSignedSuccess, ReasonBadSignature, ReasonMalformedSignature, ReasonOwnKey,
		ReasonAnswerID, ReasonAnswerAmount, ReasonAnswerNoID, ReasonAnswerClientID, ReasonAnswerTime:
		return true
	}
	return false
}

func (e *ResponseError) Unwrap() error { return e.Err }

func withDetail(what string, reason Reason, detail string) string {
	if detail == "" {
		detail = string(reason)
	}
	return what + ": " + detail
}

func withCause(text string, cause error) string {
	switch {
	case cause == nil:
		return text
	case text == "":
		return cause.Error()
	default:
		return text + ": " + cause.Error()
	}
}
