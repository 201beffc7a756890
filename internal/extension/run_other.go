//go:build !windows

package extension

import "syscall"

// Run hands the process over to a program: its exit code and its signals are those of
// this process. It returns only if the program cannot be started.
func Run(path string, args, env []string) (code int, err error) {
	return 0, syscall.Exec(path, append([]string{path}, args...), env)
}

// withoutExtension is the name of a command's file without what only its system needs.
func withoutExtension(name string) string { return name }
