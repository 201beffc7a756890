package sidebyside

import (
	"strings"
	"unicode/utf8"
)

// A Block is a stretch of the two texts that is shown together, or one that is left
// out.
type Block struct {
	Signed, Captured []Span
	// Unchanged is how many bytes were left out because they are the same in both. A
	// block that leaves out something has no spans.
	Unchanged int
}

// A Span is text of which all or nothing differs.
type Span struct {
	Text    string
	Differs bool
}

// Differs reports whether the block has a difference.
func (b *Block) Differs() bool { return differs(b.Signed) || differs(b.Captured) }

func differs(spans []Span) bool {
	for _, s := range spans {
		if s.Differs {
			return true
		}
	}
	return false
}

// Context is how many characters are shown before and behind a difference.
const Context = 24

// shortest is the least number of characters that are left out.
const shortest = 16

// Blocks puts parts together to blocks. A block ends behind a line feed.
func Blocks(parts []Part) []Block {
	var l list
	for i, p := range parts {
		if !p.Same {
			l.change(p)
			continue
		}
		before, behind := Context, Context // of this part, that belong to differences
		if i == 0 {
			before = 0
		}
		if i == len(parts)-1 {
			behind = 0
		}
		if utf8.RuneCountInString(p.Signed) <= before+behind+shortest {
			l.same(p.Signed)
			continue
		}
		head, tail := headOf(p.Signed, before), tailOf(p.Signed, behind)
		l.same(head)
		l.leaveOut(len(p.Signed) - len(head) - len(tail))
		l.same(tail)
	}
	l.end()
	return l.blocks
}

// headOf is the beginning of a text: at most a number of characters, and one line.
func headOf(text string, count int) string {
	for i, r := range text {
		if count == 0 {
			return text[:i]
		}
		if count--; r == '\n' {
			return text[:i+1]
		}
	}
	return text
}

// tailOf is the end of a text: at most a number of characters, and one line.
func tailOf(text string, count int) string {
	text = text[strings.LastIndexByte(text, '\n')+1:]
	skip := utf8.RuneCountInString(text) - count
	for i := range text {
		if skip <= 0 {
			return text[i:]
		}
		skip--
	}
	return ""
}

// list is the blocks so far and the one at hand.
type list struct {
	blocks []Block
	block  Block
}

func (l *list) add(signed, captured string, differs bool) {
	if signed != "" {
		l.block.Signed = append(l.block.Signed, Span{signed, differs})
	}
	if captured != "" {
		l.block.Captured = append(l.block.Captured, Span{captured, differs})
	}
}

// change adds a part that differs. Lines that only one text has are blocks of their own,
// so that what follows stands beside what it is.
func (l *list) change(p Part) {
	switch {
	case p.Signed == "":
		for line := range strings.Lines(p.Captured) {
			l.add("", line, true)
			l.endAfter(line)
		}
	case p.Captured == "":
		for line := range strings.Lines(p.Signed) {
			l.add(line, "", true)
			l.endAfter(line)
		}
	default:
		l.add(p.Signed, p.Captured, true)
		l.endAfter(p.Signed)
		l.endAfter(p.Captured)
	}
}

// endAfter ends the block at hand if a text ends its line.
func (l *list) endAfter(text string) {
	if strings.HasSuffix(text, "\n") {
		l.end()
	}
}

func (l *list) same(text string) {
	for line := range strings.Lines(text) {
		l.add(line, line, false)
		l.endAfter(line)
	}
}

func (l *list) end() {
	if len(l.block.Signed)+len(l.block.Captured) > 0 {
		l.blocks = append(l.blocks, l.block)
	}
	l.block = Block{}
}

func (l *list) leaveOut(bytes int) {
	l.end()
	l.blocks = append(l.blocks, Block{Unchanged: bytes})
}
