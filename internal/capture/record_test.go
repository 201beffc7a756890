package capture

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// variants are records that mean something, in forms that our tools write and
// in forms that others do.
func variants() []string {
	return []string{
		recordSample(), prettySample(),
		`{"method":"PUT","path":"/\u0061","headers":{"a":["1","2"],"b":3,"c":true,"d":null},"body":"x"}`,
		`{"id":"1","nested":{"a":[1,{"b":"}"}]},"verified":true,"crc":"00","headers":{"a":"b"},"body":"\"\\\/\b\f\n\r\t\u20ac\ud83d\ude00"}`,
		`{"headers":{"a":"b"},"body":"\ud83d"}`, `{"headers":{"a":"b"},"body":"\ude00\ud83dx\ud83d\u0041"}`,
		`{"headers":{"a":"b"},"body":"` + "\xff" + `"}`, `{"headers":{"a":"b"},"body":"�"}`,
		`{"headers":{"a":"b"},"bodyBase64":"AP8"}`, `{"headers":{"a":"ü"},"body":"ü"}`,
		`{"headers":{},"body":""}`, `{"headers":{"a":"b"},"body":""}`, `{"headers":{"a":"b"}}`, `{"body":null,"headers":{"a":"b"}}`, `{"body":"x"}`,
		`{"receivedAt":"2026-01-18t15:11:43+08:00","headers":{"a":"b"},"body":""}`, `{"receivedAt":1768720303,"headers":{"a":"b"},"body":""}`,
		` { "headers" : { "a" : "b" , "c" : "d" } , "body" : "x" } `,
	}
}

func TestParseRecord(t *testing.T) {
	t.Parallel()
	for _, text := range variants() {
		if _, err := ParseRecord([]byte(text)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	c, _ := ParseRecord([]byte(variants()[2]))
	want := []Header{{"a", "1"}, {"a", "2"}, {"b", "3"}, {"c", "true"}, {"d", ""}}
	if c.Method != "PUT" || c.Path != "/a" || !reflect.DeepEqual(c.Headers, want) {
		t.Errorf("%+v", c)
	}
}

func TestRecordNotes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`"body":"\ud83d"`:                  "half of a surrogate pair",
		`"body":"\ufffd"`:                  "replacement characters",
		"\"body\":\"\xff\"":                "not UTF-8",
		`"other":1`:                        "no body",
		`"body":"","receivedAt":"tuesday"`: `receivedAt "tuesday" is not a time`,
	} {
		c, err := ParseRecord([]byte(`{"headers":{"a":"b"},` + text + `}`))
		if err != nil {
			t.Fatal(err)
		}
		checkNotes(t, c, want)
	}
}

func TestRecordMistakes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		``:                                      "the text ends where a capture object should be",
		`5`:                                     "a number stands where",
		`{}`:                                    `neither "headers" nor "body"`,
		`{"body":"a","bodyBase64":"YQ=="}`:      "both",
		`{"body":"a","body":"b"}`:               `"body" occurs twice`,
		`{"headers":{},"headers":{},"body":""}`: `"headers" occurs twice`,
		`{"headers":"a: b","body":""}`:          `"headers" is a string, not an object`,
		`{"headers":{"a":{}},"body":""}`:        `header "a" is an object`,
		`{"bodyBase64":"a*"}`:                   "not valid Base64 at character 2",
		`{"method":1,"body":""}`:                `"method" is a number, not a string`,
		`{"body":{"a":1}}`:                      "must be captured as text",
		`{"body":""} x`:                         "the end of the record",
		`{"body":"","x":tru}`:                   "not valid JSON",
		`{"body":"\x"}`:                         "an escape sequence that JSON does not have",
		`{"body":"\u12"}`:                       "not valid JSON",
	} {
		if c, err := ParseRecord([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v", text, c, err)
		}
	}
}

func TestAppendJSON(t *testing.T) {
	t.Parallel()
	c := Capture{
		ReceivedAt: time.Date(2026, 1, 18, 15, 11, 43, 250e6, time.FixedZone("", 8*3600)), Method: "POST", Path: "/n?a=<&>",
		Headers: []Header{{"a", "1"}, {"b", "\""}, {"a", "2"}, {"A", "3"}}, Body: []byte("{\"é\u2028\t\x01\x7f\\\"}\n"),
	}
	want := `{"receivedAt":"2026-01-18T07:11:43.25Z","method":"POST","path":"/n?a=<&>","headers":{"a":["1","2"],"b":"\"","A":"3"},` +
		`"body":"{\"é\u2028\t\u0001\u007f\\\"}\n"}`
	if got := string(c.AppendJSON([]byte("x"))); got != "x"+want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := string((&Capture{}).AppendJSON(nil)); got != `{"method":"","path":"","headers":{},"body":""}` {
		t.Error(got)
	}
	for _, body := range []string{"\xff", "a\x00b", "a\uFFFDb"} {
		if got := (&Capture{Body: []byte(body)}).AppendJSON(nil); !bytes.Contains(got, []byte(`"bodyBase64":"`+inBase64(body)+`"`)) {
			t.Errorf("%s", got)
		}
	}
	if got := (&Capture{Path: "/\xff"}).AppendJSON(nil); !json.Valid(got) || !bytes.Contains(got, []byte("/\uFFFD")) {
		t.Errorf("%s", got)
	}
}

// checkRoundTrip holds a capture to what AppendJSON promises: the same bytes
// come back, and no new doubt about them.
func checkRoundTrip(t *testing.T, c *Capture) {
	t.Helper()
	text := c.AppendJSON(nil)
	if !json.Valid(text) || bytes.IndexByte(text, '\n') >= 0 {
		t.Fatalf("not one line of JSON: %q", text)
	}
	again, err := ParseRecord(text)
	if err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	if !bytes.Equal(again.Body, c.Body) || !again.ReceivedAt.Equal(c.ReceivedAt) {
		t.Fatalf("%q became %q", c.Body, again.Body)
	}
	if CheckText(c.Method, c.Path, nil) == nil && (again.Method != c.Method || again.Path != c.Path) {
		t.Fatalf("%q %q became %q %q", c.Method, c.Path, again.Method, again.Path)
	}
	for _, h := range c.Headers {
		if CheckText("", "", []Header{h}) != nil {
			continue
		}
		was, is := c.Values(h.Name), again.Values(h.Name)
		if len(was) != len(is) || isSigned(h.Name) && !slices.Equal(was, is) {
			t.Fatalf("header %q: %q became %q", h.Name, was, is)
		}
	}
	if len(again.Notes) > 0 {
		t.Fatalf("notes %q", again.Notes)
	}
	if fixed := again.AppendJSON(nil); !bytes.Equal(fixed, text) {
		t.Fatalf("%q became %q", text, fixed)
	}
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	for _, text := range variants() {
		c, err := ParseRecord([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		checkRoundTrip(t, c)
	}
	for b := range 256 {
		for _, body := range []string{string(rune(b)), string([]byte{byte(b)}), "a" + string([]byte{byte(b), 'z'})} {
			checkRoundTrip(t, &Capture{Body: []byte(body), Path: body, Headers: []Header{{body, body}, {"x", body}, {body, "x"}}})
		}
	}
}

// TestAllocations holds reading a stored record to five allocations.
func TestAllocations(t *testing.T) {
	line := bytes.TrimSpace(benchmarkStream(1))
	p, c := recordParser{}, Capture{}
	if n := testing.AllocsPerRun(100, func() { _, _ = p.parse(line, 0, &c) }); n > 5 {
		t.Errorf("%v allocations", n)
	}
}
