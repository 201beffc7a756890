package output

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/antom-cli/antom/internal/printable"
)

// Line is a value as one line of JSON, for events that are written as they
// happen. It escapes what a reader cannot see, as every JSON of this package.
func Line(v any) (string, error) {
	text, err := marshal(v)
	return string(text), err
}

// marshal is the result's JSON form on one line. Nothing is escaped that JSON
// does not ask for, but for characters that a reader cannot see.
func marshal(v any) ([]byte, error) {
	if v == nil {
		return nil, errors.New("this result has no JSON form")
	}
	data, err := printable.MarshalJSON(v)
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return nil, fmt.Errorf("the result is not valid JSON: %w", err)
	case err != nil:
		return nil, fmt.Errorf("making JSON of the result: %w", err)
	}
	return data, nil
}

func renderJSON(v any, compact bool) ([]byte, error) {
	data, err := marshal(v)
	if err != nil {
		return nil, err
	}
	return layJSON(data, compact)
}

// layJSON indents data, or leaves it on its one line, and ends it.
func layJSON(data []byte, compact bool) ([]byte, error) {
	if compact {
		return append(data, '\n'), nil
	}
	var out bytes.Buffer
	if err := json.Indent(&out, data, "", "  "); err != nil {
		return nil, fmt.Errorf("indenting JSON: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}
