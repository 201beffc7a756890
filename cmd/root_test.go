package cmd

import (
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
)

// treeFor is the tree that a process with these arguments builds.
func treeFor(line string) *cobra.Command {
	p := System()
	p.Args = strings.Fields(line)
	p.Out, p.Err = io.Discard, io.Discard
	return newRootCmd(cli.NewEnv(p))
}

// TestCalledCommand holds that the command which alone is built is the one that
// cobra finds in the whole tree.
func TestCalledCommand(t *testing.T) {
	whole := NewTree()
	for _, line := range []string{
		"pay", "pay --amount 1", "pay x", "keys generate", "--profile x pay", "--profile=x pay", "-o json pay", "-o=json pay", "-ojson pay",
		"-q pay", "--quiet pay", "--jq .x -q webhook verify", "--version pay", "--version", "", "--", "-- pay", "--help", "-h", "--help pay",
		"-h pay", "--nonsense pay", "--nonsense pay inquire", "-x pay", "-x pay inquire", "nonsense", "pya", "exit-codes", "--profile", "-o",
		"--profile pay", "--profile pay pay", "-qo json pay", "- pay", "help pay", "help", "inquiry", "inquiry x",
	} {
		args := strings.Fields(line)
		found, _, err := whole.Find(args)
		want := found.Name()
		if err != nil || found == whole {
			want = ""
		}
		for found.HasParent() && found.Parent() != whole {
			found = found.Parent()
			want = found.Name()
		}
		got, _, err := treeFor(line).Find(args)
		name := got.Name()
		if err != nil || !got.HasParent() {
			name = ""
		}
		for got.HasParent() && got.Parent().HasParent() {
			got = got.Parent()
			name = got.Name()
		}
		if name != want {
			t.Errorf("antom %s: the tree of the process finds %q, the whole one %q", line, name, want)
		}
	}
}

// TestTreeOfOneCommand holds what is built for which arguments.
func TestTreeOfOneCommand(t *testing.T) {
	all := len(NewTree().Commands())
	for line, want := range map[string]int{
		"pay --amount 1":        1,
		"--profile x pay":       1,
		"keys generate":         1,
		"version":               1,
		"__complete pay --m":    1,
		"__complete keys gen":   1,
		"__complete --profile":  all,
		"__complete pa":         all,
		"__completeNoDesc":      all,
		"":                      all,
		"--help":                all,
		"help pay":              all,
		"pya":                   all,
		"inquiry --id P1":       all, // another name of inquire
		"-- pay":                all,
		"--profile":             all,
		"__complete -- pay --x": all,
	} {
		if got := len(treeFor(line).Commands()); got != want {
			t.Errorf("antom %s builds %d commands, want %d", line, got, want)
		}
	}
}

// TestTopCommandNames holds that each command is found by the name that it has.
func TestTopCommandNames(t *testing.T) {
	env := cli.NewEnv(System())
	var names []string
	for _, c := range topCommands() {
		cmd := c.make(env)
		if cmd.Name() != c.name {
			t.Errorf("%s makes a command that is called %s", c.name, cmd.Name())
		}
		names = append(names, c.name)
	}
	if slices.Sort(names); len(slices.Compact(names)) != len(topCommands()) {
		t.Errorf("a name is there twice: %q", names)
	}
}
