package inbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"iter"
	"slices"
)

// ownMembers begins the members of a record behind those of the capture. It cannot be in
// a string before it, where its quotes would be escaped.
const ownMembers = `,"schema":`

// Briefs is List for summaries of many records: without the requests, that is without
// headers, path and body, and so without a Meaning. It is several times as fast.
func Briefs(dir string, f Filter) iter.Seq2[*Record, error] {
	return list(dir, f, decodeBrief)
}

// decodeBrief is decode without the request.
func decodeBrief(line []byte) (*Record, error) {
	if err := intact(line); err != nil {
		return nil, err
	}
	i := bytes.LastIndex(line, []byte(ownMembers))
	at, ok := receivedAtOf(line)
	if i < 0 || !ok {
		return nil, errors.New("it is no record")
	}
	tail := slices.Clone(line[i:])
	tail[0] = '{'
	var f fields
	if err := json.Unmarshal(tail, &f); err != nil {
		return nil, err
	}
	if f.Schema > Schema {
		return nil, &SchemaError{Schema: f.Schema}
	}
	r := f.record()
	r.ReceivedAt = at
	return r, nil
}
