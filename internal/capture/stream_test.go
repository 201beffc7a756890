package capture

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

func TestStreamGoesOnAfterMistakes(t *testing.T) {
	t.Parallel()
	rec := recordSample()
	text := strings.Join([]string{
		rec, "", "  \t\r", rec[:len(rec)-40], // torn inside of the body
		rec + rec, "nonsense", "[1]", "5", `{"headers":{}}`,
		`{"path":"/x"`, // torn between two tokens
		rec, "{", ` "headers": {},`, ` "body": 5`, "}",
		"{", ` "headers": {},,`, "}", rec + "  {",
	}, "\n")
	r := read(text, Options{Format: FormatCapture})
	checkErrors(t, r.errs,
		"in:4: not valid JSON: the line ends inside of a string",
		"in:6: not valid JSON",
		"in:7: a list stands where",
		"in:8: a number stands where",
		"in:9: the capture has no body",
		"in:10: the record breaks off",
		`in:12: "body" is a number, not a string; the signature covers`,
		"in:17: not valid JSON",
		"in:19: the record breaks off",
	)
	if len(r.captures) != 5 {
		t.Fatalf("%d captures", len(r.captures))
	}
	for _, c := range r.captures {
		if !strings.HasPrefix(text[c.Offset:], "{") {
			t.Errorf("offset %d of capture %d", c.Offset, c.Index)
		}
	}
}

func TestStreamOffsetsAndIndexes(t *testing.T) {
	t.Parallel()
	rec := recordSample()
	text := byteOrderMark + rec + "\r\nx\n " + rec + rec + "\n" + prettySample() + prettySample() + rec
	var got []string
	for c, err := range Read("-", iotest.OneByteReader(strings.NewReader(text)), Options{}) {
		if err != nil {
			got = append(got, err.Error())
			continue
		}
		checkStream := strings.HasPrefix(text[c.Offset:], "{\"rec") || strings.HasPrefix(text[c.Offset:], "{\n")
		got = append(got, fmt.Sprint(c.Index, checkStream, string(c.Body) == body))
	}
	want := []string{"1 true true", "standard input:2: not valid JSON: 'x' stands where a capture object should be",
		"3 true true", "4 true true", "5 true true", "6 true true", "7 true true"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got %q", got)
	}
}

func TestStreamEndsWhenToldTo(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		strings.Repeat(recordSample()+"\n", 3), strings.Repeat(recordSample(), 3), strings.Repeat("x\n", 3), "[" + recordSample() + ",1]",
		strings.Repeat(rawMessageText("\n", body), 3), strings.Repeat(curlSample(), 3), `{"requests":[` + ngrokSample() + "," + ngrokSample() + "]}",
		`{"data":[` + siteSample() + "," + siteSample() + "]}", strings.Repeat(restSample(), 3), strings.Repeat(harSample(), 2),
		"curl --next", tcpdumpSample() + tcpdumpSample(),
	} {
		n := 0
		for range Read("in", strings.NewReader(text), Options{}) {
			n++
			break
		}
		if n != 1 {
			t.Errorf("%d items", n)
		}
	}
}

func TestReadFailures(t *testing.T) {
	t.Parallel()
	broken := errors.New("disk on fire")
	for _, text := range []string{"", "{", recordSample() + "\n{\n", rawMessageText("\n", body)} {
		for _, f := range []Format{FormatAuto, FormatCapture, FormatHTTP, FormatBody} {
			if text == "{" && f == FormatAuto {
				continue // its form decides before the failure matters
			}
			var last error
			for _, err := range Read("in", io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)), Options{Format: f}) {
				last = err
			}
			if !errors.Is(last, broken) {
				t.Errorf("%s of %.10q: %v", f, text, last)
			}
		}
	}
}

// endless gives the same records for ever, up to a number of bytes.
type endless struct {
	record []byte
	left   int
	at     int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := copy(p, e.record[e.at:])
	e.at = (e.at + n) % len(e.record)
	e.left -= n
	return n, nil
}

// TestStreamTakesConstantMemory reads more than any limit allows at once.
func TestStreamTakesConstantMemory(t *testing.T) {
	record := append([]byte(recordSample()), '\n')
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	n, most := 0, uint64(0)
	for c, err := range Read("in", &endless{record: record, left: MaxInput + MaxInput/8}, Options{}) {
		if n++; err != nil && n < 1000 || err == nil && len(c.Body) != len(body) {
			t.Fatal(err)
		}
		if n%20000 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&after)
			most = max(most, after.HeapAlloc)
		}
	}
	if n < 2*20000 || most > before.HeapAlloc+8<<20 {
		t.Errorf("%d records, %d bytes of memory more than before", n, most-before.HeapAlloc)
	}
}

func TestCapturesShareNoMemory(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		strings.Repeat(recordSample()+"\n", 3), strings.Repeat(prettySample(), 3), strings.Repeat(rawMessageText("\n", body), 3),
		strings.Repeat(curlSample(), 3), `{"data":[` + siteSample() + "," + siteSample() + "]}",
	} {
		r := read(text, Options{})
		for _, c := range r.captures {
			if string(c.Body) != body {
				t.Fatalf("%s: %q", c.Format, c.Body)
			}
			c.Body = append(c.Body, "tail"...)
			clear(c.Body)
			c.Headers = append(c.Headers, Header{"x", "y"})
		}
		if len(r.captures) < 2 || !bytes.Equal(r.captures[0].Body, make([]byte, len(body)+4)) {
			t.Errorf("%v", r.captures)
		}
	}
}
