package antom

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
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
	return scanObject(text, func(name string) (string, bool) { return foldName(name), true })
}

// members reads a JSON object and returns those of its members that have one
// of the given names, under these names.
func members(text []byte, names []string) (object, error) {
	return scanObject(text, func(name string) (string, bool) {
		i := slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
		if i < 0 {
			return "", false
		}
		return names[i], true
	})
}

// scanObject reads a JSON object. key tells under which key a member is kept,
// and whether it is.
func scanObject(text []byte, key func(name string) (string, bool)) (object, error) {
	found := object{}
	err := eachMember(text, func(name string, value json.RawMessage) error {
		k, keep := key(name)
		if !keep {
			return nil
		}
		if _, twice := found[k]; twice {
			return errors.New(printable(name, maxName) + " stands there twice")
		}
		found[k] = value
		return nil
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// eachMember calls do with the members of a JSON object in their order, until it
// returns an error.
func eachMember(text []byte, do func(name string, value json.RawMessage) error) error {
	if !json.Valid(text) {
		var any json.RawMessage
		return json.Unmarshal(text, &any) // for its description of the mistake
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return errors.New("it is not a JSON object")
	}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return err
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return err
		}
		name, _ := token.(string)
		if err := do(name, value); err != nil {
			return err
		}
	}
	return nil
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

// text returns a JSON string's text; anything but a string gives "".
func text(value json.RawMessage) string {
	var s string
	if json.Unmarshal(value, &s) != nil {
		return ""
	}
	return s
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
