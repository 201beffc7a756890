package engine

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// directivePrefix begins an order.orderDescription that tells the simulator
// what shall happen.
const directivePrefix = "sim:"

// MaxDelay is the longest time that an answer can be made to take. A server must
// not give up on an answer before.
const MaxDelay = time.Minute

// maxAfter is the longest time from a payment to its outcome.
const maxAfter = 7 * 24 * time.Hour

// Directive is what an order description asks the simulator to do.
type Directive struct {
	Result string        // answer the call with this result code
	Pay    Status        // the outcome to reach without a buyer; "" leaves it to the buyer
	Code   string        // paymentResultCode of a failed outcome
	After  time.Duration // how long after the creation the outcome comes
	Delay  time.Duration // how long the answer takes, in real time
	Drop   bool          // close the connection instead of answering
	Times  int           // Result, Delay and Drop hold for that many calls only; 0 for all
}

// words are the directive's words with what each is for, as messages show them.
func words() string {
	return "result=CODE, pay=success|fail|pending, code=CODE, after=DURATION, delay=DURATION, drop, times=N"
}

// ParseDirective reads the directive of an order description; one that does
// not begin with "sim:" has none. The words after it are separated by blanks or
// commas, in any order:
//
//	sim: result=RISK_REJECT
//	sim: pay=success after=3s
//	sim: pay=fail code=USER_BALANCE_NOT_ENOUGH after=1m
//	sim: delay=12s times=1
//	sim: drop
func ParseDirective(description string) (Directive, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(description), directivePrefix)
	if !ok {
		return Directive{}, nil
	}
	var d Directive
	given := map[string]bool{}
	for _, word := range strings.FieldsFunc(rest, func(r rune) bool { return r == ' ' || r == '\t' || r == ',' }) {
		key, value, _ := strings.Cut(word, "=")
		if given[key] {
			return Directive{}, fmt.Errorf("%q is there twice", key)
		}
		given[key] = true
		if err := d.set(word, key, value); err != nil {
			return Directive{}, err
		}
	}
	return d, d.check(given)
}

func (d *Directive) set(word, key, value string) (err error) {
	switch key {
	case "result":
		d.Result, err = knownCode(value)
	case "pay":
		d.Pay, err = outcome(value)
	case "code":
		d.Code, err = knownCode(value)
	case "after":
		d.After, err = duration(key, value, maxAfter)
	case "delay":
		d.Delay, err = duration(key, value, MaxDelay)
	case "times":
		d.Times, err = times(value)
	case "drop":
		d.Drop = true
		if word != key {
			err = fmt.Errorf("\"drop\" takes no value; write \"drop times=1\" to drop the first answer only")
		}
	default:
		err = fmt.Errorf("unknown word %q; known are: %s", word, words())
	}
	return err
}

// check refuses words that mean nothing without, or together with, another.
func (d *Directive) check(given map[string]bool) error {
	switch {
	case len(given) == 0:
		return fmt.Errorf("it says nothing; known words are: %s", words())
	case given["after"] && !given["pay"]:
		return fmt.Errorf("\"after\" needs \"pay=success\", \"pay=fail\" or \"pay=pending\"")
	case given["code"] && d.Pay != Fail:
		return fmt.Errorf("\"code\" needs \"pay=fail\"; \"result=CODE\" answers the call itself with a code")
	case given["times"] && !given["result"] && !given["delay"] && !given["drop"]:
		return fmt.Errorf("\"times\" needs \"result\", \"delay\" or \"drop\"")
	case given["result"] && given["pay"] && !given["times"]:
		return fmt.Errorf("\"result\" and \"pay\" exclude each other: a call that is refused makes no payment")
	}
	if d.Pay == Fail && d.Code == "" {
		d.Code = CodeClosed
	}
	return nil
}

// limited is the directive once its number of calls is used up.
func (d Directive) limited() Directive {
	d.Result, d.Delay, d.Drop = "", 0, false
	return d
}

func outcome(value string) (Status, error) {
	switch value {
	case "success":
		return Success, nil
	case "fail":
		return Fail, nil
	case "pending":
		return Pending, nil
	}
	return "", fmt.Errorf("\"pay=%s\" is not an outcome; use pay=success, pay=fail or pay=pending", value)
}

func duration(key, value string, limit time.Duration) (time.Duration, error) {
	d, err := time.ParseDuration(value)
	if err != nil || d < 0 || d > limit {
		return 0, fmt.Errorf("\"%s=%s\" is not a time from 0s to %s; write it like %s=3s", key, value, inWords(limit), key)
	}
	return d, nil
}

// inWords says a limit as a person would.
func inWords(d time.Duration) string {
	if d >= 48*time.Hour {
		return fmt.Sprintf("%d days", int(d.Hours())/24)
	}
	return fmt.Sprintf("%d seconds", int(d.Seconds()))
}

func times(value string) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > 1000 {
		return 0, fmt.Errorf("\"times=%s\" is not a number from 1 to 1000", value)
	}
	return n, nil
}

func knownCode(code string) (string, error) {
	if len(spec.FindCode(code)) > 0 {
		return code, nil
	}
	var all []string
	for _, c := range spec.Codes() {
		all = append(all, c.Code)
	}
	return "", fmt.Errorf("%q is not a result code that Antom documents; %s", code, instead(code, all))
}
