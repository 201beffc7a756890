package agent

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
)

// readableDir is the directory that files may be read from, or why there is none. The
// working directory is not enough where a client starts its servers in / or at home.
func readableDir(env *cli.Env, given string) (dir, why string, err error) {
	if given != "" {
		dir, err = filepath.Abs(given)
		if err == nil {
			var info os.FileInfo
			if info, err = os.Stat(dir); err == nil && !info.IsDir() {
				err = errors.New("it is not a directory")
			}
		}
		if err != nil {
			return "", "", apperr.New(apperr.Usage, "--dir "+apperr.ShellQuote(given), cli.PathReason(err), "name a directory: --dir DIR")
		}
		return dir, "", nil
	}
	dir, err = os.Getwd()
	switch {
	case err != nil:
		return "", "the working directory is not known", nil
	case dir == filepath.Dir(dir):
		return "", "the server was started in the root directory", nil
	case sameDir(dir, cli.UserDirs(env).Home):
		return "", "the server was started in the home directory", nil
	}
	return dir, "", nil
}

func sameDir(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}
