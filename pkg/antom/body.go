package antom

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// errNoResult: the body is JSON but does not say how the call ended.
var errNoResult = errors.New("it has no result with a resultStatus")

// readBody takes from a response body what the response rule needs: the result
// and whether a buyer is sent somewhere. Member names are compared without
// regard to case and must not repeat, as other decoders (encoding/json among
// them) would otherwise read another result than the one that was judged.
func readBody(body []byte) (r Result, payHere bool, err error) {
	top, err := members(body, append(buyerFields(), "result"))
	if err != nil {
		return Result{}, false, err
	}
	for _, name := range buyerFields() {
		payHere = payHere || hasContent(top[name])
	}
	if !bytes.HasPrefix(top["result"], []byte("{")) {
		return Result{}, payHere, errNoResult
	}
	inner, err := members(top["result"], []string{"resultCode", "resultStatus", "resultMessage"})
	if err != nil {
		return Result{}, payHere, err
	}
	r = Result{
		ResultCode:    ResultCode(text(inner["resultCode"])),
		ResultStatus:  ResultStatus(text(inner["resultStatus"])),
		ResultMessage: text(inner["resultMessage"]),
	}
	if r.ResultStatus == "" {
		return r, payHere, errNoResult
	}
	return r, payHere, nil
}

// members reads a JSON object and returns those of its members that have one
// of the given names, under these names.
func members(object []byte, names []string) (map[string]json.RawMessage, error) {
	if !json.Valid(object) {
		var any json.RawMessage
		return nil, json.Unmarshal(object, &any) // for its description of the mistake
	}
	decoder := json.NewDecoder(bytes.NewReader(object))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return nil, errors.New("it is not a JSON object")
	}
	found := make(map[string]json.RawMessage, len(names))
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, err
		}
		key, _ := token.(string)
		i := slices.IndexFunc(names, func(name string) bool { return strings.EqualFold(name, key) })
		if i < 0 {
			continue
		}
		if _, twice := found[names[i]]; twice {
			return nil, errors.New(names[i] + " stands there twice")
		}
		found[names[i]] = value
	}
	return found, nil
}

// hasContent reports whether a member is there and says something.
func hasContent(value json.RawMessage) bool {
	switch string(value) {
	case "", "null", `""`, "{}":
		return false
	default:
		return true
	}
}

// text returns a JSON string's text; anything but a string gives "".
func text(value json.RawMessage) string {
	var s string
	if json.Unmarshal(value, &s) != nil {
		return ""
	}
	return s
}
