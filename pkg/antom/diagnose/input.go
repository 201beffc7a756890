package diagnose

import (
	"crypto/rsa"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/antom-cli/antom/pkg/antom"
)

// A Role says what a key is there for.
type Role string

// The roles of a key. An empty role counts as RoleConfigured.
const (
	RoleConfigured Role = "configured"    // Antom's public key that the message was verified with
	RoleOther      Role = "other-profile" // another known key of Antom's, such as that of another client id or environment
	RoleOwn        Role = "own"           // the public half of the merchant's own private key
)

// A Key is a public key that may belong to the signature.
type Key struct {
	Public *rsa.PublicKey // a key that is nil or cannot be an RSA key is left out
	Role   Role
	Name   string // for people, such as "profile shop"; may be empty
}

// Input is everything that is known about a message whose signature does not
// verify. Message, SignatureHeader and Keys are what matters; the zero value of
// every other field is fine.
type Input struct {
	// Message is what the signature was verified over. It is not changed.
	Message antom.Message
	// SignatureHeader is the text of the signature header, "" without one.
	SignatureHeader string
	// SignatureHeaderCount is how often the message has the header; 0 means that
	// nobody counted. With more than one CauseMalformedSignature is among the causes.
	SignatureHeaderCount int
	// Keys are tried in the order of their roles: RoleConfigured, RoleOther,
	// RoleOwn. At most 256 of them count.
	Keys []Key
	// NotifyURLs are URLs that the message may have been signed for, such as the
	// notify URLs that Antom was given. A path with its query will do. At most 32
	// of them count.
	NotifyURLs []string
	// ClientIDs are other client ids that the message may have been for. At most
	// 32 of them count.
	ClientIDs []string
	// HeaderNames are the names of all headers of the message. They show that a message
	// without a signature is a webhook of another provider.
	HeaderNames []string
	// Effort is how far the search for changes of the content goes; the zero value
	// is EffortFull.
	Effort Effort
	// Limit bounds the time of the search; 0 means one second. The amount of
	// work is bounded as well, whatever the clock says.
	Limit time.Duration
	// Now is the clock for Limit; nil means time.Now.
	Now func() time.Time
}

// An Effort is how far a search goes. It matters where many messages fail in a way
// that no known change explains, because each of them costs the whole search.
type Effort uint8

// The efforts.
const (
	EffortFull   Effort = iota // up to three changes together
	EffortSingle               // every known change, but only one at a time
	EffortUsual                // only the most usual changes, one at a time
	EffortNone                 // no search: only the signature and the keys are looked at
)

// FromRequest returns the Input for a request that a server received, without
// keys. body is the body as it was received. Headers are found in any case. If the
// request passed a proxy that changed the path, set Message.Path to the one that
// was verified.
func FromRequest(r *http.Request, body []byte) Input {
	signature, count := headerText(r.Header, antom.HeaderSignature)
	clientID, _ := headerText(r.Header, antom.HeaderClientID)
	at, _ := headerText(r.Header, antom.HeaderRequestTime)
	path := r.RequestURI
	if path == "" && r.URL != nil {
		path = r.URL.RequestURI() // a request that no server made, as in tests
	}
	return Input{
		Message:         antom.Message{Method: r.Method, Path: path, ClientID: clientID, Time: at, Body: body},
		SignatureHeader: signature, SignatureHeaderCount: count,
		HeaderNames: slices.Sorted(maps.Keys(r.Header)),
	}
}

// headerText returns the first text of a header and how many it has.
func headerText(h http.Header, name string) (text string, count int) {
	for key, values := range h {
		if len(values) == 0 || !strings.EqualFold(key, name) {
			continue
		}
		if count == 0 {
			text = values[0]
		}
		count += len(values)
	}
	return text, count
}
