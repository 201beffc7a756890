package extension

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
)

// Run runs a program in the place of this one and returns its exit code. Ctrl-C goes to
// both: this process waits until the program has ended. The error is that of a program
// that cannot be started.
func Run(path string, args, env []string) (code int, err error) {
	if isBatch(path) {
		for _, arg := range args {
			if batchUnsafe(arg) {
				return 0, fmt.Errorf("the argument %q cannot be passed to a batch file unchanged", arg)
			}
		}
	}
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	cmd := exec.Command(path, args...)
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = env, os.Stdin, os.Stdout, os.Stderr
	err = cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), nil
	}
	return 0, err
}

// withoutExtension is the name of a command's file without .exe, .cmd and the like.
func withoutExtension(name string) string {
	ext := filepath.Ext(name)
	for _, known := range filepath.SplitList(os.Getenv("PATHEXT")) {
		if strings.EqualFold(ext, known) {
			return strings.TrimSuffix(name, ext)
		}
	}
	return name
}
