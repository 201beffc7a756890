package ui

import (
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// wrap breaks one paragraph into lines of at most width columns. It breaks at
// spaces, and between the wide characters of Chinese, Japanese and Korean. A
// word that does not fit has a line of its own and stays whole, since a URL or
// an id that was broken cannot be copied: the terminal folds it, and still
// knows that it is one line. Text in back quotes is one word.
//
// Like the functions of width.go it takes safe text.
func wrap(s string, width int) []string {
	if width <= 0 || displayWidth(s) <= width {
		return []string{s}
	}
	l := lineBuilder{width: width}
	for _, word := range words(s) {
		l.add(word)
	}
	return append(l.lines, l.line)
}

type lineBuilder struct {
	width   int
	lines   []string
	line    string
	used    int
	started bool
}

func (l *lineBuilder) add(word string) {
	for {
		room, gap := l.width-l.used, ""
		if l.started {
			gap = " "
			room--
		}
		if displayWidth(word) <= room {
			l.put(gap + word)
			return
		}
		head, tail := splitWide(word, room)
		switch {
		case head != "":
			l.put(gap + head)
			l.next()
			word = tail
		case l.started:
			l.next()
		default:
			l.put(word)
			return
		}
	}
}

func (l *lineBuilder) put(s string) {
	l.line += s
	l.used += displayWidth(s)
	l.started = true
}

func (l *lineBuilder) next() {
	l.lines = append(l.lines, l.line)
	l.line, l.used, l.started = "", 0, false
}

// words splits at spaces, but not between two back quotes.
func words(s string) []string {
	var out []string
	start, quoted := 0, false
	for i := range len(s) {
		switch {
		case s[i] == '`':
			quoted = !quoted && strings.IndexByte(s[i+1:], '`') >= 0
		case s[i] == ' ' && !quoted:
			out = append(out, s[start:i])
			start = i + 1
		}
	}
	return append(out, s[start:])
}

// Marks that no line begins with in Chinese and Japanese.
const neverFirst = "，。、；：？！）】》」』〉”’％"

// splitWide cuts word after the last wide character that lets the head fit
// into room columns. The head is empty when there is no such place.
func splitWide(word string, room int) (head, tail string) {
	c := cells()
	cut, used := 0, 0
	for at := 0; at < len(word); {
		if word[at] == '\x1b' {
			_, sequence, _ := nextSequence(word[at:])
			at += len(sequence)
			continue
		}
		cluster := firstCluster(word[at:])
		n := c.StringWidth(cluster)
		if used += n; used > room {
			break
		}
		if at += len(cluster); n == 2 && mayBeginLine(word[at:]) {
			cut = at
		}
	}
	return word[:cut], word[cut:]
}

// firstCluster is what a reader sees as the first character of s: a letter
// with its accents, an emoji with its joiners.
func firstCluster(s string) string {
	clusters := graphemes.FromString(s)
	clusters.Next()
	return clusters.Value()
}

func mayBeginLine(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return rest != "" && r != '\x1b' && !strings.ContainsRune(neverFirst, r)
}
