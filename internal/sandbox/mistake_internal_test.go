package sandbox

import (
	"errors"
	"fmt"
	"io"
	"testing"
)

// TestIsMistake holds that each error of Control that travels between processes is one
// about what was asked for, and that others are not.
func TestIsMistake(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		&NotFoundError{}, &StateError{}, &CodeError{}, &MethodError{}, &NothingToNotifyError{}, &MerchantError{}, &ClockError{},
		&SnapshotError{}, &SeedError{}, &DisputeError{}, &SubscriptionError{}, &AuthorizationError{}, &NoAuthorizationError{}, &ResultError{},
	} {
		if !IsMistake(err) || !IsMistake(fmt.Errorf("wrapped: %w", err)) {
			t.Errorf("%T is not a mistake", err)
		}
	}
	for _, err := range []error{nil, io.EOF, errors.New("the disk is full")} {
		if IsMistake(err) {
			t.Errorf("%v is a mistake", err)
		}
	}
}

// TestChangesEnd holds that who begins to watch after the end is told of it.
func TestChangesEnd(t *testing.T) {
	t.Parallel()
	var c changes
	before, _, ok := c.watch()
	if !ok {
		t.Fatal("nobody may watch")
	}
	c.end()
	after, stop, ok := c.watch()
	if !ok {
		t.Fatal("nobody may watch after the end")
	}
	defer stop()
	for name, w := range map[string]<-chan struct{}{"before": before, "after": after} {
		select {
		case _, open := <-w:
			if open {
				t.Errorf("%s: the channel is open", name)
			}
		default:
			t.Errorf("%s: the channel is open", name)
		}
	}
}
