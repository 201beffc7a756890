package cli

import (
	"errors"
	"fmt"
	"os"
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
	if name == "xdg-open" && !hasDisplay() {
		return errors.New("there is no display to open a browser on")
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

// hasDisplay reports whether xdg-open can show anything: on a display, or with the
// program that BROWSER names. Without either it ends with an error that comes too late.
func hasDisplay() bool {
	for _, name := range []string{"DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME"} {
		if os.Getenv(name) != "" {
			return true
		}
	}
	return false
}
