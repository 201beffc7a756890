//go:build !windows

package extension

import (
	"os/exec"
	"syscall"
)

// Run hands the process over to a program: its exit code and its signals are those of
// this process. Of a variable that env has more than once the last value counts. It
// returns only if the program cannot be started.
func Run(path string, args, env []string) (code int, err error) {
	return 0, syscall.Exec(path, append([]string{path}, args...), lastValues(env))
}

// lastValues leaves each variable once. Programs differ in which of several they read.
func lastValues(env []string) []string {
	return (&exec.Cmd{Env: env}).Environ()
}

// withoutExtension is the name of a command's file without what only its system needs.
func withoutExtension(name string) string { return name }
