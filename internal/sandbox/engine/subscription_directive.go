package engine

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The words of the directive of a subscription, beside those that it shares with an
// order: what the buyer does, and which periods cannot be charged.
const (
	wordConsent = "consent"
	wordFail    = "fail"
)

// Script is what a directive says about the life of a subscription.
type Script struct {
	Consent string    `json:"consent,omitempty"` // "accept" or "decline": what the buyer does by himself
	At      time.Time `json:"at,omitzero"`       // when he does, by the clock
	// Charges of the periods First to Last fail with Code: the first Times of each
	// period, all when it is 0.
	First int    `json:"first,omitempty"`
	Last  int    `json:"last,omitempty"`
	Code  string `json:"code,omitempty"`
	Times int    `json:"times,omitempty"`
}

// fails reports whether a charge fails, and with which code.
func (s *Script) fails(phase, try int) (code string, fails bool) {
	if s == nil || s.First == 0 || phase < s.First || phase > s.Last || s.Times > 0 && try > s.Times {
		return "", false
	}
	return s.Code, true
}

// SubscriptionDirective is what the description of a subscription asks for.
type SubscriptionDirective struct {
	Result string        // answer the call with this result code
	Delay  time.Duration // how long the answer takes, in real time
	Drop   bool          // close the connection instead of answering
	After  time.Duration // how long after the call the buyer decides
	Script Script
}

// subscriptionWords are the words of the description of a subscription.
func subscriptionWords() []word {
	return []word{
		{"result", "result=CODE"}, {wordConsent, "consent=accept|decline"}, {"after", "after=DURATION"},
		{wordFail, "fail=N or fail=N-M"}, {"code", "code=CODE"}, {"times", "times=N"}, {"delay", "delay=DURATION"}, {"drop", "drop"},
	}
}

// ParseSubscriptionDirective reads the directive of a subscriptionDescription:
//
//	sim: result=PROCESS_FAIL
//	sim: consent=accept after=3s
//	sim: consent=accept fail=2-3 code=USER_BALANCE_NOT_ENOUGH times=1
func ParseSubscriptionDirective(description string) (SubscriptionDirective, error) {
	var d SubscriptionDirective
	rest, ok := strings.CutPrefix(strings.TrimSpace(description), directivePrefix)
	if !ok {
		return d, nil
	}
	given := map[string]bool{}
	for _, text := range strings.FieldsFunc(rest, func(r rune) bool { return r == ' ' || r == '\t' || r == ',' }) {
		key, value, _ := strings.Cut(text, "=")
		switch {
		case given[key]:
			return d, fmt.Errorf("%q is there twice", key)
		case !isWord(subscriptionWords(), key):
			return d, fmt.Errorf("unknown word %q; the words are: %s", text, usage(subscriptionWords()))
		}
		given[key] = true
		if err := d.set(text, key, value); err != nil {
			return d, err
		}
	}
	if len(given) == 0 {
		return d, fmt.Errorf("it is empty; the words are: %s", usage(subscriptionWords()))
	}
	return d, d.check(given)
}

func (d *SubscriptionDirective) set(text, key, value string) (err error) {
	switch key {
	case "result":
		d.Result, err = knownCode(value)
	case wordConsent:
		if d.Script.Consent = value; value != "accept" && value != "decline" {
			err = fmt.Errorf("\"consent=%s\" is not a decision; use consent=accept or consent=decline", value)
		}
	case "after":
		d.After, err = duration(key, value, maxAfter)
	case "delay":
		d.Delay, err = duration(key, value, MaxDelay)
	case wordFail:
		d.Script.First, d.Script.Last, err = periods(value)
	case "code":
		d.Script.Code, err = knownCode(value)
	case "times":
		d.Script.Times, err = times(value)
	case "drop":
		if d.Drop = true; text != key {
			err = fmt.Errorf("\"drop\" takes no value")
		}
	}
	return err
}

// check refuses words that mean nothing without, or together with, another.
func (d *SubscriptionDirective) check(given map[string]bool) error {
	switch {
	case given["after"] && !given[wordConsent]:
		return fmt.Errorf("\"after\" needs \"consent=accept\" or \"consent=decline\"")
	case given["code"] && !given[wordFail]:
		return fmt.Errorf("\"code\" needs \"fail=N\"; \"result=CODE\" answers the call itself with a code")
	case given["times"] && !given[wordFail]:
		return fmt.Errorf("\"times\" needs \"fail=N\": so many charges of each of these periods fail")
	case given["result"] && (given[wordConsent] || given[wordFail]):
		return fmt.Errorf("\"result\" stands alone: a call that is refused creates no subscription")
	}
	if given[wordFail] && d.Script.Code == "" {
		d.Script.Code = codeBalance
	}
	return nil
}

// periods reads a period, or a first and a last one.
func periods(value string) (first, last int, err error) {
	from, to, several := strings.Cut(value, "-")
	if !several {
		to = from
	}
	first, err = strconv.Atoi(from)
	if err == nil {
		last, err = strconv.Atoi(to)
	}
	if err != nil || first < 1 || last < first || last > maxPeriods {
		return 0, 0, fmt.Errorf("\"fail=%s\" is not a period or two, from 1 to %d; write it like fail=2 or fail=2-4", value, maxPeriods)
	}
	return first, last, nil
}
