package pgproof

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/pkg/keys"
)

// bench is what the programs of one test share: a home directory and Antom's key.
type bench struct {
	tb   testing.TB
	home string
	key  string // file with the public key
	sign *sender
}

func newBench(tb testing.TB) *bench {
	tb.Helper()
	b := &bench{tb: tb, home: tb.TempDir(), sign: newSender(tb)}
	b.key = filepath.Join(b.home, "antom-public.pem")
	text, err := keys.Encode(&keys.Key{Public: b.sign.public()}, keys.FormSPKI, keys.ContainerPEM)
	if err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(b.key, text, 0o600); err != nil {
		tb.Fatal(err)
	}
	return b
}

// command is the tool with arguments.
func (b *bench) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(context.Background(), os.Args[0], args...)
	cmd.Dir = b.home
	cmd.Env = []string{"HOME=" + b.home, "PATH=" + os.Getenv("PATH"), "TZ=UTC", "LANG=C.UTF-8", programEnv + "=1", "GORACE=atexit_sleep_ms=0"}
	return cmd
}

// A program is a process of the tool that serves until it is ended.
type program struct {
	bench *bench
	args  []string
	cmd   *exec.Cmd
	// url is where a listener takes notifications.
	url string
	// said is standard error, and what standard output has of the store.
	said  *transcript
	ended chan struct{}
}

// transcript keeps what a process writes.
type transcript struct {
	mu   sync.Mutex
	text strings.Builder
}

func (r *transcript) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

func (r *transcript) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

// listen starts a listener on the store. It is ended with the test.
func (b *bench) listen(store string, args ...string) *program {
	b.tb.Helper()
	return b.start(append([]string{"webhook", "listen", "--addr", "127.0.0.1:0", "--key", b.key, "--store", store, "--output", "json", "--log-format", "json"}, args...)...)
}

// work starts a worker that forwards.
func (b *bench) work(store string, args ...string) *program {
	b.tb.Helper()
	return b.start(append([]string{"webhook", "forward", "--store", store, "--output", "json", "--log-format", "json"}, args...)...)
}

func (b *bench) start(args ...string) *program {
	b.tb.Helper()
	p := &program{bench: b, args: args}
	p.begin()
	b.tb.Cleanup(func() {
		p.kill()
		if b.tb.Failed() {
			b.tb.Logf("antom %s\n%s", strings.Join(args, " "), p.said)
		}
	})
	return p
}

// begin starts the process and waits until it is ready.
func (p *program) begin() {
	p.bench.tb.Helper()
	p.cmd, p.said, p.ended = p.bench.command(p.args...), &transcript{}, make(chan struct{})
	p.cmd.Stderr = p.said
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		p.bench.tb.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		p.bench.tb.Fatal(err)
	}
	ready := make(chan string, 1)
	go func() {
		defer close(p.ended)
		lines := bufio.NewReader(out)
		line, err := lines.ReadString('\n')
		ready <- line
		for err == nil {
			line, err = lines.ReadString('\n')
			if strings.Contains(line, `"event":"store"`) {
				_, _ = p.said.Write([]byte(line))
			}
		}
		_ = p.cmd.Wait()
	}()
	select {
	case line := <-ready:
		var first struct{ Event, URL string }
		if err := json.Unmarshal([]byte(line), &first); err != nil || first.Event != "ready" {
			p.bench.tb.Fatalf("antom %s is not ready: %q\n%s", strings.Join(p.args, " "), line, p.said)
		}
		p.url = first.URL
	case <-time.After(patience.Limit):
		p.bench.tb.Fatalf("antom %s does not get ready\n%s", strings.Join(p.args, " "), p.said)
	}
}

// kill ends the process at once.
func (p *program) kill() { p.end(syscall.SIGKILL) }

// stop ends the process in order.
func (p *program) stop() { p.end(syscall.SIGTERM) }

func (p *program) end(sig os.Signal) {
	if err := p.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.bench.tb.Error(err)
	}
	select {
	case <-p.ended:
	case <-time.After(patience.Limit):
		p.bench.tb.Errorf("antom %s does not end", strings.Join(p.args, " "))
		_ = p.cmd.Process.Kill()
	}
}
