package keys

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// A file of several keys is refused, before the passphrase is asked for where it
// shows.
func TestPKCS12OfSeveralKeys(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join("testdata", "merchant.p12"))
	if err != nil {
		t.Fatal(err)
	}
	f, err := readPKCS12(data)
	if err != nil {
		t.Fatal(err)
	}
	two, err := f.complete("correct", true)
	if err != nil {
		t.Fatal(err)
	}
	_, err = ParsePrivate(two, nil)
	var e *Error
	if !errors.As(err, &e) || e.Reason != ReasonWrongKind || e.Found != "several private keys in one PKCS#12 file" {
		t.Errorf("two keys: %v", err)
	}
}

func TestPKCS12IterationLimit(t *testing.T) {
	t.Parallel()
	for count, ok := range map[int]bool{-1: false, 0: false, 1: true, 600_000: true, maxP12Iterations: true, maxP12Iterations + 1: false} {
		if err := checkP12Iterations(count); (err == nil) != ok {
			t.Errorf("%d iterations: %v", count, err)
		}
	}
}
