package printable

import "fmt"

// Plural returns "1 code" or "3 codes".
func Plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
