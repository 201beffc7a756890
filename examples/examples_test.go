package examples

import (
	"bytes"
	"testing"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// TestCommandsHaveExamples: whoever gives an operation a command gives it an
// example too. inquire takes an id instead of a file.
func TestCommandsHaveExamples(t *testing.T) {
	t.Parallel()
	for _, o := range spec.Operations() {
		if o.Command != "" && o.Name != spec.OpInquiryPayment && len(Names(o.Name)) == 0 {
			t.Errorf("%s has no example in the directory %s", o.Name, o.Command)
		}
	}
	directories, err := files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	if len(directories) != len(Operations()) {
		t.Errorf("%d directories with examples of %d operations", len(directories), len(Operations()))
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	for _, op := range Operations() {
		names := Names(op)
		if len(names) == 0 {
			t.Errorf("%s has no examples", op)
		}
		for _, name := range names {
			text, ok := Find(op, name)
			if !ok || !bytes.HasPrefix(text, []byte("# ")) {
				t.Errorf("%s/%s: found %v; it must begin with a comment that says what it is", op, name, ok)
			}
		}
	}
	for _, name := range []string{"", "no-such", "../session/hosted", "wallet-web.yaml"} {
		if _, ok := Find("pay", name); ok {
			t.Errorf("Find(pay, %q) found something", name)
		}
	}
	if Names("inquiryPayment") != nil {
		t.Error("an operation without examples has names")
	}
}
