package doctor_test

import (
	"crypto/rand"
	"sync"
	"testing"

	"github.com/antom-cli/antom/internal/doctor"
	"github.com/antom-cli/antom/pkg/keys"
)

// pair is one of two key pairs, made once.
func pair(t testing.TB, which int) *keys.Key {
	t.Helper()
	return pairs()[which]
}

var pairs = sync.OnceValue(func() [2]*keys.Key {
	var made [2]*keys.Key
	for i := range made {
		private, err := keys.Generate(rand.Reader, keys.MinGenerateBits)
		if err != nil {
			panic(err)
		}
		made[i] = keys.NewKey(private)
	}
	return made
})

func quote(s string) string { return "'" + s + "'" }

// find is the one finding of a check.
func find(t *testing.T, found []doctor.Finding, check string) doctor.Finding {
	t.Helper()
	for _, f := range found {
		if f.Check == check {
			return f
		}
	}
	t.Fatalf("no finding %q in %+v", check, found)
	return doctor.Finding{}
}

// wellFormed holds what every finding must have.
func wellFormed(t *testing.T, found []doctor.Finding) {
	t.Helper()
	for _, f := range found {
		switch {
		case f.Group == "" || f.Check == "" || f.What == "":
			t.Errorf("incomplete: %+v", f)
		case f.Severity == doctor.Error && (f.Kind == "" || f.Fix == ""):
			t.Errorf("an error without a kind or a fix: %+v", f)
		case f.Severity != doctor.Error && f.Kind != "":
			t.Errorf("a kind without an error: %+v", f)
		}
	}
}
