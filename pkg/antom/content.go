package antom

import "crypto/sha256"

// Names of the HTTP headers that carry a signed message. HTTP compares header
// names without regard to case.
const (
	HeaderClientID     = "client-id"     // the merchant's client id, part of the signed content
	HeaderRequestTime  = "request-time"  // time of signing of a request or notification, part of the signed content
	HeaderResponseTime = "response-time" // its counterpart in a response
	HeaderSignature    = "signature"     // the signature, see Signature
	HeaderAgentToken   = "agent-token"   // token of a partner that calls for a merchant, not signed
)

// A Message is what a signature is made over: a request to Antom, the answer
// to it, or a notification from Antom. All five parts are used as they are;
// nothing is normalized, so pass on exactly what was sent or received.
type Message struct {
	// Method is the HTTP method of the request, "POST" in all of Antom's
	// core calls. A response is signed with the method of its request.
	Method string
	// Path is the path with the query, if there is one, without scheme and
	// host: "/ams/api/v1/payments/pay". For a sandbox client id it is the
	// sandbox path (see [Path]). A response is signed with the path of its
	// request.
	Path string
	// ClientID is the text of the client-id header.
	ClientID string
	// Time is the text of the request-time header, or of response-time in a
	// response: milliseconds since 1970 or an ISO 8601 time. It is opaque here.
	Time string
	// Body is the HTTP body, byte for byte.
	Body []byte
}

// Content returns the canonical content, which is the text that is signed:
//
//	<Method> <Path>
//	<ClientID>.<Time>.<Body>
//
// The two lines are separated by a single line feed (0x0A) and there is no
// line feed after the body other than the body's own.
func (m Message) Content() []byte {
	size := len(m.Method) + len(m.Path) + len(m.ClientID) + len(m.Time) + len(m.Body) + 4
	return append(m.appendHead(make([]byte, 0, size)), m.Body...)
}

// appendHead appends everything of the content that comes before the body.
func (m Message) appendHead(dst []byte) []byte {
	dst = append(dst, m.Method...)
	dst = append(dst, ' ')
	dst = append(dst, m.Path...)
	dst = append(dst, '\n')
	dst = append(dst, m.ClientID...)
	dst = append(dst, '.')
	dst = append(dst, m.Time...)
	return append(dst, '.')
}

// digest returns the SHA-256 hash of the content without putting the content
// together: the body is hashed where it lies.
func (m Message) digest() (sum [sha256.Size]byte) {
	h := sha256.New()
	h.Write(m.appendHead(make([]byte, 0, 256)))
	h.Write(m.Body)
	h.Sum(sum[:0])
	return sum
}
