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
	object := func(members string) string {
		return `{"notifyType":"PAYMENT_RESULT","result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"},"paymentRequestId":"R","paymentId":"P"` + members + "}"
	}
	const rest = `,"paymentAmount":{"currency":"MYR","value":"1"},"paymentCreateTime":"2026-01-18T07:11:42Z"`
	for body, want := range map[string]string{
		"\x1f\x8b\x08":                         "gzip",
		"":                                     "empty",
		"   ":                                  "nothing but white space",
		`{"name":`:                             "not complete JSON",
		`{"name":"a" "b":1}`:                   "not valid JSON",
		`[1]`:                                  "not an object",
		`{“name”:“a”}`:                         "typographic",
		"[object Object]":                      "nothing of the body is left",
		`{ result: [Object] }`:                 "Node.js prints of an object, shortened",
		`<Buffer 7b 22 6e ... 379 more bytes>`: "Buffer",
		`b'{"a":'`:                             "Python prints of bytes",
		`{'a': 'b', 'c'`:                       "Python prints of a dictionary",
		`{"a"=>"b", "c"`:                       "Ruby",
		"Array\n(\n    [a] => b\n":             "print_r",
		"array(1) {\n  [\"a\"]=>\n  string(1) \"b":     "var_dump",
		"array (\n  'a' => 'b',":                       "var_export",
		`a:1:{s:1:"a";`:                                "serialize",
		"map[a:b c":                                    "Go prints",
		"[123 34 97":                                   "list of numbers",
		"{notifyType=PAYMENT_RESULT, ":                 "Java prints of a Map",
		"Notification(notifyType=PAYMENT_RESULT, ":     "Java prints of a Map",
		"com.example.Notification@1b2c3d":              "class and a number",
		"System.Collections.Generic.Dictionary`2[a,b]": ".NET type",
		"<html><body>":                                 "HTML",
		"<xml/>":                                       "XML",
		"--boundary\r\n":                               "multipart",
		"notifyType: PAYMENT_RESULT\n":                 "YAML",
		"notifyType=PAYMENT_RESULT&result%5Bx%5D=S":    "a form",
		`{"name":"M??ller"}`:                           "question mark in name",
		`{"name":"Paid?"}`:                             "question mark in name",
		`{"name":"a` + "\ufffd" + `"}`:                 "U+FFFD",
		`{"name":"a` + "\xe9" + `"}`:                   "not UTF-8",
		object(rest):                                   "looks like one that Antom wrote",
		object(`,"paymentAmount":{"currency":"MYR","value":"1"}`): "paymentCreateTime is missing",
		object(rest + `,"shop":"7"`):                              "does not have shop",
		object(rest + `,"paymentTime":null`):                      "paymentTime is null",
		object(rest + `,"paymentTime":"Jan 18, 2026"`):            "form in which Antom sends times",
		object(rest + ` ,"paymentMethodType":"A"`):                "white space",
		object(`,"paymentMethodType":"A"` + rest):                 "comes after paymentMethodType",
		strings.Replace(object(rest), `"1"`, "1", 1):              "is a number",
		object(rest + `,"pspCustomerInfo":[]`):                    "PHP makes []",
		`{"a":1,"b":2,"c":3,"d":4,"e":5}`:                         "alphabetical",
		`{"z":1,"aa":2,"bb":3,"ccc":4,"aaaa":5}`:                  "lengths",
		`{"two":2,"one":1,"four":4,"six":6,"three":3,"five":5}`:   "",
	} {
		got := strings.Join(bodyHints([]byte(body)), " ")
		if !strings.Contains(got, want) || got == "" {
			t.Errorf("%q: %q, want %q", body, got, want)
		}
	}
	large := object(rest + `,"metadata":"` + strings.Repeat("x", 1<<20) + `"`)
	if got := bodyHints([]byte(large)); !strings.Contains(got[0], "looks like one that Antom wrote") {
		t.Errorf("a large body: %q", got)
	}
	if got := hints(antom.Message{Body: []byte("{}")}); len(got) != 5 {
		t.Errorf("%q", got)
	}
}
