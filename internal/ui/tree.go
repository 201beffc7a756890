package ui

import (
	"io"
	"strings"
)

// Branch is one node of a tree: a name, a few words beside it, paragraphs
// under it, and what belongs below it.
type Branch struct {
	Name     string
	Tags     string   // stands beside the name, in a column of its own
	Text     []string // paragraphs
	Branches []Branch
}

const (
	branchGap  = 2  // columns between the longest name and the tags
	branchRoom = 28 // columns that are left for text at least, however deep a branch is
	textIndent = "  "
	nameShare  = 2 // names take at most one part in so many of the width
)

// Tree writes branches with lines that show what belongs to what. On a terminal
// text is wrapped under its branch; to a pipe nothing is.
func (t *Theme) Tree(w io.Writer, width int, branches []Branch) {
	if !t.tty {
		width = 0
	}
	l := treeLayout{theme: t, width: width, limbs: t.limbs()}
	l.column = l.nameColumn(branches, 0)
	if width > 0 {
		l.column = min(l.column, width/nameShare)
	}
	l.branches(branches, "")
	_, _ = io.WriteString(w, l.out.String())
}

// limbs are the pieces that the lines of a tree are drawn with.
type limbs struct{ fork, last, line, none string }

func (t *Theme) limbs() limbs {
	if t.ascii {
		return limbs{"|- ", "`- ", "|  ", "   "}
	}
	return limbs{"├─ ", "└─ ", "│  ", "   "}
}

type treeLayout struct {
	theme  *Theme
	width  int // 0: no limit
	column int // where tags begin
	limbs  limbs
	out    strings.Builder
}

// nameColumn is the column behind the longest name.
func (l *treeLayout) nameColumn(branches []Branch, indent int) int {
	column := 0
	for _, b := range branches {
		indented := indent + displayWidth(l.limbs.fork)
		column = max(column, indented+displayWidth(l.theme.safe(b.Name))+branchGap, l.nameColumn(b.Branches, indented))
	}
	return column
}

func (l *treeLayout) branches(branches []Branch, indent string) {
	for i, b := range branches {
		limb, below := l.limbs.fork, l.limbs.line
		if i == len(branches)-1 {
			limb, below = l.limbs.last, l.limbs.none
		}
		l.branch(b, indent+limb, indent+below)
	}
}

// branch writes one branch; head stands before its name and below before
// everything else.
func (l *treeLayout) branch(b Branch, head, below string) {
	t := l.theme
	line := t.Muted(head) + t.safe(b.Name)
	tags := t.safe(b.Tags)
	text := b.Text
	if tags != "" {
		beside := pad(line, l.column)
		if displayWidth(line) > l.column-branchGap {
			beside = line + strings.Repeat(" ", branchGap)
		}
		if l.width <= 0 || displayWidth(beside)+displayWidth(tags) <= l.width {
			line = beside + tags
		} else {
			text = append([]string{b.Tags}, text...)
		}
	}
	l.out.WriteString(strings.TrimRight(line, " ") + "\n")
	trunk := below
	if len(b.Branches) > 0 {
		trunk += l.limbs.line
	} else {
		trunk += textIndent
	}
	for _, paragraph := range text {
		for _, s := range t.lines(paragraph, l.textRoom(trunk)) {
			l.out.WriteString(strings.TrimRight(t.Muted(trunk)+s, " ") + "\n")
		}
	}
	l.branches(b.Branches, below)
}

func (l *treeLayout) textRoom(trunk string) int {
	if l.width <= 0 {
		return 0
	}
	return max(l.width-displayWidth(trunk), branchRoom)
}

// Paragraph writes a text wrapped to width on a terminal, as it is to a pipe.
func (t *Theme) Paragraph(w io.Writer, width int, text string) {
	if !t.tty {
		width = 0
	}
	for _, line := range t.lines(text, width) {
		_, _ = io.WriteString(w, strings.TrimRight(line, " ")+"\n")
	}
}
