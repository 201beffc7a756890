package keys_test

import (
	"errors"
	"testing"

	"github.com/antom-cli/antom/pkg/keys"
)

// FuzzParse checks that no input makes the parsers panic, that a failure is an
// *Error, and that every key that is read can be written and read again.
//
// Run it with -fuzzminimizetime 1x: making the large seeds smaller takes Go's
// fuzzer all of a short run, in which it then tries almost nothing new.
func FuzzParse(f *testing.F) {
	for _, c := range formCases(f) {
		f.Add(c.data)
	}
	for _, c := range wrongCases(f) {
		f.Add(c.data)
	}
	for name := range encryptedCases() {
		f.Add(fixture(f, name))
	}
	for _, c := range opensshCases(f) {
		f.Add(c.data)
	}
	for _, c := range lockedCases(f) {
		f.Add(c.data)
	}
	for _, text := range []string{dotnet(f, isPrivate, ""), dotnet(f, isPublic, "ds:")} {
		f.Add([]byte(text))
	}
	for _, file := range []string{"secretsmanager.json", "utf16-no-mark.pem", "quoted-mail.txt"} {
		f.Add(fixture(f, "field/"+file))
	}
	for _, c := range mendCases(f) {
		f.Add([]byte(c.text))
	}
	for _, c := range p12Cases(f) {
		f.Add(c.data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		pass := passphrase("correct")
		k, err := keys.Parse(data, pass)
		checkOutcome(t, k, err)
		private, privateErr := keys.ParsePrivate(data, pass)
		checkOutcome(t, private, privateErr)
		public, publicErr := keys.ParsePublic(data)
		checkOutcome(t, public, publicErr)
		if privateErr == nil && publicErr == nil {
			t.Fatal("one text is both a private and a public key")
		}
	})
}

func checkOutcome(t *testing.T, k *keys.Key, err error) {
	t.Helper()
	if err != nil {
		var e *keys.Error
		if !errors.As(err, &e) || e.Reason == "" || e.Found == "" {
			t.Fatalf("error %v is not a whole *Error", err)
		}
		return
	}
	if bits := k.Bits(); bits < keys.MinBits || bits > keys.MaxBits || k.Form == "" || k.Container == "" {
		t.Fatalf("accepted %s, %q in %q", k, k.Form, k.Container)
	}
	roundTrip(t, k, keys.FormSPKI, keys.ContainerPEM)
	if k.Private != nil {
		roundTrip(t, k, keys.FormPKCS8, keys.ContainerBase64)
	}
}
