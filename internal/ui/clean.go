package ui

import "github.com/antom-cli/antom/internal/printable"

// Clean makes text from outside safe to print on one line of a terminal, as
// [printable.Clean] says.
func Clean(s string) string { return printable.Clean(s) }

// CleanText is Clean for text of several lines: line feeds and tabs stay.
func CleanText(s string) string { return printable.CleanText(s) }
