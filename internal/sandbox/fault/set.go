package fault

import (
	"slices"
	"sync"
)

// Set is the faults of a running simulator. It is safe for use by several
// goroutines, and it stays small: there is one fault of a kind and operation.
// A nil Set has no faults.
type Set struct {
	random func() float64
	mu     sync.Mutex
	faults []Fault
}

// NewSet makes an empty set. random gives numbers from 0 to less than 1; it is
// called by one goroutine at a time.
func NewSet(random func() float64) *Set { return &Set{random: random} }

// Add puts a fault into force. It takes the place of one of the same kind and
// operation. A Rate of 0 stands for 1.
func (s *Set) Add(f Fault) {
	if f.Rate == 0 {
		f.Rate = 1
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, old := range s.faults {
		if old.Kind == f.Kind && old.Operation == f.Operation {
			s.faults[i] = f
			return
		}
	}
	s.faults = append(s.faults, f)
}

// Clear ends the faults of a kind, all of them when it is empty, and returns how
// many there were.
func (s *Set) Clear(kind Kind) int {
	if s == nil {
		return 0
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.faults)
	s.faults = slices.DeleteFunc(s.faults, func(f Fault) bool { return kind == "" || f.Kind == kind })
	return before - len(s.faults)
}

// List returns the faults in force in the order in which they came. Times is how
// often they will still strike.
func (s *Set) List() []Fault {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.faults)
}

// Draw returns the faults that strike this call of an operation, and counts
// them: at most one latency, then at most one other, the first in the order of
// Kinds. Faults of notifications are not among them; see Strikes.
func (s *Set) Draw(operation string) []Fault {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.faults) == 0 {
		return nil
	}
	var drawn []Fault
	for _, kind := range Kinds() {
		if kind.Notifies() || len(drawn) > 0 && drawn[len(drawn)-1].Kind != Latency {
			continue
		}
		if f, ok := s.strike(kind, operation); ok {
			drawn = append(drawn, f)
		}
	}
	return drawn
}

// Strikes reports whether a fault of a kind strikes now, and counts it if so.
// The operation is the name of a notification for kinds about these.
func (s *Set) Strikes(kind Kind, operation string) bool {
	if s == nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.strike(kind, operation)
	return ok
}

// Has reports whether a fault of a kind is in force or, with draw, whether one
// without an operation strikes now, which is counted.
func (s *Set) Has(kind Kind, draw bool) bool {
	if draw {
		return s.Strikes(kind, "")
	}
	return slices.ContainsFunc(s.List(), func(f Fault) bool { return f.Kind == kind })
}

// strike throws the dice for the faults of a kind. A fault that names the
// operation comes before one for all.
func (s *Set) strike(kind Kind, operation string) (Fault, bool) {
	for _, named := range []bool{true, false} {
		for i, f := range s.faults {
			if f.Kind != kind || named != (f.Operation != "") || named && f.Operation != operation {
				continue
			}
			if f.Rate < 1 && s.random() >= f.Rate {
				continue
			}
			switch f.Times {
			case 0:
			case 1:
				s.faults = slices.Delete(s.faults, i, i+1)
			default:
				s.faults[i].Times--
			}
			return f, true
		}
	}
	return Fault{}, false
}
