package inbox

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// childVariable makes the test binary a process that works on an inbox.
const childVariable = "ANTOM_TEST_INBOX_CHILD"

func TestMain(m *testing.M) {
	if name := os.Getenv(childVariable); name != "" {
		os.Exit(child(name, os.Args[1]))
	}
	os.Exit(m.Run())
}

// child runs one of the roles of a child process.
func child(name, dir string) int {
	roles := map[string]func(string) error{"writer": writeForever, "full": fillDisk, "readonly": writeReadOnly}
	if err := roles[name](dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// command is this binary in a role.
func command(tb testing.TB, role, dir string) *exec.Cmd {
	tb.Helper()
	self, err := os.Executable()
	if err != nil {
		tb.Fatal(err)
	}
	cmd := exec.CommandContext(tb.Context(), self, dir)
	cmd.Env = append(os.Environ(), childVariable+"="+role)
	return cmd
}

// writeForever appends from 16 goroutines and prints the id of every record
// that was acknowledged.
func writeForever(dir string) error {
	i, err := Open(dir, Options{SegmentSize: 100_000, IndexSize: 500})
	if err != nil {
		return err
	}
	fmt.Println("ready")
	var out sync.Mutex
	failed := make(chan error)
	for g := range 16 {
		go func() {
			for n := 0; ; n++ {
				r := note(g*1_000_000 + n)
				r.ReceivedAt = time.Now()
				r.Message.Body = []byte(strings.Repeat(r.PaymentRequestID+" ", 1+n%40))
				if err := i.Append(background(), r); err != nil {
					failed <- err
					return
				}
				out.Lock()
				_, err := os.Stdout.WriteString(r.ID + " " + r.PaymentRequestID + "\n")
				out.Unlock()
				if err == nil && n%3 == 0 {
					err = i.Update(background(), r.ID, Attempt{At: r.ReceivedAt, Status: 200, Acknowledged: true})
				}
				if err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	return <-failed
}

// TestCrash kills a writer under load again and again, and looks for every
// record that it has acknowledged.
func TestCrash(t *testing.T) {
	t.Parallel()
	kills := 25
	if testing.Short() {
		kills = 5
	}
	dir := t.TempDir()
	acked := map[string]string{}
	for round := range kills {
		crash(t, dir, acked, rand.IntN(300), time.Duration(rand.IntN(20_000))*time.Microsecond)
		checkCrash(t, dir, acked, round)
		if t.Failed() {
			return
		}
	}
	if len(acked) < 10*kills {
		t.Errorf("only %d records were acknowledged", len(acked))
	}
	torn, err := os.ReadDir(dir)
	t.Logf("%d kills, %d acknowledged records, none missing; %d files, %v", kills, len(acked), len(torn), err)
	i := open(t, dir, Options{})
	add(t, i, note(0))
}

// crash runs a writer, kills it a random moment after its so manieth
// acknowledgement, and notes what it has acknowledged until then.
func crash(t *testing.T, dir string, acked map[string]string, after int, more time.Duration) {
	t.Helper()
	cmd := command(t, "writer", dir)
	var problems strings.Builder
	cmd.Stderr = &problems
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for n := 0; ; n++ {
		line, err := lines.ReadString('\n')
		if err == io.EOF {
			break // an acknowledgement that is cut off may not count
		}
		if err != nil {
			t.Fatal(err)
		}
		if id, request, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			acked[id] = request
		}
		if n == 0 && len(acked)%5 == 0 {
			checkHeld(t, dir, cmd.Process.Pid)
		}
		if n == after {
			time.AfterFunc(more, func() { _ = cmd.Process.Kill() })
		}
	}
	_ = cmd.Wait()
	if problems.Len() > 0 {
		t.Fatal(problems.String())
	}
}

// checkHeld: while the writer lives nobody else may write.
func checkHeld(t *testing.T, dir string, pid int) {
	t.Helper()
	_, err := Open(dir, Options{})
	if err == nil || !strings.HasSuffix(err.Error(), fmt.Sprintf("in use by process %d", pid)) {
		t.Errorf("Open beside a writer: %v", err)
	}
}

// checkCrash looks for everything that was acknowledged so far.
func checkCrash(t *testing.T, dir string, acked map[string]string, round int) {
	t.Helper()
	found := 0
	for r, err := range List(dir, Filter{OnDamage: func(d *Damage) { t.Error(d) }}) {
		if err != nil {
			t.Fatal(err)
		}
		request, ok := acked[r.ID]
		if !ok {
			continue // written, but killed before it could say so
		}
		if found++; request != r.PaymentRequestID || !strings.HasPrefix(string(r.Message.Body), request+" ") {
			t.Errorf("round %d: %s holds %s, not %s", round, r.ID, r.PaymentRequestID, request)
		}
	}
	if found != len(acked) {
		t.Errorf("round %d: %d of %d acknowledged records are missing", round, len(acked)-found, len(acked))
	}
}
