package clientlib

import "strings"

// doubleQuote returns a string literal that C#, Go, Java and Python read alike.
func doubleQuote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// PowerShellQuote returns a string literal of PowerShell that stands for exactly s.
func PowerShellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
