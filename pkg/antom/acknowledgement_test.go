package antom_test

import (
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/antom"
)

func TestCheckAcknowledgement(t *testing.T) {
	t.Parallel()
	good := string(antom.Acknowledgement())
	for name, test := range map[string]struct {
		status int
		body   string
		says   string // "" acknowledges
	}{
		"the fixed answer":  {200, good, ""},
		"laid out":          {200, "{\n \"result\": {\"resultStatus\": \"S\", \"resultCode\": \"SUCCESS\"}\n}\n", ""},
		"more members":      {200, `{"x":1,"result":{"resultStatus":"S","resultCode":"SUCCESS","y":[]}}`, ""},
		"201":               {201, good, "HTTP status 201: "},
		"500, no body":      {500, "", "HTTP status 500"},
		"empty":             {200, "", "with an empty body"},
		"text":              {200, "OK", `not JSON: "OK"`},
		"another object":    {200, `{"ok":true}`, "no result.resultStatus"},
		"failed":            {200, `{"result":{"resultStatus":"F","resultCode":"SUCCESS"}}`, `resultStatus is "F", not S`},
		"another code":      {200, `{"result":{"resultStatus":"S","resultCode":"OK"}}`, `resultCode is "OK", not SUCCESS`},
		"no code":           {200, `{"result":{"resultStatus":"S"}}`, `resultCode is "", not SUCCESS`},
		"control sequences": {502, "\x1b[31mred", `"\x1b[31mred"`},
		"long":              {502, strings.Repeat("é", 1000), strings.Repeat("é", 120) + "…\""},
	} {
		err := antom.CheckAcknowledgement(test.status, []byte(test.body))
		if (err == nil) != (test.says == "") || err != nil && !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: got %v, want %q", name, err, test.says)
		}
	}
}
