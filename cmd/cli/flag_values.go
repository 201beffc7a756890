package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/pflag"
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
