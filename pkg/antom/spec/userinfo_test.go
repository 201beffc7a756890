package spec_test

import (
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

func TestHasUserInfo(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"https://user:secret@shop.example/": true, "HTTP://token@shop.example": true, "user:secret@shop.example/n": true,
		"https://user:s ecret@shop.example": true, "https://user:secret@[": true, " https://u:p@h/": true,
		"https://shop.example/@me?to=a@b#@": false, "https://shop.example": false, "myapp://user@host": false, "": false, "/a@b": false,
	} {
		if got := spec.HasUserInfo(address); got != want {
			t.Errorf("%q: got %t", address, got)
		}
	}
}

// A password is refused wherever an address stands, and never repeated.
func TestPasswordsInAddresses(t *testing.T) {
	t.Parallel()
	for _, field := range []string{"paymentNotifyUrl", "paymentRedirectUrl"} {
		for _, address := range []string{"https://user:secret@shop.example/", "user:secret@shop.example", "https://user:secret@[", "http://user:secret @x"} {
			doc := spec.NewObject()
			doc.Set(field, spec.NewString(address))
			found := false
			for _, f := range spec.Validate("pay", doc, spec.Options{}) {
				if strings.Contains(f.Message+f.Nearest, "secret") {
					t.Errorf("%s %q: the message repeats it: %+v", field, address, f)
				}
				found = found || f.Path == field && f.Severity == spec.Error && strings.Contains(f.Message, "password")
			}
			if !found {
				t.Errorf("%s %q: not refused", field, address)
			}
		}
	}
}
