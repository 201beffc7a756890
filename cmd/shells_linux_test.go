package cmd

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/journal"
)

// completions are lines and what Tab makes of them, a last blank included.
// quoted is where bash and zsh quote what they insert.
func completions() []struct{ line, want, quoted string } {
	return []struct{ line, want, quoted string }{
		{"antom compl", "antom completion ", ""},
		{"antom api inquiryP", "antom api inquiryPayment ", ""},
		{"antom api vaults.inquireT", "antom api vaults.inquireToken ", ""},
		{"antom pay --meth", "antom pay --method ", ""},
		{"antom pay --method ALIPAY_H", "antom pay --method ALIPAY_HK ", ""},
		{"antom pay --currency HK", "antom pay --currency HKD ", ""},
		{"antom codes USER_BAL", "antom codes USER_BALANCE_NOT_ENOUGH ", ""},
		{"antom methods GCA", "antom methods GCASH ", ""},
		{"antom currencies JP", "antom currencies JPY ", ""},
		{"antom profile use sho", "antom profile use shop ", ""},
		{"antom pay --profile sho", "antom pay --profile shop ", ""},
		{"antom inquire PAYNE", "antom inquire PAYNEWEST ", ""},
		{"antom pay --set order.good", "antom pay --set order.goods[0].", `antom pay --set order.goods\[0\].`},
		{`antom pay --set order.goods\[0\].goodsUn`, "antom pay --set order.goods[0].goodsUnitAmount.", `antom pay --set order.goods\[0\].goodsUnitAmount.`},
		{"antom pay --set paymentAm", "antom pay --set paymentAmount.", ""},
		{"antom pay --set paymentAmount.val", "antom pay --set paymentAmount.value=", ""},
		{"antom pay --set env.terminalType=MINI", "antom pay --set env.terminalType=MINI_APP ", ""},
		{"antom refund --set refundReq", "antom refund --set refundRequestId=", ""},
		{"antom webhook send -o cu", "antom webhook send -o curl ", ""},
		{"antom explain pay.order.goo", "antom explain pay.order.goods", ""},
		{"antom help exit", "antom help exit-codes ", ""},
		{"antom config set gateway d", "antom config set gateway de ", ""},
		{"antom sandbox decline X --code FRAUD", "antom sandbox decline X --code FRAUD_REJECT ", ""},
	}
}

// completionHome is a home with a profile and a journal. It returns the
// environment of a shell there.
func completionHome(t *testing.T) []string {
	t.Helper()
	home := t.TempDir()
	dir := filepath.Join(home, ".config", "antom")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "config.yaml"), []byte("profiles: {shop: {client-id: SANDBOX_1}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	j := journal.Open(filepath.Join(home, ".local", "state", "antom"), time.Now)
	for _, id := range []string{"OTHER", "PAYNEWEST"} {
		if _, err := j.Begin(journal.Entry{Operation: "pay", RequestID: id}); err != nil {
			t.Fatal(err)
		}
	}
	return []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "TERM=xterm", "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "GORACE=atexit_sleep_ms=0"}
}

func TestBashCompletes(t *testing.T) {
	t.Parallel()
	bash := needShell(t, "bash")
	library := "/usr/share/bash-completion/bash_completion"
	if _, err := os.Stat(library); err != nil {
		missing(t, "the package bash-completion is not on this machine")
	}
	s := startShell(t, completionHome(t), []string{
		"source " + library,
		"source <(antom completion bash)",
		`show() { printf '\nLINE<%s>END''LINE\n' "$READLINE_LINE"; READLINE_LINE=; READLINE_POINT=0; }`,
		`bind -x '"\C-x\C-p": show'`,
		"bind 'set bell-style none'",
	}, bash, "--norc", "--noprofile", "-i")
	for _, c := range completions() {
		if got, want := s.complete(c.line), cmp.Or(c.quoted, c.want); got != want {
			t.Errorf("%q becomes %q, wanted %q", c.line, got, want)
		}
	}
	typed := "antom pay --set order.goods[0].goodsUn"
	if got := s.complete(typed); got != `antom pay --set order.goods\[0\].goodsUnitAmount.` {
		t.Errorf("%q becomes %q", typed, got)
	}
}

func TestZshCompletes(t *testing.T) {
	t.Parallel()
	zsh := needShell(t, "zsh")
	s := startShell(t, completionHome(t), []string{
		"bindkey -e; unsetopt beep",
		"autoload -Uz compinit; compinit -u -D",
		"source <(antom completion zsh)",
		`show() { print -r -- "LINE<$BUFFER>END""LINE"; BUFFER= }; zle -N show; bindkey '^X^P' show`,
	}, zsh, "-f", "-i")
	for _, c := range completions() {
		if got, want := s.complete(c.line), cmp.Or(c.quoted, c.want); got != want {
			t.Errorf("%q becomes %q, wanted %q", c.line, got, want)
		}
	}
}

// TestFishCompletes asks fish itself what it would offer.
func TestFishCompletes(t *testing.T) {
	t.Parallel()
	fish := needShell(t, "fish")
	var script strings.Builder
	script.WriteString("antom completion fish | source\n")
	for i, c := range completions() {
		fmt.Fprintf(&script, "echo CASE %d; complete -C '%s'\n", i, c.line)
	}
	cmd := exec.Command(fish, "--no-config", "-c", script.String())
	cmd.Env = completionHome(t)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	offers := strings.Split(string(out), "CASE ")[1:]
	if len(offers) != len(completions()) {
		t.Fatalf("%s", out)
	}
	for i, c := range completions() {
		words := strings.Split(strings.TrimRight(c.want, " "), " ")
		want := words[len(words)-1]
		found := false
		for _, offer := range strings.Split(offers[i], "\n")[1:] {
			value, _, _ := strings.Cut(offer, "\t")
			found = found || value == want
		}
		if !found {
			t.Errorf("%q offers no %q: %s", c.line, want, offers[i])
		}
	}
}
