package fault

import (
	"fmt"
	"testing"
)

// set has the faults of some texts; the dice fall as given, again and again.
func set(t *testing.T, dice []float64, texts ...string) *Set {
	t.Helper()
	thrown := 0
	s := NewSet(func() float64 { thrown++; return dice[(thrown-1)%len(dice)] })
	for _, text := range texts {
		f, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		s.Add(f)
	}
	return s
}

func TestDraw(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		faults []string
		dice   []float64
		want   []string // what strikes pay, pay, pay, refund
	}{
		{"nothing", nil, nil, []string{"[]", "[]", "[]", "[]"}},
		{"always", []string{"timeout"}, nil, []string{"[timeout]", "[timeout]", "[timeout]", "[timeout]"}},
		{"of one operation", []string{"reset,operation=refund"}, nil, []string{"[]", "[]", "[]", "[reset,operation=refund]"}},
		{"at a rate", []string{"reset,rate=0.5"}, []float64{0.4, 0.5, 0.9, 0}, []string{"[reset,rate=0.5]", "[]", "[]", "[reset,rate=0.5]"}},
		{"a number of times", []string{"reset,times=2"}, nil, []string{"[reset,times=2]", "[reset,times=1]", "[]", "[]"}},
		{"not struck is not counted", []string{"reset,times=1,rate=0.5"}, []float64{0.9, 0.9, 0.1}, []string{"[]", "[]", "[reset,rate=0.5,times=1]", "[]"}},
		{"latency and one more", []string{"unsigned", "http-502", "latency=1s"}, nil, []string{"[latency=1s http-502]", "[latency=1s http-502]", "[latency=1s http-502]", "[latency=1s http-502]"}},
		{"then the other", []string{"unsigned", "reset,times=1"}, nil, []string{"[reset,times=1]", "[unsigned]", "[unsigned]", "[unsigned]"}},
		{"the operation's own first", []string{"latency=1s", "latency=2s,operation=pay,times=1"}, nil, []string{"[latency=2s,operation=pay,times=1]", "[latency=1s]", "[latency=1s]", "[latency=1s]"}},
		{"not notifications", []string{"duplicate-notify", "reorder-notify"}, nil, []string{"[]", "[]", "[]", "[]"}},
	} {
		s := set(t, test.dice, test.faults...)
		for i, operation := range []string{"pay", "pay", "pay", "refund"} {
			if got := fmt.Sprint(s.Draw(operation)); got != test.want[i] {
				t.Errorf("%s: call %d: got %s, want %s", test.name, i+1, got, test.want[i])
			}
		}
	}
}

func TestAddListClear(t *testing.T) {
	t.Parallel()
	s := set(t, nil, "latency=1s", "timeout,operation=pay", "latency=2s,rate=0.5", "timeout")
	if got := fmt.Sprint(s.List()); got != "[latency=2s,rate=0.5 timeout,operation=pay timeout]" {
		t.Errorf("list: %s", got)
	}
	if n := s.Clear(Timeout); n != 2 {
		t.Errorf("%d were cleared", n)
	}
	if n := s.Clear(Timeout); n != 0 {
		t.Errorf("%d were cleared again", n)
	}
	s.Add(Fault{Kind: Reset})
	if got := fmt.Sprint(s.List()); got != "[latency=2s,rate=0.5 reset]" {
		t.Errorf("list: %s", got)
	}
	if n := s.Clear(""); n != 2 || len(s.List()) != 0 {
		t.Errorf("%d were cleared, %v are left", n, s.List())
	}
}

func TestNotificationsAreDrawnByKind(t *testing.T) {
	t.Parallel()
	s := set(t, nil, "duplicate-notify,times=1", "reorder-notify,operation=notifyRefund")
	if !s.Has(DuplicateNotify, false) || !s.Has(ReorderNotify, false) || s.Has(Reset, false) {
		t.Errorf("%v are there", s.List())
	}
	if !s.Has(DuplicateNotify, true) || s.Has(DuplicateNotify, true) || s.Has(DuplicateNotify, false) {
		t.Error("times is not kept")
	}
	if s.Has(ReorderNotify, true) || s.Strikes(ReorderNotify, "notifyPayment") || !s.Strikes(ReorderNotify, "notifyRefund") {
		t.Error("the notification's name is not kept")
	}
}

func TestNoSet(t *testing.T) {
	t.Parallel()
	var s *Set
	if s.Draw("pay") != nil || s.List() != nil || s.Has(Reset, false) || s.Has(Reset, true) || s.Clear("") != 0 {
		t.Error("a nil set has faults")
	}
}
