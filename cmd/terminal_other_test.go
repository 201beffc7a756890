//go:build !linux

package cmd

// terminalMain plays a user on Linux only; its stories are skipped elsewhere.
func terminalMain() { panic("there is no pseudo terminal") }
