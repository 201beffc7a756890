package diagnose

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"github.com/antom-cli/antom/pkg/antom"
)

func TestJSON(t *testing.T) {
	t.Parallel()
	in := inputFor(t, signed())
	in.Message.Path = "/prod" + notifyPath
	found, err := json.Marshal(Diagnose(in))
	if err != nil {
		t.Fatal(err)
	}
	in.SignatureHeader = ""
	missing, err := json.Marshal(Diagnose(in))
	if err != nil {
		t.Fatal(err)
	}
	var a, b map[string]any
	if json.Unmarshal(found, &a) != nil || json.Unmarshal(missing, &b) != nil {
		t.Fatalf("not JSON: %s\n%s", found, missing)
	}
	if a["cause"] != "path" || a["expected"] != notifyPath || !strings.HasPrefix(a["opensWith"].(string), "sha256:") || len(a["digest"].(string)) != 64 {
		t.Errorf("%s", found)
	}
	opens, there := b["opensWith"]
	if b["cause"] != "no-signature" || !there || opens != nil || b["expected"] != nil || len(b["contentSha256"].(string)) != 64 {
		t.Errorf("%s", missing)
	}
	empty, err := json.Marshal(Diagnosis{})
	if err != nil || !strings.Contains(string(empty), `"causes":[]`) {
		t.Errorf("%s, %v", empty, err)
	}
}

// TestTextIsHarmless: nothing of a message reaches a terminal as it is.
func TestTextIsHarmless(t *testing.T) {
	t.Parallel()
	m := signed()
	m.Path = "/n\x1b[2J\u202e"
	in := inputFor(t, m)
	in.Message.Path = m.Path + "/"
	d := Diagnose(in)
	check(t, d, []Cause{CausePath}, nil)
	if i := strings.IndexFunc(d.Explanation+d.Fix, func(r rune) bool { return !unicode.IsPrint(r) }); i >= 0 {
		t.Errorf("%q", d.Explanation)
	}
}

// TestLongPathIsCut keeps a long path from filling the screen.
func TestLongPathIsCut(t *testing.T) {
	t.Parallel()
	m := signed()
	m.Path = "/" + strings.Repeat("é", 4000)
	in := inputFor(t, m)
	in.Message.Path += "/"
	if d := Diagnose(in); d.Cause != CausePath || len(d.Explanation) > 2000 {
		t.Errorf("%q: %d bytes", d.Cause, len(d.Explanation))
	}
}

func TestHints(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"\x1f\x8b\x08":       "gzip",
		"":                   "empty",
		`{"name":"M??ller"}`: "question marks",
		`{"name":`:           "not complete JSON",
		`{"name":"a"}`:       "",
		"   ":                "",
	} {
		if got := bodyHint([]byte(body)); !strings.Contains(got, want) || (got == "") != (want == "") {
			t.Errorf("%q: %q, want %q", body, got, want)
		}
	}
	if got := hints(antom.Message{Body: []byte("{}")}); len(got) != 4 {
		t.Errorf("%q", got)
	}
}
