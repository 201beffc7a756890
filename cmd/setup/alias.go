package setup

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/alias"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// NewAliasCmd returns the command alias.
func NewAliasCmd(env *cli.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "alias",
		Short:   "Give command lines short names",
		GroupID: cli.GroupSetup,
		Long: `Give command lines short names. An alias is used like a command: antom NAME. It is kept in the
configuration file, and a command of antom is never replaced by one.`,
		Example: `  antom alias set hk 'pay --currency HKD --method ALIPAY_HK --amount $1'
  antom alias list`,
	}
	cli.MakeGroup(env, cmd)
	cmd.AddCommand(newAliasSetCmd(env), newAliasListCmd(env), newAliasDeleteCmd(env))
	return cmd
}

func newAliasSetCmd(env *cli.Env) *cobra.Command {
	var shell, replace bool
	cmd := &cobra.Command{
		Use:   "set NAME EXPANSION",
		Short: "Make an alias for a command line",
		Long: `Make an alias for a command line, which is written without "antom". In it, $1, $2 and so on are the
arguments of the alias. Arguments that are not named so follow at the end. Put the expansion into
single quotes, so that your shell leaves $1 as it is. An alias can use another alias.

With --shell, or with ! at its beginning, the expansion is a line for sh: pipes, && and "$@" work in it.

An alias cannot contain --live: when real money moves, it is typed each time.`,
		Example: `  antom alias set hk 'pay --currency HKD --method ALIPAY_HK --amount $1'
  antom alias set last 'inquire --last --wait'
  antom alias set open-today --shell 'antom history --since 24h -o json | jq -r .requestId'`,
		Args: cli.ArgCount(2, 2, "a name and an expansion in quotes"),
	}
	cmd.Flags().BoolVar(&shell, "shell", false, "the expansion is a line for the shell")
	cmd.Flags().BoolVar(&replace, "force", false, "replace an alias of the same name")
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		a := alias.Alias{Name: args[0], Expansion: strings.TrimSpace(args[1])}
		if _, marked := a.Shell(); shell && !marked {
			a.Expansion = "!" + a.Expansion
		}
		return runAliasSet(env, cmd, a, replace)
	})
	return cmd
}

// aliasChange is the JSON form of an alias that was set or deleted.
type aliasChange struct {
	Name       string `json:"name"`
	Expansion  string `json:"expansion,omitempty"`
	ConfigFile string `json:"configFile"`
}

func runAliasSet(env *cli.Env, cmd *cobra.Command, a alias.Alias, replace bool) error {
	o, err := env.OutputOptions(false)
	if err != nil {
		return err
	}
	c, err := cli.EditableConfig(env)
	if err != nil {
		return err
	}
	others := c.Aliases()
	old := slices.IndexFunc(others, func(b alias.Alias) bool { return a.Name == b.Name })
	switch {
	case isBuiltIn(cmd.Root(), a.Name):
		return apperr.New(apperr.Usage, fmt.Sprintf("%s is a command of antom, which no alias can replace", a.Name), nil, "choose another name").WithCode("exists")
	case old >= 0 && others[old].Expansion != a.Expansion && !replace:
		return apperr.New(apperr.Usage, fmt.Sprintf("the alias %s exists already: %s", a.Name, others[old].Expansion), nil, "to replace it, add --force").WithCode("exists")
	case old >= 0:
		others = slices.Delete(others, old, old+1)
	}
	if alias.CheckName(a.Name) == nil && alias.CheckExpansion(a.Expansion) == nil {
		if err := checkTarget(env, cmd.Root(), append(others, a), a); err != nil {
			return err
		}
	}
	if err := c.SetAlias(a); err != nil {
		return cli.UsageError("", err, "antom alias set --help")
	}
	return cli.PrintChange(env, cmd, o, cli.Change{
		Value: aliasChange{a.Name, a.Expansion, c.Path()}, Quiet: a.Name,
		Message: fmt.Sprintf("antom %s now stands for: %s (%s)", a.Name, shownExpansion(a), c.Path()),
	})
}

// shownExpansion is what an alias stands for, as it would be typed.
func shownExpansion(a alias.Alias) string {
	if line, shell := a.Shell(); shell {
		return line
	}
	return "antom " + a.Expansion
}

// checkTarget holds that an alias leads to a command, an extension or the shell, and not
// back to itself.
func checkTarget(env *cli.Env, root *cobra.Command, all []alias.Alias, a alias.Alias) error {
	chain := []string{a.Name}
	for {
		words, err := a.Words()
		if err != nil || words == nil {
			return err // it is for the shell
		}
		first := cli.Words(root, words)
		if len(first) == 0 {
			return apperr.New(apperr.Usage, fmt.Sprintf("the alias %s calls no command", chain[0]), nil, "antom alias set --help")
		}
		target := first[0]
		if isBuiltIn(root, target) {
			return nil
		}
		i := slices.IndexFunc(all, func(b alias.Alias) bool { return b.Name == target })
		if i < 0 {
			return unknownTarget(env, root, target)
		}
		if slices.Contains(chain, target) {
			return apperr.New(apperr.Usage, fmt.Sprintf("the alias %s would call itself: %s", chain[0], strings.Join(append(chain, target), " → ")), nil,
				"antom alias list").WithCode("alias-loop")
		}
		chain = append(chain, target)
		a = all[i]
	}
}

// unknownTarget is the error of an expansion that begins with no command, nil if it is
// an extension.
func unknownTarget(env *cli.Env, root *cobra.Command, word string) error {
	if _, found := cli.Extensions(env).Find(word); found {
		return nil
	}
	hint := "write the command line without antom: antom alias set --help"
	if near := spec.Nearest(word, cli.CommandAndTopicNames(root)); near != "" && word != root.Name() {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	return apperr.New(apperr.Usage, fmt.Sprintf("the expansion begins with %q, which is no command, alias or extension", word), nil, hint)
}

// isBuiltIn reports whether a word is a command or a help topic of antom.
func isBuiltIn(root *cobra.Command, word string) bool {
	return slices.ContainsFunc(root.Commands(), func(c *cobra.Command) bool { return c.Name() == word || c.HasAlias(word) })
}

// aliasInList is the JSON form of an alias in a list.
type aliasInList struct {
	Name      string `json:"name"`
	Expansion string `json:"expansion"`
	Shell     bool   `json:"shell"`
	Hidden    bool   `json:"hidden"` // a command has its name
}

func newAliasListCmd(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the aliases and what they stand for",
		Example: "  antom alias list -o json",
		Args:    cli.NoArgs,
		RunE: env.Run(func(cmd *cobra.Command, _ []string) error {
			o, err := env.OutputOptions(true)
			if err != nil {
				return err
			}
			c, err := cli.EditableConfig(env)
			if err != nil {
				return err
			}
			all := []aliasInList{}
			var rows [][]string
			for _, a := range c.Aliases() {
				_, shell := a.Shell()
				hidden := isBuiltIn(cmd.Root(), a.Name)
				all = append(all, aliasInList{a.Name, a.Expansion, shell, hidden})
				rows = append(rows, []string{a.Name, a.Expansion})
				if hidden {
					env.Warn("the alias %s is not used, because antom has a command of that name", a.Name)
				}
			}
			if len(all) == 0 {
				env.Note("there are no aliases")
				env.Hint("antom alias set --help")
			}
			return env.Print(cmd, o, output.Result{
				Value: all,
				Quiet: cli.QuietLines(all, func(a aliasInList) string { return a.Name }),
				Text:  func(w io.Writer) error { return writeRows(env, w, []string{"ALIAS", "STANDS FOR"}, rows) },
			})
		}),
	}
}

// writeRows writes a table, and nothing without rows.
func writeRows(env *cli.Env, w io.Writer, header []string, rows [][]string) error {
	if len(rows) == 0 {
		return nil
	}
	return cli.WriteRecords(env, w, header, rows)
}

func newAliasDeleteCmd(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "delete NAME",
		Short:   "Delete an alias",
		Example: "  antom alias delete hk",
		Args:    cli.ArgCount(1, 1, "the name of one alias"),
		ValidArgsFunction: cli.FirstOnly(func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			c, err := cli.EditableConfig(env)
			if err != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var names []string
			for _, a := range c.Aliases() {
				names = append(names, a.Name+"\t"+a.Expansion)
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		}),
		RunE: env.Run(func(cmd *cobra.Command, args []string) error {
			o, err := env.OutputOptions(false)
			if err != nil {
				return err
			}
			c, err := cli.EditableConfig(env)
			if err != nil {
				return err
			}
			if err := c.DeleteAlias(args[0]); err != nil {
				return err
			}
			return cli.PrintChange(env, cmd, o, cli.Change{
				Value: aliasChange{Name: args[0], ConfigFile: c.Path()}, Quiet: args[0],
				Message: fmt.Sprintf("the alias %s is deleted (%s)", args[0], c.Path()),
			})
		}),
	}
}
