package diagnose

import (
	"bytes"
	"crypto/sha256"
	"hash/maphash"
)

// A search looks for the edits that turn the given content into the signed one.
//
// A content is hashed in one piece: the head is short, so that keeping the
// state of the hash after it would save less than restoring it costs.
type search struct {
	want    [sha256.Size]byte
	budget  *budget
	effort  Effort
	heads   *heads
	given   head
	head    int // the length of the longest head, for which there is room before every body
	stages  []stage
	turns   []int // indexes of the stages, the early ones first
	levels  []level
	seed    maphash.Seed
	fewest  map[uint64]int // hash of a body → the fewest edits that made it
	visited map[uint64]bool
	found   []edit
	signed  []byte // the content that found leads to
}

// A level is the buffer for the bodies after some number of edits.
type level struct {
	buf  []byte // room for a head, then the body
	text text
}

// maxEdits is the largest number of edits of a body.
const maxEdits = 3

func newSearch(in Input, want []byte, stages []stage, h *heads, memory *room, b *budget) *search {
	s := &search{
		budget: b, effort: in.Effort, heads: h, stages: stages,
		seed: maphash.MakeSeed(), fewest: memory.fewest, visited: memory.visited,
	}
	copy(s.want[:], want)
	for _, early := range []bool{true, false} {
		for i := range s.stages {
			if s.stages[i].early == early {
				s.turns = append(s.turns, i)
			}
		}
	}
	s.given = s.heads.make(nil)
	s.head = s.heads.longest()
	s.levels = memory.levels
	for i := range s.levels {
		s.levels[i].grow(s.head)
	}
	s.levels[0].set(append(s.levels[0].buf[:s.head], in.Message.Body...), s.head)
	return s
}

// grow makes the buffer long enough for a head.
func (l *level) grow(head int) {
	if len(l.buf) < head {
		l.buf = make([]byte, head, 2*head)
	}
}

func (l *level) set(buf []byte, room int) {
	l.buf = buf
	l.text.reset(buf[room:])
}

// which says which bodies and heads a step combines.
type which uint8

const (
	common which = iota // nothing but common edits
	rare                // at least one edit that is not common
)

// A step is one part of the search: bodies with some edits under heads with
// some edits.
type step struct {
	body, head int
	which      which
}

// steps is the order of the search: one edit before two, two before three, and
// what is common before what is rare.
func steps(e Effort) []step {
	all := []step{
		{0, 1, common}, {1, 0, common}, {0, 1, rare}, {1, 0, rare},
		{1, 1, common}, {0, 2, common}, {2, 0, common},
		{1, 1, rare}, {0, 2, rare}, {2, 0, rare},
		{2, 1, common}, {1, 2, common}, {0, 3, common}, {3, 0, common},
	}
	switch e {
	case EffortUsual:
		return all[:2]
	case EffortSingle:
		return all[:4]
	default:
		return all
	}
}

// run searches and returns the edits that explain the digest, nil if none do.
func (s *search) run() []edit {
	for _, st := range steps(s.effort) {
		if s.budget.spent() || s.step(st) {
			return s.found
		}
	}
	if s.effort == EffortFull && !s.near() {
		s.deep()
	}
	return s.found
}

// step tries one part of the search and reports whether it found the content.
func (s *search) step(st step) bool {
	heads := []head{s.given}
	if st.head > 0 {
		heads = s.heads.with(st, maxTries)
	}
	if len(heads) == 0 {
		return false
	}
	clear(s.visited)
	return s.bodies(0, 0, st, nil, func(chosen []edit) bool {
		return s.under(heads, st, chosen)
	})
}

// under tries the body of the last level under some heads.
func (s *search) under(heads []head, st step, chosen []edit) bool {
	commonBody := allCommon(chosen)
	for i := range heads {
		h := &heads[i]
		if st.which == rare && commonBody && h.common {
			continue // tried before, as common
		}
		if s.matches(h.text, st.body) {
			s.found = append(append([]edit{}, h.edits...), chosen...)
			return true
		}
		if s.budget.spent() {
			return true
		}
	}
	return false
}

func allCommon(edits []edit) bool {
	for i := range edits {
		if !edits[i].common {
			return false
		}
	}
	return true
}

// matches hashes a head with the body of a level.
func (s *search) matches(head []byte, depth int) bool {
	buf := s.levels[depth].buf
	from := s.head - len(head)
	if from < 0 || !s.budget.try(len(buf)-from) {
		return false
	}
	copy(buf[from:], head)
	if sha256.Sum256(buf[from:]) != s.want {
		return false
	}
	s.signed = bytes.Clone(buf[from:])
	return true
}

// bodies makes the bodies with as many edits as a step says, depth of which are
// chosen, from a stage on. It visits those that no fewer edits make, and ends when
// visit returns true.
func (s *search) bodies(depth, from int, st step, chosen []edit, visit func([]edit) bool) bool {
	if depth == st.body {
		return s.fresh(depth) && visit(chosen)
	}
	for _, i := range s.turns {
		if i < from {
			continue
		}
		for k := range s.stages[i].edits {
			e := &s.stages[i].edits[k]
			if st.which == common && !e.common || e.alone && st.head+st.body > 1 || !s.edit(depth, e) {
				continue
			}
			if s.bodies(depth+1, i+1, st, append(chosen[:len(chosen):len(chosen)], e.edit), visit) {
				return true
			}
		}
		if s.budget.spent() {
			return true
		}
	}
	return false
}

// edit makes the body of the next level. It reports false if nothing changes.
func (s *search) edit(depth int, e *bodyEdit) bool {
	from, to := &s.levels[depth], &s.levels[depth+1]
	if s.budget.spent() {
		return false
	}
	buf, ok := e.apply(to.buf[:s.head], &from.text)
	to.set(buf, s.head)
	s.budget.make(len(from.text.data), ok)
	return ok && !bytes.Equal(to.text.data, from.text.data)
}

// fresh reports whether the body of a level has not been there before: not in
// this step, and not with fewer edits.
func (s *search) fresh(depth int) bool {
	sum := maphash.Bytes(s.seed, s.levels[depth].text.data)
	if s.visited[sum] {
		return false
	}
	s.visited[sum] = true
	fewest, ok := s.fewest[sum]
	if !ok {
		s.fewest[sum] = depth
	}
	return !ok || fewest == depth
}

// near tries the times around the given one and reports whether it found the content.
func (s *search) near() bool {
	given := s.heads.message.Time
	for _, t := range nearTimes(given) {
		if s.budget.spent() {
			return false
		}
		e := edit{cause: CauseRequestTime, says: "The clock was read twice: once for the signature and once for the header.", expected: t, given: given}
		if s.matches(s.heads.make([]edit{e}).text, 0) {
			s.found = []edit{e}
			return true
		}
	}
	return false
}
