package cli

import (
	"os"

	"github.com/antom-cli/antom/internal/neterr"
)

// Place is where this process runs, which decides what to try when a connection fails.
func (env *Env) Place() neterr.Place {
	return neterr.Place{Getenv: env.Getenv, Exists: exists}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
