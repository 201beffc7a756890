package ui

import "fmt"

// The values of --color.
const (
	ColorAuto   = "auto"   // decide by the environment and the stream
	ColorAlways = "always" // styled, whatever the environment says
	ColorNever  = "never"  // plain
)

// CheckColor reports whether mode is a value of --color. The empty string is
// the same as "auto".
func CheckColor(mode string) error {
	switch mode {
	case "", ColorAuto, ColorAlways, ColorNever:
		return nil
	}
	return fmt.Errorf("unknown color mode %q: use %s, %s or %s", mode, ColorAuto, ColorAlways, ColorNever)
}

// useColor decides for one stream. The flag wins; then NO_COLOR (any text);
// then CLICOLOR_FORCE (any text but "0"), which colours a pipe too; then
// TERM=dumb and CLICOLOR=0; then whether the stream is a terminal.
//
// The conventions are those of https://no-color.org and
// https://bixense.com/clicolors.
func useColor(mode string, getenv func(string) string, tty bool) bool {
	switch mode {
	case ColorAlways:
		return true
	case ColorNever:
		return false
	}
	if getenv("NO_COLOR") != "" {
		return false
	}
	if force := getenv("CLICOLOR_FORCE"); force != "" && force != "0" {
		return true
	}
	if getenv("TERM") == "dumb" || getenv("CLICOLOR") == "0" {
		return false
	}
	return tty
}
