//go:build !windows

package config

import (
	"context"
	"os/exec"
)

// shell is the command that lets the system's shell run a line.
func shell(ctx context.Context, line string) *exec.Cmd {
	return exec.CommandContext(ctx, "sh", "-c", line)
}
