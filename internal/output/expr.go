package output

import (
	"fmt"
	"strings"
	"time"
)

// What a jq expression or a template may use up at most. Both come from the
// user, so the limits are there for mistakes: an endless loop should end by
// itself.
const (
	maxExprTime   = 10 * time.Second
	maxExprOutput = 64 << 20 // bytes
)

// ExprError is a mistake in the user's jq expression or template, found when
// it was compiled or when it was run.
type ExprError struct {
	Flag string // "--jq" or "--template"
	Expr string // as the user gave it
	// Line and Column say where, counted from 1; 0 is unknown. Columns count
	// bytes.
	Line, Column int
	Err          error
}

// Error names the flag, the expression, the place and the mistake.
func (e *ExprError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: ", e.Flag, quoteExpr(e.Expr))
	switch {
	case e.Line > 1 && e.Column > 0:
		fmt.Fprintf(&b, "line %d, column %d: ", e.Line, e.Column)
	case e.Line > 1:
		fmt.Fprintf(&b, "line %d: ", e.Line)
	case e.Column > 0:
		fmt.Fprintf(&b, "column %d: ", e.Column)
	}
	b.WriteString(e.Err.Error())
	return b.String()
}

// Unwrap gives the mistake itself.
func (e *ExprError) Unwrap() error { return e.Err }

// quoteExpr shows an expression as it would be quoted in a shell, shortened
// when it is long.
func quoteExpr(s string) string {
	const most = 60
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return "'" + s + "'"
}

// position turns an offset in bytes into line and column.
func position(s string, offset int) (line, column int) {
	before := s[:min(max(offset, 0), len(s))]
	return strings.Count(before, "\n") + 1, len(before) - strings.LastIndexByte(before, '\n')
}
