package diagnose

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// A character set that does not have a character puts "?" or U+FFFD in its place, one
// for each character, code unit or byte. A single lost character can be found by
// trying those that people use.

// Bounds of the search for lost characters.
const (
	maxLostBytes = 16 << 20 // that are hashed
	maxLostForms = 3
	maxLostRuns  = 3
)

// A gap is where characters were lost.
type gap struct {
	from, to int
	marks    int // how many "?" or U+FFFD
	member   string
}

// lost tries characters in the places where one was lost and reports whether it found
// the content.
func (s *search) lost(forms []*form) bool {
	left := maxLostBytes
	for _, f := range forms[:min(len(forms), maxLostForms)] {
		o := outlineOf(&f.text)
		if o == nil {
			return false
		}
		gaps := o.gaps()
		if len(gaps) == 0 || len(gaps) > maxLostRuns {
			continue
		}
		splices := make([]splice, len(gaps))
		var fill func(i int) bool
		fill = func(i int) bool {
			if i == len(gaps) {
				left -= len(f.text.data)
				return s.hits(f, splices, []*guess{lostGuess(gaps, splices)}, []head{s.given}) || left < 0 || s.budget.spent()
			}
			for _, text := range fillings(gaps[i].marks, len(gaps)) {
				splices[i] = splice{gaps[i].from, gaps[i].to, text}
				if fill(i + 1) {
					return true
				}
			}
			return false
		}
		if fill(0) {
			return s.found != nil
		}
	}
	return false
}

// lostGuess says what happened to a lost character.
func lostGuess(gaps []gap, splices []splice) *guess {
	g := &guess{rule: &rule{
		cause: CauseBodyCharset, says: `Characters became "?" or U+FFFD, which stands for what a character set does not have`,
	}, splices: splices}
	for _, gap := range gaps {
		g.members = appendNew(g.members, gap.member)
	}
	if len(gaps) == 1 {
		g.expected, g.given = splices[0].with, "?"
	}
	return g
}

// gaps returns where "?" or U+FFFD stand in strings, but not in URLs. A "?" at the
// end of a word counts only if there is no other.
func (o *outline) gaps() []gap {
	var sure, doubtful []gap
	for i := range o.leaves {
		l := &o.leaves[i]
		value := o.value(l)
		if value[0] != '"' || bytes.Contains(value, []byte("://")) {
			continue
		}
		from, _ := o.at(l.first, l.end)
		for k := 1; k < len(value)-1; {
			size := markLength(value[k:])
			if size == 0 {
				k++
				continue
			}
			g := gap{from: from + k, member: l.member}
			for size > 0 {
				g.marks++
				k += size
				size = markLength(value[k:])
			}
			g.to = from + k
			if value[k-1] == '?' && g.marks == 1 && strings.IndexByte(" \"", value[k]) >= 0 && strings.IndexByte(" \"", value[k-2]) < 0 {
				doubtful = append(doubtful, g)
			} else {
				sure = append(sure, g)
			}
		}
	}
	if len(sure) == 0 {
		return doubtful
	}
	return sure
}

// markLength returns the length of the mark for a lost character that a text begins
// with, 0 if there is none.
func markLength(text []byte) int {
	switch {
	case text[0] == '?':
		return 1
	case bytes.HasPrefix(text, []byte("\ufffd")):
		return len("\ufffd")
	case bytes.HasPrefix(text, []byte(`\ufffd`)) || bytes.HasPrefix(text, []byte(`\uFFFD`)):
		return len(`\ufffd`)
	}
	return 0
}

// A span is a range of characters.
type span struct{ first, last rune }

// spans lists the characters that get lost, the likeliest first.
func spans() []span {
	return []span{
		{0xe0, 0xff}, {0xc0, 0xdf}, {0xa0, 0xbf}, {0x2010, 0x2044}, {0x20ac, 0x20ac}, {0x2122, 0x2122}, {0x100, 0x24f},
		{0x1f300, 0x1faff}, {0x2600, 0x27bf}, {0x1ea0, 0x1eff}, {0x410, 0x44f}, {0x391, 0x3c9}, {0x3040, 0x30ff}, {0xe01, 0xe5b},
		{0xff01, 0xff9f}, {0x3000, 0x3020}, {0x4e00, 0x9fff}, {0x5d0, 0x5ea}, {0x620, 0x64a}, {0x900, 0x97f}, {0xac00, 0xd7a3},
	}
}

// fillings returns what may have stood where there are some marks now. Where several
// places are to be filled, only the likeliest characters are tried.
func fillings(marks, gaps int) (all []string) {
	const (
		two    = "éèêëáàâäãåóòôöõøíìîïúùûüñçßæœýÿÉÈÁÀÓÖÜÄÅÑÇØ’–“”€"
		three  = "éèáàóíñüöäçãúêß"
		latins = 2 // marks that can stand for two letters of Latin alphabets
	)
	switch {
	case gaps == 2 && marks == 1:
		return strings.Split(two, "")
	case gaps > 2:
		return strings.Split(three, "")
	}
	for _, s := range spans() {
		for r := s.first; r <= s.last; r++ {
			size := utf8.RuneLen(r)
			if marks == 1 || size >= marks {
				all = append(all, string(r))
			}
		}
	}
	if marks == latins {
		for _, a := range two {
			for _, b := range two {
				all = append(all, string(a)+string(b))
			}
		}
	}
	return all
}
