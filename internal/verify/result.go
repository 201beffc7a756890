package verify

import (
	"time"

	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/diagnose"
)

// A Result is what became of one notification. What its Notification tells is a
// fact only if Verified; else the capture merely claims it. The body itself is not
// kept: Message.Body and Raw are nil.
type Result struct {
	antom.Notification
	// Source is the name of the input, Index the place in it from 1.
	Source string
	Index  int

	// Err says why it could not be read at all; all that follows is empty then.
	Err error
	// Input: not just one notification but the whole input could not be read.
	// Index is 0 then.
	Input bool

	// Verified: the signature fits, and the age is within the limit if there is one.
	Verified bool
	// KeyName is the name of the key that verified it.
	KeyName    string
	ReceivedAt time.Time

	// Notes say in plain English what is odd.
	Notes []string
	// Diagnosis says why it does not verify; nil if it does.
	Diagnosis *diagnose.Diagnosis
	// Content, its SHA-256 and the digest inside of the signature, both in
	// hexadecimal digits, are there if asked for by Options.Content. Digest is
	// "" if no key opens the signature.
	Content               []byte
	Headers               []capture.Header // there with Content
	ContentSHA256, Digest string
}

// Summary counts results.
type Summary struct {
	Notifications int // all but those below
	Verified      int
	Unreadable    int // records that could not be read, in inputs that could
	Inputs        int // inputs
	Unopened      int // inputs that could not be read at all
}

// OK reports whether everything there was is verified.
func (s Summary) OK() bool {
	return s.Verified == s.Notifications && s.Unreadable == 0 && s.Unopened == 0
}

// Failed is the number of notifications that do not verify.
func (s Summary) Failed() int { return s.Notifications - s.Verified }
