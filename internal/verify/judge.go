package verify

import (
	"crypto/rsa"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/diagnose"
	"github.com/antom-cli/antom/pkg/keys"
)

// Bounds of the search for causes. Most causes are found in well under a
// millisecond; where thousands fail for one that is not, the first ones tell.
const (
	searchAll  = 10 * time.Second     // of the searches of all notifications together
	searchOne  = time.Second          // of one
	searchLate = 2 * time.Millisecond // of one once searchAll is used up
)

// NoteClaims is a note in every result that is not verified but tells something.
const NoteClaims = "nothing in it is verified: type, ids, result and amount are only claimed"

// Other notes of ours.
const (
	notePending = "pending: it is not paid yet, another notification brings the result"
	noteLate    = "many others failed before it, so causes were searched for only briefly"
)

// judge verifies captures the general way. It may be used by several workers.
type judge struct {
	keys         []Key
	public       []*rsa.PublicKey
	fingerprints []string
	verifier     antom.Verifier
	suspects     func() Suspects
	content      bool
	searched     atomic.Int64 // nanoseconds
}

func newJudge(o *Options) *judge {
	j := &judge{keys: o.Keys, content: o.Content}
	for _, k := range o.Keys {
		j.public = append(j.public, k.Public)
		j.fingerprints = append(j.fingerprints, keys.Fingerprint(k.Public))
	}
	j.verifier = antom.Verifier{Keys: j.public, MaxAge: o.MaxAge, Now: o.now(), MaxBody: 1 << 62}
	j.suspects = sync.OnceValue(func() Suspects {
		if o.Suspects == nil {
			return Suspects{}
		}
		return o.Suspects()
	})
	return j
}

// verdict verifies one capture.
func (j *judge) verdict(c *capture.Capture) Result {
	m := antom.Message{
		Method: c.Method, Path: c.Path, Body: c.Body,
		ClientID: headerText(c, antom.HeaderClientID), Time: headerText(c, antom.HeaderRequestTime),
	}
	signature := headerText(c, antom.HeaderSignature)
	r := Result{ClientID: m.ClientID, RequestTime: m.Time, ReceivedAt: c.ReceivedAt, Notes: c.Notes}
	if j.content {
		r.Content = m.Content()
		sum := sha256.Sum256(r.Content)
		r.ContentSHA256 = hex.EncodeToString(sum[:])
	}
	n, err := j.accept(c, m, signature)
	refused, _ := errors.AsType[*antom.NotificationError](err)
	switch {
	case err == nil:
		r.verified(n)
		r.KeyName = j.keys[n.KeyIndex].Name
	case refused != nil && refused.Reason == antom.ReasonNotJSON:
		j.noNotification(&r, m, signature, refused)
	default:
		r.claims(m.Body)
		j.explain(&r, c, m, signature, refused)
	}
	if r.Verified {
		r.Digest = r.ContentSHA256
	}
	return r
}

// accept is what the library does with a request: headers that came twice are
// refused, since whoever reads the other one is deceived.
func (j *judge) accept(c *capture.Capture, m antom.Message, signature string) (*antom.Notification, error) {
	for _, name := range []string{antom.HeaderSignature, antom.HeaderClientID, antom.HeaderRequestTime} {
		if len(c.Values(name)) > 1 {
			return nil, &antom.NotificationError{
				Reason: antom.ReasonDuplicateHeader, Header: name,
				Detail: "the header " + name + " stands there more than once",
			}
		}
	}
	return j.verifier.Message(m, signature)
}

// headerText is the first value of a header, without the blanks around it,
// which HTTP does not count.
func headerText(c *capture.Capture, name string) string { return strings.Trim(c.Header(name), " \t") }

// verified fills in what a verified notification says.
func (r *Result) verified(n *antom.Notification) {
	r.Verified, r.KeyFingerprint = true, n.KeyFingerprint
	r.tell(n)
	r.Meaning = n.Meaning()
	if n.Kind == antom.KindPayment && r.Meaning == antom.MeaningPending {
		r.Notes = append(r.Notes, notePending)
	}
}

func (r *Result) tell(n *antom.Notification) {
	r.NotifyType, r.PaymentRequestID, r.PaymentID = n.NotifyType, n.PaymentRequestID, n.PaymentID
	r.Result, r.Amount = n.Result, n.Amount
}

// claims fills in what an unverified notification says.
func (r *Result) claims(body []byte) {
	if n, err := antom.ParseNotification(body); err == nil {
		r.tell(n)
		r.Notes = append(r.Notes, NoteClaims)
	}
}

// noNotification is for a body that is signed but cannot be read.
func (j *judge) noNotification(r *Result, m antom.Message, header string, refused *antom.NotificationError) {
	signature, err := antom.ParseSignature(header)
	if err != nil {
		return
	}
	if i, err := antom.VerifyAny(j.public, m, signature); err == nil {
		r.Verified, r.KeyFingerprint, r.KeyName = true, j.fingerprints[i], j.keys[i].Name
		r.Meaning = antom.MeaningUnknown
		r.Notes = append(r.Notes, "the signature is genuine, but nothing can be said about the content: "+refused.Error())
	}
}

// explain finds out why a notification does not verify.
func (j *judge) explain(r *Result, c *capture.Capture, m antom.Message, signature string, refused *antom.NotificationError) {
	s := j.suspects()
	in := diagnose.Input{
		Message: m, SignatureHeader: signature, SignatureHeaderCount: len(c.Values(antom.HeaderSignature)),
		NotifyURLs: s.NotifyURLs, ClientIDs: s.ClientIDs, Limit: searchOne,
	}
	if c.OwnPath != "" {
		// What an option replaced may well be what was signed.
		in.NotifyURLs = append([]string{c.OwnPath}, s.NotifyURLs...)
	}
	for _, k := range j.keys {
		in.Keys = append(in.Keys, diagnose.Key{Public: k.Public, Role: diagnose.RoleConfigured, Name: k.Name})
	}
	in.Keys = append(in.Keys, s.Keys...)
	if j.searched.Load() > int64(searchAll) {
		in.Limit = searchLate
	}
	began := time.Now() // of this machine's work, not of the notification
	d := diagnose.Diagnose(in)
	j.searched.Add(int64(time.Since(began)))
	if d.Cause == diagnose.CauseContentChanged && len(in.NotifyURLs) == 0 {
		d.Fix += " Give it with --path, or set defaults.paymentNotifyUrl in the profile."
	}
	if in.Limit == searchLate && d.Cause == diagnose.CauseContentChanged {
		r.Notes = append(r.Notes, noteLate)
	}
	if refused != nil && (d.Cause == "" || d.Cause == diagnose.CauseContentChanged && incomplete(refused)) {
		refusal(&d, refused)
	}
	r.Diagnosis, r.Digest = &d, d.Digest
}

// incomplete reports whether a part that the signature covers is missing or
// cannot be right, so that no wonder the content differs.
func incomplete(refused *antom.NotificationError) bool {
	return refused.Reason != antom.ReasonBadSignature
}

// refusal explains what is no mistake of the signature, or goes before one.
func refusal(d *diagnose.Diagnosis, refused *antom.NotificationError) {
	d.Cause = diagnose.Cause(refused.Reason)
	d.Causes = []diagnose.Cause{d.Cause}
	d.Explanation = refused.Error() + "."
	if refused.Detail != "" {
		d.Explanation = strings.ToUpper(refused.Detail[:1]) + refused.Detail[1:] + "."
	}
	switch refused.Reason {
	case antom.ReasonTooOld:
		d.Fix = "The signature fits. Antom repeats a notification for about 24 hours, and captures get old: raise the limit on the age, or leave it out."
	case antom.ReasonTooNew:
		d.Fix = "The signature fits. Set the clock of this machine."
	case antom.ReasonDuplicateHeader:
		d.Fix = "Pass each header on once, as it came."
	case antom.ReasonPath:
		d.Fix = "Give the path and query of the notify URL, letter for letter as Antom has it."
	default:
		d.Fix = "Take method, path and headers exactly as they came."
	}
}
