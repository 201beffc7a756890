package recording

import (
	"bytes"
	"strings"
	"testing"
)

func TestMistakesInFiles(t *testing.T) {
	t.Parallel()
	good := string(payExchange("R").Encode())
	change := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("no %s in %s", old, good)
		}
		return strings.Replace(good, old, new, 1)
	}
	for _, test := range []struct{ name, file, want string }{
		{"empty", "", "f:1: it is damaged: "},
		{"half", good[:len(good)/2], ": it is damaged: "},
		{"two values", good + "{}", ": it is damaged: "},
		{"a list", "[]", `f:1: it is not a recorded exchange: "antomRecording" is missing`},
		{"a newer version", change(`"antomRecording": 1`, `"antomRecording": 2`), "f:2: antomRecording: this program reads version 1, not 2"},
		{"a time", change(`"2026-01-02T03`, `"2026-13-02T03`), "f:3: recordedAt: it is not a time"},
		{"an operation", change(`"operation": "pay"`, `"operation": "pya"`), `f:4: operation: Antom has no operation "pya"`},
		{"a number", change(`"durationMs": 12`, `"durationMs": -1`), "f:5: durationMs: it is not a whole number from 0 to 3600000"},
		{"a huge number", change(`"status": 200`, `"status": 1e999`), ": status: it is not a whole number from 0 to 599"},
		{"an unknown member", change(`"durationMs": 12`, `"durationMs": 12, "more": 1`), `f:5: "more" is unknown here; the members are `},
		{"no request", change(`"request": {`, `"requests": {`), "is unknown here"},
		{"a request that is a list", `{"antomRecording":1,"recordedAt":"2026-01-02T03:04:05Z","operation":"pay","durationMs":1,"request":[],"response":{}}`, "f:1: request: it is not an object"},
		{"no response", `{"antomRecording":1,"recordedAt":"2026-01-02T03:04:05Z","operation":"pay","durationMs":1,"request":{}}`, `f:1: "response" is missing`},
		{"a header", change(`"client-id": "SANDBOX_1"`, `"client-id": 1`), ": client-id: the value of a header is a text"},
		{"a body", change(`"body": {`, `"body": 1, "x": {`), "is unknown here"},
		{"a body that is a list", `{"antomRecording":1,"recordedAt":"2026-01-02T03:04:05Z","operation":"pay","durationMs":1,"request":{"path":"","headers":{},"size":1,"body":[]},"response":{"status":200,"headers":{},"size":0,"body":""}}`, "f:1: body: it is neither"},
		{"too many values", "[\n" + strings.Repeat("1,\n", maxFileValues) + "1]", ": it is damaged: it has more than 41000 values"},
		{"a name twice", change(`"durationMs": 12`, `"durationMs": 12, "durationMs": 12`), "f:5: it is damaged: "},
	} {
		_, err := Decode("f", []byte(test.file))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %s", test.name, err, test.want)
		}
	}
}

// FuzzDecode holds that no file makes the reader fail otherwise than with a mistake, and
// that what it reads can be written and read again.
func FuzzDecode(f *testing.F) {
	f.Add(payExchange("R").Encode())
	f.Add([]byte(`{"antomRecording":1}`))
	f.Add([]byte(`{"antomRecording":1,"recordedAt":"2026-01-02T03:04:05Z","operation":"","durationMs":1,"request":{"path":"/x","headers":{},"size":1,"body":"x"},"response":{"status":502,"headers":{"a":"b"},"size":0,"body":{}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := Decode("f", data)
		if err != nil {
			if _, ok := err.(*Mistake); !ok {
				t.Fatalf("error %T: %v", err, err)
			}
			return
		}
		written := e.Encode()
		again, err := Decode("f", written)
		if err != nil {
			t.Fatalf("written as %s: %v", written, err)
		}
		if !bytes.Equal(again.Encode(), written) {
			t.Fatalf("written as %s, then as %s", written, again.Encode())
		}
		p := NewPlayer([]*Exchange{e})
		if e.Replayable() {
			if _, err := p.Answer(e.Operation, e.Request.Body); err != nil {
				t.Fatalf("the recorded request finds no exchange: %v", err)
			}
		}
	})
}
