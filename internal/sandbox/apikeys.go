package sandbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/antom-cli/antom/internal/durable"
)

const (
	// apiKeysDir is the directory in the state directory with one file for each API key.
	apiKeysDir = "api-keys"
	// apiKeyPrefix begins the keys of the simulator, so that nobody takes one for a key of
	// Antom's.
	apiKeyPrefix = "ak_simulator_"
	apiKeyBytes  = 24
	maxAPIKey    = 4096
)

// APIKey is the API key of a merchant.
type APIKey struct {
	ClientID string `json:"clientId"`
	// File is where the key is, readable by its owner only; empty in memory.
	File string `json:"file,omitempty"`
	// Made says that the key is new.
	Made bool `json:"made"`
	// Key is the key itself, only when it was asked for.
	Key string `json:"key,omitempty"`
}

// APIKeyRequest asks for the API key of a merchant, which is made if there is none.
type APIKeyRequest struct {
	ClientID string `json:"clientId"`
	// New makes another key in place of the present one.
	New bool `json:"new,omitempty"`
	// Show asks for the key itself.
	Show bool `json:"show,omitempty"`
}

// apiKeys are the API keys of the merchants of one simulator.
type apiKeys struct {
	dir  string // "" keeps them in memory
	rand io.Reader

	making sync.Mutex // one key is made at a time

	mu     sync.Mutex
	memory map[string]string
}

func newAPIKeys(dir string, rand io.Reader) *apiKeys {
	if dir != "" {
		dir = filepath.Join(dir, apiKeysDir)
	}
	return &apiKeys{dir: dir, rand: rand, memory: map[string]string{}}
}

// file is where the key of a merchant is; "" in memory. It is named by a hash, because a
// client id may be too long for a file name, have characters that one cannot have, or
// differ from another one only in the case of its letters.
func (k *apiKeys) file(clientID string) string {
	if k.dir == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(clientID))
	return filepath.Join(k.dir, hex.EncodeToString(sum[:])+".key")
}

// find returns the API key of a merchant, "" if it has none. A key that cannot be read is
// none.
func (k *apiKeys) find(clientID string) string {
	key, err := k.read(clientID)
	if err != nil {
		return ""
	}
	return key
}

func (k *apiKeys) read(clientID string) (string, error) {
	if k.dir == "" {
		k.mu.Lock()
		defer k.mu.Unlock()
		return k.memory[clientID], nil
	}
	data, err := durable.ReadState(k.file(clientID), maxAPIKey)
	if errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	return strings.TrimSpace(string(data)), err
}

// get returns the key of a merchant, and makes it when there is none or a new one is
// wanted.
func (k *apiKeys) get(r APIKeyRequest) (APIKey, error) {
	k.making.Lock()
	defer k.making.Unlock()
	a := APIKey{ClientID: r.ClientID, File: k.file(r.ClientID)}
	key, err := k.read(r.ClientID)
	if err != nil && !r.New {
		return a, fmt.Errorf("reading the API key of %s: %w", r.ClientID, err)
	}
	if key == "" || r.New {
		if key, err = k.create(r.ClientID); err != nil {
			return a, fmt.Errorf("making an API key for %s: %w", r.ClientID, err)
		}
		a.Made = true
	}
	if r.Show {
		a.Key = key
	}
	return a, nil
}

func (k *apiKeys) create(clientID string) (string, error) {
	b := make([]byte, apiKeyBytes)
	if _, err := io.ReadFull(k.rand, b); err != nil {
		return "", err
	}
	key := apiKeyPrefix + hex.EncodeToString(b)
	if k.dir == "" {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.memory[clientID] = key
		return key, nil
	}
	if err := os.MkdirAll(k.dir, 0o700); err != nil {
		return "", err
	}
	return key, durable.WriteFile(k.file(clientID), []byte(key+"\n"), durable.WriteOptions{Mode: 0o600, Overwrite: true})
}

// remove forgets the key of a merchant, if it has one.
func (k *apiKeys) remove(clientID string) error {
	k.making.Lock()
	defer k.making.Unlock()
	if k.dir == "" {
		k.mu.Lock()
		defer k.mu.Unlock()
		delete(k.memory, clientID)
		return nil
	}
	if err := os.Remove(k.file(clientID)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("removing the API key of %s: %w", clientID, err)
	}
	return nil
}

// APIKey returns the API key of a merchant.
func (l local) APIKey(_ context.Context, r APIKeyRequest) (APIKey, error) {
	if _, known := l.s.known.find(r.ClientID); !known {
		return APIKey{}, &MerchantError{ClientID: r.ClientID, Detail: fmt.Sprintf("the simulator has no merchant %q", r.ClientID)}
	}
	return l.s.apiKeys.get(r)
}

// APIKey returns the API key of a merchant.
func (r *Remote) APIKey(ctx context.Context, in APIKeyRequest) (key APIKey, err error) {
	err = r.do(ctx, http.MethodPost, "merchants/api-key", in, &key)
	return key, err
}
