package verify

import (
	"errors"

	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/pkg/antom"
)

const notePacked = "the signature covers the body as it came, packed; it was unpacked only to read it"

// acceptPacked accepts a notification whose signature covers the packed body,
// nil if that is not so.
func (j *judge) acceptPacked(c *capture.Capture, headers *signedHeaders, m antom.Message) *antom.Notification {
	if c.Packed == nil {
		return nil
	}
	m.Body = c.Packed
	_, err := j.accept(headers, m)
	// Whether the body is JSON is asked last, when the signature has been verified.
	if e, ok := errors.AsType[*antom.NotificationError](err); !ok || e.Reason != antom.ReasonNotJSON {
		return nil
	}
	signature, err := antom.ParseSignature(headers.signature.text)
	if err != nil {
		return nil
	}
	key, err := antom.VerifyAny(j.public, m, signature)
	if err != nil {
		return nil
	}
	n, err := antom.ParseNotification(c.Body)
	if err != nil {
		return nil
	}
	n.KeyIndex, n.KeyFingerprint, n.KeyVersion = key, j.fingerprints[key], signature.KeyVersion
	return n
}
