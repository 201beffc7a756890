package cli

import (
	"fmt"
	"os/exec"
	"runtime"
)

// Browse opens a URL with the program that the desktop has for it. The URL is
// passed as one argument, never through a shell.
func Browse(url string) error {
	name, args := "xdg-open", []string{url}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", url}
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return fmt.Errorf("no program to open a browser with (%s) was found", name)
	}
	command := exec.Command(path, args...)
	if err := command.Start(); err != nil {
		return fmt.Errorf("starting %s: %w", name, err)
	}
	return command.Process.Release()
}
