package diagnose

// advice is what a cause means and what to change. The first sentences of an
// explanation are about the message at hand; these are about the cause.
type advice struct {
	means string // the usual culprits, "" if the explanation says it all
	fix   string
}

const rawBytes = "Verify the bytes of the request as they came, before anything parses them: express.raw() or a rawBody in Express, " +
	"request.get_data() in Flask, request.body in Django, php://input in PHP, a byte[] in Spring, io.ReadAll(r.Body) in Go."

const rawFile = "Save the body byte for byte: printf '%s' or curl --data-binary @FILE rather than echo or curl -d, " +
	"and an editor that adds nothing at the end of the file."

// pathUnknown is the advice for a content that differs while nothing is known
// about the path that was signed, so no other path could be tried.
const pathUnknown = "No notify URL is known here to compare the path with: if yours has a query or another path, verify with that."

// reserializer is behind most of what happens to JSON.
const reserializer = "A JSON body parser that re-serializes the body is the usual culprit."

// culprit returns what usually does just what a sentence says, "" if it is what
// is usual for the cause.
func culprit(says string) string {
	switch says {
	case saysQueryLost:
		return "Code that takes the path without its query, as getRequestURI() of a Java servlet and req.path of Express do, is the usual culprit."
	case saysQueryNew:
		return "A load balancer or a link that adds parameters, or a capture of another call, is the usual culprit."
	case saysMerged:
		return "A web server that normalizes the path is the usual culprit, as nginx does with merge_slashes."
	case saysMatrix:
		return "A servlet container that puts the session into the path is the usual culprit."
	case saysParameters, saysQueryForm:
		return "A proxy or a framework that parses the query and writes it again is the usual culprit."
	case saysSlashLost, saysSlashNew:
		return "A web server or a router that normalizes or redirects the path is the usual culprit."
	case saysStripped:
		return "A reverse proxy or a router that strips a prefix is the usual culprit: nginx's proxy_pass with a path, app.use in Express, the stage of an API gateway."
	case saysPrefixed:
		return "A reverse proxy or a gateway that adds a prefix is the usual culprit, such as the stage of an API gateway or the name of a function."
	case saysDecoded, saysEncoded, saysSpelling:
		return "A web server or a framework that hands over the decoded path is the usual culprit."
	case saysForm, saysPercent, saysEquals, saysPluses:
		return "A framework that takes the body for a form is the usual culprit."
	case saysString:
		return "A log, a queue or a tool that puts the body into a JSON text is the usual culprit."
	case saysHTML:
		return "A filter against cross-site scripting, or copying the body out of a page's source, is the usual culprit."
	case saysEcho:
		return "The shell's echo, which turns \\n into a line break, is the usual culprit."
	case saysSlashes, saysStripslashes:
		return "WordPress, which adds backslashes to everything it receives, and code that takes them out again are the usual culprits."
	case saysOctets:
		return "Logging the bytes of the body instead of the text is the usual culprit: a Buffer in Node.js, a []byte in Go, a byte[] in Java."
	case saysBreakNew, saysBreaksNew:
		return "An editor's final newline and echo, which adds one, are the usual culprits."
	case saysBreakLost:
		return `An editor, "curl -d @file" and $(…) in a shell, all of which remove it, are the usual culprits.`
	case saysAround:
		return "Copying the body out of a terminal or a page is the usual culprit."
	default:
		return ""
	}
}

// adviceFor returns the advice for a cause.
func adviceFor(c Cause) advice {
	switch c {
	case CauseNoSignature:
		return advice{
			"Either the message does not come from Antom, or a proxy, a gateway or a framework did not pass the header on.",
			`Pass the "signature" header on to the application and into the capture. Without it nothing can be verified.`,
		}
	case CauseMalformedSignature:
		return advice{
			"",
			"Take the signature header exactly as it came: algorithm=RSA256,keyVersion=1,signature=<URL-encoded Base64>. Do not decode, re-encode or shorten it on the way.",
		}
	case CauseWrongKey:
		return advice{
			"The usual culprits: the key of another client id, the sandbox key in production or the reverse, or a key that Antom has replaced.",
			"Copy Antom's public key for this client id and this environment from the dashboard again, and configure it as Antom's public key.",
		}
	case CauseOwnKey:
		return advice{
			"Antom signs with its own key; your public key is what Antom verifies your requests with.",
			`Configure Antom's public key in its place. The dashboard shows it beside the key that you uploaded, as "Antom public key".`,
		}
	case CauseOtherProfileKey:
		return advice{
			"The notification is meant for another profile, or its key belongs to this one as well.",
			"Verify with the profile that the notification is for, or configure that key for this one.",
		}
	case CausePath:
		return advice{
			"The usual culprits: a reverse proxy or a router that strips a prefix or adds one (nginx's proxy_pass with a path, app.use in Express, the stage of an API gateway), " +
				"and code that takes the path without its query, as getRequestURI() of a Java servlet does.",
			"Verify with the path and the query of the notify URL, letter for letter as Antom was given it: " +
				"$request_uri in nginx, req.originalUrl in Express, request.get_full_path() in Django, r.RequestURI in Go.",
		}
	case CauseMethod:
		return advice{
			"Captures that name no method, and proxies that turn a redirected POST into a GET, are the usual culprits.",
			"Verify with the method that Antom used, which is POST for every notification, in capitals.",
		}
	case CauseClientID:
		return advice{
			"A profile for another client id and a header that was replaced on the way are the usual culprits.",
			"Verify with the text of the client-id header as it came, not with a configured client id.",
		}
	case CauseRequestTime:
		return advice{
			"The usual culprits: code that parses the time and formats it again, and a console or a form that decodes %2B or turns + into a space.",
			"Verify with the text of the request-time header as it came. Never parse it before.",
		}
	case CauseSeparator:
		return advice{
			"Antom puts a single line feed there, so a program of your own signed this.",
			"Sign METHOD, a space, PATH, a line feed (0x0A), CLIENT-ID, a period, TIME, a period and the BODY.",
		}
	case CauseContentChanged:
		return advice{
			"The usual culprits: the headers of one notification with the body of another, a body that was cut off or edited, and a change that is not among the known ones.",
			"Capture the request again as close to the network as possible, and compare the content that was checked with it byte for byte. " + rawBytes,
		}
	}
	return bodyAdvice(c)
}

// bodyAdvice returns the advice for a cause that lies in the body.
func bodyAdvice(c Cause) advice {
	switch c {
	case CauseBodyEmpty:
		return advice{"A signer that takes the body before it is written, or a framework that has read it already, is the usual culprit.", rawBytes}
	case CauseBodyNulls:
		return advice{"A class that the JSON was read into, and that writes all its members, is the usual culprit.", rawBytes}
	case CauseBodyReserialized:
		return advice{"Code that logs or stores the parsed value with the language's own means, and not as JSON, is the usual culprit.", rawBytes}
	case CauseBodyValues:
		return advice{"A framework that changes the values it has parsed, or a class that the JSON was read into, is the usual culprit.", rawBytes}
	case CauseBodyNewline:
		return advice{`An editor's final newline, echo (which adds one) and "curl -d @file" (which removes them) are the usual culprits.`, rawFile}
	case CauseBodyLineEndings:
		return advice{"The usual culprits: git's autocrlf, an editor or a file transfer in text mode on Windows.", rawFile}
	case CauseBodyBOM:
		return advice{"The usual culprits: Notepad, PowerShell's Out-File and other tools on Windows that mark UTF-8 files.", rawFile + " Save it as UTF-8 without a byte order mark."}
	case CauseBodyWhitespace:
		return advice{reserializer, rawBytes}
	case CauseBodyKeyOrder:
		return advice{reserializer, rawBytes}
	case CauseBodyEscaping:
		return advice{reserializer, rawBytes}
	case CauseBodyCharset:
		return advice{"Code that turns the bytes into a string with the platform's character set, and a database or an editor that is not set to UTF-8, are the usual culprits.",
			"Keep the body as bytes, or decode and encode it as UTF-8 everywhere. " + rawBytes}
	case CauseBodyBase64:
		return advice{"An API gateway that hands binary bodies over in Base64 (isBase64Encoded) is the usual culprit.",
			"Decode the Base64 first and verify the bytes that come out of it."}
	default:
		return advice{}
	}
}
