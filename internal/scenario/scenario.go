// Package scenario runs files of steps against a simulator: an operation is called,
// the buyer acts, time passes, and each step says what it expects. It lets a team keep
// tests of its payments beside its code, in any language.
package scenario

import (
	"time"

	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// MaxSteps is how many steps a file can have.
const MaxSteps = 500

// Scenario is the content of a file.
type Scenario struct {
	File  string
	Name  string
	Vars  map[string]string
	Steps []Step
}

// Step is one step of a scenario. Exactly one of Call, Pay, Accept, Decline, Advance, Next
// and Notification says what it does.
type Step struct {
	Name string
	At   request.Origin

	Call    string     // an operation, such as pay
	Request *spec.Node // its body
	Pay     string     // an id that the buyer pays
	Accept  string     // a subscription or an authorization that the buyer agrees to
	Decline string     // what the buyer declines; a payment with the result code Code
	Code    string
	Advance time.Duration // how much time passes
	Next    bool          // time passes until the next event
	// Notification is the id of a payment, refund or capture whose latest
	// notification is looked at.
	Notification string

	Expect Expect
	Save   []Pair // variable and field
}

// Expect is what a step expects. Empty texts expect nothing.
type Expect struct {
	ResultCode, ResultStatus string // of a call
	Status                   string // of what the buyer pays, accepts or declines
	Type                     string // of a notification, such as PAYMENT_RESULT
	Acknowledged             string // true or false
	HTTPStatus               string // of the application's response
	Fields                   []Pair // of a response or a notification: path and text
	// places are where the texts above are.
	places map[string]request.Origin
}

// Pair is a name and a value, with the place of the value.
type Pair struct {
	Name, Value string
	At          request.Origin
}
