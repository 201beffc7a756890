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
// headers, path and body, and so without a Meaning. Of a notification that was acknowledged
// only that is in Forward. It is several times as fast.
func Briefs(dir string, f Filter) iter.Seq2[*Record, error] {
	return records(dir, f, decodeBrief, true)
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

// acknowledgedAttempt is the id of a line that notes an attempt that was acknowledged. The
// line is that of encodeAttempt: the id is near its begin, and whether it was acknowledged
// stands last.
func acknowledgedAttempt(line []byte) (id string, ok bool) {
	if len(line) < crcLength || !bytes.HasSuffix(line[:len(line)-crcLength], []byte(`,"acknowledged":true`)) || intact(line) != nil {
		return "", false
	}
	rest, ok := bytes.CutPrefix(line, []byte(`{"schema":1,"id":"`))
	end := bytes.IndexByte(rest, '"')
	if !ok || end < 0 {
		return "", false
	}
	return string(rest[:end]), true
}
