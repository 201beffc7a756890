package cmd

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/ui"
)

// maxHelpWidth is the longest line of help on a wide terminal, in columns.
const maxHelpWidth = 100

// setHelp sets the help of every command below root.
func setHelp(env *cli.Env, root *cobra.Command) {
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		cmd.InitDefaultHelpFlag()
		var text bytes.Buffer
		s := env.Streams()
		h := helpWriter{w: &text, theme: env.Theme().LaidOut(), width: min(s.Width, maxHelpWidth)}
		h.write(cmd)
		_, _ = io.WriteString(s.Out, rename(env, text.String())) // a reader that has seen enough is no error
	})
}

// helpWriter writes the help of a command, wrapped to width columns. A pipe has the
// width that COLUMNS says, else 80: help is read, not parsed.
type helpWriter struct {
	w     io.Writer
	theme *ui.Theme
	width int
}

func (h *helpWriter) write(cmd *cobra.Command) {
	h.text(cmp.Or(cmd.Long, cmd.Short))
	h.usage(cmd)
	if cmd.HasExample() {
		h.title("Examples:")
		fmt.Fprintln(h.w, cmd.Example)
	}
	h.commands(cmd)
	h.flags(cmd)
	h.topics(cmd)
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintln(h.w)
		h.text(fmt.Sprintf("Use %q for more information about a command.", cmd.CommandPath()+" COMMAND --help"))
	}
}

// title writes a heading. It is plain: a colour would first have to ask the
// terminal for its background, and help must be there at once.
func (h *helpWriter) title(text string) { fmt.Fprintf(h.w, "\n%s\n", text) }

// text writes paragraphs. Indented lines are examples or tables and are never
// wrapped.
func (h *helpWriter) text(text string) {
	var paragraph []string
	end := func() {
		if len(paragraph) > 0 {
			h.theme.Paragraph(h.w, h.width, strings.Join(paragraph, " "))
			paragraph = nil
		}
	}
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		if line == "" || strings.HasPrefix(line, " ") {
			end()
			fmt.Fprintln(h.w, line)
			continue
		}
		paragraph = append(paragraph, line)
	}
	end()
}

func (h *helpWriter) usage(cmd *cobra.Command) {
	h.title("Usage:")
	if cmd.Runnable() && (!cmd.HasAvailableSubCommands() || cli.RunsAlone(cmd)) {
		fmt.Fprintf(h.w, "  %s\n", cmd.UseLine())
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(h.w, "  %s COMMAND\n", cmd.CommandPath())
	}
	if len(cmd.Aliases) > 0 {
		h.title("Aliases:")
		for _, name := range cmd.Aliases {
			fmt.Fprintf(h.w, "  %s\n", strings.TrimSuffix(cmd.CommandPath(), cmd.Name())+name)
		}
	}
}

// commands writes the commands below cmd, in the groups of cmd if it has any.
func (h *helpWriter) commands(cmd *cobra.Command) {
	if !cmd.HasAvailableSubCommands() {
		return
	}
	groups := cmd.Groups()
	if len(groups) == 0 {
		groups = []*cobra.Group{{Title: "Commands:"}}
	}
	names := subcommandPairs(cmd, func(*cobra.Command) bool { return true })
	for _, group := range groups {
		h.title(group.Title)
		h.definitions(subcommandPairs(cmd, func(c *cobra.Command) bool { return c.GroupID == group.ID }), names)
	}
}

// subcommandPairs returns the visible commands right below cmd that are wanted, with
// their short descriptions.
func subcommandPairs(cmd *cobra.Command, wanted func(*cobra.Command) bool) []ui.Pair {
	var pairs []ui.Pair
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() && wanted(c) {
			pairs = append(pairs, ui.Pair{Label: "  " + c.Name(), Value: c.Short})
		}
	}
	return pairs
}

// topics writes the help topics, which only the root has.
func (h *helpWriter) topics(cmd *cobra.Command) {
	var pairs []ui.Pair
	for _, c := range cmd.Commands() {
		if c.IsAdditionalHelpTopicCommand() {
			pairs = append(pairs, ui.Pair{Label: "  " + c.CommandPath(), Value: c.Short})
		}
	}
	if len(pairs) > 0 {
		h.title("Additional help topics:")
		h.definitions(pairs, pairs)
	}
}

func (h *helpWriter) flags(cmd *cobra.Command) {
	sections := flagSections(cmd)
	var all []ui.Pair
	for _, s := range sections {
		all = append(all, flagPairs(s.flags)...)
	}
	for _, s := range sections {
		h.title(s.title)
		h.definitions(flagPairs(s.flags), all)
	}
}

// definitions writes names and what they mean, aligned with all of them.
func (h *helpWriter) definitions(pairs, all []ui.Pair) {
	names := make([]string, len(all))
	for i, p := range all {
		names[i] = p.Label
	}
	column := h.theme.NameColumn(h.width, names)
	for _, p := range pairs {
		h.theme.Named(h.w, h.width, column, p.Label, p.Value)
	}
}

func flagPairs(flags []*pflag.Flag) []ui.Pair {
	pairs := make([]ui.Pair, len(flags))
	for i, f := range flags {
		pairs[i] = flagPair(f)
	}
	return pairs
}

// flagPair returns the form of a flag, such as "  -f, --file FILE", and its meaning
// with its default.
func flagPair(f *pflag.Flag) ui.Pair {
	value, usage := flagValueName(f)
	name := "      --" + f.Name
	if f.Shorthand != "" {
		name = "  -" + f.Shorthand + ", --" + f.Name
	}
	switch {
	case value == "":
	case f.NoOptDefVal != "":
		name += "[=" + value + "]" // the value can be left out
	default:
		name += " " + value
	}
	if hasDefault(f) {
		usage += " (default " + f.DefValue + ")"
	}
	return ui.Pair{Label: name, Value: usage}
}

// flagValueName returns the name of a flag's value, "" for one without, and the usage
// of the flag. The name is upper case, which tells it from what is typed as it stands.
func flagValueName(f *pflag.Flag) (name, usage string) {
	name, usage = pflag.UnquoteUsage(f)
	if strings.Contains(name, "'") {
		return name, usage // a pattern of what is typed
	}
	return strings.ToUpper(name), usage
}

func hasDefault(f *pflag.Flag) bool {
	return !slices.Contains([]string{"", "0", "0s", "false", "[]"}, f.DefValue)
}
