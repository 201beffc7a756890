package keys_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/keys"
)

func TestReadFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key.pem")
	for _, size := range []int{0, 10, keys.MaxSize} {
		want := bytes.Repeat([]byte("k"), size)
		if err := os.WriteFile(path, want, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := keys.ReadFile(path)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes: got %d, %v", size, len(got), err)
		}
	}
}

func TestReadFileErrors(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	large := filepath.Join(dir, "large")
	if err := os.WriteFile(large, make([]byte, keys.MaxSize+1), 0o600); err != nil {
		t.Fatal(err)
	}
	missing := filepath.Join(dir, "missing.pem")
	for _, c := range []struct {
		name, path string
		reason     keys.Reason
		found      string
	}{
		{"missing", missing, keys.ReasonFile, missing},
		{"directory", dir, keys.ReasonFile, "a directory at " + dir},
		{"too large", large, keys.ReasonTooLarge, "a file of more than 1048576 bytes at " + large},
		{"below a file", filepath.Join(large, "x"), keys.ReasonFile, filepath.Join(large, "x")},
		{"empty path", "", keys.ReasonFile, "an empty path"},
	} {
		if c.name == "below a file" && runtime.GOOS == "windows" {
			continue // Windows says that there is no such file
		}
		_, err := keys.ReadFile(c.path)
		wantError(t, err, nil, c.reason, c.found)
		if missing := c.name == "missing"; missing != errors.Is(err, fs.ErrNotExist) && c.path != "" {
			t.Errorf("%s: errors.Is(err, fs.ErrNotExist) is wrong for %v", c.name, err)
		}
	}
}

// A key where a path belongs must not come back in the message.
func TestReadFileOfAKey(t *testing.T) {
	t.Parallel()
	private := line(t, "merchant-pkcs8.pem")
	for _, text := range []string{
		private, " " + private, private[100:400], private[:100],
		string(fixture(t, "merchant-pkcs8.pem")), string(merchantJWK(t, isPrivate)),
		line(t, "merchant-openssh"), string(fixture(t, "merchant-openssh.pub")),
		"-----BEGIN PRIVATE KEY----- " + private,
	} {
		_, err := keys.ReadFile(text)
		wantError(t, err, []byte(text), keys.ReasonFile, "a key itself")
	}
	for _, path := range []string{"MIIkeys.pem", filepath.Join(t.TempDir(), strings.Repeat("a", 60)+".pem")} {
		_, err := keys.ReadFile(path)
		wantError(t, err, nil, keys.ReasonFile, path)
		if !strings.HasSuffix(err.Error(), path+": no such file") {
			t.Errorf("%q", err)
		}
	}
}

func TestExposed(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("permission bits say nothing on Windows")
	}
	path := filepath.Join(t.TempDir(), "key.pem")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for mode, want := range map[os.FileMode]bool{0o600: false, 0o400: false, 0o700: false, 0o640: true, 0o604: true, 0o620: true, 0o644: true} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		got, exposed := keys.Exposed(path)
		if got != mode || exposed != want {
			t.Errorf("mode %o: %o, %t", mode, got, exposed)
		}
	}
	if mode, exposed := keys.Exposed(path + ".missing"); mode != 0 || exposed {
		t.Errorf("a missing file: %o, %t", mode, exposed)
	}
	if _, exposed := keys.Exposed(filepath.Dir(path)); exposed {
		t.Error("a directory counts as exposed")
	}
}
