// Package keyring keeps private keys in the keyring of the operating system:
// the Keychain of macOS, the Credential Manager of Windows, or the Secret
// Service of a Linux desktop (GNOME Keyring, KWallet). It is the only user of
// go-keyring. It does not access the keyring before a key is read, stored or
// removed.
package keyring

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/zalando/go-keyring"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
)

// Service is what the entries belong to, as the system's own program for its
// keyring shows it.
const Service = "antom"

// Store is a keyring. Get's error for an entry that is not there is
// ErrNotFound. A call may wait for the user to unlock the keyring.
type Store interface {
	Get(service, name string) (string, error)
	Set(service, name, secret string) error
	Delete(service, name string) error
}

// ErrNotFound means that the keyring has no such entry.
var ErrNotFound = keyring.ErrNotFound

// ErrTooBig means that the keyring takes no entry of that size: that of Windows
// has room for 2560 bytes, which is less than an RSA key of 4096 bits.
var ErrTooBig = keyring.ErrSetDataTooBig

// ErrNone means that this session has no keyring.
var ErrNone = errors.New("there is no keyring in this session")

// Codes of the errors, for programs.
const (
	CodeNone     = "no-keyring"
	CodeNotFound = "keyring-entry"
	CodeFailed   = "keyring"
)

// Keyring reads and writes private keys. Its zero value is not usable.
type Keyring struct {
	Store Store
}

// Get returns the text of a key.
func (k Keyring) Get(ctx context.Context, name string) ([]byte, error) {
	text, err := durable.Await(ctx, func() (string, error) { return k.Store.Get(Service, name) })
	if err != nil {
		return nil, explain("reading", name, err)
	}
	return []byte(text), nil
}

// Set keeps the text of a key under a name and replaces what was there.
func (k Keyring) Set(ctx context.Context, name string, key []byte) error {
	text := strings.TrimSpace(string(key))
	_, err := durable.Await(ctx, func() (string, error) { return "", k.Store.Set(Service, name, text) })
	if err != nil {
		return explain("writing", name, err)
	}
	return nil
}

// Has reports whether there is a key under a name.
func (k Keyring) Has(ctx context.Context, name string) (bool, error) {
	_, err := durable.Await(ctx, func() (string, error) { return k.Store.Get(Service, name) })
	switch {
	case errors.Is(err, ErrNotFound):
		return false, nil
	case err != nil:
		return false, explain("reading", name, err)
	}
	return true, nil
}

// Remove removes the key under a name.
func (k Keyring) Remove(ctx context.Context, name string) error {
	_, err := durable.Await(ctx, func() (string, error) { return "", k.Store.Delete(Service, name) })
	if err != nil {
		return explain("removing", name, err)
	}
	return nil
}

// explain gives an error of a keyring its kind and the ways out. The text of a
// key is in none of them.
func explain(doing, name string, err error) error {
	what := doing + " the key " + name + " in the keyring"
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, ErrNotFound):
		return apperr.New(apperr.Config, what, errors.New("there is no such entry"),
			"to store the key there: antom keys import FILE --name "+apperr.ShellQuote(name),
			"to create a profile with a new key: antom init --keyring").WithCode(CodeNotFound)
	case errors.Is(err, ErrTooBig):
		return apperr.New(apperr.Config, what, errors.New("the keyring does not accept a key of this size"),
			"use a key of 2048 bits, or keep the key in a file: antom config set private-key FILE").WithCode(CodeFailed)
	case errors.Is(err, ErrNone), noService(err):
		return apperr.New(apperr.Config, what, ErrNone, waysOut()...).WithCode(CodeNone)
	}
	return apperr.New(apperr.Config, what, err, waysOut()...).WithCode(CodeFailed)
}

// waysOut say what to do where no keyring can be used.
func waysOut() []string {
	return []string{
		"to keep the key in a file instead: antom config set private-key FILE",
		"to read it from a password manager: antom config set private-key-command COMMAND",
		"to give it in the environment, set ANTOM_PRIVATE_KEY_FILE or ANTOM_PRIVATE_KEY",
	}
}

// noService knows the errors of a Linux session without a Secret Service by
// their text; the library has no types for them.
func noService(err error) bool {
	for _, part := range []string{
		"org.freedesktop.secrets was not provided", "org.freedesktop.DBus.Error.ServiceUnknown",
		"dbus-launch", "couldn't determine address of session bus", "Cannot autolaunch", "dial unix",
	} {
		if strings.Contains(err.Error(), part) {
			return true
		}
	}
	return errors.Is(err, keyring.ErrUnsupportedPlatform)
}

// System is the keyring of the operating system.
type System struct {
	OS     string // as runtime.GOOS
	Getenv func(string) string
}

// Get implements Store.
func (s System) Get(service, name string) (string, error) {
	if !s.reachable() {
		return "", ErrNone
	}
	return keyring.Get(service, name)
}

// Set implements Store.
func (s System) Set(service, name, secret string) error {
	if !s.reachable() {
		return ErrNone
	}
	return keyring.Set(service, name, secret)
}

// Delete implements Store.
func (s System) Delete(service, name string) error {
	if !s.reachable() {
		return ErrNone
	}
	return keyring.Delete(service, name)
}

// reachable reports whether the session has a message bus. Without one the
// library would start a bus of its own, on which there is no keyring.
func (s System) reachable() bool {
	if s.OS == "windows" || s.OS == "darwin" || s.Getenv("DBUS_SESSION_BUS_ADDRESS") != "" {
		return true
	}
	dir := s.Getenv("XDG_RUNTIME_DIR")
	if dir == "" {
		return false
	}
	_, err := os.Stat(filepath.Join(dir, "bus"))
	return err == nil
}
