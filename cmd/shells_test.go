package cmd

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
)

// TestPowerShellScript looks at the script's structure only: there is no
// PowerShell here to run it in. What it asks the program for is the same as in
// the other shells, which do run theirs.
func TestPowerShellScript(t *testing.T) {
	t.Parallel()
	var script bytes.Buffer
	tree := NewTree()
	tree.SetOut(&script)
	if err := WriteCompletion(tree, "powershell"); err != nil {
		t.Fatal(err)
	}
	text := script.String()
	for _, part := range []string{"Register-ArgumentCompleter -CommandName 'antom'", "[scriptblock]", "__complete", "CompletionResult"} {
		if !strings.Contains(text, part) {
			t.Errorf("there is no %q in it", part)
		}
	}
	if a, b := strings.Count(text, "{"), strings.Count(text, "}"); a != b {
		t.Errorf("%d blocks begin and %d end", a, b)
	}
}

// complete asks the program as a shell's script does.
func complete(t *testing.T, env map[string]string, args ...string) []string {
	t.Helper()
	var out, errs bytes.Buffer
	p := System()
	p.Args = append([]string{cobra.ShellCompNoDescRequestCmd}, args...)
	p.In, p.Out, p.Err = strings.NewReader(""), &out, &errs
	p.Getenv = func(name string) string { return env[name] }
	if code := Run(p); code != 0 {
		t.Fatalf("%q: exit code %d, %s", args, code, errs.String())
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	return lines[:len(lines)-1] // the last one is the directive
}

func TestCompleteSet(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ prefix, want string }{
		{"order.goods[", "order.goods[0]."},
		{"order.goods[12", "order.goods[12]."},
		{"order.goods[12]", "order.goods[12]."},
		{"order.goods[12].goodsNa", "order.goods[12].goodsName="},
		{"order.goods[x", ""},
		{"order[0", ""},
		{"[", ""},
		{"nothing.at.all", ""},
		{"paymentAmount.currency=HK", "paymentAmount.currency=HKD"},
		{"paymentMethod.paymentMethodType=GCA", "paymentMethod.paymentMethodType=GCASH"},
		{"nothing=", ""},
	} {
		if got := strings.Join(complete(t, nil, "pay", "--set", c.prefix), " "); got != c.want {
			t.Errorf("%q: %q, wanted %q", c.prefix, got, c.want)
		}
	}
	if got := complete(t, nil, "api", "--set", "pay"); len(got) > 0 && got[0] != "" {
		t.Errorf("without an operation: %q", got)
	}
	if got := complete(t, nil, "api", "refund", "--set", "refundReq"); !slices.Equal(got, []string{"refundRequestId="}) {
		t.Errorf("of an argument: %q", got)
	}
}

// TestCompletionNeedsNothing wants answers on a machine without a home.
func TestCompletionNeedsNothing(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"inquire", ""}, {"profile", "use", ""}, {"history", "--id", ""}, {"config", "get", "defaults.ord"}, {"config", "set", "x", "y", ""},
		{"version", ""}, {"explain", "nothing."}, {"sandbox", "--fault", ""}, {"refund", ""},
	} {
		complete(t, nil, args...)
	}
}

// TestOutputCompletion holds the formats that are offered against those that
// the commands take.
func TestOutputCompletion(t *testing.T) {
	t.Chdir(t.TempDir()) // a command that does not look at its format must not write where the sources are
	root, seen := NewTree(), 0
	for _, cmd := range cli.AllCommands(root) {
		if cmd == root {
			continue
		}
		words := strings.Fields(cmd.CommandPath())[1:]
		refused := outputRefusal(words)
		if refused == "" {
			continue // it fails earlier without arguments, or takes no format
		}
		seen++
		_, list, _ := strings.Cut(refused, ": use ")
		list, _, _ = strings.Cut(list, "\n")
		if got := strings.Join(cli.OutputFormats(cmd), ", "); got != list {
			t.Errorf("%s: completion offers %s, it takes %s: see outputFormats", cmd.CommandPath(), got, list)
		}
	}
	if seen < 60 {
		t.Errorf("only %d commands refuse a format", seen)
	}
}

// outputRefusal runs a command with a format that no command has. It is "" when
// the command did not come as far as the format.
func outputRefusal(words []string) string {
	for _, args := range [][]string{nil, {"pay"}, {"-"}, {"x", "y"}} {
		var errs bytes.Buffer
		p := System()
		p.Args = slices.Concat(words, args, []string{"-o", "nosuch"})
		p.In, p.Out, p.Err = strings.NewReader(""), io.Discard, &errs
		p.Getenv = func(string) string { return "" }
		if code := Run(p); code != 0 && strings.Contains(errs.String(), `unknown output format "nosuch"`) {
			return errs.String()
		}
	}
	return ""
}
