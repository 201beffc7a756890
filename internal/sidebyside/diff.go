package sidebyside

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Part is a stretch of the two texts: the same in both, or different.
type Part struct {
	Signed, Captured string
	Same             bool
}

// maxEdits bounds the search for the least difference. Texts that differ more are one
// difference from the first to the last byte that differs.
const maxEdits = 1000

// Diff returns the parts of two texts in order. Parts that are the same and parts that
// differ alternate. The parts of each text together are that text.
func Diff(signed, captured []byte) []Part {
	a, b := tokens(string(signed)), tokens(string(captured))
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var d differ
	d.same(a[:head])
	d.middle(a[head:len(a)-tail], b[head:len(b)-tail])
	d.same(a[len(a)-tail:])
	return d.parts
}

// tokens cuts a text into words, runs of spaces, and single other characters.
func tokens(text string) []string {
	var all []string
	for len(text) > 0 {
		first, end := utf8.DecodeRuneInString(text)
		for class := classOf(first); class != single && end < len(text); {
			r, size := utf8.DecodeRuneInString(text[end:])
			if classOf(r) != class {
				break
			}
			end += size
		}
		all = append(all, text[:end])
		text = text[end:]
	}
	return all
}

type class uint8

const (
	single class = iota
	word
	blank
)

func classOf(r rune) class {
	switch {
	case r == ' ':
		return blank
	case r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)):
		return word
	default:
		return single
	}
}

// differ joins tokens to parts.
type differ struct{ parts []Part }

func (d *differ) same(list []string) {
	if len(list) > 0 {
		text, p := strings.Join(list, ""), d.last(true)
		p.Signed += text
		p.Captured += text
	}
}

func (d *differ) change(signed, captured []string) {
	if len(signed)+len(captured) > 0 {
		p := d.last(false)
		p.Signed += strings.Join(signed, "")
		p.Captured += strings.Join(captured, "")
	}
}

// last is the last part if it is of the kind that is wanted, or else a new one.
func (d *differ) last(same bool) *Part {
	if n := len(d.parts); n == 0 || d.parts[n-1].Same != same {
		d.parts = append(d.parts, Part{Same: same})
	}
	return &d.parts[len(d.parts)-1]
}

// middle adds the parts of two texts by the algorithm of Myers.
func (d *differ) middle(a, b []string) {
	trace := search(a, b)
	if trace == nil {
		d.change(a, b)
		return
	}
	type step struct{ x, y int }
	path := []step{{len(a), len(b)}}
	x, y := len(a), len(b)
	for edits := len(trace) - 1; edits > 0; edits-- {
		px, py := before(trace[edits-1], x-y, edits)
		for x > px && y > py {
			x, y = x-1, y-1
			path = append(path, step{x, y})
		}
		x, y = px, py
		path = append(path, step{x, y})
	}
	for x > 0 && y > 0 {
		x, y = x-1, y-1
		path = append(path, step{x, y})
	}
	slices.Reverse(path)
	for i := 1; i < len(path); i++ {
		from, to := path[i-1], path[i]
		if to.x > from.x && to.y > from.y {
			d.same(a[from.x:to.x])
		} else {
			d.change(a[from.x:to.x], b[from.y:to.y])
		}
	}
}

// search returns, for every number of edits, how far each diagonal reaches with them,
// up to the number that is enough; nil if maxEdits are not. The diagonal k of n edits
// is at index k+n.
func search(a, b []string) (trace [][]int) {
	for edits := 0; edits <= min(maxEdits, len(a)+len(b)); edits++ {
		reach := make([]int, 2*edits+1)
		for k := -edits; k <= edits; k += 2 {
			x := 0
			if edits > 0 {
				x = start(trace[edits-1], k, edits)
			}
			y := x - k
			for x < len(a) && y < len(b) && y >= 0 && a[x] == b[y] {
				x, y = x+1, y+1
			}
			reach[k+edits] = x
			if x >= len(a) && y >= len(b) {
				return append(trace, reach)
			}
		}
		trace = append(trace, reach)
	}
	return nil
}

// start is where a diagonal begins with one edit more than those of reach.
func start(reach []int, k, edits int) int {
	if down(reach, k, edits) {
		return at(reach, k+1, edits-1)
	}
	return at(reach, k-1, edits-1) + 1
}

// before is the place that the edit to a diagonal came from.
func before(reach []int, k, edits int) (x, y int) {
	if down(reach, k, edits) {
		x = at(reach, k+1, edits-1)
		return x, x - k - 1
	}
	x = at(reach, k-1, edits-1)
	return x, x - k + 1
}

// down reports whether the edit to a diagonal inserts rather than deletes.
func down(reach []int, k, edits int) bool {
	return k == -edits || k != edits && at(reach, k-1, edits-1) < at(reach, k+1, edits-1)
}

func at(reach []int, k, edits int) int { return reach[k+edits] }
