package verify

import (
	"crypto/rsa"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/diagnose"
	"github.com/antom-cli/antom/pkg/keys"
)

// NoteClaims is a note in every result that is not verified but tells something.
const NoteClaims = "nothing in it is verified: type, ids, result and amount are only claimed"

// Other notes of ours.
const (
	notePending = "pending: it is not paid yet, another notification brings the result"
	noteLate    = "many others failed before it, so causes were searched for only briefly; verify it alone to search for all"
)

// judge verifies captures. It may be used by several workers.
type judge struct {
	keys         []Key
	public       []*rsa.PublicKey
	fingerprints []string
	verifier     antom.Verifier
	suspects     func() Suspects
	diagnoser    func() *diagnose.Diagnoser
	search       searchBudget
	content      bool
	// unopened says that no key opened the last signature that did not verify.
	unopened atomic.Bool
}

func newJudge(o *Options) *judge {
	j := &judge{keys: o.Keys, content: o.Content}
	for _, k := range o.Keys {
		j.public = append(j.public, k.Public)
		j.fingerprints = append(j.fingerprints, keys.Fingerprint(k.Public))
	}
	j.verifier = antom.Verifier{Keys: j.public, MaxAge: o.MaxAge, Now: o.now(), MaxBody: 1 << 62}
	_ = j.verifier.Check() // a key that cannot be used is what every result says
	j.suspects = sync.OnceValue(func() Suspects {
		if o.Suspects == nil {
			return Suspects{}
		}
		return o.Suspects()
	})
	j.diagnoser = sync.OnceValue(func() *diagnose.Diagnoser {
		var all []diagnose.Key
		for _, k := range j.keys {
			all = append(all, diagnose.Key{Public: k.Public, Role: diagnose.RoleConfigured, Name: k.Name})
		}
		return diagnose.New(append(all, j.suspects().Keys...))
	})
	return j
}

// verdict verifies one capture.
func (j *judge) verdict(c *capture.Capture) Result {
	headers := signedHeadersOf(c)
	m := antom.Message{Method: c.Method, Path: c.Path, Body: c.Body, ClientID: headers.clientID.text, Time: headers.time.text}
	signature := headers.signature.text
	r := Result{ReceivedAt: c.ReceivedAt, Notes: c.Notes}
	if j.content {
		r.Content, r.Headers = m.Content(), slices.Clone(c.Headers)
		sum := sha256.Sum256(r.Content)
		r.ContentSHA256 = hex.EncodeToString(sum[:])
	}
	refuted := j.refute(c, m, &headers.signature)
	var n *antom.Notification
	var err error
	if refuted == nil {
		n, err = j.accept(&headers, m)
		if err != nil {
			if packed := j.acceptPacked(c, &headers, m); packed != nil {
				n, err = packed, nil
				r.Notes = append(r.Notes, notePacked)
			}
		}
	}
	refused, _ := errors.AsType[*antom.NotificationError](err)
	switch {
	case refuted != nil:
		r.claims(m.Body)
		r.Diagnosis = refuted
	case err == nil:
		r.Notification, r.Verified, r.KeyName = *n, true, j.keys[n.KeyIndex].Name
		if n.Kind == antom.KindPayment && n.Meaning() == antom.MeaningPending {
			r.Notes = append(r.Notes, notePending)
		}
	case refused != nil && refused.Reason == antom.ReasonNotJSON:
		j.noNotification(&r, m, signature, refused)
	default:
		r.claims(m.Body)
		j.explain(&r, c, m, &headers.signature, refused)
	}
	if r.Verified {
		r.Digest = r.ContentSHA256
	}
	r.Message, r.Raw = m, nil
	r.Message.Body = nil // the capture's memory may be used again
	return r
}

// accept is what the library does with a request: headers that came twice are
// refused, since whoever reads the other one is deceived.
func (j *judge) accept(headers *signedHeaders, m antom.Message) (*antom.Notification, error) {
	for _, h := range []*signedHeader{&headers.signature, &headers.clientID, &headers.time} {
		if h.count > 1 {
			return nil, &antom.NotificationError{
				Reason: antom.ReasonDuplicateHeader, Header: h.name,
				Detail: "the header " + h.name + " occurs more than once",
			}
		}
	}
	return j.verifier.Message(m, headers.signature.text)
}

// signedHeaders are the headers without which nothing is verified.
type signedHeaders struct{ signature, clientID, time signedHeader }

type signedHeader struct {
	name  string
	text  string // the first value, without the blanks around it, which HTTP does not count
	count int
}

func signedHeadersOf(c *capture.Capture) signedHeaders {
	found := signedHeaders{
		signature: signedHeader{name: antom.HeaderSignature},
		clientID:  signedHeader{name: antom.HeaderClientID},
		time:      signedHeader{name: antom.HeaderRequestTime},
	}
	for i := range c.Headers {
		for _, h := range []*signedHeader{&found.signature, &found.clientID, &found.time} {
			if !strings.EqualFold(c.Headers[i].Name, h.name) {
				continue
			}
			if h.count++; h.count == 1 {
				h.text = strings.Trim(c.Headers[i].Value, " \t")
			}
		}
	}
	return found
}

// claims fills in what an unverified notification says.
func (r *Result) claims(body []byte) {
	if n, err := antom.ParseNotification(body); err == nil {
		r.Notification = *n
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
		r.Notes = append(r.Notes, "the signature is genuine, but nothing can be said about the content: "+refused.Error())
	}
}

// maxRefuting is the largest number of keys with which a signature is opened
// before it is verified. With more of them it would cost more than it spares.
const maxRefuting = 16

// refute returns the diagnosis of a notification whose signature no key opens, nil
// if there is no reason to expect that or if a key opens it. What no key opens
// cannot verify, so a file with the wrong key costs one RSA operation for each
// notification and not two. That a key opens a signature verifies nothing.
func (j *judge) refute(c *capture.Capture, m antom.Message, signature *signedHeader) *diagnose.Diagnosis {
	if !j.unopened.Load() || len(j.keys) > maxRefuting {
		return nil
	}
	in := j.input(c, m, signature)
	in.Effort = diagnose.EffortNone
	d := j.diagnoser().Diagnose(in)
	if d.OpensWith != "" {
		j.unopened.Store(false)
		return nil
	}
	return &d
}

// input is what is known about a notification that does not verify.
func (j *judge) input(c *capture.Capture, m antom.Message, signature *signedHeader) diagnose.Input {
	s := j.suspects()
	in := diagnose.Input{
		Message: m, SignatureHeader: signature.text, SignatureHeaderCount: signature.count,
		NotifyURLs: s.NotifyURLs, ClientIDs: s.ClientIDs,
	}
	if signature.text == "" { // otherwise the other headers say nothing
		for _, h := range c.Headers {
			in.HeaderNames = append(in.HeaderNames, h.Name)
		}
	}
	// What an option replaced, and what a proxy passed on, may well be what was signed.
	paths := c.Paths
	if c.OwnPath != "" {
		paths = append([]string{c.OwnPath}, paths...)
	}
	if len(paths) > 0 {
		in.NotifyURLs = slices.Concat(paths, s.NotifyURLs)
	}
	return in
}

// explain finds out why a notification does not verify.
func (j *judge) explain(r *Result, c *capture.Capture, m antom.Message, signature *signedHeader, refused *antom.NotificationError) {
	in := j.input(c, m, signature)
	in.Effort, in.Limit = j.search.next()
	began := time.Now() // of this machine's work, not of the notification
	d := j.diagnoser().Diagnose(in)
	j.search.add(time.Since(began), &d)
	j.unopened.Store(d.OpensWith == "")
	if d.Cause == diagnose.CauseContentChanged && len(in.NotifyURLs) == 0 {
		d.Fix += " Give it with --path, or set defaults.paymentNotifyUrl in the profile."
	}
	if d.Cause == diagnose.CauseContentChanged && (in.Effort != diagnose.EffortFull || in.Limit == searchLate) {
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
