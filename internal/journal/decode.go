package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/antom-cli/antom/internal/apperr"
)

// SchemaError is a record that a newer version of the program wrote.
type SchemaError struct {
	Schema int // the record's
}

// Error names both versions.
func (e *SchemaError) Error() string {
	return fmt.Sprintf("it was written by a newer version of antom (schema %d, this one reads up to %d)", e.Schema, Schema)
}

// recordStart is how every record begins.
const recordStart = `{"schema":`

// decode reads the record of a line. It returns nil when the line is none.
// whole is false when some of the line is no record; a record behind a torn one
// in the same line is still found. The only error is *SchemaError.
func decode(text []byte) (r *record, whole bool, err error) {
	r, err = decodeRecord(text)
	if err != nil || r != nil {
		return r, true, err
	}
	if i := bytes.LastIndex(text, []byte(recordStart)); i > 0 {
		r, err = decodeRecord(text[i:])
	}
	return r, false, err
}

// decodeRecord reads text as one record; nil when it is none.
func decodeRecord(text []byte) (*record, error) {
	var r record
	if err := json.Unmarshal(text, &r); err != nil {
		// A newer schema may give a member another type.
		var head struct {
			Schema int `json:"schema"`
		}
		if json.Unmarshal(text, &head) != nil || head.Schema <= Schema {
			return nil, nil
		}
		r.Schema = head.Schema
	}
	switch {
	case r.Schema > Schema:
		return nil, &SchemaError{Schema: r.Schema}
	case r.Schema < 1, r.ID == "", r.Record != recordBegin && r.Record != recordFinish:
		return nil, nil
	}
	return &r, nil
}

// readingError says which file could not be read, and what to do about it.
func readingError(path string, err error) error {
	var newer *SchemaError
	if !errors.As(err, &newer) {
		return apperr.New(apperr.Config, "reading the journal", err)
	}
	return apperr.New(apperr.Config, "reading the journal "+path, err,
		"update antom, or move this file to begin a new journal")
}
