package diagnose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/ordered"
	"github.com/antom-cli/antom/internal/printable"
)

// A splice puts another text in the place of a piece of a body.
type splice struct {
	from, to int
	with     string
}

// A guess is an edit of single values or members of a JSON text. Unlike the other
// edits of a body, guesses are made from the text at hand.
type guess struct {
	*rule
	members  []string // the places of what changes
	splices  []splice // in the order of the text; they do not overlap
	expected string   // the signed text of the first member, if it is one of a value
	given    string
}

// clone returns a guess that stays when the guesser goes on.
func (g *guess) clone() *guess {
	return &guess{g.rule, slices.Clone(g.members), slices.Clone(g.splices), g.expected, g.given}
}

// edit describes a guess that turned out to be right.
func (g *guess) edit() edit {
	e := edit{cause: g.cause, says: g.says + ": " + listed(g.members) + ".", culprit: g.culprit, rewrites: g.cause == CauseBodyKeyOrder}
	if g.expected != g.given {
		e.member, e.expected, e.given = g.members[0], g.expected, g.given
	}
	return e
}

// splice appends a text with splices.
func (t *text) splice(dst []byte, splices []splice) []byte {
	last := 0
	for _, s := range splices {
		dst = append(dst, t.data[last:s.from]...)
		dst = append(dst, s.with...)
		last = s.to
	}
	return append(dst, t.data[last:]...)
}

// both joins the splices of two guesses. It reports false if they touch the same
// piece.
func both(a, b []splice) ([]splice, bool) {
	all := append(slices.Clone(a), b...)
	ordered.Sort(all, func(x, y splice) int { return x.from - y.from })
	for i := 1; i < len(all); i++ {
		x, y := all[i-1], all[i]
		inserts := x.from == x.to && y.from == y.to
		if y.from < x.to || y.from == x.from && !inserts {
			return nil, false
		}
	}
	return all, true
}

// A rule says what may have happened to the values of leaves.
type rule struct {
	cause   Cause
	says    string // what happened, without a full stop; the members follow it
	culprit string
	usual   bool // its guesses are also tried in pairs and under other heads
	// want returns the text that may have been signed for a leaf. It reports false if
	// the rule does not fit the leaf.
	want func(l *leaf, given []byte) (string, bool)
}

// A guesser makes the guesses about a text one by one: either the usual ones or the
// others. What it offers is only valid until the next guess.
type guesser struct {
	*outline
	usual bool
	visit func(*guess) bool // ends the guessing when it returns true
	ended bool
	guess guess
}

// Bounds of the leaves that a rule is tried with one by one.
const (
	maxEach   = 40
	maxAllBut = 10
)

// all guesses that a rule applies to every leaf that it fits.
func (g *guesser) all(r rule) {
	if leaves, wants := g.fitting(&r); len(leaves) > 0 {
		g.offer(&r, leaves, wants)
	}
}

// each guesses that a rule applies to one leaf alone.
func (g *guesser) each(r rule) {
	leaves, wants := g.fitting(&r)
	for i := range leaves[:min(len(leaves), maxEach)] {
		g.offer(&r, leaves[i:i+1], wants[i:i+1])
	}
}

// some guesses that a rule applies to all leaves that it fits, to one of them, and to
// all but one. Only the first is usual.
func (g *guesser) some(r rule) {
	g.all(r)
	r.usual = false
	leaves, wants := g.fitting(&r)
	n := min(len(leaves), maxEach)
	for i := 0; i < n && n > 1; i++ {
		g.offer(&r, leaves[i:i+1], wants[i:i+1])
		if 2 < n && n <= maxAllBut {
			g.offer(&r, slices.Delete(slices.Clone(leaves), i, i+1), slices.Delete(slices.Clone(wants), i, i+1))
		}
	}
}

// fitting returns the leaves that a rule fits, with the texts that it gives them;
// none if it is not the turn of the rule.
func (g *guesser) fitting(r *rule) (leaves []*leaf, wants []string) {
	if g.skips(r) {
		return nil, nil
	}
	for i := range g.leaves {
		l := &g.leaves[i]
		given := g.value(l)
		if want, ok := r.want(l, given); ok && want != string(given) {
			leaves, wants = append(leaves, l), append(wants, want)
		}
	}
	return leaves, wants
}

// skips reports whether it is not the turn of a rule.
func (g *guesser) skips(r *rule) bool { return g.ended || r.usual != g.usual }

// offer makes a guess of leaves and the texts that may have been signed for them.
func (g *guesser) offer(r *rule, leaves []*leaf, wants []string) {
	g.begin(r)
	for i, l := range leaves {
		from, to := g.at(l.first, l.end)
		g.splice(from, to, wants[i])
		g.name(l.member)
	}
	g.end(wants[0], string(g.value(leaves[0])))
}

// begin, splice, name and end make a guess.
func (g *guesser) begin(r *rule) {
	g.guess.rule, g.guess.splices, g.guess.members = r, g.guess.splices[:0], g.guess.members[:0]
}

func (g *guesser) splice(from, to int, with string) {
	g.guess.splices = append(g.guess.splices, splice{from, to, with})
}

func (g *guesser) name(member string) { g.guess.members = append(g.guess.members, member) }

func (g *guesser) end(expected, given string) {
	if !g.skips(g.guess.rule) {
		g.guess.expected, g.guess.given = expected, given
		g.ended = g.visit(&g.guess)
	}
}

// maxListed is the largest number of members that a sentence names.
const maxListed = 4

// listed names members in a sentence.
func listed(names []string) string {
	shown := make([]string, 0, maxListed)
	for _, name := range names[:min(len(names), maxListed)] {
		shown = append(shown, shortName(name))
	}
	text := strings.Join(shown, ", ")
	if more := len(names) - maxListed; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// shortName puts the name of a member into a sentence.
func shortName(name string) string {
	const longest = 80
	if len(name) > longest {
		name = strings.ToValidUTF8(name[:longest], "") + "…"
	}
	return printable.VisibleLine(name)
}
