package cmd

import (
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// joinOptionalValues writes `--wait 5m` as `--wait=5m`. The value of such a flag is
// optional, so the parser of flags takes it with an equals sign only, and what follows
// after a blank for an argument. A duration there can only be meant for the flag.
func joinOptionalValues(root *cobra.Command, args []string) []string {
	cmd, _, err := root.Find(args)
	if err != nil {
		return args
	}
	var joined []string
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			return append(joined, args[i:]...)
		}
		joined = append(joined, arg)
		flag := flagOf(cmd, arg)
		if flag == nil || strings.Contains(arg, "=") || i+1 == len(args) {
			continue
		}
		switch next := args[i+1]; {
		case flag.NoOptDefVal == "": // the next argument is its value, whatever that looks like
			joined = append(joined, next)
			i++
		case flag.Value.Type() != "bool" && isDuration(next):
			joined[len(joined)-1] = arg + "=" + next
			i++
		}
	}
	return joined
}

// flagOf is the flag that an argument names, nil if it names none.
func flagOf(cmd *cobra.Command, arg string) *pflag.Flag {
	if name, long := strings.CutPrefix(arg, "--"); long {
		name, _, _ = strings.Cut(name, "=")
		return cmd.Flag(name)
	}
	if len(arg) != 2 || arg[0] != '-' {
		return nil
	}
	if flag := cmd.Flags().ShorthandLookup(arg[1:]); flag != nil {
		return flag
	}
	return cmd.InheritedFlags().ShorthandLookup(arg[1:])
}

// isDuration reports whether a text is a duration with its unit: 5m, 1h30m.
func isDuration(text string) bool {
	_, err := time.ParseDuration(text)
	return err == nil && text[0] >= '0' && text[0] <= '9' && strings.ContainsAny(text, "hms")
}
