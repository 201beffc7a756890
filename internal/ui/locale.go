package ui

import "strings"

// utf8Locale reports whether text may hold symbols beyond ASCII. The first
// variable that is set decides, in the order that POSIX gives for LC_CTYPE.
// None set is the C locale, which is ASCII. Windows has no such variables and
// its console takes Unicode.
func utf8Locale(getenv func(string) string, goos string) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(getenv(name)); v != "" {
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return goos == "windows"
}
