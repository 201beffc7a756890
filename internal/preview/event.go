package preview

import (
	"encoding/json"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Kind says what an event is.
type Kind string

// The kinds of events.
const (
	Opened    Kind = "opened"    // the page is there and calls the SDK
	SDK       Kind = "sdk"       // the SDK called onEventCallback
	Log       Kind = "log"       // the SDK called onLog
	Mounted   Kind = "mounted"   // the user mounted the SDK again
	Unmounted Kind = "unmounted" // the page called unmount
	Returned  Kind = "returned"  // the buyer returned from another page
	Blocked   Kind = "blocked"   // the page's policy stopped something of the SDK
	Failed    Kind = "failed"    // the SDK could not be loaded or called
)

// Limits of what a page can say, in bytes.
const (
	maxCode    = 100
	maxMessage = 2000
	maxResult  = 16 << 10
)

// Event is something that happened on the page.
type Event struct {
	Kind    Kind            `json:"event"`
	Time    time.Time       `json:"time"`
	Code    string          `json:"code,omitempty"`
	Message string          `json:"message,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"` // as the SDK gave it
	// What the specification knows of the code.
	Meaning string `json:"meaning,omitempty"`
	Next    string `json:"next,omitempty"`
}

// Payment reports whether the event tells a result of the payment.
func (e Event) Payment() bool {
	known, ok := spec.FindSDKEvent(e.Code)
	return e.Kind == SDK && ok && known.Kind == spec.SDKPayment
}

// ResultCode is the paymentResultCode of an event, "" when it has none.
func (e Event) ResultCode() string {
	var result struct {
		Code string `json:"paymentResultCode"`
	}
	if json.Unmarshal(e.Result, &result) != nil {
		return ""
	}
	return result.Code
}

// parse reads an event that a page sent, and adds its meaning.
func parse(data []byte) (Event, error) {
	var e Event
	if err := json.Unmarshal(data, &e); err != nil {
		return Event{}, errors.New("the body must be an event in JSON")
	}
	switch e.Kind {
	case Opened, SDK, Log, Mounted, Unmounted, Returned, Blocked, Failed:
	default:
		return Event{}, errors.New("unknown event")
	}
	if len(e.Result) > maxResult {
		e.Result = nil
	}
	e.Code, e.Message = shorten(e.Code, maxCode), shorten(e.Message, maxMessage)
	e.Meaning, e.Next = "", ""
	if known, ok := spec.FindSDKEvent(e.Code); ok && e.Kind == SDK {
		e.Meaning, e.Next = known.Meaning, known.Next
	}
	return e, nil
}

// shorten cuts a text to a number of bytes, between two letters.
func shorten(s string, limit int) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if len(s) <= limit {
		return s
	}
	for !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit] + "…"
}
