package examples

import (
	"bytes"
	"testing"
)

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
