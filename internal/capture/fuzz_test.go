package capture

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// fuzzFormat lets a reader read anything: it neither panics nor breaks its
// promises about limits, errors and round trips.
func fuzzFormat(f *testing.F, format Format, seeds ...string) {
	for _, seed := range append(seeds, "", byteOrderMark+"\n") {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		o := Options{Format: format, MaxBody: 1 << 16}
		last := 0
		for c, err := range Read("in", bytes.NewReader(data), o) {
			last++
			if err != nil {
				var re *ReadError
				if !errors.As(err, &re) || re.Line < 0 || re.Line > 1+bytes.Count(data, []byte{'\n'}) {
					t.Fatalf("error %v", err)
				}
				continue
			}
			if c.Index != last || c.Method == "" || c.Format == FormatAuto || o.check(c) != nil || c.Offset > int64(len(data)) {
				t.Fatalf("%+v", c)
			}
			checkRoundTrip(t, c)
		}
		if last == 0 {
			t.Fatal("neither capture nor error")
		}
	})
}

func FuzzAuto(f *testing.F) {
	fuzzFormat(f, FormatAuto, recordSample(), harSample(), restSample(), httpAPISample(), albSample(true), curlSample(), windowsSample(),
		ngrokSample(), siteSample(), tcpdumpSample(), curlLogSample(), rawMessageText("\r\n", body), body)
}

func FuzzHTTP(f *testing.F) {
	fuzzFormat(f, FormatHTTP, rawMessageText("\r\n", body), rawMessageText("\n", body), tcpdumpSample(), curlLogSample(),
		"POST http://a/n HTTP/1.1\r\na: b\r\n c\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\nGET / HTTP/1.1\n\n")
}

func FuzzCapture(f *testing.F) {
	fuzzFormat(f, FormatCapture, append(variants(), strings.Join(variants(), "\n"), "["+strings.Join(variants(), ",")+"]")...)
}

func FuzzHAR(f *testing.F) { fuzzFormat(f, FormatHAR, harSample()) }
func FuzzNgrok(f *testing.F) {
	fuzzFormat(f, FormatNgrok, ngrokSample(), `{"requests":[`+ngrokSample()+`]}`)
}
func FuzzBody(f *testing.F) { fuzzFormat(f, FormatBody, body, "\xff\x00") }
func FuzzLambda(f *testing.F) {
	fuzzFormat(f, FormatLambda, restSample(), httpAPISample(), albSample(true), albSample(false))
}

func FuzzWebhookSite(f *testing.F) {
	fuzzFormat(f, FormatWebhookSite, siteSample(), `{"data":[`+siteSample()+`]}`)
}

func FuzzCurl(f *testing.F) {
	fuzzFormat(f, FormatCurl, curlSample(), windowsSample(), `curl a/n -d $'\x41\u00e9\101' --json "{\"$A\"}" --next -X PUT b ; curl -sd@f c`)
}

// FuzzRecordReader: memory that is used again changes nothing.
func FuzzRecordReader(f *testing.F) {
	f.Add([]byte(strings.Join(variants(), "\n")))
	f.Add([]byte(recordSample() + "\n" + prettySample() + "\n" + recordSample()))
	f.Fuzz(func(t *testing.T, data []byte) {
		var want []string
		for c, err := range Read("x", bytes.NewReader(data), Options{Format: FormatCapture}) {
			want = append(want, fmt.Sprintf("%+v %v", c, err))
		}
		reader := NewRecordReader(Options{})
		for range reader.Read("before", []byte(recordSample())) {
		}
		var got []string
		for c, err := range reader.Read("x", data) {
			got = append(got, fmt.Sprintf("%+v %v", c, err))
		}
		if list := bytes.HasPrefix(bytes.TrimLeft(data, byteOrderMark+" \t\r\n"), []byte("[")); !list && len(got) > 0 && !slices.Equal(got, want) {
			t.Fatalf("\n got %q\nwant %q", got, want)
		}
	})
}

// FuzzJSON holds the reader to encoding/json: both take the same texts,
// and strings without loss mean the same.
func FuzzJSON(f *testing.F) {
	for _, seed := range append(variants(), `[1,-0.5e+7,1E2,true,false,null,"",{}]`, "01", "-", "1.", `"\u00zz"`, "[1,]", `{"a" 1}`) {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		end, err := firstValue(data, 0)
		ours := err == nil && skipSpace(data, end) == len(data)
		if theirs := json.Valid(data); ours != theirs && bytes.Count(data, []byte{'['})+bytes.Count(data, []byte{'{'}) < MaxNesting {
			t.Fatalf("%q: %v, encoding/json says %v", data, err, theirs)
		}
		var want string
		if !ours || json.Unmarshal(data, &want) != nil || kind(bytes.TrimSpace(data)) != "a string" {
			return
		}
		got := unquote(bytes.TrimSpace(data))
		if strings.ToValidUTF8(string(got), "\uFFFD") != strings.ToValidUTF8(want, "\uFFFD") && lossOf(got)&lossEncoding == 0 {
			t.Fatalf("%q: %q, want %q", data, got, want)
		}
	})
}
