package ui

import (
	"fmt"
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

// NewStillProgress returns a progress that rewrites no line, also on a terminal.
func NewStillProgress(s *Streams) *Progress { return &Progress{s: s, theme: s.ErrTheme()} }

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

// barWidth is the number of cells of a bar.
const barWidth = 20

// Bar shows how much of a known number is done: a bar on a terminal, else a line
// such as "300 of 1000" at every tenth part. The detail is shown behind it.
func (p *Progress) Bar(done, total int, detail string) {
	if total <= 0 {
		return
	}
	count := fmt.Sprintf("%d of %d", done, total)
	if detail != "" {
		detail = ", " + detail
	}
	if p.rewrite {
		p.Update(p.cells(done, total) + " " + count + detail)
	} else if step := max(total/10, 1); done%step == 0 || done == total {
		p.Update(count + detail)
	}
}

func (p *Progress) cells(done, total int) string {
	full, empty := "█", "░"
	if p.theme.ascii {
		full, empty = "#", "."
	}
	n := min(barWidth*done/total, barWidth)
	return strings.Repeat(full, n) + strings.Repeat(empty, barWidth-n)
}

// Hide takes the line away until the next update, so that a result can be
// written to the same terminal. Elsewhere it does nothing.
func (p *Progress) Hide() {
	if p.rewrite {
		p.Update("")
	}
}
