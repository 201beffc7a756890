package diagnose

// The deep search follows where the usual edits explain nothing. It takes the body
// in the forms that Antom may have written (form), and guesses at single values and
// members in them (guess).

// Bounds of the deep search, in contents that are hashed.
const (
	maxDeepTries = 14000
	minDeepTries = 300      // of long contents
	maxDeepBytes = 16 << 20 // that are hashed, as long as that allows minDeepTries
	maxLostTries = 36000    // of short contents, because maxLostBytes bounds them too
	maxPairs     = 2500     // of guesses, of all forms together
	maxGuessed   = 6        // forms that are guessed about
)

// deep searches the forms of the body with guesses and reports whether it found the
// content.
func (s *search) deep() bool {
	tries := max(minDeepTries, min(maxDeepTries, maxDeepBytes/len(s.levels[0].buf)))
	s.budget.allow(tries)
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
	s.budget.allow(tries)
	return s.guesses(forms, near)
}

// A tier is guesses that are tried together, before those of the next tier.
type tier struct {
	usual   bool
	ordered bool // only in forms with an order of Antom's, and in the first form
	guess   func(*guesser)
}

// guesses tries the guesses about the forms, tier by tier: the usual ones, alone and
// in pairs, then the others.
func (s *search) guesses(forms []*form, near []head) bool {
	outlines := make([]*outline, len(forms))
	for i, f := range forms {
		if outlines[i] = outlineOf(&f.text); outlines[i] == nil || s.budget.spent() {
			return false
		}
	}
	kept := make([][]*guess, len(forms))
	visit := func(i int, t tier) bool {
		g := guesser{outline: outlines[i], usual: t.usual, visit: func(g *guess) bool {
			if t.usual {
				kept[i] = append(kept[i], g.clone())
				return s.hits(forms[i], g.splices, []*guess{g}, []head{s.given}, near)
			}
			return s.hits(forms[i], g.splices, []*guess{g}, []head{s.given}) || s.budget.spent()
		}}
		t.guess(&g)
		return g.ended
	}
	each := func(tiers ...tier) bool {
		for _, t := range tiers {
			for i, f := range forms[:min(len(forms), maxGuessed)] {
				if (i == 0 || f.ordered || !t.ordered) && visit(i, t) {
					return true
				}
			}
		}
		return s.budget.spent()
	}
	values, members, order := (*guesser).valueGuesses, (*guesser).memberGuesses, (*guesser).orderGuesses
	if each(tier{true, false, values}, tier{true, true, order}, tier{true, true, members}) || s.pairs(forms, kept) {
		return s.found != nil
	}
	if each(tier{false, true, order}, tier{false, false, values}, tier{false, true, members}) {
		return s.found != nil
	}
	return s.rearranged(forms, outlines, kept)
}

// rearranged tries a usual guess about a value together with another order of the
// members, in the forms that have an order of Antom's.
func (s *search) rearranged(forms []*form, outlines []*outline, kept [][]*guess) bool {
	tried := 0
	for i, f := range forms {
		if !f.ordered && i > 0 {
			continue
		}
		for _, a := range kept[i] {
			if a.cause == CauseBodyKeyOrder {
				continue
			}
			g := guesser{outline: outlines[i], visit: func(b *guess) bool {
				splices, ok := both(a.splices, b.splices)
				if !ok {
					return false
				}
				tried++
				return tried > maxPairs || s.budget.spent() || s.hits(f, splices, []*guess{a, b}, []head{s.given})
			}}
			g.orderGuesses()
			if g.ended {
				return s.found != nil
			}
		}
	}
	return false
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
