package cli

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// groupAnnotation marks the parents of other commands, which take no arguments.
const groupAnnotation = "antom_group"

// runsAloneAnnotation marks those of them that do something without a command.
const runsAloneAnnotation = "antom_runs_alone"

// UnknownCommand is the error of a word that is no command below cmd. Its hints are the
// commands that do what the word means, else the one that is spelled like it.
func UnknownCommand(cmd *cobra.Command, name string) error {
	return apperr.New(apperr.Usage, fmt.Sprintf("unknown command %q for %q", name, cmd.CommandPath()), nil, commandHints(cmd, name)...)
}

func commandHints(cmd *cobra.Command, name string) []string {
	help := cmd.CommandPath() + " --help"
	if meant := commandMeanings()[meaningKey(cmd, name)]; len(meant) > 0 {
		hints := append(slices.Clone(meant), help)
		if !cmd.HasParent() && slices.Contains(OtherProgramWords(), strings.ToLower(name)) {
			hints = append(hints, OtherProgramHint)
		}
		return hints
	}
	if near := spec.Nearest(name, commandAndAliasNames(cmd)); near != "" {
		return []string{cmd.CommandPath() + " " + near}
	}
	return []string{help}
}

// OtherProgramWords are commands of Antom's own program for macOS, which is called antom
// too, and none of this one. Source: docs.antom.com/ac/ref/antom_cli.
func OtherProgramWords() []string { return []string{"login", "report", "integration"} }

// OtherProgramHint says where such a command is, and where to read more.
const OtherProgramHint = `it is a command of Antom's own program for macOS, which has the same name: see "Another program of this name" in docs/setup.md`

// meaningKey is a word below a command as commandMeanings has it.
func meaningKey(cmd *cobra.Command, name string) string {
	path := strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name())
	return strings.TrimSpace(path + " " + strings.ToLower(name))
}

// FlagError explains why the flags of a command line cannot be read.
func FlagError(env *Env, cmd *cobra.Command, err error) error {
	if word := unknownWord(env, cmd); word != "" {
		return UnknownCommand(cmd, word)
	}
	help := cmd.CommandPath() + " --help"
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return apperr.New(apperr.Usage, "", FlagValueError(err), help)
	}
	name := unknown.GetSpecifiedName()
	if more, _, _ := strings.Cut(unknown.GetSpecifiedShortnames(), "="); len(more) > 1 {
		name = more // -amunt is the flag --amount, not five flags of one letter
	}
	if likely := likelyFlags(cmd, name); len(likely) > 0 {
		return apperr.New(apperr.Usage, "", FlagValueError(err), "did you mean "+strings.Join(likely, " or ")+"?", help)
	}
	return apperr.New(apperr.Usage, "", FlagValueError(err), help)
}

// unknownWord is the word of the command line where a group of commands has none of
// that name: its own mistake, not that of the flags which follow it.
func unknownWord(env *Env, cmd *cobra.Command) string {
	if cmd.Annotations[groupAnnotation] == "" {
		return ""
	}
	words := Words(cmd.Root(), env.Args)
	depth := len(strings.Fields(cmd.CommandPath())) - 1
	if len(words) <= depth || slices.Contains(commandAndAliasNames(cmd), words[depth]) {
		return ""
	}
	return words[depth]
}

// CheckLine finds mistakes of a command line that cobra would take for something else:
// a long flag with one dash, and the help of a command that does not exist.
func CheckLine(env *Env, root *cobra.Command) error {
	cmd, _, err := root.Find(env.Args)
	if err != nil || Completing(env.Args) {
		return nil
	}
	if word := unknownWord(env, cmd); word != "" && word != helpName && asksHelp(env.Args) {
		return UnknownCommand(cmd, word)
	}
	return oneDash(cmd, env.Args)
}

// helpName is the command that cobra adds when it runs.
const helpName = "help"

func asksHelp(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool { return arg == "-h" || arg == "--help" })
}

// oneDash refuses a long flag that was written with one dash and would be read as a
// short flag with a value: -output would be -o with the value "utput".
func oneDash(cmd *cobra.Command, args []string) error {
	for i, arg := range args {
		name, _, _ := strings.Cut(strings.TrimPrefix(arg, "-"), "=")
		switch {
		case arg == "--":
			return nil
		case !strings.HasPrefix(arg, "-"), strings.HasPrefix(arg, "--"), len(name) < 2, cmd.Flag(name) == nil:
		case i > 0 && takesNext(cmd, args[i-1]):
		default:
			return apperr.New(apperr.Usage, fmt.Sprintf("-%s is not a flag: a long flag begins with two dashes", name), nil,
				"did you mean --"+name+"?", cmd.CommandPath()+" --help")
		}
	}
	return nil
}

// likelyFlags are the flags of a command that an unknown one probably means, with two
// dashes: by its meaning, else by its spelling.
func likelyFlags(cmd *cobra.Command, name string) []string {
	var likely []string
	for _, flag := range FlagMeanings()[name] {
		if first, _, _ := strings.Cut(strings.TrimPrefix(flag, "--"), " "); cmd.Flags().Lookup(first) != nil {
			likely = append(likely, flag)
		}
	}
	if len(likely) > 0 || len(name) < 2 {
		return likely
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	if near := spec.Nearest(name, names); near != "" {
		return []string{"--" + near}
	}
	return nil
}

// Words are the words of a command line that are neither flags nor values of flags, as
// cobra finds them.
func Words(root *cobra.Command, args []string) []string {
	var words []string
	for _, i := range WordIndexes(root, args) {
		words = append(words, args[i])
	}
	return words
}

// WordIndexes are the places of the Words in a command line.
func WordIndexes(root *cobra.Command, args []string) []int {
	var at []int
	for i := 0; i < len(args); i++ {
		switch arg := args[i]; {
		case arg == "--":
			return at
		case !strings.HasPrefix(arg, "-"):
			if arg != "" {
				at = append(at, i)
			}
		case takesNext(root, arg):
			i++
		}
	}
	return at
}

// takesNext reports whether the argument after the flag arg is its value. Cobra
// takes it for one after a flag that it does not know, too.
func takesNext(cmd *cobra.Command, arg string) bool {
	if !strings.HasPrefix(arg, "-") || strings.Contains(arg, "=") {
		return false
	}
	var flag *pflag.Flag
	switch name, long := strings.CutPrefix(arg, "--"); {
	case long:
		flag = cmd.Flag(name)
	case len(arg) == 2:
		flag = cmp.Or(cmd.Flags().ShorthandLookup(arg[1:]), cmd.Root().PersistentFlags().ShorthandLookup(arg[1:]))
	default:
		return false
	}
	return flag == nil || flag.NoOptDefVal == ""
}

// MeaningWords are the words of commandMeanings, for tests of where they lead.
func MeaningWords() []string { return slices.Sorted(maps.Keys(commandMeanings())) }
