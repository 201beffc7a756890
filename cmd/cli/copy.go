package cli

import (
	"github.com/spf13/pflag"
)

// AddCopy declares --copy.
func AddCopy(flags *pflag.FlagSet, on *bool) {
	flags.BoolVar(on, "copy", false, "copy the buyer's link, the order code or the session data to the clipboard of the terminal (OSC 52)")
}

// CheckCopy refuses --copy where nothing can be copied, before anything is sent.
func CheckCopy(env *Env, on bool) error {
	if !on {
		return nil
	}
	if err := env.Streams().CanCopy(); err != nil {
		return UsageError("--copy", err, "in a script, omit --copy and use --quiet, which prints the link alone")
	}
	return nil
}

// Copy sends a link or a code to the clipboard of the terminal, where --copy asks for it.
func Copy(env *Env, on bool, text string) {
	switch {
	case !on:
	case text == "":
		env.Warn("there is no link, order code or session data to copy")
	default:
		if err := env.Streams().Copy(text); err != nil {
			env.Warn("nothing was copied: %v", err)
			return
		}
		env.Note("sent to the clipboard of the terminal: %s", text)
	}
}
