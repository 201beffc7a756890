package verify

import "github.com/antom-cli/antom/internal/capture"

// Sizes of pieces in bytes.
const (
	pieceSize = 64 << 10
	// longestLine is the longest line that pieces are made for. An input with a
	// longer one is read by package capture from there on.
	longestLine = 2 << 20
)

// piece is what a worker does at a time: some whole lines, or some captures.
type piece struct {
	source string

	data  []byte // whole records
	lines int    // how many lines that is, once it is done
	items []item

	live    bool // when the next piece of its source comes is not known
	end     bool // the last piece of its source
	results []Result
	done    chan struct{} // the results are there
}

// item is a capture or the reason why there is none.
type item struct {
	capture *capture.Capture
	err     error
}

func newPiece() *piece { return &piece{done: make(chan struct{}, 1)} }

// reset makes a piece ready for other work in the same memory.
func (p *piece) reset(source string) {
	clear(p.results)
	clear(p.items)
	*p = piece{source: source, data: p.data[:0], items: p.items[:0], results: p.results[:0], done: p.done}
	if cap(p.data) > 2*pieceSize {
		p.data = nil
	}
}
