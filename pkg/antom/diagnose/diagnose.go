package diagnose

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"

	// SHA-1, SHA-384, SHA-512 and MD5 are there to recognize signatures that
	// were made with them; none of them is ever accepted.
	_ "crypto/md5"
	_ "crypto/sha1"
	_ "crypto/sha512"

	"github.com/antom-cli/antom/internal/ordered"
	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/pkg/keys"
)

// Diagnose finds out why the signature of a message does not verify. The time
// it takes is bounded by Limit, and by a fixed amount of work.
func Diagnose(in Input) Diagnosis { return New(in.Keys).Diagnose(in) }

// A Diagnoser finds out why the signatures of many messages do not verify. What
// it prepares once, Diagnose prepares for every message.
type Diagnoser struct {
	ring   keyring
	stages func() []stage
	parts  partCache
	rooms  sync.Pool // of *room
}

// New returns a Diagnoser that tries these keys.
func New(keys []Key) *Diagnoser {
	return &Diagnoser{ring: newKeyring(keys), stages: sync.OnceValue(bodyStages)}
}

// Diagnose is like the function Diagnose, but with the keys of the Diagnoser; the
// keys of the Input do not count.
func (d *Diagnoser) Diagnose(in Input) Diagnosis { return d.diagnose(in, newBudget(in)) }

func (d *Diagnoser) diagnose(in Input, b *budget) Diagnosis {
	sum := sha256.Sum256(in.Message.Content())
	r := &report{in: in, ring: d.ring}
	r.d.ContentSHA256 = hex.EncodeToString(sum[:])
	if strings.TrimSpace(in.SignatureHeader) == "" {
		r.unsigned()
		return r.finish()
	}
	if in.SignatureHeaderCount > 1 {
		r.add(CauseMalformedSignature, fmt.Sprintf("The message has %d signature headers, so it is not clear which one counts.", in.SignatureHeaderCount))
	}
	all, err := readAsIs(in.SignatureHeader)
	m, ok := r.ring.open(all)
	if !ok {
		mended := mend(in.SignatureHeader, err)
		all = append(all, mended...)
		m, ok = r.ring.open(mended)
	}
	if !ok {
		r.unopened(all, err)
		return r.finish()
	}
	r.openedWith(m)
	switch {
	case m.opened.scheme != schemeAntom:
		r.foreign(m.opened)
	case string(m.opened.digest) == string(sum[:]):
		r.d.Signed = in.Message.Content()
		r.unchanged()
	case in.Effort == EffortNone:
		r.changed(nil)
	default:
		var found []edit
		found, r.d.Signed = d.search(in, m.opened.digest, b)
		r.changed(found)
		r.d.tried = b.tries
	}
	return r.finish()
}

// search looks for the edits that turn the content into the one of a digest, and
// returns them with that content.
func (d *Diagnoser) search(in Input, digest []byte, b *budget) (found []edit, signed []byte) {
	memory, ok := d.rooms.Get().(*room)
	if !ok {
		memory = newRoom()
	}
	s := newSearch(in, digest, d.stages(), d.parts.heads(in), memory, b)
	found = s.run()
	if memory.keep() {
		d.rooms.Put(memory)
	}
	return found, s.signed
}

// A report collects the sentences of a diagnosis.
type report struct {
	in       Input
	ring     keyring
	d        Diagnosis
	says     []string // what happened
	culprits []string // what is usually behind it
	fixes    []string
}

// add reports a cause with what it is about in this message, and the usual
// advice for it.
func (r *report) add(c Cause, sentence string) { r.advise(c, sentence, adviceFor(c)) }

// advise reports a cause with advice of its own.
func (r *report) advise(c Cause, sentence string, a advice) {
	r.d.Causes = appendNew(r.d.Causes, c)
	r.say(sentence)
	if a.means != "" {
		r.culprits = appendNew(r.culprits, a.means)
	}
	r.fixes = appendNew(r.fixes, a.fix)
}

func (r *report) say(sentences ...string) { r.says = append(r.says, sentences...) }

// finish puts the sentences together: first what happened, then what is
// usually behind it.
func (r *report) finish() Diagnosis {
	d := r.d
	if len(d.Causes) > 0 {
		d.Cause = d.Causes[0]
	}
	d.Explanation = strings.Join(append(r.says, r.culprits...), " ")
	d.Fix = strings.Join(r.fixes, " ")
	return d
}

func appendNew[T comparable](all []T, one T) []T {
	if slices.Contains(all, one) {
		return all
	}
	return append(all, one)
}

// madeElsewhere is all that is known of a signature that no key opens: one
// flipped bit in it looks like the signature of a stranger.
const madeElsewhere = ", so it was made with a key that is not configured here, or the signature was altered on the way."

// unopened reports a signature that no key opens.
func (r *report) unopened(all []reading, err error) {
	switch broken := damage(r.in.SignatureHeader, all, r.ring.keys); {
	case foreignForm(err):
		r.advise(CauseMalformedSignature, "The signature header cannot be read: "+detail(err)+".", advice{fix: fixForeign})
	case broken != "":
		r.add(CauseMalformedSignature, "The signature is damaged: "+broken+".")
	case err != nil && len(all) > 0:
		r.add(CauseMalformedSignature, "The signature header cannot be read: "+detail(err)+". No key opens it, even after repair.")
	case err != nil:
		r.add(CauseMalformedSignature, "The signature header cannot be read: "+detail(err)+".")
	case r.ring.ownConfigured:
		r.add(CauseOwnKey, "The key that is configured as Antom's public key is your own public key.")
	case len(r.ring.keys) == 0:
		r.advise(CauseWrongKey, "There is no public key to verify with.", advice{fix: adviceFor(CauseOwnKey).fix})
	case len(r.ring.keys) == 1:
		r.add(CauseWrongKey, "The only configured key does not open the signature"+madeElsewhere)
	default:
		r.add(CauseWrongKey, fmt.Sprintf("None of the %d configured keys opens the signature", len(r.ring.keys))+madeElsewhere)
	}
	if note := requestTimeHint(r.in.Message.Time); note != "" {
		r.say(note)
	}
}

// openedWith reports what the key that opens the signature and the header say.
func (r *report) openedWith(m match) {
	r.d.OpensWith = keys.Fingerprint(m.key.Public)
	r.d.KeyName = m.key.Name
	r.d.Digest = hex.EncodeToString(m.opened.digest)
	if m.reading.repaired != "" {
		r.add(CauseMalformedSignature, "The signature header is damaged: "+m.reading.repaired+". After repair, the signature opens with "+named(m.key)+".")
	}
	switch {
	case m.key.Role == RoleOwn:
		r.add(CauseOwnKey, "The message was signed with your own private key, not by Antom: the signature opens with "+named(m.key)+".")
	case r.ring.ownConfigured && m.key.Role == RoleConfigured:
		r.say("The key that is configured as Antom's public key is your own public key, and it opens the signature.")
	case r.ring.ownConfigured:
		r.add(CauseOwnKey, "The key that is configured as Antom's public key is your own public key.")
	}
	if m.key.Role == RoleOther {
		r.add(CauseOtherProfileKey, "The signature opens with "+named(m.key)+", which belongs to another profile.")
	}
}

// foreign reports a signature that was made in another way than Antom's.
func (r *report) foreign(o opened) {
	r.d.Algorithm = o.scheme.name
	what := "The key is right, but the signature was made with " + o.scheme.name + ", not with RSA256 (PKCS #1 v1.5 and SHA-256)."
	if !o.pss && o.scheme.hash.Available() {
		h := o.scheme.hash.New()
		h.Write(r.in.Message.Content())
		if string(h.Sum(nil)) == string(o.digest) {
			what += " Otherwise the content is what was signed."
		}
	}
	r.advise(CauseMalformedSignature, what, advice{
		"Antom signs with nothing else, so this comes from a test tool, or from code for another interface.",
		"Sign with RSA256, which other libraries call SHA256withRSA: PKCS #1 v1.5 padding over a SHA-256 digest.",
	})
}

// unchanged reports a content that is what was signed.
func (r *report) unchanged() {
	if len(r.d.Causes) == 0 {
		r.say("No mistake was found in the message. This does not say that it is genuine: verify it.")
		return
	}
	r.say("The content is what was signed.")
}

// changed reports the edits that explain the failure, or that none do.
func (r *report) changed(edits []edit) {
	if len(edits) == 0 {
		r.add(CauseContentChanged, "The signature was made with this key, but over other content than was checked, and "+unexplained(r.in.Effort)+".")
		if len(r.in.NotifyURLs) == 0 {
			r.fixes = appendNew(r.fixes, pathUnknown)
		}
		r.say(hints(r.in.Message)...)
		return
	}
	ordered.Sort(edits, func(a, b edit) int { return causeOrder(a.cause) - causeOrder(b.cause) })
	rewritten := false
	for _, e := range edits {
		a := adviceFor(e.cause)
		if e.culprit != "" {
			a.means = e.culprit
		}
		r.advise(e.cause, e.sentence(), a)
		r.d.Changes = append(r.d.Changes, Change{Cause: e.cause, Description: e.says, Expected: e.expected, Given: e.given, Member: e.member})
		rewritten = rewritten || e.rewrites
		if r.d.Expected == r.d.Given {
			r.d.Expected, r.d.Given, r.d.Member = e.expected, e.given, e.member
		}
	}
	if name := writtenBy(r.in.Message.Body); rewritten && name != "" {
		r.say("The received body is what " + name + " makes of it.")
	}
}

// unexplained says what was tried in vain.
func unexplained(e Effort) string {
	switch e {
	case EffortNone:
		return "no change was searched for that explains the difference"
	case EffortUsual:
		return "none of the most usual changes explains the difference"
	case EffortSingle:
		return "no single known change explains the difference"
	default:
		return "no known change explains the difference"
	}
}

// sentence says what happened, with the signed and the verified text of a part
// of the head.
func (e *edit) sentence() string {
	name := map[Cause]string{CausePath: "path", CauseMethod: "method", CauseClientID: "client id", CauseRequestTime: "request time"}[e.cause]
	if name == "" {
		return e.says
	}
	return fmt.Sprintf("Antom signed the %s %s, but the message was verified with %s. %s", name, quoted(e.expected), quoted(e.given), e.says)
}

func causeOrder(c Cause) int { return slices.Index(allCauses(), c) }

// maxQuoted is the longest part of a head that is quoted in whole, in bytes.
const maxQuoted = 300

// quoted puts a text of the message into a sentence.
func quoted(text string) string {
	if text == "" {
		return `""`
	}
	if len(text) > maxQuoted {
		text = strings.ToValidUTF8(text[:maxQuoted], "") + "…"
	}
	return `"` + printable.VisibleLine(text) + `"`
}

func named(k Key) string {
	if k.Name != "" {
		return "the key of " + k.Name
	}
	return "the key " + keys.Fingerprint(k.Public)
}
