package flow

import (
	"context"
	"sync"
	"time"

	"github.com/antom-cli/antom/internal/batch"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/poll"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Bounds of asking for many payments: they must not load the gateway.
const (
	askWorkers = 4
	askPause   = 100 * time.Millisecond // between the beginnings of two inquiries
)

// Notified is a request of the journal that makes Antom send a notification.
type Notified struct {
	Inquiry Inquiry
	Entry   journal.Entry
}

// NotifiedRequests lists the payments and the refunds of the journal that Antom sends
// notifications about, the oldest first: those of the gateway's client id that were sent
// since a time and not refused.
func (g *Gateway) NotifiedRequests(since time.Time) ([]Notified, error) {
	if g.Journal == nil {
		return nil, nil
	}
	report, err := g.Journal.Scan(journal.Filter{Since: since, Local: &g.Local})
	if err != nil {
		return nil, err
	}
	if report.Damaged > 0 {
		g.Events.warn("%d lines of the journal cannot be read; they are skipped", report.Damaged)
	}
	var found []Notified
	seen := map[Inquiry]bool{}
	for i := len(report.Entries) - 1; i >= 0; i-- { // the newest is the first
		e := report.Entries[i]
		q, ok := g.notified(e)
		if ok && !seen[q] {
			seen[q] = true
			found = append(found, Notified{q, e})
		}
	}
	return found, nil
}

// notified is how to ask for what an entry is about; false where Antom sends nothing.
func (g *Gateway) notified(e journal.Entry) (Inquiry, bool) {
	refused := e.ResultStatus == string(antom.StatusFailed)
	if (ledger.Scope{ClientID: e.ClientID, Local: e.Local}) != g.Scope() || e.RequestID == "" || e.State == journal.StateNotSent || refused {
		return Inquiry{}, false
	}
	switch e.Operation {
	case spec.OpPay, spec.OpCreatePaymentSession:
		return Inquiry{RequestID: e.RequestID}, true
	case spec.OpRefund:
		return Inquiry{About: outcome.Refund, RequestID: e.RequestID}, true
	default:
		return Inquiry{}, false
	}
}

// AskAll asks for each of the requests, a few at a time and not too fast, and calls
// emit with the answers in the order of the requests.
func (g *Gateway) AskAll(ctx context.Context, list []Notified, emit func(n Notified, x *Answer, err error)) {
	type reply struct {
		answer *Answer
		err    error
	}
	g.announce()
	var turn sync.Mutex
	batch.Run(ctx, len(list), askWorkers, func(i int) reply {
		turn.Lock()
		if i > 0 {
			if err := poll.Sleep(ctx, askPause); err != nil {
				turn.Unlock()
				return reply{err: err}
			}
		}
		turn.Unlock()
		c, err := list[i].Inquiry.Call()
		if err != nil {
			return reply{err: err}
		}
		x, err := g.send(ctx, c)
		return reply{x, err}
	}, func(i int, r reply) { emit(list[i], r.answer, r.err) })
}
