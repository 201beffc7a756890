// Package tokens keeps what payments are made with in the buyer's absence: access
// tokens of authorizations and tokens of vaulted cards. Each has a name that the user
// chose and a file of mode 0600, like a private key. The package knows no gateway.
package tokens

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/ordered"
)

const (
	// MaxName is the longest name, in bytes.
	MaxName = 64
	// maxFile is the size of the largest file that is read, in bytes.
	maxFile = 64 << 10
	// version is the form of the files written now.
	version = 1
	suffix  = ".json"
)

// Kind says what a token is of.
type Kind string

// The kinds of tokens.
const (
	Account Kind = "account" // an access token of an authorization
	Card    Kind = "card"    // the token of a vaulted card
)

// Token is a stored token.
type Token struct {
	Version  int    `json:"v"`
	Name     string `json:"name"`
	Kind     Kind   `json:"kind"`
	ClientID string `json:"clientId"` // whose token it is
	Local    bool   `json:"local"`    // of the simulator
	Method   string `json:"method"`   // the payment method
	Label    string `json:"label,omitempty"`
	// RequestID is the merchant's own id of what the token comes of: authState or
	// vaultingRequestId.
	RequestID string `json:"requestId,omitempty"`
	// Secret is what a payment is made with; empty as long as the buyer has not agreed.
	Secret         string    `json:"secret,omitempty"`
	Expires        time.Time `json:"expires,omitzero"` // zero when that is not known
	Refresh        string    `json:"refresh,omitempty"`
	RefreshExpires time.Time `json:"refreshExpires,omitzero"`
	Created        time.Time `json:"created"`
	Updated        time.Time `json:"updated"`
	// Next is what takes the place of this token once the buyer has agreed to it; it has
	// no secret. Until then, this one stays usable.
	Next *Token `json:"next,omitempty"`
}

// Asked is the token that the buyer was last asked for: Next, if there is one.
func (t Token) Asked() Token {
	if t.Next == nil {
		return t
	}
	next := *t.Next
	next.Name = t.Name
	return next
}

// State is what a token can be used for.
type State string

// The states of a token.
const (
	Waiting State = "WAITING" // the buyer has not agreed yet, or the code was not exchanged
	Usable  State = "USABLE"
	Expired State = "EXPIRED"
)

// State is the state of the token at a moment. A token of the simulator ends by the
// simulator's clock, which is not that of this machine: only the simulator knows whether
// it has expired.
func (t Token) State(now time.Time) State {
	switch {
	case t.Secret == "":
		return Waiting
	case !t.Local && !t.Expires.IsZero() && !t.Expires.After(now):
		return Expired
	}
	return Usable
}

// String names the token and never shows it.
func (t Token) String() string { return "token " + t.Name }

// GoString is String: a token must not come into a log.
func (t Token) GoString() string { return t.String() }

// ErrNotFound says that there is no token with a name.
var ErrNotFound = errors.New("there is no such token")

// CheckName refuses a name that cannot be one of a file everywhere.
func CheckName(name string) error {
	switch {
	case name == "":
		return errors.New("the name of a token must not be empty")
	case len(name) > MaxName:
		return fmt.Errorf("the name of a token must not be longer than %d characters", MaxName)
	case strings.IndexFunc(name, notInName) >= 0 || name[0] == '.' || name[0] == '-':
		return fmt.Errorf("%q cannot be the name of a token; use letters, digits, dots, - and _", name)
	}
	return nil
}

func notInName(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.", r))
}

// Store keeps tokens in a directory, which it makes with the first one.
type Store struct{ Dir string }

func (s Store) path(name string) string { return filepath.Join(s.Dir, name+suffix) }

// Get returns a token. The error is ErrNotFound when there is none.
func (s Store) Get(name string) (Token, error) {
	if err := CheckName(name); err != nil {
		return Token{}, err
	}
	data, err := durable.ReadState(s.path(name), maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return Token{}, ErrNotFound
	}
	if err != nil {
		return Token{}, fmt.Errorf("reading the token: %w", err)
	}
	var t Token
	if err := json.Unmarshal(data, &t); err != nil {
		return Token{}, fmt.Errorf("%s is not a token", s.path(name)) // the cause could repeat it
	}
	if t.Version < 1 || t.Version > version {
		return Token{}, fmt.Errorf("%s has version %d, this program knows %d", s.path(name), t.Version, version)
	}
	t.Name = name
	return t, nil
}

// Put writes a token in place of one with the same name.
func (s Store) Put(t Token) error {
	if err := CheckName(t.Name); err != nil {
		return err
	}
	t.Version = version
	data, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("writing the token: %w", err)
	}
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return fmt.Errorf("making %s: %w", s.Dir, err)
	}
	if err := durable.CheckState(s.path(t.Name)); err != nil {
		return fmt.Errorf("writing the token: %w", err)
	}
	if err := durable.WriteFile(s.path(t.Name), append(data, '\n'), durable.WriteOptions{Overwrite: true}); err != nil {
		return fmt.Errorf("writing the token: %w", err)
	}
	return nil
}

// Remove forgets a token. The error is ErrNotFound when there is none.
func (s Store) Remove(name string) error {
	if err := CheckName(name); err != nil {
		return err
	}
	err := os.Remove(s.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("removing the token: %w", err)
	}
	return nil
}

// Names are the names of the tokens, sorted.
func (s Store) Names() ([]string, error) {
	entries, err := os.ReadDir(s.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("listing the tokens: %w", err)
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), suffix); ok && CheckName(name) == nil {
			names = append(names, name)
		}
	}
	return names, nil
}

// List returns the tokens of a kind, all of them for "", by name. damaged names those
// that nobody can read.
func (s Store) List(kind Kind) (list []Token, damaged []string, err error) {
	names, err := s.Names()
	for _, name := range names {
		t, err := s.Get(name)
		switch {
		case errors.Is(err, ErrNotFound): // removed meanwhile
		case err != nil:
			damaged = append(damaged, name)
		case kind == "" || t.Kind == kind:
			list = append(list, t)
		}
	}
	ordered.Sort(list, func(a, b Token) int { return cmp.Compare(a.Name, b.Name) })
	return list, damaged, err
}
