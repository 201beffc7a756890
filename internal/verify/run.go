package verify

import (
	"context"
	"errors"
	"sync"

	"github.com/antom-cli/antom/internal/capture"
)

// Run verifies every notification of the sources and hands each result to each,
// in the order of the input, on the calling goroutine. A result and what it
// points to are valid only until each returns. An error of each, or the end of
// ctx, ends the run and is returned; what fails to be read or to verify is a
// result. A source that blocks in a read when ctx ends is left behind.
func Run(ctx context.Context, sources []Source, o Options, each func(*Result) error) (Summary, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers := o.workers()
	line := &assembly{
		ctx:   ctx,
		free:  make(chan *piece, 8*workers+4),
		work:  make(chan *piece, 8*workers+4),
		order: make(chan *piece, 8*workers+4),
	}
	for range cap(line.free) {
		line.free <- newPiece()
	}
	go line.produce(sources, &o)
	var group sync.WaitGroup
	defer group.Wait()
	defer cancel()
	j := newJudge(&o)
	for range workers {
		group.Go(func() { line.consume(newWorker(ctx, j, &o)) })
	}
	out := &handout{each: each}
	out.sum.Inputs = len(sources)
	err := line.emit(&o, out)
	return out.sum, err
}

// assembly is what the goroutines of a run share. A piece goes from free to
// both work and order, and from order back to free.
type assembly struct {
	ctx               context.Context
	free, work, order chan *piece
}

// produce reads the sources.
func (a *assembly) produce(sources []Source, o *Options) {
	defer close(a.order)
	defer close(a.work)
	r := &reader{capture: o.Capture, take: a.take, give: a.give}
	for _, s := range sources {
		if !r.read(s) {
			return
		}
	}
}

func (a *assembly) take() *piece {
	select {
	case p := <-a.free:
		return p
	case <-a.ctx.Done():
		return nil
	}
}

// give never blocks for long: the channels have room for every piece.
func (a *assembly) give(p *piece) bool {
	a.order <- p
	a.work <- p
	return a.ctx.Err() == nil
}

// consume is a worker.
func (a *assembly) consume(w *worker) {
	for {
		select {
		case p, ok := <-a.work:
			if !ok {
				return
			}
			w.work(p)
			p.done <- struct{}{}
		case <-a.ctx.Done():
			return
		}
	}
}

// emit hands out the results in order.
func (a *assembly) emit(o *Options, out *handout) error {
	for {
		p, err := a.next(o)
		if p == nil {
			return err
		}
		if err := out.piece(p); err != nil {
			return err
		}
		a.free <- p
	}
}

// next waits for the piece whose turn it is; nil at the end.
func (a *assembly) next(o *Options) (*piece, error) {
	var p *piece
	var ok bool
	select {
	case p, ok = <-a.order:
	default:
		idle(o)
		select {
		case p, ok = <-a.order:
		case <-a.ctx.Done():
			return nil, a.ctx.Err()
		}
	}
	if !ok {
		return nil, a.ctx.Err()
	}
	select {
	case <-p.done:
		return p, nil
	default:
	}
	idle(o)
	select {
	case <-p.done:
		return p, nil
	case <-a.ctx.Done():
		return nil, a.ctx.Err()
	}
}

// moved moves a mistake's place down by some lines.
func moved(err error, lines int) error {
	if at, ok := errors.AsType[*capture.ReadError](err); ok && at.Line > 0 && lines > 0 {
		return &capture.ReadError{Source: at.Source, Line: at.Line + lines, Err: at.Err}
	}
	return err
}

func idle(o *Options) {
	if o.Idle != nil {
		o.Idle()
	}
}

// handout numbers the results and counts them.
type handout struct {
	each  func(*Result) error
	sum   Summary
	index int // of the last result of the source
	lines int // of the source in the pieces before
	found bool
	bad   int     // unreadable records of the source
	held  *Result // a first mistake: of one record, or of the whole input?
}

// piece hands out the results of a piece.
func (h *handout) piece(p *piece) error {
	for i := range p.results {
		r := &p.results[i]
		r.Source = p.source
		if r.Err != nil {
			r.Err = moved(r.Err, h.lines)
		}
		if err := h.result(r, p.live); err != nil {
			return err
		}
	}
	h.lines += p.lines
	if p.end {
		return h.end()
	}
	return nil
}

// result hands out a result. A first mistake waits for the next result, unless that may
// take long.
func (h *handout) result(r *Result, live bool) error {
	h.index++
	r.Index = h.index
	h.found = h.found || r.Err == nil
	if h.index == 1 && r.Err != nil && !live {
		held := *r
		h.held = &held
		return nil
	}
	if err := h.release(); err != nil {
		return err
	}
	return h.give(r)
}

// give counts a result and hands it out.
func (h *handout) give(r *Result) error {
	switch {
	case r.Input:
		h.sum.Unopened++
	case r.Err != nil:
		h.bad++
	default:
		h.sum.Notifications++
		if r.Verified {
			h.sum.Verified++
		}
	}
	return h.each(r)
}

// release hands out a first mistake that turned out to be one of several items.
func (h *handout) release() error {
	if h.held == nil {
		return nil
	}
	r := h.held
	h.held = nil
	return h.give(r)
}

// end ends a source. If nothing of it could be read, the whole input is at fault.
func (h *handout) end() error {
	if h.held != nil {
		h.held.Input, h.held.Index = true, 0
	}
	err := h.release()
	if h.found {
		h.sum.Unreadable += h.bad
	} else if h.bad > 0 {
		h.sum.Unopened++
	}
	h.index, h.lines, h.found, h.bad = 0, 0, false, 0
	return err
}
