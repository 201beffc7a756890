package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// recordVersion is the form of the records written now. Records of version 1 have
// fewer fields; newer ones are refused.
const recordVersion = 2

func encode(what, id string, record any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // the body of a notification stays as it is
	if err := e.Encode(record); err != nil {
		return nil, fmt.Errorf("writing %s %s: %w", what, id, err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

func decode(what string, data []byte, record any) error {
	if err := json.Unmarshal(data, record); err != nil {
		return fmt.Errorf("reading a stored %s: %w", what, err)
	}
	return nil
}

// known refuses a record that a newer program wrote.
func known(what, id string, version int) error {
	if version < 1 || version > recordVersion {
		return fmt.Errorf("reading %s %s: its record has version %d, this program knows 1 to %d", what, id, version, recordVersion)
	}
	return nil
}
