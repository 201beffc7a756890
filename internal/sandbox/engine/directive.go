package engine

import (
	"fmt"
	"slices"
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

// Directive is what an order description, or the reason of a refund, asks the
// simulator to do.
type Directive struct {
	Result string        // answer the call with this result code
	Pay    Status        // the outcome to reach without a buyer; "" leaves it to the buyer
	Refund Status        // the outcome of a refund that takes its time; "" is none
	Code   string        // result code of a failed outcome
	After  time.Duration // how long after the call the outcome comes
	Delay  time.Duration // how long the answer takes, in real time
	Drop   bool          // close the connection instead of answering
	Times  int           // Result, Delay, Drop and Later hold for that many calls only; 0 for all
	SDK    string        // the event that the web SDK fires instead of showing or leading on; "" is none
	Later  Later         // what becomes of the operations that follow
	Extra  Extra         // what is said of the payment beyond its outcome
}

// word is one word of a directive, with what messages show of it.
type word struct{ name, usage string }

// orderWords are the words of an order description.
func orderWords() []word {
	return []word{
		{"result", "result=CODE"}, {"pay", "pay=success|fail|pending|late"}, {"code", "code=CODE"}, {"after", "after=DURATION"},
		{"delay", "delay=DURATION"}, {"drop", "drop"}, {"times", "times=N"},
		{"sdk", "sdk=EVENT"},
		{OpInquiry, OpInquiry + "=CODE"}, {OpCancel, OpCancel + "=CODE"}, {OpRetrieve, OpRetrieve + "=CODE"},
		{OpRefund, OpRefund + "=success|fail|pending|CODE"}, {OpInquiryRefund, OpInquiryRefund + "=CODE"},
		{OpCapture, OpCapture + "=success|fail|pending|CODE"},
		{wordURL, wordURL + "=none"}, {wordPromotion, wordPromotion + "=AMOUNT"}, {wordCodeType, wordCodeType + "=QRCODE|BARCODE"},
	}
}

// refundWords are the words of the reason of a refund.
func refundWords() []word {
	return []word{
		{"result", "result=CODE"}, {OpRefund, OpRefund + "=success|fail|pending"}, {"code", "code=CODE"}, {"after", "after=DURATION"},
		{"delay", "delay=DURATION"}, {"drop", "drop"}, {"times", "times=N"}, {OpInquiryRefund, OpInquiryRefund + "=CODE"},
	}
}

// consultWords are the words of the extendInfo of a consult request, which has no
// id to count calls by.
func consultWords() []word {
	return []word{{"result", "result=CODE"}, {"delay", "delay=DURATION"}, {"drop", "drop"}}
}

func usage(words []word) string {
	var all []string
	for _, w := range words {
		all = append(all, w.usage)
	}
	return strings.Join(all, ", ")
}

// ParseDirective reads the directive of an order description; one that does
// not begin with "sim:" has none. The words after it are separated by blanks or
// commas, in any order:
//
//	sim: result=RISK_REJECT
//	sim: pay=success after=3s
//	sim: pay=fail code=USER_BALANCE_NOT_ENOUGH after=1m
//	sim: pay=late after=1m
//	sim: pay=success refund=REFUND_NOT_SUPPORTED
//	sim: inquiryPayment=SYSTEM_ERROR times=2
//	sim: delay=12s times=1
//	sim: drop
//	sim: sdk=SDK_CALL_URL_ERROR
func ParseDirective(description string) (Directive, error) {
	return parseDirective(description, orderWords())
}

// ParseRefundDirective reads the directive of the reason of a refund:
//
//	sim: result=MERCHANT_BALANCE_NOT_ENOUGH
//	sim: refund=success after=10s
//	sim: refund=fail code=RISK_REJECT
func ParseRefundDirective(reason string) (Directive, error) {
	return parseDirective(reason, refundWords())
}

func parseDirective(text string, known []word) (Directive, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), directivePrefix)
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
		if !isWord(known, key) {
			return Directive{}, fmt.Errorf("unknown word %q; the words are: %s", word, usage(known))
		}
		if err := d.set(word, key, value); err != nil {
			return Directive{}, err
		}
	}
	if len(given) == 0 {
		return Directive{}, fmt.Errorf("it is empty; the words are: %s", usage(known))
	}
	check := d.checkRefund
	if isWord(known, "pay") {
		check = d.checkOrder
	}
	if err := check(given); err != nil {
		return Directive{}, err
	}
	if d.Later != (Later{}) {
		d.Later.Times = d.Times
	}
	return d, nil
}

func isWord(known []word, name string) bool {
	return slices.ContainsFunc(known, func(w word) bool { return w.name == name })
}

func (d *Directive) set(word, key, value string) (err error) {
	switch key {
	case "result":
		d.Result, err = knownCode(value)
	case "pay":
		if d.Extra.Late = value == outcomeLate; !d.Extra.Late {
			d.Pay, err = outcome(key, value)
		}
	case "code":
		d.Code, err = knownCode(value)
	case "after":
		d.After, err = duration(key, value, maxAfter)
	case "delay":
		d.Delay, err = duration(key, value, MaxDelay)
	case "sdk":
		d.SDK, err = sdkFailure(value)
	case "times":
		d.Times, err = times(value)
	case wordURL, wordCodeType, wordPromotion:
		err = d.Extra.setExtra(key, value)
	case "drop":
		d.Drop = true
		if word != key {
			err = fmt.Errorf("\"drop\" takes no value; write \"drop times=1\" to drop the first answer only")
		}
	default:
		err = d.setLater(key, value)
	}
	return err
}

// setLater reads a word that is the name of an operation. Refunds and captures can
// also be taken on and decided afterwards.
func (d *Directive) setLater(operation, value string) (err error) {
	to := d.Later.field(operation)
	if isOutcome(value) && (operation == OpRefund || operation == OpCapture) {
		to.Status, err = outcome(operation, value)
		return err
	}
	to.Code, err = knownCode(value)
	return err
}

// checkOrder refuses words that mean nothing without, or together with, another.
func (d *Directive) checkOrder(given map[string]bool) error {
	switch {
	case given["after"] && !given["pay"]:
		return fmt.Errorf("\"after\" needs \"pay=success\", \"pay=fail\", \"pay=pending\" or \"pay=late\"")
	case given["code"] && d.Pay != Fail:
		return fmt.Errorf("\"code\" needs \"pay=fail\"; \"result=CODE\" answers the call itself with a code")
	case given["times"] && !d.counts():
		return fmt.Errorf("\"times\" needs \"result\", \"delay\", \"drop\" or the name of an operation")
	case given["result"] && given["pay"] && !given["times"]:
		return fmt.Errorf("\"result\" and \"pay\" exclude each other: a call that is refused creates no payment")
	}
	if d.Pay == Fail && d.Code == "" {
		d.Code = CodeClosed
	}
	return nil
}

// checkRefund does the same for the reason of a refund, where "refund" is about
// the refund itself.
func (d *Directive) checkRefund(given map[string]bool) error {
	own := d.Later.Refund
	d.Later.Refund, d.Refund = Outcome{}, own.Status
	switch {
	case own.Code != "":
		return fmt.Errorf("\"refund=%s\" is not an outcome here; \"result=%s\" answers the call with the code", own.Code, own.Code)
	case given["after"] && !given[OpRefund]:
		return fmt.Errorf("\"after\" needs \"refund=success\" or \"refund=fail\"")
	case given["code"] && d.Refund != Fail:
		return fmt.Errorf("\"code\" needs \"refund=fail\"; \"result=CODE\" answers the call itself with a code")
	case given["times"] && !d.counts():
		return fmt.Errorf("\"times\" needs \"result\", \"delay\", \"drop\" or %q", OpInquiryRefund)
	case given["result"] && given[OpRefund] && !given["times"]:
		return fmt.Errorf("\"result\" and \"refund\" exclude each other: a call that is refused creates no refund")
	}
	return nil
}

// counts reports whether something holds for a number of calls only.
func (d Directive) counts() bool {
	return d.Times > 0 && (d.Result != "" || d.Delay > 0 || d.Drop || d.Later != Later{})
}

// orLater is the directive of a refund with what the payment's says where its own
// is silent.
func (d Directive) orLater(o Outcome) Directive {
	if d.Result == "" && d.Refund == "" {
		d.Result, d.Refund = o.Code, o.Status
	}
	return d
}

// limited is the directive once its number of calls is used up.
func (d Directive) limited() Directive {
	d.Result, d.Delay, d.Drop = "", 0, false
	return d
}

func isOutcome(value string) bool {
	return value == "success" || value == "fail" || value == "pending"
}

func outcome(key, value string) (Status, error) {
	switch value {
	case "success":
		return Success, nil
	case "fail":
		return Fail, nil
	case "pending":
		return Pending, nil
	}
	names := fmt.Sprintf("%s=success, %s=fail or %s=pending", key, key, key)
	if key == "pay" {
		names = "pay=success, pay=fail, pay=pending or pay=late"
	}
	return "", fmt.Errorf("\"%s=%s\" is not an outcome; use %s", key, value, names)
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
