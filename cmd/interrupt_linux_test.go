package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/sys/unix"

	"github.com/antom-cli/antom/internal/patience"
)

// The words of a blockedCase that stand for the input that keeps it waiting.
const (
	fifoName  = "FIFO" // a FIFO that nobody writes to; FIFO-store is a directory beside it
	stdinName = "-"    // standard input, open and silent
)

// blockedCase is a command line that waits for an input.
type blockedCase struct {
	input string // what waits: "FILE", the name of a flag, of a variable, of a setting
	args  string // FIFO and - are the input
	env   string // NAME=FIFO
}

// blockedCases lists every command with each of its inputs that can be a FIFO.
// TestEveryInputIsInterrupted holds that it is complete.
func blockedCases() []blockedCase {
	cases := []blockedCase{
		{input: "FILE", args: "pay FIFO --local"},
		{input: "file", args: "pay --file FIFO --local"},
		{input: "FILE", args: "pay - --local"},
		{input: "FILE", args: "refund FIFO --local"},
		{input: "file", args: "refund -f FIFO --local"},
		{input: "FILE", args: "capture FIFO --local"},
		{input: "file", args: "capture -f FIFO --local"},
		{input: "FILE", args: "cancel FIFO --local"},
		{input: "file", args: "cancel -f FIFO --local"},
		{input: "FILE", args: "inquire-refund FIFO --local"},
		{input: "file", args: "inquire-refund -f FIFO --local"},
		{input: "FILE", args: "consult FIFO --local"},
		{input: "file", args: "consult -f FIFO --local"},
		{input: "FILE", args: "dispute defend D1 FIFO --local"},
		{input: "FILE", args: "dispute defend D1 - --local"},
		{input: "file", args: "authorize -f FIFO --local"},
		{input: "file", args: "authorize apply anna -f FIFO --local"},
		{input: "file", args: "vault -f FIFO --local"},
		{input: "file", args: "authorize apply anna -f - --local"},
		{input: "FILE", args: "customs declare FIFO --local"},
		{input: "file", args: "customs declare -f FIFO --local"},
		{input: "FILE", args: "customs show FIFO --local"},
		{input: "file", args: "customs show -f FIFO --local"},
		{input: "FILE", args: "rate FIFO --local"},
		{input: "file", args: "rate -f FIFO --local"},
		{input: "FILE", args: "subscription create FIFO --local"},
		{input: "file", args: "subscription create -f FIFO --local"},
		{input: "FILE", args: "subscription show FIFO --local"},
		{input: "file", args: "subscription show -f FIFO --local"},
		{input: "FILE", args: "subscription change FIFO --local"},
		{input: "file", args: "subscription change -f FIFO --local"},
		{input: "FILE", args: "subscription update FIFO --local"},
		{input: "file", args: "subscription update -f FIFO --local"},
		{input: "FILE", args: "subscription cancel FIFO --local"},
		{input: "file", args: "subscription cancel -f FIFO --local"},
		{input: "FILE", args: "sandbox run FIFO"},
		{input: "ca-file", args: "sandbox run scenario.yaml --ca-file FIFO --notify-to http://127.0.0.1:1/"},
		{input: "ca-file", args: "mcp --ca-file FIFO"},
		{input: "ca-file", args: "version --check --ca-file FIFO"},
		{input: "FILE", args: "sandbox seed FIFO --state FIFO-state"},
		{input: "FILE", args: "session FIFO --local"},
		{input: "file", args: "session -f FIFO --local"},
		{input: "FILE", args: "session preview FIFO --local"},
		{input: "file", args: "session preview -f FIFO --local"},
		{input: "FILE", args: "session show FIFO --local"},
		{input: "file", args: "session show -f FIFO --local"},
		{input: "session-data", args: "session preview --local --session-data -"},
		{input: "FILE", args: "api pay FIFO --local"},
		{input: "FILE", args: "reconcile FIFO --local"},
		{input: "FILE", args: "reconcile - --local"},
		{input: "orders", args: "reconcile report.csv --local --orders FIFO"},
		{input: "file", args: "api pay -f FIFO --local"},
		{input: "file", args: "api pay -f - --local"},
		{input: "header", args: "api pay --header @FIFO --local"},
		{input: "FILE", args: "sign pay FIFO --local"},
		{input: "file", args: "sign pay -f FIFO --local"},
		{input: "raw", args: "sign pay FIFO --local --raw"},
		{input: "check", args: "sign --vector inquiry --check -"},
		{input: "FILE", args: "codes FIFO"},
		{input: "FILE", args: "codes -"},

		{input: "FILE", args: "keys show FIFO"},
		{input: "FILE", args: "keys show -"},
		{input: "FILE", args: "keys public FIFO"},
		{input: "FILE", args: "keys convert FIFO --to pkcs1"},
		{input: "FILE", args: "keys import FIFO --name k"},
		{input: "PRIVATE", args: "keys match FIFO public.pem"},
		{input: "PUBLIC", args: "keys match private.pem FIFO"},

		{input: "private-key", args: "init --config new.yaml --client-id SANDBOX_1 --private-key FIFO"},
		{input: "antom-public-key", args: "init --config new.yaml --client-id SANDBOX_1 --private-key private.pem --antom-public-key FIFO"},
		{input: "private-key", args: "config set private-key FIFO --config other.yaml"},
		{input: "antom-public-key", args: "config set antom-public-key FIFO --config other.yaml"},
		{input: "api-key", args: "config set api-key FIFO --config other.yaml"},

		{input: "FILE", args: "webhook verify FIFO --local"},
		{input: "FILE", args: "webhook verify - --local"},
		{input: "watch", args: "webhook verify --local --watch FIFO"},
		{input: "headers", args: "webhook verify public.pem --local --headers FIFO"},
		{input: "key", args: "webhook verify public.pem --key FIFO"},
		{input: "key", args: "webhook listen --addr 127.0.0.1:0 --store FIFO-store --key FIFO"},
		{input: "tls-cert", args: "webhook listen --addr 127.0.0.1:0 --store FIFO-store --local --tls-cert FIFO --tls-key private.pem"},
		{input: "tls-key", args: "webhook listen --addr 127.0.0.1:0 --store FIFO-store --local --tls-cert public.pem --tls-key FIFO"},
		{input: "key", args: "webhook send payment --to http://127.0.0.1:1/ --key FIFO"},
		{input: "file", args: "webhook send --to http://127.0.0.1:1/ --file FIFO"},
		{input: "file", args: "webhook send --to http://127.0.0.1:1/ --file -"},
		{input: "key", args: "webhook test http://127.0.0.1:1/ --key FIFO"},
		{input: "public-key", args: "sandbox merchant add M1 --public-key FIFO"},
		{input: "public-key", args: "sandbox merchant add M1 --public-key -"},
		{input: "ca-file", args: "sandbox record --gateway sg --out recordings --addr 127.0.0.1:0 --ca-file FIFO"},
		{input: "logo", args: "sandbox merchant add SANDBOX_LOCAL --logo FIFO"},
		{input: "logo", args: "sandbox merchant set SANDBOX_LOCAL --logo -"},
	}
	products := []string{
		"authorize --method ALIPAY_HK --redirect-url https://shop.example/", "authorize apply anna", "authorize refresh anna", "authorize revoke anna",
		"customs declare --payment-id 1 --amount 1", "customs show D1", "rate USD/HKD",
		"subscription create --amount 1 --currency HKD --method ALIPAY_HK --period MONTH", "subscription show S1",
		"subscription change 1 --amount 1 --currency HKD", "subscription update 1 --description Plan", "subscription cancel S1",
	}
	for _, args := range append(products,
		"pay --amount 1 --currency HKD --method ALIPAY_HK", "session --amount 1 --currency HKD --method CARD", "consult --amount 1 --currency HKD",
		"session preview --amount 1 --currency HKD --method CARD",
		"session show S1",
		"vault", "vault fetch card",
		"refund --payment-id 1 --amount 1 --currency HKD", "capture --payment-id 1 --amount 1 --currency HKD",
		"cancel P1", "inquire P1", "inquire-refund R1", "sign pay body.json", "api pay body.json", "doctor", "whoami", "history --duplicates --check", "webhook backfill",
		"reconcile report.csv --check", "dispute accept D1 --yes", "dispute defend D1 evidence.pdf", "dispute evidence D1 --out saved.pdf",
	) {
		cases = append(cases,
			blockedCase{input: "private-key-file", args: args + " --private-key-file FIFO"},
			blockedCase{input: "antom-public-key-file", args: args + " --antom-public-key-file FIFO"})
	}
	for _, args := range []string{"webhook verify public.pem", "webhook listen --addr 127.0.0.1:0 --store FIFO-store"} {
		cases = append(cases, blockedCase{input: "antom-public-key-file", args: args + " --antom-public-key-file FIFO"})
	}
	for _, args := range []string{"pay --amount 1 --currency HKD --method ALIPAY_HK", "inquire P1", "doctor", "profile show"} {
		cases = append(cases,
			blockedCase{input: "ANTOM_PRIVATE_KEY_FILE", args: args, env: "ANTOM_PRIVATE_KEY_FILE=FIFO"},
			blockedCase{input: "ANTOM_PUBLIC_KEY_FILE", args: args, env: "ANTOM_PUBLIC_KEY_FILE=FIFO"})
	}
	for _, args := range []string{"webhook verify public.pem", "webhook listen --addr 127.0.0.1:0 --store FIFO-store"} {
		cases = append(cases, blockedCase{input: "ANTOM_PUBLIC_KEY_FILE", args: args, env: "ANTOM_PUBLIC_KEY_FILE=FIFO"})
	}
	cases = append(cases, blockedCase{input: "env-file", args: "config list --env-file FIFO"})
	for _, args := range []string{"pay --amount 1 --currency HKD --method ALIPAY_HK", "inquire P1", "doctor"} {
		cases = append(cases, blockedCase{input: "ANTOM_API_KEY_FILE", args: args, env: "ANTOM_API_KEY_FILE=FIFO"})
	}
	for _, args := range append(products,
		"pay --amount 1 --currency HKD --method ALIPAY_HK", "session --amount 1 --currency HKD --method CARD", "consult --amount 1 --currency HKD",
		"session preview --amount 1 --currency HKD --method CARD",
		"session show S1",
		"vault", "vault fetch card",
		"refund --payment-id 1 --amount 1 --currency HKD", "capture --payment-id 1 --amount 1 --currency HKD",
		"cancel P1", "inquire P1", "inquire-refund R1", "api pay body.json", "doctor", "webhook backfill", "reconcile report.csv --check",
		"dispute accept D1 --yes", "dispute defend D1 evidence.pdf", "dispute evidence D1 --out saved.pdf",
		"webhook listen --addr 127.0.0.1:0 --store FIFO-store --local", "webhook send payment --to http://127.0.0.1:1/",
		"webhook test http://127.0.0.1:1/", "webhook replay --since 1h --to http://127.0.0.1:1/",
		"sandbox --addr 127.0.0.1:0 --state FIFO-state", "sandbox serve --addr 127.0.0.1:0 --state FIFO-state",
		"dev --addr 127.0.0.1:0 --listen 127.0.0.1:0 --state FIFO-state --store FIFO-store", "webhook forward --store postgres://127.0.0.1:1/none",
	) {
		cases = append(cases, blockedCase{input: "ca-file", args: args + " --ca-file FIFO"})
	}
	return append(cases, blockedCase{input: "ANTOM_PRIVATE_KEY_FILE", args: "webhook test http://127.0.0.1:1/ --key private.pem", env: "ANTOM_PRIVATE_KEY_FILE=FIFO"})
}

// TestSignalEndsBlockedCommand holds that every command ends on the first signal while
// it waits for an input: for somebody to open a FIFO for writing, and for data.
func TestSignalEndsBlockedCommand(t *testing.T) {
	t.Parallel()
	home := blockedHome(t)
	for _, c := range blockedCases() {
		t.Run(strings.TrimSpace(c.env+" "+c.args), func(t *testing.T) {
			t.Parallel()
			if slices.Contains(strings.Fields(c.args), stdinName) {
				for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
					p := startBlocked(t, home, c)
					p.waitFor(t, fmt.Sprintf("%d 0x0 ", unix.SYS_READ))
					p.signal(t, signal)
				}
				return
			}
			opening := startBlocked(t, home, c)
			opening.waitFor(t, fmt.Sprintf("%d ", unix.SYS_OPENAT))
			opening.signal(t, syscall.SIGINT)
			reading := startBlocked(t, home, c)
			reading.holdOpen(t)
			reading.signal(t, syscall.SIGTERM)
		})
	}
}

// blockedHome is a home directory with a profile and the files of the cases.
func blockedHome(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	for _, args := range [][]string{
		{"keys", "generate", "--private", "private.pem", "--public", "public.pem"},
		{"keys", "generate", "--private", "antom-private.pem", "--public", "antom.pem"},
		{"pay", "--local", "--amount", "1", "--currency", "HKD", "--method", "ALIPAY_HK", "-q"},
		{"authorize", "--local", "--method", "ALIPAY_HK", "--name", "anna", "-q"},
		{"vault", "--local", "--name", "card", "-q"},
		{"config", "set", "client-id", "SANDBOX_1"},
		{"config", "set", "private-key", filepath.Join(home, "private.pem")},
		{"config", "set", "antom-public-key", filepath.Join(home, "antom.pem")},
	} {
		if out, err := blockedCommand(t, home, args).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v: %s", args, err, out)
		}
	}
	report := "transactionType,transactionRequestId,transactionAmountValue,transactionCurrency\n<END>\n"
	if err := os.WriteFile(filepath.Join(home, "report.csv"), []byte(report), 0o600); err != nil {
		t.Fatal(err)
	}
	scenario := "name: paid\nsteps:\n  - call: pay\n    request: {}\n"
	if err := os.WriteFile(filepath.Join(home, "scenario.yaml"), []byte(scenario), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, "body.json"), []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, "evidence.pdf"), []byte("%PDF-1.4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return home
}

// blockedCommand is this test binary as antom, in a directory that is its home.
func blockedCommand(t *testing.T, home string, args []string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Args = append([]string{"antom"}, args...)
	cmd.Dir = home
	cmd.Env = []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "TZ=UTC", "LANG=C.UTF-8", "GORACE=atexit_sleep_ms=0", "KEYRING=" + filepath.Join(home, "keyring")}
	return cmd
}

// blockedProcess is a command that waits.
type blockedProcess struct {
	cmd    *exec.Cmd
	fifo   string
	output bytes.Buffer
	ended  chan struct{} // closed when the process has ended
}

func startBlocked(t *testing.T, home string, c blockedCase) *blockedProcess {
	t.Helper()
	p := &blockedProcess{fifo: filepath.Join(t.TempDir(), "fifo"), ended: make(chan struct{})}
	if err := unix.Mkfifo(p.fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	p.cmd = blockedCommand(t, home, strings.Fields(strings.ReplaceAll(c.args, fifoName, p.fifo)))
	if c.env != "" {
		p.cmd.Env = append(p.cmd.Env, strings.ReplaceAll(c.env, fifoName, p.fifo))
	}
	p.cmd.Stdout, p.cmd.Stderr = &p.output, &p.output
	silent, err := p.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait()
		close(p.ended)
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.ended
		_ = silent.Close()
	})
	return p
}

// waitFor waits until a thread of the process is in a system call, and stays there.
func (p *blockedProcess) waitFor(t *testing.T, call string) {
	t.Helper()
	seen := ""
	for times := 0; times < 5; time.Sleep(5 * time.Millisecond) {
		now := p.inCall(t, call)
		if now == "" || now != seen {
			times = 0
		} else {
			times++
		}
		seen = now
	}
}

// inCall is the line of the kernel about the thread that is in the call, "" if none is.
func (p *blockedProcess) inCall(t *testing.T, call string) string {
	t.Helper()
	select {
	case <-p.ended:
		t.Fatalf("it ended without waiting for its input: %s", p.output.String())
	default:
	}
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/syscall", p.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, thread := range threads {
		line, err := os.ReadFile(thread)
		if err == nil && strings.HasPrefix(string(line), call) {
			return thread + string(line)
		}
	}
	return ""
}

// holdOpen opens the FIFO for writing as soon as the process has it open, and writes
// nothing.
func (p *blockedProcess) holdOpen(t *testing.T) {
	t.Helper()
	for {
		w, err := os.OpenFile(p.fifo, os.O_WRONLY|unix.O_NONBLOCK, 0)
		if err == nil {
			t.Cleanup(func() { _ = w.Close() })
			return
		}
		if !errors.Is(err, unix.ENXIO) {
			t.Fatal(err)
		}
		select {
		case <-p.ended:
			t.Fatalf("it ended without opening its input: %s", p.output.String())
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// signal sends a signal and holds that the command ends on it.
func (p *blockedProcess) signal(t *testing.T, signal syscall.Signal) {
	t.Helper()
	if err := p.cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.ended:
	case <-time.After(patience.Limit):
		t.Fatalf("%v did not end it", signal)
	}
	if code := p.cmd.ProcessState.ExitCode(); code != 130 {
		t.Errorf("exit code %d after %v: %s", code, signal, p.output.String())
	}
	if !strings.Contains(p.output.String(), "interrupted") {
		t.Errorf("it does not say that it was interrupted: %s", p.output.String())
	}
}

// TestEveryInputIsInterrupted holds that no input is missing above: a new argument or
// flag that names a file is an input, or written to.
func TestEveryInputIsInterrupted(t *testing.T) {
	t.Parallel()
	written := []string{
		"antom keys convert out", "antom keys public out", "antom keys export out", "antom keys generate private",
		"antom keys generate public", "antom doctor bundle", "antom webhook test junit", "antom sandbox run junit", "antom webhook verify report",
		"antom reconcile csv", "antom status metrics", "antom reconcile xlsx", "antom dispute evidence out",
		"antom config list private-key-file", "antom config list antom-public-key-file", // shown only
	}
	root := NewTree()
	covered := map[string]bool{}
	for _, c := range blockedCases() {
		cmd, _, err := root.Find(strings.Fields(c.args))
		if err != nil {
			t.Fatal(err)
		}
		covered[cmd.CommandPath()+" "+c.input] = true
	}
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		for _, input := range fileInputs(cmd) {
			if input == "qr-file" || input == "failed-file" || slices.Contains(written, cmd.CommandPath()+" "+input) {
				continue
			}
			if !covered[cmd.CommandPath()+" "+input] {
				t.Errorf("%s: no case holds that a signal ends it while it waits for %s", cmd.CommandPath(), input)
			}
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(root)
}

// fileInputs lists the arguments and the flags of a command that name files.
func fileInputs(cmd *cobra.Command) []string {
	var inputs []string
	for _, word := range strings.FieldsFunc(cmd.Use, func(r rune) bool { return !(r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '-') }) {
		if word == "FILE" {
			inputs = append(inputs, word)
		}
	}
	cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		if name, _ := pflag.UnquoteUsage(f); name == "file" {
			inputs = append(inputs, f.Name)
		}
	})
	return inputs
}
