package diagnose

// A Cause says in one word why a signature does not verify. The texts are
// stable: they are the values of diagnosis.cause in machine-readable output.
type Cause string

// The causes, in the order in which several of them are reported.
const (
	NoSignature        Cause = "no-signature"        // there is no signature header
	MalformedSignature Cause = "malformed-signature" // the header, or what is inside the signature, is not what Antom writes
	WrongKey           Cause = "wrong-key"           // the signature opens with none of the keys
	OwnKey             Cause = "own-key"             // the merchant's own key is where Antom's belongs
	OtherProfileKey    Cause = "other-profile-key"   // it opens with a key of another profile
	Path               Cause = "path"                // another path or query was signed
	Method             Cause = "method"              // another HTTP method was signed
	ClientID           Cause = "client-id"           // another client id was signed
	RequestTime        Cause = "request-time"        // another text of the time was signed
	BodyCharset        Cause = "body-charset"        // the body was decoded and encoded in different character sets
	BodyBase64         Cause = "body-base64"         // the body was put into Base64, or taken out of it
	BodyBOM            Cause = "body-bom"            // a byte order mark was added or lost
	BodyKeyOrder       Cause = "body-key-order"      // the members of a JSON object changed places
	BodyEscaping       Cause = "body-escaping"       // characters or numbers are spelled in another way
	BodyWhitespace     Cause = "body-whitespace"     // blanks between the parts of the JSON changed
	BodyLineEndings    Cause = "body-line-endings"   // LF became CR LF, or the reverse
	BodyNewline        Cause = "body-newline"        // a line break at an end of the body was added or lost
	ContentChanged     Cause = "content-changed"     // signed with this key, but no guess matches
)

// Causes returns every cause in the order in which they are reported.
func Causes() []Cause {
	return []Cause{
		NoSignature, MalformedSignature, WrongKey, OwnKey, OtherProfileKey,
		Path, Method, ClientID, RequestTime,
		BodyCharset, BodyBase64, BodyBOM, BodyKeyOrder, BodyEscaping,
		BodyWhitespace, BodyLineEndings, BodyNewline, ContentChanged,
	}
}
