package diagnose

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	// SHA-1, SHA-384, SHA-512 and MD5 are there to recognize signatures that
	// were made with them; none of them is ever accepted.
	_ "crypto/md5"
	_ "crypto/sha1"
	_ "crypto/sha512"

	"github.com/antom-cli/antom/pkg/keys"
)

// Diagnose finds out why the signature of a message does not verify. The time
// it takes is bounded by Limit, and by a fixed amount of work.
func Diagnose(in Input) Diagnosis {
	return diagnose(in, newBudget(in))
}

func diagnose(in Input, b *budget) Diagnosis {
	sum := sha256.Sum256(in.Message.Content())
	r := &report{in: in, ring: newKeyring(in.Keys)}
	r.d.ContentSHA256 = hex.EncodeToString(sum[:])
	if strings.TrimSpace(in.SignatureHeader) == "" {
		r.add(NoSignature, "The message has no signature.")
		return r.finish()
	}
	if in.SignatureHeaders > 1 {
		r.add(MalformedSignature, fmt.Sprintf("The message has %d signature headers, so it is not clear which one counts.", in.SignatureHeaders))
	}
	all, err := readings(in.SignatureHeader)
	m, ok := r.ring.open(all)
	if !ok {
		r.unopened(all, err)
		return r.finish()
	}
	r.openedWith(m)
	switch {
	case m.opened.scheme != schemeAntom:
		r.foreign(m.opened)
	case string(m.opened.digest) == string(sum[:]):
		r.unchanged()
	default:
		s := newSearch(in, m.opened.digest, b)
		r.changed(s.run())
		r.d.Tried = b.tries
	}
	return r.finish()
}

// A report collects the sentences of a diagnosis.
type report struct {
	in    Input
	ring  keyring
	d     Diagnosis
	means []string
	fixes []string
}

// add reports a cause with what it is about in this message.
func (r *report) add(c Cause, sentence string) {
	if !slices.Contains(r.d.Causes, c) {
		r.d.Causes = append(r.d.Causes, c)
	}
	r.means = append(r.means, sentence)
}

// finish puts the sentences together: first what happened, then what is
// usually behind it.
func (r *report) finish() Diagnosis {
	d := r.d
	if len(d.Causes) > 0 {
		d.Cause = d.Causes[0]
	}
	says := r.means
	for _, c := range d.Causes {
		a := adviceFor(c)
		if a.means != "" {
			says = append(says, a.means)
		}
		if !slices.Contains(r.fixes, a.fix) {
			r.fixes = append(r.fixes, a.fix)
		}
	}
	d.Explanation = strings.Join(says, " ")
	d.Fix = strings.Join(r.fixes, " ")
	return d
}

// unopened reports a signature that no key opens.
func (r *report) unopened(all []reading, err error) {
	switch broken := damage(r.in.SignatureHeader, all, r.ring.keys); {
	case broken != "":
		r.add(MalformedSignature, "The signature is damaged: "+broken+".")
	case err != nil:
		r.add(MalformedSignature, "No key opens the signature, mended or not: "+err.Error()+".")
	case r.ring.ownConfigured:
		r.add(OwnKey, "The key that is configured as Antom's public key is your own public key.")
	case len(r.ring.keys) == 0:
		r.add(WrongKey, "There is no public key to verify with.")
	default:
		r.add(WrongKey, fmt.Sprintf("None of the %s at hand opens the signature, so it was made with a key that is not configured here.", plural(len(r.ring.keys), "key")))
	}
}

// openedWith reports what the key that opens the signature and the header say.
func (r *report) openedWith(m match) {
	r.d.OpensWith = keys.Fingerprint(m.key.Public)
	r.d.KeyName = m.key.Name
	r.d.Digest = hex.EncodeToString(m.opened.digest)
	if m.reading.repaired != "" {
		r.add(MalformedSignature, "The signature header is damaged: "+m.reading.repaired+". Mended, the signature opens with "+named(m.key)+".")
	}
	switch {
	case m.key.Role == Own:
		r.add(OwnKey, "The message was signed with your own private key, not by Antom: the signature opens with "+named(m.key)+".")
	case r.ring.ownConfigured && m.key.Role == Configured:
		r.means = append(r.means, "The key that is configured as Antom's public key is your own public key, and it opens the signature.")
	case r.ring.ownConfigured:
		r.add(OwnKey, "The key that is configured as Antom's public key is your own public key.")
	}
	if m.key.Role == OtherProfile {
		r.add(OtherProfileKey, "The signature opens with "+named(m.key)+", which belongs to another profile.")
	}
}

// foreign reports a signature that was made in another way than Antom's.
func (r *report) foreign(o opened) {
	what := "The key is right, but the signature was made with " + o.scheme.name + ", not with RSA256 (PKCS #1 v1.5 and SHA-256)."
	if !o.pss && o.scheme.hash.Available() {
		h := o.scheme.hash.New()
		h.Write(r.in.Message.Content())
		if string(h.Sum(nil)) == string(o.digest) {
			what += " Otherwise the content is what was signed."
		}
	}
	r.add(MalformedSignature, what)
}

// unchanged reports a content that is what was signed.
func (r *report) unchanged() {
	if len(r.d.Causes) == 0 {
		r.means = append(r.means, "No mistake was found in the message. This does not say that it is genuine: verify it.")
		return
	}
	r.means = append(r.means, "The content is what was signed.")
}

// changed reports the edits that explain the failure, or that none do.
func (r *report) changed(edits []edit) {
	if len(edits) == 0 {
		r.add(ContentChanged, "The signature was made with this key, but over other content than was verified, and no known change explains the difference.")
		r.means = append(r.means, hints(r.in.Message)...)
		return
	}
	slices.SortStableFunc(edits, func(a, b edit) int { return causeOrder(a.cause) - causeOrder(b.cause) })
	rewritten := false
	for _, e := range edits {
		r.add(e.cause, e.sentence())
		rewritten = rewritten || e.cause == BodyWhitespace || e.cause == BodyEscaping || e.cause == BodyKeyOrder
		if r.d.Expected == r.d.Given {
			r.d.Expected, r.d.Given = e.expected, e.given
		}
	}
	if name := writtenBy(r.in.Message.Body); rewritten && name != "" {
		r.means = append(r.means, "The body at hand is what "+name+" makes of it.")
	}
}

// sentence says what happened, with the signed and the verified text of a part
// of the head.
func (e *edit) sentence() string {
	name := map[Cause]string{Path: "path", Method: "method", ClientID: "client id", RequestTime: "request time"}[e.cause]
	if name == "" {
		return e.says
	}
	return fmt.Sprintf("Antom signed the %s %s, but the message was verified with %s. %s", name, quoted(e.expected), quoted(e.given), e.says)
}

func causeOrder(c Cause) int { return slices.Index(Causes(), c) }

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
	return `"` + visibleLine(text) + `"`
}

func named(k Key) string {
	if k.Name != "" {
		return "the key of " + k.Name
	}
	return "the key " + keys.Fingerprint(k.Public)
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
