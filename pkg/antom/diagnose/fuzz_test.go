package diagnose

import (
	"crypto/sha256"
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
