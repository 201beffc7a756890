package diagnose

import (
	"slices"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Bounds of the guesses about members.
const (
	maxMoved    = 24 // members of an object that are tried at every place
	maxPermuted = 6  // members whose every order is tried
)

// memberGuesses are about members that were added, dropped or moved alone, the
// likeliest first.
func (g *guesser) memberGuesses() {
	for _, about := range []func(*object){g.added, g.moves, g.dropped} {
		for i := range g.objects {
			about(&g.objects[i])
		}
	}
}

// orderGuesses are about the order of the members alone.
func (g *guesser) orderGuesses() {
	for i := range g.objects {
		g.permutations(&g.objects[i])
	}
}

// arranged guesses that the members [from, from+len(order)) of an object were signed
// in another order.
func (g *guesser) arranged(r *rule, b *object, from int, order []int) {
	start, _ := g.at(b.members[from].first, b.members[from].end)
	_, end := g.at(b.members[from+len(order)-1].first, b.members[from+len(order)-1].end)
	text := make([]byte, 0, end-start)
	g.begin(r)
	for k, i := range order {
		if k > 0 {
			text = append(text, ',')
		}
		m := &b.members[from+i]
		text = append(text, g.bytes(m.first, m.end)...)
		if k != i {
			g.name(below(b.member, string(m.name)))
		}
	}
	g.splice(start, end, string(text))
	g.end("", "")
}

func moveRule(usual bool) *rule {
	return &rule{
		cause: CauseBodyKeyOrder, says: "Members changed their places", usual: usual,
		culprit: "Maps and databases that keep members in an order of their own are the usual culprits: Go's map, Java's HashMap, jsonb of PostgreSQL.",
	}
}

// permutations are the orders of the members of a small object, and of those of a
// larger one that Antom does not always send.
func (g *guesser) permutations(b *object) {
	from := 0
	if len(b.members) > 4 {
		from = len(b.members)
		for from > 0 && !alwaysSent(b.kind, &b.members[from-1]) {
			from--
		}
	}
	n := len(b.members) - from
	r := moveRule(n <= 2)
	if n < 2 || n > maxPermuted || g.skips(r) {
		return
	}
	permute(n, func(order []int) { g.arranged(r, b, from, order) })
}

// alwaysSent reports whether Antom sends a member with every notification.
func alwaysSent(t *spec.Type, m *member) bool {
	f := fieldOf(t, string(m.name))
	return f != nil && f.Required != spec.No
}

// permute visits all orders of n things but the given one.
func permute(n int, visit func([]int)) {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	var walk func(k int)
	walk = func(k int) {
		if k == n {
			if !slices.IsSorted(order) {
				visit(order)
			}
			return
		}
		for i := k; i < n; i++ {
			order[k], order[i] = order[i], order[k]
			walk(k + 1)
			order[k], order[i] = order[i], order[k]
		}
	}
	walk(0)
}

// moves are the guesses that one member stood at another place.
func (g *guesser) moves(b *object) {
	r := moveRule(false)
	if g.skips(r) {
		return
	}
	n := min(len(b.members), maxMoved)
	for i := range n {
		for to := range n {
			if to == i || to == i-1 { // the same as the other one moved
				continue
			}
			from, end := min(i, to), max(i, to)
			order := make([]int, 0, end-from+1)
			for k := from; k <= end; k++ {
				if k != i {
					order = append(order, k-from)
				}
			}
			g.arranged(r, b, from, slices.Insert(order, to-from, i-from))
		}
	}
}

// otherNames are names that are documented nowhere, but that Antom's client
// libraries have.
func otherNames() []string { return []string{"promotionResults", "extendInfo"} }

// The rules of members without a value that were dropped.
func dropRules(usual bool) (nulls, empty *rule) {
	nulls = &rule{
		cause: CauseBodyNulls, says: "Members that are null were dropped", usual: usual,
		culprit: "A JSON library that leaves out what is null is the usual culprit: Jackson with NON_NULL, Gson, Newtonsoft.Json with NullValueHandling.Ignore.",
	}
	empty = &rule{
		cause: CauseBodyValues, says: "Members that are empty were dropped", usual: usual,
		culprit: "A JSON library that leaves out what is empty is the usual culprit: Jackson with NON_EMPTY, Go's omitempty.",
	}
	return nulls, empty
}

// added are the guesses that a member without a value was dropped: usually from its
// documented place or from the end.
func (g *guesser) added(b *object) {
	if b.kind == nil {
		return
	}
	nulls, empty := dropRules(g.usual)
	for _, name := range missing(b) {
		place := g.place(b, name)
		for _, value := range emptyKinds() {
			r := empty
			if value == "null" {
				r = nulls
			}
			anywhere := b.member == "" && (value == "null" || value == emptyOf(fieldOf(b.kind, name)))
			for k := 0; k <= len(b.members) && k <= maxMoved; k++ {
				if g.usual == (value == "null" && k == place) && (k == place || k == len(b.members) || anywhere) {
					g.inserted(r, b, k, name, value)
				}
			}
		}
	}
}

// emptyOf returns what is empty of the type of a field.
func emptyOf(f *spec.Field) string {
	switch {
	case f == nil || f.Array:
		return "[]"
	case f.Object != nil:
		return "{}"
	default:
		return `""`
	}
}

// missing returns the names that an object of its kind can have and does not have.
func missing(b *object) (names []string) {
	for i := range b.kind.Fields {
		names = append(names, b.kind.Fields[i].Name)
	}
	if b.member == "" {
		names = append(names, otherNames()...)
	}
	return slices.DeleteFunc(names, func(name string) bool {
		return slices.ContainsFunc(b.members, func(m member) bool { return string(m.name) == name })
	})
}

// place returns where a documented member stands among those that are there.
func (o *outline) place(b *object, name string) int {
	r := rank(b.kind, []byte(name))
	for k := range b.members {
		if rank(b.kind, b.members[k].name) > r {
			return k
		}
	}
	return len(b.members)
}

// inserted guesses that a member was dropped from a place.
func (g *guesser) inserted(r *rule, b *object, at int, name, value string) {
	g.begin(r)
	g.name(below(b.member, name))
	text := `"` + name + `":` + value
	if at < len(b.members) {
		pos, _ := g.at(b.members[at].first, b.members[at].end)
		g.splice(pos, pos, text+",")
	} else {
		last := &b.members[len(b.members)-1]
		_, pos := g.at(last.first, last.end)
		g.splice(pos, pos, ","+text)
	}
	g.end(value, "")
}

// dropped are the guesses that members were added: one, or all that are not
// documented.
func (g *guesser) dropped(b *object) {
	one := &rule{
		cause: CauseBodyValues, says: "A member was added",
		culprit: "Code that puts its own members into the parsed body is the usual culprit: a database that adds an id, Rails' wrap_parameters, Laravel's request->all(), which adds the query.",
	}
	several := &rule{cause: one.cause, says: "Members were added", culprit: one.culprit, usual: true}
	if len(b.members) < 2 {
		return
	}
	var unknown []int
	for i := range b.members {
		if b.kind != nil && len(b.members[i].name) > 0 && fieldOf(b.kind, string(b.members[i].name)) == nil {
			unknown = append(unknown, i)
		}
		switch {
		case len(b.members[i].name) == 0: // no program adds it
		case len(unknown) > 0 && unknown[len(unknown)-1] == i && len(unknown) <= maxPermuted:
			g.without(several, b, []int{i})
		case i < maxMoved:
			g.without(one, b, []int{i})
		}
	}
	if n := len(unknown); n == len(b.members) || n > maxPermuted {
		return
	}
	for set := range 1 << len(unknown) {
		var gone []int
		for k, i := range unknown {
			if set>>k&1 == 1 {
				gone = append(gone, i)
			}
		}
		if len(gone) > 1 {
			g.without(several, b, gone)
		}
	}
}

// without guesses that some members, given in their order, were added.
func (g *guesser) without(r *rule, b *object, gone []int) {
	g.begin(r)
	for k, i := range gone {
		m := &b.members[i]
		g.name(below(b.member, string(m.name)))
		from, to := g.at(m.first, m.end)
		if i == k { // none stays before it, so the comma after it goes too
			to, _ = g.at(b.members[i+1].first, b.members[i+1].end)
		} else {
			_, from = g.at(b.members[i-1].first, b.members[i-1].end)
		}
		g.splice(from, to, "")
	}
	g.end("", "")
}
