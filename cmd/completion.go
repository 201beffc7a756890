package cmd

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
)

// shells returns the supported shells with the names of their completion scripts.
func shells() []struct{ name, file string } {
	return []struct{ name, file string }{
		{"bash", "antom.bash"},
		{"zsh", "_antom"},
		{"fish", "antom.fish"},
		{"powershell", "antom.ps1"},
	}
}

func newCompletionCmd(env *cli.Env) *cobra.Command {
	name := cmp.Or(env.Name, usualName)
	return &cobra.Command{
		Use:     "completion SHELL",
		Short:   "Print a completion script for bash, zsh, fish or powershell",
		GroupID: cli.GroupOther,
		Long: `Print a completion script to standard output.

  bash        antom completion bash > ~/.local/share/bash-completion/completions/` + name + `
  zsh         antom completion zsh > "${fpath[1]}/_` + name + `"
  fish        antom completion fish > ~/.config/fish/completions/` + name + `.fish
  powershell  antom completion powershell | Out-String | Invoke-Expression`,
		Example:           "  source <(antom completion bash)",
		Args:              cli.ArgCount(1, 1, "one shell: bash, zsh, fish or powershell"),
		ValidArgsFunction: cli.CompleteFixed("bash", "zsh", "fish", "powershell"),
		RunE: env.Run(func(cmd *cobra.Command, args []string) error {
			return WriteCompletion(cmd.Root(), args[0])
		}),
	}
}

// WriteCompletion writes the completion script of a shell to root's output.
func WriteCompletion(root *cobra.Command, shell string) error {
	w := root.OutOrStdout()
	switch shell {
	case "bash":
		return writeBashCompletion(root, w)
	case "zsh":
		return root.GenZshCompletion(w)
	case "fish":
		return writeFishCompletion(root, w)
	case "powershell":
		return root.GenPowerShellCompletionWithDesc(w)
	default:
		return apperr.New(apperr.Usage, fmt.Sprintf("there is no completion for %q", shell), nil,
			"antom completion bash", "shells: bash, zsh, fish, powershell")
	}
}

// writeBashCompletion writes cobra's script for bash, changed to accept a word with
// brackets that are not escaped, such as order.goods[0]. People type it that way,
// and bash leaves it that way when there are several candidates.
func writeBashCompletion(root *cobra.Command, w io.Writer) error {
	var script bytes.Buffer
	if err := root.GenBashCompletionV2(&script, true); err != nil {
		return err
	}
	plain := strings.NewReplacer(`[[ $comp == "$cur"* ]] || continue`, `[[ $comp == "$cur"* || ${compline%%$tab*} == "$cur"* ]] || continue`)
	_, err := plain.WriteString(w, script.String())
	return err
}

// writeFishCompletion writes cobra's script for fish, changed to unescape the word
// at the cursor. fish escapes the brackets of order.goods[0], and no candidate
// begins with the escaped form.
func writeFishCompletion(root *cobra.Command, w io.Writer) error {
	var script bytes.Buffer
	if err := root.GenFishCompletion(&script, true); err != nil {
		return err
	}
	plain := strings.NewReplacer(
		"(string escape -- (commandline -ct))", "(string escape -- (commandline -ct | string unescape))",
		"(commandline -t | string escape --style=regex)", "(commandline -t | string unescape | string escape --style=regex)",
	)
	_, err := plain.WriteString(w, script.String())
	return err
}

// CompletionFiles maps each shell to the name of its script in completions/.
func CompletionFiles() map[string]string {
	files := map[string]string{}
	for _, s := range shells() {
		files[s.name] = s.file
	}
	return files
}
