package diagnose

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/antom-cli/antom/pkg/antom"
)

// FuzzDiagnose gives the search any message and any header. Whatever they are,
// it ends within its bounds and names known causes.
func FuzzDiagnose(f *testing.F) {
	m := signed()
	valid := sign(f, testKeys().antom, m).Header()
	f.Add(m.Method, m.Path, m.ClientID, m.Time, m.Body, valid, notifyURL)
	f.Add("", "", "", "", []byte(nil), "", "")
	f.Add("GET", "https://x/%%2?a=1#b", "a, a", "1642461102123", []byte("\xef\xbb\xbf{\"a\":[1e9,\"\\ud800\"]}"), valid, "://?")
	f.Add("POST", "//a//?", "\"", "2022-01-18 07:11:42 08:00", []byte(`{"\u0061":"\/","a":{"":[]}}`), "signature= +%25", "x")
	f.Fuzz(func(t *testing.T, method, path, client, at string, body []byte, header, notify string) {
		in := Input{
			Message:         antom.Message{Method: method, Path: path, ClientID: client, Time: at, Body: body},
			SignatureHeader: header, NotifyURLs: []string{notify}, ClientIDs: []string{client + "x"},
			Keys: []Key{{Public: &testKeys().antom.PublicKey}}, Now: frozen,
		}
		b := newBudget(in)
		b.maxTries = 500
		d := New(in.Keys).diagnose(in, b)
		for _, c := range d.Causes {
			if !slices.Contains(allCauses(), c) {
				t.Errorf("unknown cause %q", c)
			}
		}
		if d.Explanation == "" || b.tries > b.maxTries {
			t.Errorf("%d tries, explanation %q", b.tries, d.Explanation)
		}
	})
}

// FuzzEdits signs a body that one edit makes from another. The search must find
// its way back to the same bytes, whichever edits it names.
func FuzzEdits(f *testing.F) {
	f.Add([]byte(notification), uint16(3))
	f.Add([]byte("\xef\xbb\xbf {\"b\":1.50,\"a\":\"\\u00e9\xff\"}\r\n"), uint16(20))
	f.Add([]byte("[[[[{}]]],1]"), uint16(40))
	var edits []bodyEdit
	for _, s := range bodyStages() {
		edits = append(edits, s.edits...)
	}
	f.Fuzz(func(t *testing.T, body []byte, which uint16) {
		in := Input{Message: antom.Message{Method: "POST", Path: "/", Body: body}, Now: frozen}
		signed := in.Message
		out, ok := edits[int(which)%len(edits)].apply(nil, &text{data: slices.Clone(body)})
		if !ok || string(out) == string(body) {
			t.Skip()
		}
		signed.Body = out
		want := sha256.Sum256(signed.Content())
		b := newBudget(in)
		if found := newSearch(in, want[:], bodyStages(), new(partCache).heads(in), newRoom(), b).run(); len(found) != 1 {
			t.Errorf("%d edits after %d tries", len(found), b.tries)
		}
	})
}

// FuzzPrinted gives the readers of printed values any text. What they make of it is
// JSON, and they end.
func FuzzPrinted(f *testing.F) {
	for _, r := range readRecorded(f) {
		f.Add(r.body())
	}
	f.Add([]byte(`map[a:b c:map[d:[e f]] g:map[]]`))
	f.Add([]byte(`O:3:"Dto":2:{s:1:"a";N;i:0;b:1;}`))
	readers := map[string]func([]byte, *text) ([]byte, bool){
		"unliteral": unliteral, "unquotedText": unquotedText, "phpText": phpText, "formFields": formFields,
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for name, read := range readers {
			out, ok := read([]byte("before"), &text{data: slices.Clone(body)})
			if !bytes.HasPrefix(out, []byte("before")) {
				t.Fatalf("%s lost what was there: %q", name, out)
			}
			if ok && !json.Valid(out[len("before"):]) {
				t.Errorf("%s: no JSON: %q", name, out)
			}
		}
	})
}

// FuzzUnwrapping gives the other edits that take a body out of something any text.
func FuzzUnwrapping(f *testing.F) {
	for _, s := range []string{
		`<Buffer 7b 7d>`, `[123, -61]`, `{"type":"Buffer","data":[123,125]}`, `\x7b7d`, `b'{\xc3\n}'`, `{"body":"{}"}`, `[{"a":1}]`, `payload=%7B%7D`,
		`'{"a":"D'"'"'Souza"}'`, `{\"a\":\"D\'x\"}`, `"{""a"":1}"`, `{"a":"b "c" d"}`, `x {"a":1} y`, `"2026-01-18T07:11:42 08:00"`, `{"{\"a\":1}":""}`,
		"\u0300e\u0301", "\u0301{\u00e9}",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, e := range slices.Concat(unwrapping(), characters()) {
			given := slices.Clone(body)
			out, _ := e.apply([]byte("before"), &text{data: given})
			if !bytes.HasPrefix(out, []byte("before")) || !bytes.Equal(given, body) {
				t.Fatalf("%s: %q of %q", e.says, out, given)
			}
		}
	})
}

// FuzzGuesses makes all guesses about any JSON. Each of them is a body of its own, and
// none reaches beyond the text.
func FuzzGuesses(f *testing.F) {
	for _, name := range []string{"plain", "rich", "typed"} {
		data, err := os.ReadFile(filepath.Join("testdata", "recorded", name+".json"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"":"","a":{"0":1,"1":[[]]},"paymentTime":17000000000,"x":["? \ufffd"],"n":1e400}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		o := outlineOf(&text{data: body})
		if o == nil {
			t.Skip()
		}
		o.gaps()
		bodyHints(body)
		for _, usual := range []bool{true, false} {
			g := guesser{outline: o, usual: usual, visit: func(g *guess) bool {
				out := o.text.splice(nil, g.splices)
				if e := g.edit(); e.says == "" || len(g.members) == 0 || len(out) > 4*len(body)+2000 {
					t.Errorf("%+v gives %q", e, out)
				}
				return false
			}}
			g.valueGuesses()
			g.orderGuesses()
			g.memberGuesses()
		}
	})
}
