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
//	a packet file, gzip, UTF-16, a PEM key …        an error that names it
//	a zip file                                      saz
//	{ or [ (then the first object decides:)
//	   "log" with "entries", "creator", "version" … har
//	   "requestContext", "isBase64Encoded",
//	   "rawPath", "multiValueHeaders",
//	   or "httpMethod" with "headers"               lambda
//	   "receivedAt" or "bodyBase64", without a URL
//	   or another name for the body                 capture
//	   "requests" as a list,
//	   or "request" with "raw" or "uri"             ngrok
//	   "data" as a list of such objects, or
//	   "content" with "method", "url" or "uuid"     webhooksite
//	   "headers" with "path" or "body" as text      capture
//	   any other object without a signature in it,
//	   headers given as options                     body
//	   a bare notification                          an error that asks for the headers
//	   any other object                             json
//	curl, curl.exe, $ curl                          curl
//	a method and a URL without an HTTP version,
//	or requests with ### between them               httpfile
//	a request line such as POST /x HTTP/1.1,
//	also behind "> ", after log lines or in the
//	text of packets (tcpdump -A)                    http
//	Invoke-WebRequest, Invoke-RestMethod            powershell
//	http, https, xh with a URL                      httpie
//	fetch(                                          fetch
//	meta {                                          bruno
//	a hex dump, or the pseudo field :method         http
//	any other text with a brace                     log
//	anything else, headers given as options         body
//	anything else                                   an error that says what it is like
//
// In json and log, a request is an object with header fields among which is a
// signature, at any depth and also inside of strings. A capture without a path
// or without the text of its body is an error: what was not read cannot be
// verified, which is no fault of the notification.
//
// Every read is bounded by the constants in limits.go. Only our own form, one
// JSON object a line, is read as a stream in constant memory; everything else
// is read whole up to MaxInput.
package capture
