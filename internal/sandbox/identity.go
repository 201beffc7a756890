package sandbox

import (
	cryptorand "crypto/rand"
	"crypto/rsa"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/keys"
)

// ClientID is the merchant that every simulator knows.
const ClientID = "SANDBOX_LOCAL"

const (
	keyBits        = 2048
	keysDir        = "keys"
	privateKeyMode = 0o600
	publicKeyMode  = 0o644
)

// Identity is who is who in a simulator: the merchant that calls, and the key
// that stands for Antom's.
type Identity struct {
	// ClientID is SANDBOX_LOCAL.
	ClientID string
	// MerchantKey signs requests.
	MerchantKey *rsa.PrivateKey
	// AntomKey signs answers.
	AntomKey *rsa.PrivateKey
	// The key files for client libraries and profiles; empty in memory.
	MerchantPrivateKeyFile, MerchantPublicKeyFile, AntomPublicKeyFile string
}

// complete reports whether the identity can be used as it is.
func (id Identity) complete() bool { return id.MerchantKey != nil && id.AntomKey != nil }

// LoadIdentity reads the key pairs in a state directory, and makes them on first
// use. Two processes that start at the same time end up with the same keys. An
// empty dir gives keys that are kept nowhere. rand is crypto/rand's when nil.
func LoadIdentity(dir string, rand io.Reader) (Identity, error) {
	if rand == nil {
		rand = cryptorand.Reader
	}
	id := Identity{ClientID: ClientID}
	if dir != "" {
		if err := os.MkdirAll(filepath.Join(dir, keysDir), 0o700); err != nil {
			return Identity{}, fmt.Errorf("making the simulator's key directory: %w", err)
		}
	}
	// The pairs are made side by side, as the search for primes takes a while;
	// the source of randomness is read by one of them at a time.
	source := engine.LockedReader(rand)
	merchant, antom := pair{dir: dir, name: "merchant"}, pair{dir: dir, name: "antom"}
	var wg sync.WaitGroup
	var merchantErr, antomErr error
	wg.Go(func() { id.MerchantKey, merchantErr = merchant.load(source) })
	wg.Go(func() { id.AntomKey, antomErr = antom.load(source) })
	wg.Wait()
	if err := errors.Join(merchantErr, antomErr); err != nil {
		return Identity{}, err
	}
	if dir != "" {
		id.MerchantPrivateKeyFile, id.MerchantPublicKeyFile = merchant.file("private"), merchant.file("public")
		id.AntomPublicKeyFile = antom.file("public")
	}
	return id, nil
}

// pair is a key pair in two files of a state directory.
type pair struct{ dir, name string }

func (p pair) file(half string) string {
	return filepath.Join(p.dir, keysDir, p.name+"-"+half+".pem")
}

// load reads the pair or makes it, and sees to the public half.
func (p pair) load(rand io.Reader) (*rsa.PrivateKey, error) {
	if p.dir == "" {
		return keys.Generate(rand, keyBits)
	}
	key, err := p.read()
	switch {
	case errors.Is(err, os.ErrNotExist):
		key, err = p.make(rand, false)
	case errors.Is(err, errUnfinished):
		key, err = p.make(rand, true)
	}
	if err != nil {
		return nil, fmt.Errorf("the simulator's %s key: %w", p.name, err)
	}
	return key, p.publish(key)
}

// errUnfinished says that a first start was stopped while it wrote the private half.
var errUnfinished = errors.New("it is incomplete")

// read reads the private half. Without the public one, which is written after it,
// nobody has ever used the pair: then a private half that breaks off is replaced.
func (p pair) read() (*rsa.PrivateKey, error) {
	data, err := durable.ReadState(p.file("private"), keys.MaxSize)
	if err != nil {
		return nil, err
	}
	key, err := keys.ParsePrivate(data, nil)
	if err != nil {
		if _, missing := os.Lstat(p.file("public")); errors.Is(missing, os.ErrNotExist) && durable.UnfinishedPEM(data) {
			return nil, fmt.Errorf("%s: %w", p.file("private"), errUnfinished)
		}
		return nil, fmt.Errorf("%s: %w; move the directory %s away to get new keys", p.file("private"), err, filepath.Dir(p.file("private")))
	}
	return key.Private, nil
}

// make generates the pair. When another process was faster its key is taken.
func (p pair) make(rand io.Reader, replace bool) (*rsa.PrivateKey, error) {
	key, err := keys.Generate(rand, keyBits)
	if err != nil {
		return nil, err
	}
	data, err := keys.Encode(keys.NewKey(key), keys.FormPKCS8, keys.ContainerPEM)
	if err != nil {
		return nil, err
	}
	err = durable.WriteFile(p.file("private"), data, durable.WriteOptions{Mode: privateKeyMode, Overwrite: replace})
	if replace && err == nil || errors.Is(err, os.ErrExist) {
		return p.read() // of two processes that replace it the last one was right
	}
	return key, err
}

// publish writes the public half unless it is there already.
func (p pair) publish(key *rsa.PrivateKey) error {
	path := p.file("public")
	data, err := keys.Encode(keys.NewKey(key).PublicOnly(), keys.FormSPKI, keys.ContainerPEM)
	if err != nil {
		return fmt.Errorf("the simulator's %s key: %w", p.name, err)
	}
	if present, err := durable.ReadState(path, keys.MaxSize); err == nil && string(present) == string(data) {
		return nil
	}
	if err := durable.WriteFile(path, data, durable.WriteOptions{Mode: publicKeyMode, Overwrite: true}); err != nil {
		return fmt.Errorf("the simulator's %s public key: %w", p.name, err)
	}
	return nil
}

// randomText is 128 random bits in hexadecimal digits.
func randomText(rand io.Reader) (string, error) {
	b := make([]byte, 16)
	if _, err := io.ReadFull(rand, b); err != nil {
		return "", fmt.Errorf("reading random bytes: %w", err)
	}
	return hex.EncodeToString(b), nil
}
