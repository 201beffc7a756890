package antom

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// A fact is an id or an amount that an answer must not contradict.
type fact struct {
	name   string
	text   string // an id, or an amount as "HKD 1234"
	reason Reason // why an answer with another value is refused
	must   bool   // a success has the field
}

// factOf is the fact in a member of a request. There is none in a member that
// is neither an id nor an amount of money.
func factOf(name string, value json.RawMessage) (fact, bool) {
	if id := text(value); id != "" && strings.HasSuffix(strings.ToLower(name), "id") {
		return fact{name: name, text: id, reason: ReasonAnswerID}, true
	}
	if amount, ok := amountText(value); ok {
		return fact{name: name, text: amount, reason: ReasonAnswerAmount}, true
	}
	return fact{}, false
}

// facts are those of an Expected, in a fixed order.
func (e Expected) facts() []fact {
	var all []fact
	for _, name := range slices.Sorted(maps.Keys(e.IDs)) {
		if id := e.IDs[name]; id != "" {
			all = append(all, fact{name: name, text: id, reason: ReasonAnswerID})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(e.Amounts)) {
		if a := e.Amounts[name]; a.Currency != "" && a.Value != "" {
			all = append(all, fact{name, joinAmount(a.Currency, a.Value), ReasonAnswerAmount, !e.Optional})
		}
	}
	return all
}

// check compares the fact with the answer, if the answer has its field.
func (f fact) check(response *Response, body object) *AnswerError {
	value := body.at(f.name)
	if !hasContent(value) {
		if f.must && response.Result.ResultStatus == StatusSuccess {
			return &AnswerError{Reason: f.reason, Field: f.name, Expected: f.text}
		}
		return nil
	}
	got := text(value)
	if f.reason == ReasonAnswerAmount {
		got, _ = amountText(value)
	}
	if got == "" {
		got = string(value) // not of the form that it must have
	}
	if got != f.text {
		return &AnswerError{Reason: f.reason, Field: f.name, Expected: f.text, Got: got}
	}
	if !slices.Contains(response.Checked, f.name) {
		response.Checked = append(response.Checked, f.name)
	}
	return nil
}

// amountText is an amount of money as one text that can be compared. ok is
// false for anything else.
func amountText(value json.RawMessage) (amount string, ok bool) {
	if !bytes.HasPrefix(value, []byte("{")) {
		return "", false
	}
	o, err := parseObject(value)
	if err != nil {
		return "", false
	}
	currency, number := text(o.get("currency")), text(o.get("value"))
	if currency == "" || number == "" {
		return "", false
	}
	return joinAmount(currency, number), true
}

// joinAmount writes an amount in the smallest unit, without leading zeros.
func joinAmount(currency, value string) string {
	if digits := strings.TrimLeft(value, "0"); digits != "" {
		return currency + " " + digits
	}
	return currency + " 0"
}

// merge makes one Expected of several; the later ones win.
func merge(all []Expected) Expected {
	if len(all) == 1 {
		return all[0]
	}
	one := Expected{IDs: map[string]string{}, Amounts: map[string]Amount{}}
	for _, e := range all {
		maps.Copy(one.IDs, e.IDs)
		maps.Copy(one.Amounts, e.Amounts)
		one.Optional = one.Optional || e.Optional
	}
	return one
}
