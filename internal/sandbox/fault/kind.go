package fault

import "slices"

// Kind is what goes wrong.
type Kind string

// The kinds of faults. All but the last two change the answer of a call, which
// is carried out nevertheless.
const (
	Latency         Kind = "latency"
	Timeout         Kind = "timeout"
	Reset           Kind = "reset"
	HTTP500         Kind = "http-500"
	HTTP502         Kind = "http-502"
	HTTP503         Kind = "http-503"
	HTTP504         Kind = "http-504"
	BadJSON         Kind = "bad-json"
	Unsigned        Kind = "unsigned"
	HalfSigned      Kind = "half-signed"
	BadSignature    Kind = "bad-signature"
	OtherRequestID  Kind = "other-request-id"
	OtherAntomID    Kind = "other-antom-id"
	OtherAmount     Kind = "other-amount"
	NoIDs           Kind = "no-ids"
	OtherClientID   Kind = "other-client-id"
	OldAnswer       Kind = "old-answer"
	DuplicateNotify Kind = "duplicate-notify"
	ReorderNotify   Kind = "reorder-notify"
)

// Kinds lists every kind.
func Kinds() []Kind {
	return []Kind{
		Latency, Timeout, Reset, HTTP500, HTTP502, HTTP503, HTTP504, BadJSON, Unsigned, HalfSigned, BadSignature,
		OtherRequestID, OtherAntomID, OtherAmount, NoIDs, OtherClientID, OldAnswer,
		DuplicateNotify, ReorderNotify,
	}
}

// About says in a few words what happens.
func (k Kind) About() string {
	switch k {
	case Latency:
		return "the response is delayed"
	case Timeout:
		return "there is no response until the client gives up"
	case Reset:
		return "the connection is reset instead of a response"
	case HTTP500, HTTP502, HTTP503, HTTP504:
		return "an HTML page with HTTP status " + string(k[len("http-"):]) + ", as a proxy sends it"
	case BadJSON:
		return "the response ends in the middle of its JSON"
	case Unsigned:
		return "the response has no signature and no response-time"
	case HalfSigned:
		return "the response has a signature but no response-time"
	case BadSignature:
		return "the response has a wrong signature"
	case OtherRequestID:
		return "the response is signed correctly, but has the paymentRequestId, refundRequestId or captureRequestId of another request"
	case OtherAntomID:
		return "the response is signed correctly, but has another paymentId, refundId or captureId"
	case OtherAmount:
		return "the response is signed correctly, but has JPY 1 instead of its amounts"
	case NoIDs:
		return "the response is signed correctly, but has no ids"
	case OtherClientID:
		return "the response is signed correctly, but for another client id"
	case OldAnswer:
		return "the response is signed correctly, but in the year 2020"
	case DuplicateNotify:
		return "a notification is sent once more after it was acknowledged"
	case ReorderNotify:
		return "a notification overtakes the one before it"
	}
	return ""
}

// HTTPStatus is the status of a kind that answers with one, else 0.
func (k Kind) HTTPStatus() int {
	switch k {
	case HTTP500:
		return 500
	case HTTP502:
		return 502
	case HTTP503:
		return 503
	case HTTP504:
		return 504
	}
	return 0
}

// Notifies reports whether the kind is about notifications and not about the
// answers of calls.
func (k Kind) Notifies() bool { return k == DuplicateNotify || k == ReorderNotify }

func (k Kind) known() bool { return slices.Contains(Kinds(), k) }
