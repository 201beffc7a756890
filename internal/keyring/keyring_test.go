package keyring_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	zalando "github.com/zalando/go-keyring"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/keyring"
)

// memory is a keyring for tests.
type memory struct {
	entries map[string]string
	err     error
	hang    chan struct{}
}

func (m *memory) Get(service, name string) (string, error) {
	if m.hang != nil {
		<-m.hang
	}
	text, ok := m.entries[service+"/"+name]
	if m.err == nil && !ok {
		return "", keyring.ErrNotFound
	}
	return text, m.err
}

func (m *memory) Set(service, name, secret string) error {
	if m.err == nil {
		m.entries[service+"/"+name] = secret
	}
	return m.err
}

func (m *memory) Delete(service, name string) error {
	if _, ok := m.entries[service+"/"+name]; m.err == nil && !ok {
		return keyring.ErrNotFound
	}
	delete(m.entries, service+"/"+name)
	return m.err
}

func TestKeyring(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	k := keyring.Keyring{Store: &memory{entries: map[string]string{}}}
	if has, err := k.Has(ctx, "shop"); has || err != nil {
		t.Errorf("an empty keyring: %v, %v", has, err)
	}
	if err := k.Set(ctx, "shop", []byte("text\n")); err != nil {
		t.Fatal(err)
	}
	if got, err := k.Get(ctx, "shop"); string(got) != "text" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if has, err := k.Has(ctx, "shop"); !has || err != nil {
		t.Errorf("it is there: %v, %v", has, err)
	}
	if err := k.Remove(ctx, "shop"); err != nil {
		t.Error(err)
	}
	for _, err := range []error{k.Remove(ctx, "shop"), func() error { _, err := k.Get(ctx, "shop"); return err }()} {
		var e *apperr.Error
		if !errors.As(err, &e) || e.Code != keyring.CodeNotFound || len(e.Hints) == 0 {
			t.Errorf("gone: %v", err)
		}
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		err  error
		code string
	}{
		{"no service", errors.New("The name org.freedesktop.secrets was not provided by any .service files"), keyring.CodeNone},
		{"no bus", errors.New(`exec: "dbus-launch": executable file not found in $PATH`), keyring.CodeNone},
		{"no session", keyring.ErrNone, keyring.CodeNone},
		{"no platform", zalando.ErrUnsupportedPlatform, keyring.CodeNone},
		{"too big", keyring.ErrTooBig, keyring.CodeFailed},
		{"locked", errors.New("prompt dismissed"), keyring.CodeFailed},
	} {
		k := keyring.Keyring{Store: &memory{err: c.err}}
		_, getErr := k.Get(context.Background(), "shop")
		_, hasErr := k.Has(context.Background(), "shop")
		for _, err := range []error{getErr, hasErr, k.Set(context.Background(), "shop", []byte("SECRET")), k.Remove(context.Background(), "shop")} {
			var e *apperr.Error
			if !errors.As(err, &e) || e.Kind != apperr.Config || e.Code != c.code || len(e.Hints) == 0 ||
				!strings.Contains(e.Error(), "key shop") || strings.Contains(e.Error(), "SECRET") {
				t.Errorf("%s: %#v", c.name, err)
			}
		}
	}
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	t.Parallel()
	m := &memory{hang: make(chan struct{})}
	defer close(m.hang)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := (keyring.Keyring{Store: m}).Get(ctx, "shop"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// Where a session has no message bus, nothing is started to make one.
func TestNoBus(t *testing.T) {
	t.Parallel()
	s := keyring.System{OS: "linux", Getenv: func(string) string { return "" }}
	if _, err := s.Get("antom", "x"); !errors.Is(err, keyring.ErrNone) {
		t.Errorf("Get: %v", err)
	}
	if err := s.Set("antom", "x", "y"); !errors.Is(err, keyring.ErrNone) {
		t.Errorf("Set: %v", err)
	}
	s.Getenv = func(name string) string { return map[string]string{"XDG_RUNTIME_DIR": t.TempDir()}[name] }
	if err := s.Delete("antom", "x"); !errors.Is(err, keyring.ErrNone) {
		t.Errorf("Delete: %v", err)
	}
}

// The system's keyring through the library, with the library's stand-in.
func TestSystem(t *testing.T) {
	zalando.MockInit()
	s := keyring.System{OS: "darwin"}
	if err := s.Set(keyring.Service, "x", "y"); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Get(keyring.Service, "x"); got != "y" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if err := s.Delete(keyring.Service, "x"); err != nil {
		t.Error(err)
	}
	if _, err := s.Get(keyring.Service, "x"); !errors.Is(err, keyring.ErrNotFound) {
		t.Errorf("gone: %v", err)
	}
}
