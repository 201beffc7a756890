package antom

// Reasons of a *NotificationError. ReasonNoSignature, ReasonMalformedSignature,
// ReasonBadSignature, ReasonTooLarge, ReasonMethod, ReasonPath, ReasonNoKey,
// ReasonBadKey and ReasonOwnKey are the others; they mean what they mean elsewhere.
const (
	ReasonMissingHeader   Reason = "missing-header"   // client-id or request-time is not there
	ReasonDuplicateHeader Reason = "duplicate-header" // a signed header came twice, or as a list
	ReasonMalformedHeader Reason = "malformed-header" // the text of client-id or request-time cannot be one
	ReasonWrongClient     Reason = "wrong-client"     // verified, but meant for another client id
	ReasonTooOld          Reason = "too-old"          // verified, but request-time is further back than MaxAge
	ReasonTooNew          Reason = "too-new"          // verified, but request-time is further ahead than Skew
	ReasonNotJSON         Reason = "not-json"         // verified, but the body is not a usable JSON object
	ReasonBody            Reason = "unreadable-body"  // the connection broke while the body was read

	// These two come from a KeyFunc; they are reasons of a *ResponseError too.
	ReasonKeyLookup  Reason = "key-lookup"  // the function that returns Antom's keys failed
	ReasonUnknownKey Reason = "unknown-key" // it knows no key for the client id and key version

	// The next three come from a NotificationHandler only.
	ReasonHandler         Reason = "handler-error"   // the function returned an error, or there is no function
	ReasonPanic           Reason = "handler-panic"   // the function panicked
	ReasonAcknowledgement Reason = "acknowledgement" // the acknowledgement could not be written
)

// A NotificationError says why a notification was refused or not acknowledged.
// Its Reason tells the cases apart; errors.As reaches the *SignatureError or
// *VerifyError below it. The text has no body and no signature in it, and text
// from the network is cut short.
type NotificationError struct {
	Reason Reason
	Header string // the header at fault, in lower case; empty if it is none
	Detail string // what exactly, for people
	Err    error  // the cause, may be nil
}

func (e *NotificationError) Error() string {
	const what = "the notification is not accepted"
	if e.Detail == "" && e.Err != nil {
		return withCause(what, e.Err)
	}
	return withCause(withDetail(what, e.Reason, e.Detail), e.Err)
}

func (e *NotificationError) Unwrap() error { return e.Err }
