package config

import (
	"context"
	"os/exec"
	"syscall"
)

// shell is the command that lets the system's shell run a line. cmd.exe has
// rules of its own for quotes, which are not those that Go quotes arguments by:
// the line is handed over as it is, and with /S only the quotes around the
// whole of it are taken off.
func shell(ctx context.Context, line string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "cmd.exe")
	cmd.SysProcAttr = &syscall.SysProcAttr{CmdLine: `cmd.exe /D /S /C "` + line + `"`}
	return cmd
}
