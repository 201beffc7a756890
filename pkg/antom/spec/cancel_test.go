package spec

import (
	"testing"
	"time"
)

func TestCancelWindow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ method, at, until string }{
		// The day is that of GMT+8, wherever the clock of the machine is.
		{"ALIPAY_HK", "2026-11-20T10:00:00+08:00", "2026-11-21T00:15:00+08:00"},
		{"ALIPAY_HK", "2026-11-20T15:59:59Z", "2026-11-21T00:15:00+08:00"},
		{"ALIPAY_HK", "2026-11-20T16:00:00Z", "2026-11-22T00:15:00+08:00"},
		{"ALIPAY_HK", "2026-11-21T00:10:00+08:00", "2026-11-22T00:15:00+08:00"},
		{"ALIPAY_HK", "2026-12-31T23:00:00-08:00", "2027-01-02T00:15:00+08:00"},
		{"NEW_METHOD", "2026-02-28T12:00:00+08:00", "2026-03-01T00:15:00+08:00"},
		{"CARD", "2026-11-20T10:00:00+08:00", "2026-11-27T10:00:00+08:00"},
		{"MERCADOPAGO_BR", "2026-11-20T10:00:00Z", "2026-11-27T10:00:00Z"},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		want, err := time.Parse(time.RFC3339, c.until)
		if err != nil {
			t.Fatal(err)
		}
		w := CancelWindow(c.method, at)
		if !w.Until.Equal(want) {
			t.Errorf("%s at %s: until %s, want %s", c.method, c.at, w.Until, c.until)
		}
		if w.Over(want) || !w.Over(want.Add(time.Second)) {
			t.Errorf("%s at %s: wrong about when it is over", c.method, c.at)
		}
	}
	if w := CancelWindow("DANA", time.Now()); !w.Never || w.Over(time.Now()) {
		t.Errorf("DANA: %+v", w)
	}
	if w := CancelWindow("ALIPAY_HK", time.Time{}); w.Over(time.Now()) || !w.General {
		t.Errorf("an unknown time: %+v", w)
	}
}

// TestEveryCancelNoteIsUnderstood fails when the table of methods gets an
// exception that the rule here does not read.
func TestEveryCancelNoteIsUnderstood(t *testing.T) {
	t.Parallel()
	exceptions := 0
	for _, m := range Methods() {
		w := CancelWindow(m.Code, time.Now())
		if (m.Cancel == "") != w.General {
			t.Errorf("%s: %q is read as %+v", m.Code, m.Cancel, w)
		}
		if m.Cancel != "" {
			exceptions++
		}
	}
	if exceptions < 20 {
		t.Errorf("only %d exceptions", exceptions)
	}
}
