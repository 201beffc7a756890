package diagnose

import (
	"bytes"
	"reflect"
	"slices"
	"sync"
	"testing"
)

// TestDiagnoserIsLikeDiagnose gives one Diagnoser all the mistakes, from several
// goroutines: neither what it keeps nor the order matters.
func TestDiagnoserIsLikeDiagnose(t *testing.T) {
	t.Parallel()
	d := New([]Key{{Public: &testKeys().antom.PublicKey, Role: RoleConfigured, Name: "profile shop"}})
	var group sync.WaitGroup
	for _, m := range slices.Concat(headMistakes(), bodyMistakes()) {
		message := signed()
		if m.sign != nil {
			m.sign(&message)
		}
		in := inputFor(t, message)
		m.make(&in)
		group.Go(func() {
			if got, want := d.Diagnose(in), Diagnose(in); !reflect.DeepEqual(got, want) {
				t.Errorf("%s:\n%+v, want\n%+v", m.name, got, want)
			}
		})
	}
	group.Wait()
}

func TestEffort(t *testing.T) {
	t.Parallel()
	usual := func(in *Input) { in.Message.Body = append(in.Message.Body, '\n') }
	single := func(in *Input) { in.Message.Body = append(in.Message.Body, ' ') }
	double := func(in *Input) { usual(in); in.Message.Path = "/prod" + notifyPath }
	for _, c := range []struct {
		name   string
		make   func(*Input)
		effort Effort
		want   []Cause
		says   string
	}{
		{"usual, usual", usual, EffortUsual, []Cause{CauseBodyNewline}, "line break"},
		{"usual, none", usual, EffortNone, []Cause{CauseContentChanged}, "no change was searched for"},
		{"single, single", single, EffortSingle, []Cause{CauseBodyWhitespace}, "around the body"},
		{"single, usual", single, EffortUsual, []Cause{CauseContentChanged}, "none of the most usual changes"},
		{"double, full", double, EffortFull, []Cause{CausePath, CauseBodyNewline}, "line break"},
		{"double, single", double, EffortSingle, []Cause{CauseContentChanged}, "no single known change"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := inputFor(t, signed())
			c.make(&in)
			in.Effort = c.effort
			check(t, Diagnose(in), c.want, []string{c.says})
		})
	}
}

// TestSpellingThatChangesNothing: a spelling that says that it has nothing to do
// in a text has nothing to do there.
func TestSpellingThatChangesNothing(t *testing.T) {
	t.Parallel()
	skipped := 0
	for _, inner := range []string{
		"abc 123", "a/b", `a\/b`, "<&>", "='", "+`", "\u007f", "é", "\u2028", "😀", `\u00e9`, `\"`, `\n`, "\xff",
	} {
		for _, s := range spellings() {
			t1 := &text{data: []byte(`{"a": "` + inner + `"}`)}
			if _, ok := s.speller().write(nil, t1); ok {
				continue
			}
			skipped++
			if written, _ := t1.rewrite(nil, s.speller().spell); !bytes.Equal(written, t1.data) {
				t.Errorf("%s is skipped for %q, but would be %q", s.name, t1.data, written)
			}
		}
	}
	if skipped == 0 {
		t.Error("no spelling is ever skipped")
	}
}
