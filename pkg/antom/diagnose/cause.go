package diagnose

// A Cause says in one word why a signature does not verify. The texts are stable.
// Later versions may add causes, so give every switch a default.
type Cause string

// The causes, in the order in which several of them are reported. A signature or a key
// comes before the content, and the head of the content before its body.
const (
	CauseNoSignature        Cause = "no-signature"        // there is no signature header
	CauseMalformedSignature Cause = "malformed-signature" // the header, or what is inside the signature, is not what Antom writes
	CauseWrongKey           Cause = "wrong-key"           // the signature opens with none of the keys
	CauseOwnKey             Cause = "own-key"             // the merchant's own key is where Antom's belongs
	CauseOtherProfileKey    Cause = "other-profile-key"   // it opens with a key of RoleOther
	CausePath               Cause = "path"                // another path or query was signed
	CauseMethod             Cause = "method"              // another HTTP method was signed
	CauseClientID           Cause = "client-id"           // another client id was signed
	CauseRequestTime        Cause = "request-time"        // another text of the time was signed
	CauseSeparator          Cause = "separator"           // the parts of the content were joined in another way
	CauseBodyEmpty          Cause = "body-empty"          // nothing, or an empty object, was signed in place of the body
	CauseBodyCharset        Cause = "body-charset"        // the body was decoded and encoded in different character sets
	CauseBodyBase64         Cause = "body-base64"         // the body was put into Base64, or taken out of it
	CauseBodyBOM            Cause = "body-bom"            // a byte order mark was added or lost
	CauseBodyReserialized   Cause = "body-reserialized"   // the body is what a language prints of the parsed JSON, or was put into other JSON
	CauseBodyValues         Cause = "body-values"         // values or names of members changed: times, numbers, empty values, white space
	CauseBodyKeyOrder       Cause = "body-key-order"      // the members of a JSON object changed places
	CauseBodyNulls          Cause = "body-nulls"          // members without a value (null) were added to the JSON or dropped
	CauseBodyEscaping       Cause = "body-escaping"       // characters or numbers are spelled in another way
	CauseBodyWhitespace     Cause = "body-whitespace"     // blanks between the parts of the JSON changed
	CauseBodyLineEndings    Cause = "body-line-endings"   // LF became CR LF, or the reverse
	CauseBodyNewline        Cause = "body-newline"        // a line break at an end of the body was added or lost
	CauseContentChanged     Cause = "content-changed"     // signed with this key, but no guess matches
)

// allCauses returns every cause in the order in which they are reported.
func allCauses() []Cause {
	return []Cause{
		CauseNoSignature, CauseMalformedSignature, CauseWrongKey, CauseOwnKey, CauseOtherProfileKey,
		CausePath, CauseMethod, CauseClientID, CauseRequestTime, CauseSeparator, CauseBodyEmpty,
		CauseBodyCharset, CauseBodyBase64, CauseBodyBOM, CauseBodyReserialized, CauseBodyValues, CauseBodyKeyOrder, CauseBodyNulls, CauseBodyEscaping,
		CauseBodyWhitespace, CauseBodyLineEndings, CauseBodyNewline, CauseContentChanged,
	}
}
