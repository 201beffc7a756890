package inbox

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"io"
	"time"

	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/pkg/antom"
)

// A Record is one notification as it was received. Its Message is the request:
// method, path and query exactly as requested, client id and time as the headers
// have them, and the body, byte for byte. What else the Notification says is what
// the body says: it is only claimed unless Verified. Ids that are too long to be
// Antom's are left out.
type Record struct {
	antom.Notification
	// ID names the record in its inbox. Append sets it.
	ID string
	// ReceivedAt is when the request was read. Append sets it if it is zero.
	ReceivedAt time.Time
	// Headers are the header fields as they came.
	Headers []capture.Header
	// Verified tells that the signature is Antom's.
	Verified bool
	// Cause is why the notification was rejected, as diagnose.Cause; "" if verified.
	Cause string
	// Synthetic tells that Antom did not send the notification: it was made from the
	// response to an inquiry, and nobody signed it.
	Synthetic bool
	// Trimmed tells that the body and Headers were left out and the path was cut,
	// because too many notifications were rejected.
	Trimmed bool
	// DuplicateOf is the id of the first delivery of the same notification, or "".
	DuplicateOf string
	// Forward lists the attempts to forward it, oldest first.
	Forward []Attempt
	// Queued tells, of a brief of a shared store, that an application is to get it.
	Queued bool
}

// An Attempt is one try to forward a notification to an application.
type Attempt struct {
	// At is when the try began.
	At time.Time `json:"at"`
	// URL is the target, without a password.
	URL string `json:"url"`
	// Status is the HTTP status of the answer, 0 if there was none.
	Status int `json:"status,omitempty"`
	// Err says what went wrong, "" if nothing did.
	Err string `json:"error,omitempty"`
	// DurationMS is how long the try took, in milliseconds.
	DurationMS int64 `json:"durationMs"`
	// Acknowledged tells that the application acknowledged the notification.
	Acknowledged bool `json:"acknowledged"`
}

// Acknowledged reports whether an application acknowledged the notification.
func (r *Record) Acknowledged() bool {
	for _, a := range r.Forward {
		if a.Acknowledged {
			return true
		}
	}
	return false
}

// Key is what two deliveries of the same notification have in common: the hash
// of the client id, the identity of the notification and its body. Antom signs
// every delivery anew, so the headers differ. Records that were written before
// there was a RequestID have it in the place of a PaymentRequestID that is
// missing, and so with the ids: their keys are the same.
func Key(r *Record) [32]byte {
	h := sha256.New()
	for _, s := range []string{r.Message.ClientID, r.NotifyType, cmp.Or(r.PaymentRequestID, r.RequestID), cmp.Or(r.PaymentID, r.ObjectID)} {
		hashLength(h, len(s))
		_, _ = io.WriteString(h, s)
	}
	hashLength(h, len(r.Message.Body))
	h.Write(r.Message.Body)
	var key [32]byte
	h.Sum(key[:0])
	return key
}

// hashLength keeps neighbours apart: "a"+"bc" is not "ab"+"c".
func hashLength(h hash.Hash, n int) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(n))
	h.Write(b[:])
}
