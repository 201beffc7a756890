package sandbox

import (
	"encoding/binary"
	"io"

	"github.com/antom-cli/antom/internal/sandbox/fault"
)

// newFaults makes the set of faults, whose dice are random bytes.
func newFaults(rand io.Reader, initial []fault.Fault) *fault.Set {
	set := fault.NewSet(func() float64 { return fraction(rand) })
	for _, f := range initial {
		set.Add(f)
	}
	return set
}

// fraction is a random number from 0 to less than 1. Without randomness it is 0:
// a fault that was asked for strikes rather too often than never.
func fraction(rand io.Reader) float64 {
	var b [8]byte
	if _, err := io.ReadFull(rand, b[:]); err != nil {
		return 0
	}
	const bits = 53 // as many as a float64 holds exactly
	return float64(binary.LittleEndian.Uint64(b[:])>>(64-bits)) / (1 << bits)
}
