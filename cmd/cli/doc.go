// Package cli has what the commands share: the environment of a command (streams, clock,
// configuration, what was asked for globally), how results, warnings and errors are
// printed, groups of flags, and completion. It knows no command.
package cli
