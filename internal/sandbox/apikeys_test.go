package sandbox_test

import (
	"crypto/rsa"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

// withKey is a client of a simulator that uses an API key.
func withKey(s *sandbox.Sandbox, key string) *antom.Client {
	return &antom.Client{
		Gateway: "https://simulator.invalid", ClientID: sandbox.ClientID, Auth: antom.NewAPIKey(key),
		AntomKeys: []*rsa.PublicKey{&shared().AntomKey.PublicKey}, HTTPClient: &http.Client{Transport: s.Transport()},
	}
}

// TestAPIKeys holds that a request with the merchant's API key needs no signature, that
// its response is signed, and that another key is refused without being repeated.
func TestAPIKeys(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, options := range map[string]sandbox.Options{
		"on disk":   {Dir: dir, Identity: shared()},
		"in memory": {Identity: shared()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := sandbox.Open(options)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			c := s.Control()
			first, err := c.APIKey(t.Context(), sandbox.APIKeyRequest{ClientID: sandbox.ClientID, Show: true})
			if err != nil || !first.Made || !strings.HasPrefix(first.Key, "ak_simulator_") {
				t.Fatalf("got %+v, %v", first, err)
			}
			resp, err := withKey(s, first.Key).Call(t.Context(), "/ams/sandbox/api/v1/payments/pay", []byte(payBody("pay-1")))
			if err != nil || resp.Trust != antom.TrustVerified || resp.Result.ResultCode != "PAYMENT_IN_PROCESS" {
				t.Fatalf("got %+v, %v", resp, err)
			}
			again, err := c.APIKey(t.Context(), sandbox.APIKeyRequest{ClientID: sandbox.ClientID})
			if err != nil || again.Made || again.Key != "" || again.File != first.File {
				t.Errorf("got %+v, %v", again, err)
			}
			second, err := c.APIKey(t.Context(), sandbox.APIKeyRequest{ClientID: sandbox.ClientID, New: true, Show: true})
			if err != nil || !second.Made || second.Key == first.Key {
				t.Errorf("got %+v, %v", second, err)
			}
			for _, key := range []string{first.Key, second.Key + "x", "k"} {
				resp, _ := withKey(s, key).Call(t.Context(), "/ams/sandbox/api/v1/payments/pay", []byte(payBody("pay-2")))
				if resp == nil || resp.Result.ResultCode != "ACCESS_DENIED" || strings.Contains(string(resp.Body), key) && len(key) > 1 {
					t.Errorf("%s: got %+v", key, resp)
				}
			}
			var unknown *sandbox.MerchantError
			if _, err := c.APIKey(t.Context(), sandbox.APIKeyRequest{ClientID: "../x"}); !errors.As(err, &unknown) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestAPIKeyFiles holds that keys can be read by their owner only, whatever the client
// id, survive, and go with their merchant.
func TestAPIKeyFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := sandbox.Open(sandbox.Options{Dir: dir, Identity: shared()})
	if err != nil {
		t.Fatal(err)
	}
	c := s.Control()
	const odd = "../SHOP:1/x"
	if _, err := c.AddMerchant(t.Context(), sandbox.NewMerchant{ClientID: odd, PublicKey: merchantPublicText(t)}); err != nil {
		t.Fatal(err)
	}
	key, err := c.APIKey(t.Context(), sandbox.APIKeyRequest{ClientID: odd, Show: true})
	if err != nil || filepath.Dir(key.File) != filepath.Join(dir, "api-keys") {
		t.Fatalf("got %+v, %v", key, err)
	}
	info, err := os.Stat(key.File)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s, err = sandbox.Open(sandbox.Options{Dir: dir, Identity: shared()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	c = s.Control()
	if again, err := c.APIKey(t.Context(), sandbox.APIKeyRequest{ClientID: odd, Show: true}); err != nil || again.Key != key.Key {
		t.Errorf("got %+v, %v", again, err)
	}
	if err := c.RemoveMerchant(t.Context(), odd); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(key.File); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the key is still there: %v", err)
	}
}

// merchantPublicText is a public key that a merchant may have.
func merchantPublicText(t *testing.T) string {
	t.Helper()
	text, err := keys.Encode(keys.NewKey(shared().MerchantKey).PublicOnly(), keys.FormSPKI, keys.ContainerBase64)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestAPIKeysOfAnyClientID holds that every client id has a file of its own, also where
// file names have no case, and that calls at the same time get one key.
func TestAPIKeysOfAnyClientID(t *testing.T) {
	t.Parallel()
	s, err := sandbox.Open(sandbox.Options{Dir: t.TempDir(), Identity: shared()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	c := s.Control()
	files := map[string]bool{}
	for _, id := range []string{"SHOP", "shop", strings.Repeat("/", 128)} {
		if _, err := c.AddMerchant(t.Context(), sandbox.NewMerchant{ClientID: id, PublicKey: merchantPublicText(t)}); err != nil {
			t.Fatal(err)
		}
		got := make(chan sandbox.APIKey, 8)
		for range cap(got) {
			go func() {
				key, err := c.APIKey(t.Context(), sandbox.APIKeyRequest{ClientID: id, Show: true})
				if err != nil {
					t.Error(err)
				}
				got <- key
			}()
		}
		first := <-got
		for range cap(got) - 1 {
			if again := <-got; again.Key != first.Key {
				t.Errorf("%s has two keys", id)
			}
		}
		files[strings.ToLower(first.File)] = true
	}
	if len(files) != 3 {
		t.Errorf("client ids share files: %v", files)
	}
}
