package verify

import (
	"bytes"
	"context"

	"github.com/antom-cli/antom/internal/capture"
)

// worker verifies pieces, one after the other, in memory of its own.
type worker struct {
	*judge
	ctx     context.Context
	records *capture.RecordReader
}

func newWorker(ctx context.Context, j *judge, o *Options) *worker {
	return &worker{judge: j, ctx: ctx, records: capture.NewRecordReader(o.Capture)}
}

// work fills in the results of a piece.
func (w *worker) work(p *piece) {
	for _, it := range p.items {
		w.add(p, it.capture, it.err)
	}
	for c, err := range w.records.Read(p.source, p.data) {
		w.add(p, c, err)
	}
	p.lines = bytes.Count(p.data, []byte{'\n'})
}

// add judges one capture, or passes on why there is none.
func (w *worker) add(p *piece, c *capture.Capture, err error) {
	if err != nil {
		p.results = append(p.results, Result{Err: err})
		return
	}
	if w.ctx.Err() != nil {
		return // nobody waits for the result any more
	}
	p.results = append(p.results, w.verdict(c))
}
