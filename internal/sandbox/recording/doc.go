// Package recording keeps exchanges with Antom's gateway as files, and answers
// calls from them later.
//
// A Recorder is a proxy: it passes each request on unchanged, gives the response
// back unchanged, and writes the exchange, without secrets and personal data, to a
// directory. Load reads such a directory. A Player finds the exchange that answers a
// call, with the ids of the call in place of the recorded ones.
//
// The package signs nothing and decides nothing about payments.
package recording

import (
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Limits of a directory of recordings and of what passes through a Recorder.
const (
	// MaxExchanges is how many files a directory may have.
	MaxExchanges = 10_000
	// MaxBody is the size of the largest body of a request or a response, in bytes.
	MaxBody = 1 << 20
	// maxFile is the size of the largest file of an exchange, in bytes: two bodies
	// and what is around them.
	maxFile = 2*MaxBody + 256<<10
	// MaxTotal is the size of all files of a directory together, in bytes.
	MaxTotal = 64 << 20
	// maxValues is how many JSON values a body that is kept may have, and maxTotalValues
	// how many all files of a directory: a value takes far more memory than its text.
	maxValues, maxTotalValues = 20_000, 4_000_000
)

// Exchange is a request and its response, as they are kept in a file.
type Exchange struct {
	// File is the path of the file that it was read from; "" before it is written.
	File string
	// At is when the request arrived.
	At time.Time
	// Operation is the name of the operation; "" when the path is none that Antom
	// documents.
	Operation string
	// Path is the path of the request. The values of its query are masked.
	Path     string
	Request  Message
	Response Message
	// Status is the HTTP status of the response.
	Status int
	// Duration is the time that the gateway took.
	Duration time.Duration

	values int // JSON values in the file
}

// Message is one half of an exchange.
type Message struct {
	// Header has the headers that are kept, by their names in lower case.
	Header map[string]string
	// Body is a JSON object; nil when the body was something else, which is not kept.
	Body *spec.Node
	// Size is the length of the body as it was sent, in bytes.
	Size int
}

// Replayable reports whether a Player can answer with the exchange: it is of a known
// operation, and the response has HTTP status 200 and a result.
func (e *Exchange) Replayable() bool {
	const ok = 200
	return e.Operation != "" && e.Status == ok && e.Request.Body != nil && e.Response.Body.At("result.resultStatus") != nil
}
