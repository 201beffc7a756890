package sandbox_test

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/browsertest"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/keys"
)

// holdDir names, in the environment, the state directory that this program
// shall hold open as another process; see TestMain.
const holdDir = "ANTOM_TEST_HOLD_SANDBOX"

// TestMain lets the test program play the other process.
func TestMain(m *testing.M) {
	dir := os.Getenv(holdDir)
	if dir == "" {
		os.Exit(browsertest.M(m).Run())
	}
	s, err := sandbox.Open(sandbox.Options{Dir: dir, LockTimeout: time.Second})
	fmt.Println("opened", err, keys.Fingerprint(&s.Identity().AntomKey.PublicKey))
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n') // until the test lets go, or dies
	_ = s.Close()
}

// hold opens a state directory in another process and returns what it said.
func hold(t *testing.T, dir string) (said string, kill func()) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	other := exec.CommandContext(t.Context(), exe)
	other.Env = append(os.Environ(), holdDir+"="+dir)
	in, err := other.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	kill = sync.OnceFunc(func() { _ = other.Process.Kill(); _ = other.Wait(); _ = in.Close() })
	t.Cleanup(kill)
	said, err = bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return said, kill
}

func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	said, kill := hold(t, dir)
	id, err := sandbox.LoadIdentity(dir, nil)
	if err != nil || !strings.Contains(said, "opened <nil> "+keys.Fingerprint(&id.AntomKey.PublicKey)) {
		t.Errorf("the other process said %q (%v)", said, err)
	}
	if _, err := sandbox.Open(sandbox.Options{Dir: dir}); !errors.Is(err, sandbox.ErrLocked) {
		t.Errorf("got %v, want ErrLocked", err)
	}
	kill()
	s, err := sandbox.Open(sandbox.Options{Dir: dir, LockTimeout: time.Second})
	if err != nil {
		t.Fatalf("after the other was killed: %v", err)
	}
	_ = s.Close()
}

func TestPaymentsAndPagesSurviveARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := newRigIn(t, dir)
	page := first.pay("pay-1", "x", "https://shop.example/done")
	session := first.session("s-1", "")
	before := first.call(payPath, payBody("pay-1")).text
	form := token(t, first.get(page).text)
	old := first.server.URL
	first.server.Close()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}

	second := newRigIn(t, dir)
	if again := second.call(payPath, payBody("pay-1")).text; again != strings.ReplaceAll(before, old, second.server.URL) {
		t.Errorf("the answers differ:\n%s\n%s", before, again)
	}
	if got := second.status("s-1").Get("paymentStatus").String(); got != "PROCESSING" {
		t.Errorf("the session's payment is %s", got)
	}
	if a := second.get(strings.TrimPrefix(session, old)); a.StatusCode != 200 {
		t.Errorf("the session's page: HTTP %d", a.StatusCode)
	}
	path := strings.TrimPrefix(page, old)
	if got := token(t, second.get(path).text); got != form {
		t.Error("a page that was open before the restart cannot pay any more")
	}
}

func TestDamagedState(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "sandbox.db")
	if err := os.WriteFile(path, []byte("not a database"), 0o600); err != nil {
		t.Fatal(err)
	}
	clock := newClock()
	_, err := sandbox.Open(sandbox.Options{Dir: dir, Identity: shared(), Now: clock.Now})
	var damaged *sandbox.DamagedError
	if !errors.As(err, &damaged) || damaged.MovedTo != path+".damaged-20240115T012046Z" {
		t.Fatalf("got %v, want a *DamagedError", err)
	}
	if data, err := os.ReadFile(damaged.MovedTo); err != nil || string(data) != "not a database" {
		t.Errorf("the file was not kept: %q, %v", data, err)
	}
	s, err := sandbox.Open(sandbox.Options{Dir: dir, Identity: shared()})
	if err != nil {
		t.Fatalf("the next start: %v", err)
	}
	_ = s.Close()
}

func TestIdentityIsMadeOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	// Several at once, as when two commands are started in a new directory.
	ids := make([]sandbox.Identity, 3)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() {
			id, err := sandbox.LoadIdentity(dir, rand.Reader)
			if err != nil {
				t.Error(err)
			}
			ids[i] = id
		})
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	for _, id := range ids[1:] {
		if !id.MerchantKey.Equal(ids[0].MerchantKey) || !id.AntomKey.Equal(ids[0].AntomKey) {
			t.Error("they have different keys")
		}
	}
	id := ids[0]
	if id.ClientID != "SANDBOX_LOCAL" || id.MerchantKey.Equal(id.AntomKey) {
		t.Errorf("client id %q, or one key for both", id.ClientID)
	}
	for path, want := range map[string]struct {
		mode os.FileMode
		key  any
	}{
		id.MerchantPrivateKeyFile:                       {0o600, &id.MerchantKey.PublicKey},
		id.MerchantPublicKeyFile:                        {0o644, &id.MerchantKey.PublicKey},
		id.AntomPublicKeyFile:                           {0o644, &id.AntomKey.PublicKey},
		filepath.Join(dir, "keys", "antom-private.pem"): {0o600, &id.AntomKey.PublicKey},
	} {
		info, err := os.Stat(path)
		if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != want.mode {
			t.Errorf("%s: mode %v, %v; want %v", path, info.Mode(), err, want.mode)
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		key, err := keys.Parse(data, nil)
		if err != nil || !key.Public.Equal(want.key) || (key.Private != nil) != (want.mode == 0o600) {
			t.Errorf("%s: %v, %v", path, key, err)
		}
	}
}

func TestIdentityRepairsPublicFilesAndNamesBrokenOnes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "keys"), 0o700); err != nil {
		t.Fatal(err)
	}
	write := func(name string, data []byte) {
		if err := os.WriteFile(filepath.Join(dir, "keys", name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, key := range map[string]*keys.Key{"merchant": keys.NewKey(shared().MerchantKey), "antom": keys.NewKey(shared().AntomKey)} {
		data, err := keys.Encode(key, keys.FormPKCS8, keys.ContainerPEM)
		if err != nil {
			t.Fatal(err)
		}
		write(name+"-private.pem", data)
	}
	write("antom-public.pem", []byte("old"))
	id, err := sandbox.LoadIdentity(dir, nil)
	if err != nil || !id.AntomKey.Equal(shared().AntomKey) {
		t.Fatalf("got %v", err)
	}
	if data, err := os.ReadFile(id.AntomPublicKeyFile); err != nil || !bytes.Contains(data, []byte("PUBLIC KEY")) {
		t.Errorf("the public key file has %q, %v", data, err)
	}
	write("merchant-private.pem", []byte("broken"))
	if _, err := sandbox.LoadIdentity(dir, nil); err == nil || !strings.Contains(err.Error(), "merchant-private.pem") {
		t.Errorf("got %v, want an error that names the file", err)
	}
}

// TestUnfinishedKeysAreMadeAnew starts with what a first start leaves on a full disk. A
// pair whose public half is there was in use, and is not replaced.
func TestUnfinishedKeysAreMadeAnew(t *testing.T) {
	t.Parallel()
	whole, err := keys.Encode(keys.NewKey(shared().AntomKey), keys.FormPKCS8, keys.ContainerPEM)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{0, 1, 11, 28, 100, len(whole) / 2, len(whole) - 10, len(whole) - 3} {
		dir := t.TempDir()
		private := filepath.Join(dir, "keys", "antom-private.pem")
		if err := os.MkdirAll(filepath.Dir(private), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(private, whole[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		made, err := sandbox.LoadIdentity(dir, nil)
		if err != nil {
			t.Errorf("%d bytes: %v", size, err)
			continue
		}
		again, err := sandbox.LoadIdentity(dir, nil)
		if err != nil || !again.AntomKey.Equal(made.AntomKey) {
			t.Errorf("%d bytes: the next start has another key: %v", size, err)
		}
		if err := os.WriteFile(private, whole[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := sandbox.LoadIdentity(dir, nil); err == nil || !strings.Contains(err.Error(), private) {
			t.Errorf("%d bytes: a pair that was in use: %v", size, err)
		}
	}
}
