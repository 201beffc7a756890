package recording

import (
	"fmt"
	"slices"
	"sync"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// MissError says that no recorded exchange matches a call.
type MissError struct {
	Operation string
	Reason    string
}

func (e *MissError) Error() string { return "no recorded exchange matches: " + e.Reason }

// Player answers calls from recorded exchanges. It is safe for use by several
// goroutines.
//
// An exchange matches a call if it is of the same operation, is about the same
// payment, refund or the like, and has the same stable fields: amount, currency,
// payment method, terminal and others that a program sends the same in every run. Of
// those that match, the first in the order of recording that was not used yet answers.
// A call that repeats an id that the caller made gets the exchanges of that id. After
// the last exchange, an inquiry gets it again, and a new payment begins with the first
// one again.
type Player struct {
	mu          sync.Mutex
	byOperation map[string][]*entry
	aliases     map[string]string // ids of Antom's to those of the caller
	links       *links
	starts      map[idPlace]int // how often an id of a recorded caller was given to a new one
	count       int
}

// entry is an exchange with what it is found by.
type entry struct {
	*Exchange
	stable     []field
	own        string            // the id that the caller made
	references map[string]string // ids of what exists, by the names of the fields
	used       bool
}

// NewPlayer makes a Player of exchanges in the order of recording. Those that are not
// Replayable are left out.
func NewPlayer(exchanges []*Exchange) *Player {
	p := &Player{byOperation: map[string][]*entry{}, aliases: map[string]string{}, links: newLinks(), starts: map[idPlace]int{}}
	for _, e := range exchanges {
		if e.Replayable() {
			p.learnAliases(e)
			p.count++
		}
	}
	for _, e := range exchanges {
		if e.Replayable() {
			op := spec.OperationNamed(e.Operation)
			p.byOperation[e.Operation] = append(p.byOperation[e.Operation], &entry{
				Exchange: e, stable: stableFields(op, e.Request.Body), own: e.Request.Body.Get(ownIDField(op)).String(),
				references: p.references(op, e.Request.Body),
			})
		}
	}
	return p
}

// Count is how many exchanges can answer.
func (p *Player) Count() int { return p.count }

// Has reports whether there is an exchange of an operation.
func (p *Player) Has(operation string) bool { return len(p.byOperation[operation]) > 0 }

// learnAliases connects the ids that Antom and the caller have for the same thing.
func (p *Player) learnAliases(e *Exchange) {
	op := spec.OperationNamed(e.Operation)
	find := func(name string) string {
		if text := e.Request.Body.Get(name).String(); text != "" || name == "" {
			return text
		}
		return e.Response.Body.Get(name).String()
	}
	theirs, own := find(op.AntomIDField), find(op.RequestIDField)
	if theirs != "" && own != "" && theirs != mask && own != mask {
		p.aliases[theirs] = own
	}
}

// canonical is one id for all ids of the same thing.
func (p *Player) canonical(recorded string) string {
	if own, ok := p.aliases[recorded]; ok {
		return own
	}
	return recorded
}

// references are the ids of existing things in a request, by their recorded ids.
func (p *Player) references(op spec.Operation, request *spec.Node) map[string]string {
	ids := map[string]string{}
	for _, name := range referenceFields(op) {
		if text := request.Get(name).String(); text != "" && text != mask {
			ids[name] = p.canonical(p.links.recorded(name, text))
		}
	}
	return ids
}

// Answer returns the body of the recorded response for a call, with the ids of the
// call. The error is a *MissError.
func (p *Player) Answer(operation string, request *spec.Node) (*spec.Node, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	op := spec.OperationNamed(operation)
	matching, reason := p.matching(op, request)
	if reason != "" {
		return nil, &MissError{operation, reason}
	}
	own := request.Get(ownIDField(op)).String()
	chosen := p.choose(matching, idPlace{ownIDField(op), own})
	if chosen == nil {
		return nil, &MissError{operation, fmt.Sprintf("%s was used before with other values", ownIDField(op))}
	}
	chosen.used = true
	ids := echoed(chosen.Request.Body, request)
	for place, given := range ids {
		if place.name != "" && given != place.id {
			p.links.add(place.name, given, place.id)
		}
	}
	p.links.add(ownIDField(op), own, chosen.own) // last, because it must not be replaced by another of the same name
	return p.links.withIDs(chosen.Response.Body, ids, ""), nil
}

// matching are the exchanges that match a call, or why there is none.
func (p *Player) matching(op spec.Operation, request *spec.Node) ([]*entry, string) {
	entries := p.byOperation[op.Name]
	if len(entries) == 0 {
		return nil, "none of the operation " + op.Name + " was recorded"
	}
	references := p.references(op, request)
	entries = slices.DeleteFunc(slices.Clone(entries), func(e *entry) bool { return !sameThing(e.references, references) })
	if len(entries) == 0 {
		return nil, "none is about the same payment, refund or the like"
	}
	stable := stableFields(op, request)
	var matching []*entry
	nearest := ""
	for _, e := range entries {
		different := differences(e.stable, stable)
		if different == "" {
			matching = append(matching, e)
		} else if nearest == "" || len(different) < len(nearest) {
			nearest = different
		}
	}
	if len(matching) == 0 {
		return nil, nearest
	}
	return matching, ""
}

// sameThing reports whether two requests are about the same thing: no id contradicts,
// and one is the same, whatever its field.
func sameThing(recorded, given map[string]string) bool {
	same := len(recorded) == 0 && len(given) == 0
	for name, id := range given {
		if other, ok := recorded[name]; ok && other != id {
			return false
		}
		for _, other := range recorded {
			same = same || other == id
		}
	}
	return same
}

// choose finds the exchange that is next. own is the id that the caller made.
func (p *Player) choose(matching []*entry, own idPlace) *entry {
	if own.id == "" {
		return next(matching)
	}
	group, repeated := p.links.toRecorded[own]
	if !repeated {
		group = p.newGroup(matching, own)
		p.start(idPlace{own.name, group})
	}
	return next(slices.DeleteFunc(slices.Clone(matching), func(e *entry) bool { return e.own != group }))
}

// newGroup is the recorded id that a new id of a caller stands for: the same one if it
// was recorded, else the one that was given out least.
func (p *Player) newGroup(matching []*entry, own idPlace) string {
	best := matching[0]
	for _, e := range matching {
		if e.own == own.id {
			return own.id
		}
		if p.starts[idPlace{own.name, e.own}] < p.starts[idPlace{own.name, best.own}] {
			best = e
		}
	}
	return best.own
}

// start begins with a recorded id. If it is not the first time, what was recorded about
// it is unused again.
func (p *Player) start(group idPlace) {
	p.starts[group]++
	if p.starts[group] == 1 {
		return
	}
	for _, entries := range p.byOperation {
		for _, e := range entries {
			if e.own == group.id || isAbout(e, group.id) {
				e.used = false
			}
		}
	}
}

func isAbout(e *entry, id string) bool {
	for _, other := range e.references {
		if other == id {
			return true
		}
	}
	return false
}

// next is the first exchange that was not used, else the last one; nil if there is none.
func next(entries []*entry) *entry {
	for _, e := range entries {
		if !e.used {
			return e
		}
	}
	if len(entries) == 0 {
		return nil
	}
	return entries[len(entries)-1]
}
