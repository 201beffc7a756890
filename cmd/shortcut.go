package cmd

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/alias"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/extension"
)

// aliasChain is the variable with the aliases for the shell that are running, so that
// one which calls itself ends.
const aliasChain = "ANTOM_ALIAS_CHAIN"

// program takes the place of this process.
type program struct {
	what string // for messages
	path string
	args []string
	env  []string // beside that of this process
}

// resolveLine builds the command tree of a command line. A first word that is no command
// can be an alias, which env.Args has in its place afterwards, or else an extension. Only
// then a file is read or PATH searched.
func resolveLine(env *cli.Env) (*cobra.Command, *program, error) {
	r := resolver{env: env, root: newRootCmd(env), chain: strings.Fields(env.Getenv(aliasChain))}
	if cli.Completing(env.Args) {
		r.complete()
		return r.root, nil, nil
	}
	for {
		c, ok := r.foreignCall()
		if !ok {
			return r.root, nil, nil
		}
		a, found := r.alias(c.word)
		if !found {
			p, err := r.extension(c)
			return r.root, p, err
		}
		p, err := r.expand(a, c)
		if p != nil || err != nil {
			return r.root, p, err
		}
	}
}

// resolver finds out what a command line calls.
type resolver struct {
	env     *cli.Env
	root    *cobra.Command
	read    bool // the aliases were read
	aliases []alias.Alias
	chain   []string // the aliases so far
	named   []string // those of this process
}

// call is a command line whose first word is no command.
type call struct {
	before []string // flags
	word   string
	after  []string
	help   bool // only help is wanted
}

// foreignCall takes the command line apart if it calls no command of the program.
func (r *resolver) foreignCall() (call, bool) {
	args := r.env.Args
	at := cli.WordIndexes(r.root, args)
	if len(at) > 1 && args[at[0]] == helpName && !isCommand(r.root, args[at[1]]) {
		before := slices.Delete(slices.Clone(args[:at[1]]), at[0], at[0]+1)
		return call{before, args[at[1]], nil, true}, true
	}
	if len(at) == 0 || isCommand(r.root, args[at[0]]) {
		return call{}, false
	}
	after := args[at[0]+1:]
	return call{args[:at[0]], args[at[0]], after, asksHelp(after)}, true
}

// helpName is the command that cobra adds when it runs.
const helpName = "help"

func asksHelp(args []string) bool {
	if end := slices.Index(args, "--"); end >= 0 {
		args = args[:end]
	}
	return slices.Contains(args, "-h") || slices.Contains(args, "--help")
}

// isCommand reports whether a word is a command of the program. The tree has all of them
// where the word is none that is built alone.
func isCommand(root *cobra.Command, word string) bool {
	return word == helpName || slices.ContainsFunc(root.Commands(), func(c *cobra.Command) bool { return c.Name() == word || c.HasAlias(word) })
}

// alias finds an alias by its name. Where the file cannot be read, the word is what it
// is without one.
func (r *resolver) alias(name string) (alias.Alias, bool) {
	if !r.read {
		r.read = true
		var err error
		if r.aliases, err = readAliases(r.env); err != nil && !cli.Completing(r.env.Args) {
			r.env.Warn("the aliases are not used: %v", err)
		}
	}
	i := slices.IndexFunc(r.aliases, func(a alias.Alias) bool { return a.Name == name })
	if i < 0 {
		return alias.Alias{}, false
	}
	return r.aliases[i], true
}

// readAliases reads the aliases of the configuration file that the command line names,
// before its flags are read.
func readAliases(env *cli.Env) ([]alias.Alias, error) {
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	flags.ParseErrorsAllowlist.UnknownFlags = true
	flags.SetOutput(io.Discard)
	o := env.ConfigOptions()
	flags.StringVar(&o.File, "config", "", "")
	_ = flags.Parse(env.Args) // what is wrong with the others is reported when they are read
	all, warnings, err := config.ReadAliases(o)
	if len(all) > 0 {
		for _, w := range warnings {
			env.Warn("%s", w)
		}
	}
	return all, err
}

// expand puts what an alias stands for in the place of its name. One for the shell is a
// program.
func (r *resolver) expand(a alias.Alias, c call) (*program, error) {
	if slices.Contains(r.chain, a.Name) {
		return nil, apperr.New(apperr.Usage, fmt.Sprintf("the alias %s calls itself: %s", a.Name, strings.Join(append(r.chain, a.Name), " → ")), nil,
			"antom alias list", "antom alias delete "+a.Name).WithCode("alias-loop")
	}
	r.chain, r.named = append(r.chain, a.Name), append(r.named, a.Name)
	if line, shell := a.Shell(); shell {
		if c.help {
			return nil, r.describe(a)
		}
		return r.shell(a, line, c)
	}
	if c.help {
		r.env.Note("%s is an alias of: antom %s", a.Name, a.Expansion)
		words, err := a.Words()
		if err != nil {
			return nil, err
		}
		c.after = append(withoutPlaceholders(cli.Words(r.root, words)), "--help")
	} else {
		expanded, err := a.Expand(c.after)
		if err != nil {
			return nil, apperr.New(apperr.Usage, "", err, "to see what it stands for: antom alias list")
		}
		c.after = expanded
	}
	r.setArgs(append(slices.Clone(c.before), c.after...))
	return nil, nil
}

// setArgs continues with another command line.
func (r *resolver) setArgs(args []string) {
	r.env.Args = args
	r.root = newRootCmd(r.env)
}

// withoutPlaceholders are the words before the first that an argument belongs in.
func withoutPlaceholders(words []string) []string {
	if i := slices.IndexFunc(words, func(w string) bool { return strings.Contains(w, "$") }); i >= 0 {
		return words[:i]
	}
	return words
}

// describe prints what an alias for the shell is: there is no help of a shell's line.
func (r *resolver) describe(a alias.Alias) error {
	_, err := fmt.Fprintf(r.env.Out, "%s is an alias for the shell: %s\n", a.Name, a.Expansion)
	if err != nil {
		return err
	}
	return errDone
}

// errDone ends a command line whose result is printed.
var errDone = errors.New("done")

// shell is the program that runs an alias for the shell: $1 is its first argument.
func (r *resolver) shell(a alias.Alias, line string, c call) (*program, error) {
	if err := noFlagsBefore(c, "alias"); err != nil {
		return nil, err
	}
	found := cli.Extensions(r.env).Programs("sh")
	if len(found) == 0 {
		return nil, apperr.New(apperr.Config, "running the alias "+a.Name, errors.New("there is no sh in PATH"),
			"on Windows, sh comes with Git: add its directory to PATH")
	}
	return &program{
		what: "the alias " + a.Name, path: found[0], args: append([]string{"-c", line, a.Name}, c.after...),
		env: []string{aliasChain + "=" + strings.Join(r.chain, " ")},
	}, nil
}

// extension is the program that a word calls, nil if there is none.
func (r *resolver) extension(c call) (*program, error) {
	e, found := cli.Extensions(r.env).Find(c.word)
	switch {
	case !found && len(r.named) > 0:
		return nil, apperr.New(apperr.Usage, fmt.Sprintf("the alias %s calls %q, which is no command", r.named[len(r.named)-1], c.word), nil, "antom alias list")
	case !found:
		return nil, nil
	}
	if err := noFlagsBefore(c, "extension"); err != nil {
		return nil, err
	}
	p := &program{what: "the extension " + e.Name, path: e.Path, args: c.after}
	if c.help && c.after == nil {
		p.args = []string{"--help"}
	}
	return p, nil
}

// noFlagsBefore refuses flags that a program would never see.
func noFlagsBefore(c call, kind string) error {
	if len(c.before) == 0 {
		return nil
	}
	return apperr.New(apperr.Usage, fmt.Sprintf("%s cannot stand before the %s %s", c.before[0], kind, c.word), nil,
		"write flags behind the name "+c.word)
}

// handOver lets a program take the place of this process.
func handOver(env *cli.Env, p *program) int {
	if name, mode := extension.Writable(p.path, env.OS == "windows"); name != "" {
		env.Warn("other users may change %s, from where %s is run (mode %04o): chmod o-w %s", name, p.what, mode, apperr.ShellQuote(name))
	}
	cli.FlushWarnings(env)
	env.Close()
	more := append(os.Environ(), p.env...)
	if self, err := env.Executable(); err == nil {
		more = append(more, "ANTOM_EXECUTABLE="+self)
	}
	code, err := extension.Run(p.path, p.args, more)
	if err == nil {
		return code
	}
	return cli.Report(env, apperr.New(apperr.Config, "running "+p.what, fmt.Errorf("%s: %w", p.path, err),
		"it must be a program, or begin with a line such as #!/bin/sh"))
}

// complete puts what an alias stands for in its place, for the completion of what
// follows.
func (r *resolver) complete() {
	for {
		args := r.env.Args
		words := args[1:max(1, len(args)-1)]
		at := cli.WordIndexes(r.root, words)
		if len(at) == 0 || isCommand(r.root, words[at[0]]) {
			return
		}
		a, found := r.alias(words[at[0]])
		if !found || slices.Contains(r.chain, a.Name) {
			return
		}
		expanded, ok := a.ExpandOpen(words[at[0]+1:])
		if _, shell := a.Shell(); shell || !ok {
			return
		}
		r.chain = append(r.chain, a.Name)
		r.setArgs(slices.Concat(args[:1], words[:at[0]], expanded, args[len(args)-1:]))
	}
}

// completeFirst completes the names of aliases and extensions beside those of commands,
// and leaves the arguments of programs to the shell.
func completeFirst(env *cli.Env) cli.Completer {
	return func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
		aliases, _ := readAliases(env)
		if len(args) > 0 {
			return nil, directiveFor(env, aliases, args[0])
		}
		found, directive := cli.CompleteAliases(cmd, args, prefix)
		offer := func(name, about string) {
			if strings.HasPrefix(name, prefix) && !isCommand(cmd, name) {
				found = append(found, name+"\t"+about)
			}
		}
		for _, a := range aliases {
			offer(a.Name, "alias: "+a.Expansion)
		}
		for _, e := range cli.Extensions(env).List() {
			if !slices.ContainsFunc(aliases, func(a alias.Alias) bool { return a.Name == e.Name }) {
				offer(e.Name, "extension")
			}
		}
		return found, directive
	}
}

// directiveFor lets a shell complete files as arguments of a program.
func directiveFor(env *cli.Env, aliases []alias.Alias, word string) cobra.ShellCompDirective {
	for _, a := range aliases {
		if _, shell := a.Shell(); shell && a.Name == word {
			return cobra.ShellCompDirectiveDefault
		}
	}
	if _, found := cli.Extensions(env).Find(word); found {
		return cobra.ShellCompDirectiveDefault
	}
	return cobra.ShellCompDirectiveNoFileComp
}
