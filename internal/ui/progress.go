package ui

import (
	"io"
	"strings"
	"sync"
)

// Progress tells on standard error what is going on. On a terminal it is one
// line that is rewritten and taken away at the end; elsewhere a line is
// written whenever the text changes. It starts no goroutine, changes no mode
// of the terminal and hides no cursor, so that even a killed process leaves
// the terminal usable. It may be used from several goroutines.
type Progress struct {
	mu      sync.Mutex
	s       *Streams
	theme   *Theme
	rewrite bool
	shown   string // the line that is on the terminal, or the last plain line
	done    bool
}

// clearLine goes to the line's start and erases it to its end.
const clearLine = "\r\x1b[K"

// NewProgress returns a progress line. Nothing is written before the first
// Update. Call Done, deferred, so that an interrupt takes the line away too.
func NewProgress(s *Streams) *Progress {
	return &Progress{s: s, theme: s.ErrTheme(), rewrite: s.ErrTTY && !s.Dumb}
}

// Update shows text instead of what was shown before.
func (p *Progress) Update(text string) { p.UpdateDetail(text, "") }

// UpdateDetail shows text and, on a terminal only, a detail that changes all
// the time, such as a countdown. Elsewhere a new detail makes no new line.
func (p *Progress) UpdateDetail(text, detail string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.done {
		return
	}
	text = p.theme.safe(text)
	if !p.rewrite {
		if text != p.shown && text != "" {
			p.write(text + "\n")
		}
		p.shown = text
		return
	}
	line := text
	if detail != "" {
		line = strings.TrimLeft(text+" ", " ") + p.theme.Muted(detail)
	}
	// One column stays free: some terminals wrap when the last one is filled.
	line = truncate(line, max(terminalWidth(p.s.Err, p.s.ErrWidth)-1, 1), p.theme.ellipsis())
	if line != p.shown {
		p.write(clearLine + line)
	}
	p.shown = line
}

// Done takes the line away. Later updates show nothing. It may be called more
// than once.
func (p *Progress) Done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.rewrite && !p.done && p.shown != "" {
		p.write(clearLine)
	}
	p.done = true
}

// write ignores errors: a progress line that cannot be shown fails nothing.
func (p *Progress) write(s string) { _, _ = io.WriteString(p.s.Err, s) }
