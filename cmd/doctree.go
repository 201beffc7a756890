package cmd

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/antom-cli/antom/cmd/cli"
)

// DocTree is the whole command tree for the pages that package doc of cobra writes in
// Markdown. It shows the flags as help does, and runs nothing.
func DocTree() *cobra.Command { return docTree(nameValue) }

// ManTree is DocTree for man pages, where package doc writes the default of a flag
// where its value belongs.
func ManTree() *cobra.Command {
	return docTree(func(f *pflag.Flag) {
		if _, done := f.Value.(namedValue); done {
			return
		}
		name, usage := flagValueName(f)
		if hasDefault(f) {
			usage += " (default " + f.DefValue + ")"
		}
		f.Usage, f.DefValue, f.Value = usage, name, namedValue{f.Value, name}
	})
}

// docTree is the command tree with its flags described for package doc.
func docTree(describe func(*pflag.Flag)) *cobra.Command {
	root := NewTree()
	root.PersistentFlags().VisitAll(describe)
	for _, cmd := range cli.AllCommands(root) {
		cmd.LocalFlags().VisitAll(describe)
		if len(cmd.Aliases) > 0 {
			parent := strings.TrimSuffix(cmd.CommandPath(), cmd.Name())
			cmd.Long += "\n\nAlias: " + parent + strings.Join(cmd.Aliases, ", "+parent) + "."
		}
	}
	return root
}

// namedValue is the value of a flag with a name of its own for its type, which package
// doc prints behind the flag.
type namedValue struct {
	pflag.Value
	name string
}

func (v namedValue) Type() string { return v.name }

func nameValue(f *pflag.Flag) {
	if _, done := f.Value.(namedValue); done {
		return
	}
	name, usage := flagValueName(f)
	f.Usage = usage
	if !hasDefault(f) {
		f.DefValue = "" // package doc knows what is empty by the type
	}
	if name != "" {
		f.Value = namedValue{f.Value, name}
	}
}
