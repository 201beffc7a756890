package antom

import (
	"context"
	"crypto/rsa"
	"errors"
	"net/http"
	"strings"
	"time"
)

// MaxNotification is the largest body of a notification that a [Verifier]
// reads unless it is told otherwise, in bytes. Real ones have a few kilobytes.
const MaxNotification = 1 << 20

// DefaultSkew is how far the sender's clock may be ahead unless a [Verifier] is
// told otherwise.
const DefaultSkew = time.Minute

// A Verifier checks that notifications come from Antom and arrived unchanged.
// The zero value with Keys is ready for use, by any number of goroutines at
// the same time; its fields must not change meanwhile.
type Verifier struct {
	// Keys are Antom's public keys, at least one; several while keys change. Not
	// needed with KeysFor.
	// Antom's key for the sandbox differs from its key for live payments, and
	// neither is the merchant's own public key.
	Keys []*rsa.PublicKey
	// KeysFor, if not nil, is asked for the keys of each notification in place
	// of Keys: for keys that change while the program runs, and for several
	// client ids.
	KeysFor KeyFunc
	// MerchantKey is the merchant's own public key. It verifies nothing. If it
	// stands among Antom's keys by mistake, the error says so.
	MerchantKey *rsa.PublicKey
	// ClientID, if not empty, is the only client id that is accepted.
	ClientID string
	// Path returns the path and query that Antom was given, where a proxy has
	// changed them on the way. For one that strips the prefix /shop:
	//
	//	func(r *http.Request) string { return "/shop" + r.URL.RequestURI() }
	//
	// If nil, the path and query are taken as they came.
	Path func(r *http.Request) string
	// MaxAge is how old request-time may be; 0 means any age. Antom repeats a
	// notification for about 24 hours, and whether a repeat gets a new time is
	// not documented: with less than 25 hours a genuine one may be refused. An
	// application that can take a notification twice needs no limit.
	MaxAge time.Duration
	// Skew is how far ahead of our clock request-time may be if MaxAge is set;
	// 0 means DefaultSkew.
	Skew time.Duration
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// MaxBody is the largest body that is read, in bytes; 0 means MaxNotification.
	MaxBody int64

	fingerprints []keyFingerprint // of Keys, see Check
}

// Request reads and verifies a notification as it came over the network. The
// body of r can be read again afterwards. The headers are found in any case.
// The error is a *NotificationError, and then there is no notification:
// nothing in an unverified request may be acted upon.
//
// Pass on the request as the server made it. The body must not have been
// decoded and encoded again by anything in between.
func (v *Verifier) Request(r *http.Request) (*Notification, error) {
	if err := v.checkKeys(); err != nil {
		return nil, err
	}
	headers, err := readSignedHeaders(r.Header)
	if err != nil {
		return nil, err
	}
	body, err := readNotificationBody(r, v.maxBody())
	if err != nil {
		return nil, err
	}
	return v.message(r.Context(), Message{
		Method: r.Method, Path: v.path(r), ClientID: headers.clientID, Time: headers.time, Body: body,
	}, headers.signature)
}

// Message verifies a notification whose parts are at hand, as in a serverless
// function or a file. ClientID and Time are the exact texts of the headers
// client-id and request-time, signatureHeader is that of signature, and Path
// is path and query of the notify URL. Unlike Request it never sees how often
// a header came: refuse those that came twice. Body is kept, not copied.
// KeysFor is called with a background context.
func (v *Verifier) Message(m Message, signatureHeader string) (*Notification, error) {
	return v.message(context.Background(), m, signatureHeader)
}

func (v *Verifier) message(ctx context.Context, m Message, signatureHeader string) (*Notification, error) {
	if err := v.check(m, signatureHeader); err != nil {
		return nil, err
	}
	signature, err := ParseSignature(signatureHeader)
	if err != nil {
		return nil, &NotificationError{Reason: ReasonMalformedSignature, Header: HeaderSignature, Err: err}
	}
	antomKeys, err := v.keysFor(ctx, m.ClientID, signature.KeyVersion)
	if err != nil {
		return nil, err
	}
	index, err := VerifyAny(antomKeys, m, signature)
	if err != nil {
		return nil, v.unverified(m, signature, err)
	}
	if err := v.checkVerified(m); err != nil {
		return nil, err
	}
	n, err := ParseNotification(m.Body)
	if err != nil {
		return nil, err
	}
	n.Message, n.KeyVersion = m, signature.KeyVersion
	n.KeyIndex, n.KeyFingerprint = index, v.fingerprint(antomKeys[index])
	n.RequestTime, _ = ParseTime(m.Time)
	return n, nil
}

// check looks at what can be judged without a key.
func (v *Verifier) check(m Message, signatureHeader string) error {
	if err := v.checkKeys(); err != nil {
		return err
	}
	if strings.TrimSpace(signatureHeader) == "" {
		return missingHeader(HeaderSignature)
	}
	if int64(len(m.Body)) > v.maxBody() {
		return tooLarge(v.maxBody())
	}
	return checkSignedParts(m, v.ClientID)
}

func (v *Verifier) checkKeys() error {
	if len(v.Keys) == 0 && v.KeysFor == nil {
		return &NotificationError{Reason: ReasonNoKey, Detail: "Antom's public key is not configured, nothing can be verified"}
	}
	return nil
}

// unverified makes the error for a signature that does not fit.
func (v *Verifier) unverified(m Message, signature Signature, err error) error {
	failed := &NotificationError{Reason: ReasonBadSignature, Header: HeaderSignature, Err: err}
	cause, ok := errors.AsType[*VerifyError](err)
	if ok && (cause.Reason == ReasonNoKey || cause.Reason == ReasonBadKey) {
		failed.Reason, failed.Header = cause.Reason, ""
		failed.Detail = "none of the configured public keys can be used"
		return failed
	}
	switch {
	case v.MerchantKey != nil && Verify(v.MerchantKey, m, signature) == nil:
		failed.Detail = "it was signed with the merchant's own private key, not by Antom"
	case v.ClientID != "" && m.ClientID != v.ClientID:
		failed.Detail = "it names the client id " + quote(m.ClientID) + " instead of " + quote(v.ClientID)
	}
	return failed
}

// checkVerified looks at what only counts once the signature fits: before that
// a client id or a time is no more than a claim.
func (v *Verifier) checkVerified(m Message) error {
	if v.ClientID != "" && m.ClientID != v.ClientID {
		return &NotificationError{
			Reason: ReasonWrongClient, Header: HeaderClientID,
			Detail: "it is for client id " + quote(m.ClientID) + ", not for " + quote(v.ClientID),
		}
	}
	if v.MaxAge <= 0 {
		return nil
	}
	return v.checkAge(m.Time)
}

// path returns what the sender asked for. The request line is exact; URL may
// have been changed since by http.StripPrefix and its like.
func (v *Verifier) path(r *http.Request) string {
	if v.Path != nil {
		return v.Path(r)
	}
	if r.RequestURI == "" && r.URL != nil {
		return r.URL.RequestURI() // a request that no server made, as in tests
	}
	_, rest, absolute := strings.Cut(r.RequestURI, "://")
	if strings.HasPrefix(r.RequestURI, "/") || !absolute {
		return r.RequestURI
	}
	// The request line of a request to a proxy has the whole URL.
	switch i := strings.IndexAny(rest, "/?"); {
	case i < 0:
		return "/"
	case rest[i] == '?':
		return "/" + rest[i:]
	default:
		return rest[i:]
	}
}

func (v *Verifier) maxBody() int64 {
	if v.MaxBody > 0 {
		return v.MaxBody
	}
	return MaxNotification
}
