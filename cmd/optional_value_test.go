package cmd

import (
	"strings"
	"testing"
)

func TestJoinOptionalValues(t *testing.T) {
	t.Parallel()
	root := NewTree()
	for given, want := range map[string]string{
		"inquire --last --wait 1s":                 "inquire --last --wait=1s",
		"inquire P1 --wait 1h30m --debug":          "inquire P1 --wait=1h30m --debug",
		"--debug inquire --wait 5m P1":             "--debug inquire --wait=5m P1",
		"inquire --wait P1":                        "inquire --wait P1",
		"inquire --wait 90":                        "inquire --wait 90",
		"inquire --wait -5s":                       "inquire --wait -5s",
		"inquire --wait":                           "inquire --wait",
		"inquire --wait=2m 1s":                     "inquire --wait=2m 1s",
		"inquire --last -- --wait 1s":              "inquire --last -- --wait 1s",
		"pay --description --wait 5m":              "pay --description --wait 5m",
		"pay -f --wait 5m":                         "pay -f --wait 5m",
		"pay -o json --wait 5m order.yaml":         "pay -o json --wait=5m order.yaml",
		"refund --last --wait 5m --amount 1":       "refund --last --wait=5m --amount 1",
		"capture --last --wait 5m":                 "capture --last --wait=5m",
		"inquire-refund --last --wait 5m":          "inquire-refund --last --wait=5m",
		"session --wait 5m":                        "session --wait=5m",
		"webhook send --to http://127.0.0.1 -q 1s": "webhook send --to http://127.0.0.1 -q 1s",
		"nonsense --wait 1s":                       "nonsense --wait 1s",
	} {
		if got := strings.Join(joinOptionalValues(root, strings.Fields(given)), " "); got != want {
			t.Errorf("%s: %s, want %s", given, got, want)
		}
	}
}
