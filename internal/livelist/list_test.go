package livelist

import "testing"

// TestChangeUnlocksAfterAPanic holds that a panic leaves the list usable, so that the
// terminal can be given back.
func TestChangeUnlocksAfterAPanic(t *testing.T) {
	t.Parallel()
	l := &List{model: NewModel(Header{}, plainTheme()), changed: make(chan struct{}, 1)}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		l.change(func(*Model) { panic("of the test") })
	}()
	if !l.mu.TryLock() {
		t.Fatal("the list is still locked")
	}
	l.mu.Unlock()
	l.Message("still there")
	if got := l.model.Messages(); len(got) != 1 {
		t.Errorf("the messages are %q", got)
	}
}
