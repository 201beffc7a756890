package ui

// StatusKind is how something stands.
type StatusKind int

// The kinds of status.
const (
	StatusOK        StatusKind = iota // done, and well
	StatusFailed                      // done, and not well
	StatusWaiting                     // not done yet
	StatusWarning                     // well, but to be looked at
	StatusUnknown                     // cannot be told
	StatusInfo                        // neither good nor bad
	StatusCancelled                   // ended on purpose
)

// mark is how a kind is drawn. word stands in when the caller gives no text:
// a symbol never stands alone.
type mark struct {
	symbol, ascii, word string
	role                role
}

func markOf(kind StatusKind) mark {
	switch kind {
	case StatusOK:
		return mark{"✓", "[ok]", "ok", roleSuccess}
	case StatusFailed:
		return mark{"✗", "[x]", "failed", roleError}
	case StatusWaiting:
		return mark{"…", "[..]", "waiting", roleWarning}
	case StatusWarning:
		return mark{"!", "[!]", "warning", roleWarning}
	case StatusInfo:
		return mark{"•", "[i]", "info", roleValue}
	case StatusCancelled:
		return mark{"−", "[-]", "cancelled", roleMuted}
	default:
		return mark{"?", "[?]", "unknown", roleWarning}
	}
}

// Status is a symbol and a word, such as "✓ SUCCESS"; in a locale that is not
// UTF-8, "[ok] SUCCESS".
func (t *Theme) Status(kind StatusKind, text string) string {
	m := markOf(kind)
	symbol := m.symbol
	if t.ascii {
		symbol = m.ascii
	}
	if text == "" {
		text = m.word
	}
	return t.paint(m.role, symbol+" "+text)
}
