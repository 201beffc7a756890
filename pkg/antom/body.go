package antom

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"unicode"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// errNoResult: the body is JSON but does not say how the call ended.
var errNoResult = errors.New("it has no result with a resultStatus")

// An object has the members of a JSON object by their folded names. Names are
// compared without regard to case and must not repeat, because other decoders
// (encoding/json among them) would otherwise read another value than the one
// that was checked.
type object map[string]json.RawMessage

// parseObject reads a JSON object with all its members.
func parseObject(text []byte) (object, error) {
	found := object{}
	err := eachMember(text, func(name []byte, value json.RawMessage) error {
		key := foldName(string(name))
		if _, twice := found[key]; twice {
			return errTwice(name)
		}
		found[key] = value
		return nil
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// errTwice is about a member whose name stands twice in an object.
func errTwice(name []byte) error {
	return errors.New(printable(string(name), maxName) + " occurs twice")
}

// foldName is the same for names that differ in case only, as strings.EqualFold
// has it.
func foldName(name string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			least = min(least, next)
		}
		return least
	}, name)
}

// get is the member of a name in an object of parseObject, empty when there is
// none.
func (o object) get(name string) json.RawMessage { return o[foldName(name)] }

// at is the member at a path such as "order.referenceOrderId", empty when there is none.
func (o object) at(path string) json.RawMessage {
	for {
		name, rest, deeper := strings.Cut(path, ".")
		value := o.get(name)
		if !deeper || !bytes.HasPrefix(value, []byte("{")) {
			if deeper {
				return nil
			}
			return value
		}
		inner, err := parseObject(value)
		if err != nil {
			return nil
		}
		o, path = inner, rest
	}
}

// text returns a JSON string's text; anything but a string gives "".
func text(value json.RawMessage) string {
	if len(value) == 0 || value[0] != '"' {
		return ""
	}
	return string(unquoted(value))
}

// result is the one that a response body has.
func (o object) result() (Result, error) {
	if !bytes.HasPrefix(o.get("result"), []byte("{")) {
		return Result{}, errNoResult
	}
	inner, err := parseObject(o.get("result"))
	if err != nil {
		return Result{}, err
	}
	r := Result{
		ResultCode:    ResultCode(text(inner.get("resultCode"))),
		ResultStatus:  ResultStatus(text(inner.get("resultStatus"))),
		ResultMessage: text(inner.get("resultMessage")),
	}
	if r.ResultStatus == "" {
		return r, errNoResult
	}
	return r, nil
}

// leadsToPay reports whether a buyer is sent somewhere to pay by a response
// body. A member that the specification does not describe counts as such.
func (o object) leadsToPay() bool {
	for name, value := range o {
		leads, known := spec.LeadsToPay(name)
		if (leads || !known) && hasContent(value) {
			return true
		}
	}
	return false
}

// hasContent reports whether a member is there and says something.
func hasContent(value json.RawMessage) bool {
	switch string(value) {
	case "", "null", `""`, "{}", "[]":
		return false
	default:
		return true
	}
}
