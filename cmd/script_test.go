package cmd

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/keyring"
	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/internal/pgtest"
	"github.com/antom-cli/antom/internal/poll"
	"github.com/antom-cli/antom/pkg/keys"
)

// TestMain lets scripts run this test binary as the program itself.
func TestMain(m *testing.M) {
	testscript.Main(pgtest.M(m), map[string]func(){
		"antom":    func() { os.Exit(Run(testProcess())) },
		"antompay": anotherNameMain,
		"gateway":  gatewayMain,
		"endpoint": endpointMain,
		"browse":   browseMain,
		"drip":     dripMain,
		"releases": releasesMain,
		"retry":    retryMain,
		"terminal": terminalMain,
	})
}

// anotherNameMain is the program installed under another name.
func anotherNameMain() {
	p := testProcess()
	p.Name = programName(os.Args[0])
	os.Exit(Run(p))
}

// TestScripts runs the stories. They are in a folder for each room of the commands.
// The hints that their commands print must be commands that work.
func TestScripts(t *testing.T) {
	t.Parallel()
	hints := &hintLog{hints: map[string]string{}}
	t.Cleanup(func() { hints.check(t) })
	rooms, err := os.ReadDir("testdata/script")
	if err != nil {
		t.Fatal(err)
	}
	for _, room := range rooms {
		t.Run(room.Name(), func(t *testing.T) {
			t.Parallel()
			params := storyParams("testdata/script/" + room.Name())
			params.Condition = condition
			params.Cmds["database"] = func(ts *testscript.TestScript, neg bool, args []string) { database(t, ts, neg, args) }
			params.Deadline, _ = t.Deadline()
			testscript.RunT(storyT{t, hints}, params)
		})
	}
}

// storyParams says how the stories of a folder are run.
func storyParams(dir string) testscript.Params {
	return testscript.Params{
		Dir:                 dir,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			home := e.WorkDir + "/home"
			e.Setenv("HOME", home)
			e.Setenv("USERPROFILE", home)
			e.Setenv("EPOCH", strconv.FormatInt(time.Now().UnixMilli(), 10))
			e.Setenv("TZ", "UTC")
			e.Setenv("LANG", "C.UTF-8")
			e.Setenv("ANTOM_SANDBOX_NOTIFY_DELAY", "0") // the story of the delay sets its own
			// Under the race detector a process sleeps a second before it ends,
			// unless it is told not to.
			e.Setenv("GORACE", "atexit_sleep_ms=0")
			if err := os.Mkdir(home, 0o755); err != nil {
				return err
			}
			return seedSandboxKeys(e.WorkDir, filepath.Join(home, ".local", "state", "antom", "sandbox", "keys"))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"metrics": readMetrics,
			"qrread":  qrread,
			"setvar":  setvar,
			"waitfor": waitfor,
		},
	}
}

// freshKeys in a story lets its simulator make its own keys.
const freshKeys = "fresh-keys"

// storyKeys are the private keys that the simulators of the stories share. Making
// two keys takes longer than most stories.
var storyKeys = sync.OnceValues(func() (pems map[string][]byte, err error) {
	pems = map[string][]byte{}
	for _, name := range []string{"merchant", "antom"} {
		key, err := keys.Generate(rand.Reader, keys.MinGenerateBits)
		if err != nil {
			return nil, err
		}
		if pems[name], err = keys.Encode(keys.NewKey(key), keys.FormPKCS8, keys.ContainerPEM); err != nil {
			return nil, err
		}
	}
	return pems, nil
})

// seedSandboxKeys puts the private keys into the state directory of the simulator,
// as if it had been used before, unless the story has a file that forbids it.
func seedSandboxKeys(work, dir string) error {
	if _, err := os.Stat(filepath.Join(work, freshKeys)); err == nil {
		return nil
	}
	pems, err := storyKeys()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for name, pem := range pems {
		if err := os.WriteFile(filepath.Join(dir, name+"-private.pem"), pem, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// testProcess is the real process, but for the clock: a story says in CLOCK
// how time passes.
//
//	jump       a sleep ends at once and the clock is ahead by as much
//	fast:20    time passes 20 times as fast, for every process of the story
func testProcess() cli.Process {
	p := System()
	p.Browse = func(url string) error {
		if os.Getenv("BROWSER_FAILS") != "" {
			return errors.New("no browser")
		}
		fmt.Fprintln(os.Stderr, "browser opens", url)
		return nil
	}
	p.Keyring = fileKeyring(os.Getenv("KEYRING"))
	mode, factor, _ := strings.Cut(os.Getenv("CLOCK"), ":")
	switch mode {
	case "jump":
		jumpClock(&p)
	case "fast":
		n, err := strconv.Atoi(factor)
		if err != nil {
			panic(err)
		}
		fastClock(&p, n)
	}
	return p
}

// fileKeyring is a keyring for stories: a directory with a file for each entry.
// Without a directory the session has no keyring.
type fileKeyring string

func (dir fileKeyring) path(service, name string) (string, error) {
	if dir == "" {
		return "", keyring.ErrNone
	}
	return filepath.Join(string(dir), service+"."+name), nil
}

func (dir fileKeyring) Get(service, name string) (string, error) {
	path, err := dir.path(service, name)
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", keyring.ErrNotFound
	}
	return string(text), err
}

func (dir fileKeyring) Set(service, name, secret string) error {
	path, err := dir.path(service, name)
	if err != nil {
		return err
	}
	if os.Getenv("KEYRING_SMALL") != "" {
		return keyring.ErrTooBig
	}
	return os.WriteFile(path, []byte(secret), 0o600)
}

func (dir fileKeyring) Delete(service, name string) error {
	path, err := dir.path(service, name)
	if err != nil {
		return err
	}
	err = os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return keyring.ErrNotFound
	}
	return err
}

func jumpClock(p *cli.Process) {
	var ahead time.Duration
	guard := make(chan struct{}, 1)
	p.Now = func() time.Time {
		guard <- struct{}{}
		defer func() { <-guard }()
		return time.Now().Add(ahead)
	}
	p.Sleep = func(ctx context.Context, d time.Duration) error {
		guard <- struct{}{}
		defer func() { <-guard }()
		ahead += d
		return ctx.Err()
	}
}

func fastClock(p *cli.Process, factor int) {
	ms, err := strconv.ParseInt(os.Getenv("EPOCH"), 10, 64)
	if err != nil {
		panic(err)
	}
	epoch := time.UnixMilli(ms)
	p.Now = func() time.Time { return epoch.Add(time.Since(epoch) * time.Duration(factor)) }
	p.Sleep = func(ctx context.Context, d time.Duration) error { return poll.Sleep(ctx, d/time.Duration(factor)) }
	p.Timer = func(d time.Duration) (<-chan time.Time, func() bool) {
		t := time.NewTimer(d / time.Duration(factor))
		return t.C, t.Stop
	}
}

// setvar NAME FILE puts a file's text, without the final newline, into a variable.
func setvar(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: setvar NAME FILE")
	}
	ts.Setenv(args[0], strings.TrimSpace(ts.ReadFile(args[1])))
}

// condition of a story: [postgres] is true where there is a server, or must be one.
func condition(name string) (bool, error) {
	if name != "postgres" {
		return false, fmt.Errorf("unknown condition %q", name)
	}
	return pgtest.Available() || os.Getenv("ANTOM_POSTGRES") == "required", nil
}

// database NAME sets a variable to the URL of an empty database.
func database(t *testing.T, ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: database NAME")
	}
	ts.Setenv(args[0], pgtest.Database(t))
}

// waitfor FILE TEXT waits until a file that another process writes has a text.
func waitfor(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: waitfor FILE TEXT")
	}
	if !patience.Holds(func() bool {
		data, err := os.ReadFile(ts.MkAbs(args[0]))
		return err == nil && strings.Contains(string(data), args[1])
	}) {
		ts.Fatalf("%s never held %q", args[0], args[1])
	}
}
