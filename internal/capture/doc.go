// Package capture reads notifications that were captured somewhere, in the
// formats in which people have them, and gives them one form. It checks no
// signature; what it promises is that the bytes of a body come out exactly as
// the capture holds them: nothing is trimmed, re-encoded or serialized again.
// What a capture may have lost before it came here is said in Capture.Notes.
//
// The format is told by content. The first row that fits decides:
//
//	input begins with                               format
//	-----------------                               ------
//	nothing, or only blanks                         an error
//	a packet file, gzip, zip, UTF-16, a PEM key …   an error that names it
//	{ or [ (then the first object decides:)
//	   "log" with "entries", "creator", "version" … har
//	   "requestContext", "isBase64Encoded",
//	   "rawPath", "multiValueHeaders",
//	   or "httpMethod" with "headers"               lambda
//	   "receivedAt" or "bodyBase64"                 capture
//	   "requests" as a list,
//	   or "request" with "raw" or "uri"             ngrok
//	   "data" as a list, or "content" with
//	   "method", "url" or "uuid"                    webhooksite
//	   "headers" or "body"                          capture
//	   any other object, headers given as options   body
//	   any other object                             an error that asks for them
//	curl, curl.exe, $ curl                          curl
//	a request line such as POST /x HTTP/1.1,
//	also behind "> ", after log lines or in the
//	text of packets (tcpdump -A)                    http
//	anything else, headers given as options         body
//	anything else                                   an error that says what it is like
//
// Every read is bounded by the constants in limits.go. Only our own form, one
// JSON object a line, is read as a stream in constant memory; everything else
// is read whole up to MaxInput.
package capture
