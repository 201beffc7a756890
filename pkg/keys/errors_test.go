package keys_test

import (
	"errors"
	"testing"

	"github.com/antom-cli/antom/pkg/keys"
)

func TestErrorText(t *testing.T) {
	t.Parallel()
	cause := errors.New("it is cut short")
	for want, e := range map[string]*keys.Error{
		"found a public key":                                      {Found: "a public key"},
		"found a public key, wanted an RSA private key":           {Found: "a public key", Wanted: "an RSA private key", Hint: "unseen"},
		"found a damaged key, wanted an RSA key: it is cut short": {Found: "a damaged key", Wanted: "an RSA key", Err: cause},
		"found a damaged key: it is cut short":                    {Found: "a damaged key", Err: cause},
	} {
		if got := e.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		if !errors.Is(e, e.Err) && e.Err != nil {
			t.Errorf("%q hides its cause", want)
		}
	}
}
