package flow

import (
	"context"
	"fmt"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/batch"
	"github.com/antom-cli/antom/internal/journal"
)

// maxParallel is the largest number of requests on their way at the same time.
const maxParallel = 64

// Batch says how a file of several requests is sent.
type Batch struct {
	Parallel int    // so many at a time, from 1 to 64
	Resume   bool   // leave out what the journal says is done
	File     string // where the requests come from, - for standard input
	KeepRest bool   // what is left goes into a file
	Rest     string // that file; "" is one beside File
}

func (b Batch) check() error {
	if b.Parallel < 1 || b.Parallel > maxParallel {
		return apperr.New(apperr.Usage, fmt.Sprintf("--parallel must be between 1 and %d", maxParallel), nil)
	}
	return nil
}

// checkIDs refuses a resumed request without an id of its own, and two requests
// with one id, which Antom treats as one.
func (r *Run) checkIDs() error {
	field := r.options.Operation.RequestIDField
	first := map[string]*Request{}
	for _, q := range r.Requests {
		id := q.Document.Get(field)
		if id == "" && r.options.Batch.Resume && len(r.Requests) > 1 {
			return apperr.New(apperr.Usage, fmt.Sprintf("%s has no %s, so --resume cannot report whether it was sent", r.number(q), field), nil,
				"give every request an id, or use the file of remaining requests that the batch wrote")
		}
		if before, twice := first[id]; id != "" && twice && r.options.Operation.Changes() {
			return apperr.New(apperr.Usage, fmt.Sprintf("%s and %s have the same %s %s", r.number(before), r.number(q), field, id), nil,
				"Antom would treat both as one; give each its own id")
		}
		first[id] = q
	}
	return nil
}

// number names one of several requests.
func (r *Run) number(q *Request) string {
	i := 0
	for i < len(r.Requests) && r.Requests[i] != q {
		i++
	}
	name := fmt.Sprintf("request %d", i+1)
	if where := q.Document.OriginOf("").String(); where != "" {
		name += " (" + where + ")"
	}
	return name
}

// Results shows what came of the requests of a run, one after the other in their
// order.
type Results interface {
	// Answered shows the answer to a request. What it returns is why the request did
	// not end well, also when that was shown already.
	Answered(q *Request, x *Answer) error
	// Skipped shows a request of a batch that was left out, because the entry of the
	// journal says that it is done.
	Skipped(q *Request, e journal.Entry) error
	// Failed reports why one request of a batch did not end well.
	Failed(e *apperr.Error)
	// Progress says how far a batch is.
	Progress(done, total, failed int)
	// Finished sums a batch up.
	Finished(s Summary)
}

// Summary is what came of a batch.
type Summary struct {
	Requests int
	Done     int // with those that were done before
	Skipped  int // those that were done before
	Failed   int
	Unsent   int
	Rest     string // the file with those that failed or were not sent, "" for none
}

// Send sends the requests, in order or several at a time. The first one that does
// not end well decides the error; the rest are sent all the same, until ctx ends.
func (r *Run) Send(ctx context.Context, results Results) error {
	if len(r.Requests) > 1 {
		return r.sendBatch(ctx, results)
	}
	q := r.Requests[0]
	x, err := r.gateway.Send(ctx, q.call())
	if err == nil {
		err = results.Answered(q, x)
	}
	if err != nil {
		return q.Explain(err)
	}
	return nil
}

// sending is a batch on its way.
type sending struct {
	run      *Run
	results  Results
	earlier  *earlier
	leftOver []leftOver
	done     int
	skipped  int
	first    *apperr.Error
}

// reply is what came of sending one request of a batch: neither when it was
// left out.
type reply struct {
	answer *Answer
	err    error
}

func (r *Run) sendBatch(ctx context.Context, results Results) error {
	s := &sending{run: r, results: results}
	var err error
	if s.earlier, err = r.readEarlier(); err != nil {
		return err
	}
	r.gateway.announce()
	begun := batch.Run(ctx, len(r.Requests), r.options.Batch.Parallel,
		func(i int) reply { return s.send(ctx, r.Requests[i]) },
		func(i int, a reply) { s.report(ctx, i, a) })
	return s.end(begun)
}

func (s *sending) send(ctx context.Context, q *Request) reply {
	if _, skip := s.earlier.done(q); skip {
		return reply{}
	}
	c := q.call()
	if s.earlier != nil {
		c.earlier = s.earlier.find
	}
	x, err := s.run.gateway.send(ctx, c)
	return reply{answer: x, err: err}
}

// report shows what came of a request, also of those that were on their way when
// ctx ended: their payments may have been made.
func (s *sending) report(ctx context.Context, i int, a reply) {
	q, err := s.run.Requests[i], a.err
	switch {
	case err == nil && a.answer == nil:
		s.skipped++
		e, _ := s.earlier.done(q)
		err = s.results.Skipped(q, e)
	case err == nil:
		err = s.results.Answered(q, a.answer)
	}
	if err == nil {
		s.done++
	} else {
		s.fail(q, q.Explain(err))
	}
	if ctx.Err() == nil {
		s.results.Progress(i+1, len(s.run.Requests), len(s.leftOver))
	}
}

func (s *sending) fail(q *Request, e *apperr.Error) {
	numbered := *e
	numbered.What = s.run.number(q)
	if e.What != "" {
		numbered.What += ": " + e.What
	}
	s.results.Failed(&numbered)
	s.leftOver = append(s.leftOver, leftOver{q, numbered.Error()})
	if s.first == nil {
		s.first = &numbered
	}
}

// end keeps what is left for another run, and sums the batch up.
func (s *sending) end(begun int) error {
	requests := s.run.Requests
	failed := len(s.leftOver)
	for _, q := range requests[begun:] {
		s.leftOver = append(s.leftOver, leftOver{q, s.run.number(q) + ": not sent"})
	}
	s.results.Finished(Summary{
		Requests: len(requests), Done: s.done, Skipped: s.skipped, Failed: failed, Unsent: len(requests) - begun,
		Rest: s.run.keepRest(s.leftOver),
	})
	if s.first == nil && begun < len(requests) {
		s.first = apperr.New(apperr.Interrupted, "interrupted; the rest of the batch was not sent", nil)
	}
	if s.first == nil {
		return nil
	}
	reported := *s.first
	reported.Reported = true
	return &reported
}
