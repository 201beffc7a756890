package cli

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/notification"
)

// FlagValueError says in plain words why a flag does not take its value; Go's own
// words for it name functions of the standard library.
func FlagValueError(err error) error {
	var bad *pflag.InvalidValueError
	if !errors.As(err, &bad) {
		return err
	}
	wanted := ""
	switch bad.GetFlag().Value.Type() {
	case "int", "int64":
		wanted = "a whole number"
	case "float64":
		wanted = "a number"
	case "duration":
		wanted = "a duration, such as 30s or 5m"
	case "bool":
		wanted = "true or false"
	default:
		return err
	}
	return fmt.Errorf("--%s: %q is not %s", bad.GetFlag().Name, bad.GetValue(), wanted)
}

// ParseTargetURL reads the URL of an endpoint, or one of its short forms, from an
// argument or a flag.
func ParseTargetURL(what, text string) (*url.URL, error) {
	target, err := notification.ParseTarget(notification.CompleteTarget(text))
	if err != nil {
		return nil, UsageError(what, err, "pass a URL such as http://127.0.0.1:8080/notify, or a port such as 8080")
	}
	return target, nil
}

// FlagName is the name of a flag for one of its other names: those that it had, and
// those that people know from other tools.
func FlagName(_ *pflag.FlagSet, name string) pflag.NormalizedName {
	switch name {
	case "rest":
		name = "failed-file"
	case "forward-to":
		name = "forward"
	case "payment-request-id":
		name = "request-id"
	case "no-headers":
		name = "no-header"
	case "colour":
		name = "color"
	}
	return pflag.NormalizedName(name)
}

// CheckID refuses an empty id, such as that of a variable of a script that is not set.
// what names the id: "the id" or a flag.
func CheckID(what, id string, hints ...string) error {
	if strings.TrimSpace(id) != "" {
		return nil
	}
	return apperr.New(apperr.Usage, what+" is empty", nil, hints...)
}

// CheckGiven refuses flags that were given with an empty value, such as that of a variable
// of a script that is not set: a filter without a value would select everything. It has
// nothing to say to a command that does not have the flags.
func CheckGiven(cmd *cobra.Command, names ...string) error {
	if cmd == nil {
		return nil
	}
	for _, name := range names {
		if flag := cmd.Flags().Lookup(name); flag.Changed {
			if err := CheckID("--"+name, flag.Value.String(), "leave --"+name+" out, or give it a value"); err != nil {
				return err
			}
		}
	}
	return nil
}

// IDArg accepts one argument that is an id; what describes it, and list is the command
// that lists such ids.
func IDArg(what, list string) cobra.PositionalArgs {
	count := ArgCount(1, 1, what)
	return func(cmd *cobra.Command, args []string) error {
		if err := count(cmd, args); err != nil {
			return err
		}
		return CheckID("the id", args[0], list)
	}
}
