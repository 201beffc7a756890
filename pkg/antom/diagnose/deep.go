package diagnose

// The deep search follows where the usual edits explain nothing. It takes the body
// in the forms that Antom may have written (form), and guesses at single values and
// members in them (guess).

// Bounds of the deep search, in contents that are hashed.
const (
	maxDeepTries = 9000
	maxLostTries = 36000 // of short contents, because maxLostBytes bounds them too
	maxPairs     = 4000  // of guesses, of all forms together
)

// deep searches the forms of the body with guesses and reports whether it found the
// content, or whether the budget is spent.
func (s *search) deep() bool {
	s.budget.allow(maxDeepTries)
	forms := formsOf(s.levels[0].text.data, s.budget)
	near := s.heads.with(step{body: 1, head: 1, which: common}, maxTries)
	odd := s.heads.odd()
	twice := s.heads.with(step{head: 2, which: common}, maxTries)
	for _, f := range forms {
		if len(f.edits) > 0 && s.hits(f, nil, nil, []head{s.given}, near, twice, odd) {
			return true
		}
	}
	s.budget.allow(maxLostTries)
	if s.lost(forms) {
		return true
	}
	s.budget.allow(maxDeepTries)
	return s.guesses(forms, near)
}

// guesses tries the guesses about the forms: the usual ones first, then the others,
// and then the usual ones in pairs.
func (s *search) guesses(forms []*form, near []head) bool {
	outlines := make([]*outline, len(forms))
	kept := make([][]*guess, len(forms))
	for _, usual := range []bool{true, false} {
		for i, f := range forms {
			if outlines[i] == nil {
				outlines[i] = outlineOf(&f.text)
			}
			heads := [][]head{{s.given}}
			if usual {
				heads = append(heads, near)
			}
			g := guesser{outline: outlines[i], usual: usual, visit: func(g *guess) bool {
				if usual {
					kept[i] = append(kept[i], g.clone())
				}
				return s.hits(f, g.splices, []*guess{g}, heads...) || s.budget.spent()
			}}
			g.valueGuesses()
			if f.ordered || i == 0 {
				g.memberGuesses()
			}
			if g.ended {
				return s.found != nil
			}
		}
	}
	return s.pairs(forms, kept)
}

// pairs tries two usual guesses together.
func (s *search) pairs(forms []*form, kept [][]*guess) bool {
	tried := 0
	for i, f := range forms {
		for k, a := range kept[i] {
			for _, b := range kept[i][k+1:] {
				splices, ok := both(a.splices, b.splices)
				if !ok {
					continue
				}
				if tried++; tried > maxPairs || s.budget.spent() {
					return false
				}
				if s.hits(f, splices, []*guess{a, b}, []head{s.given}) {
					return true
				}
			}
		}
	}
	return false
}

// hits reports whether a form with splices is the signed body under one of the heads,
// and notes what led to it.
func (s *search) hits(f *form, splices []splice, guesses []*guess, heads ...[]head) bool {
	s.levels[1].set(f.text.splice(s.levels[1].buf[:s.head], splices), s.head)
	for _, list := range heads {
		for i := range list {
			if !s.matches(list[i].text, 1) {
				continue
			}
			s.found = append(append([]edit{}, list[i].edits...), f.edits...)
			for _, g := range guesses {
				s.found = append(s.found, g.edit())
			}
			return true
		}
	}
	return false
}
