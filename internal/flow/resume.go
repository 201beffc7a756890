package flow

import (
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/pkg/antom"
)

// earlier is what the journal knows of the requests of an operation, by the
// merchant's id. A nil one knows nothing.
type earlier struct {
	resume  bool
	newest  map[string]journal.Entry
	carried map[string]journal.Entry // those that certainly were carried out or accepted
}

// worthReading is the number of requests from which on it is quicker to read the
// whole journal once than to look every request up in it.
const worthReading = 16

// readEarlier reads what the journal says of earlier requests: to resume, and to
// warn of ids that were used for something else. It is nil when each request is
// better looked up by itself.
func (r *Run) readEarlier() (*earlier, error) {
	g, resume := r.gateway, r.options.Batch.Resume
	if !resume && len(r.Requests) < worthReading {
		return nil, nil
	}
	if g.Journal == nil && resume {
		return nil, apperr.New(apperr.Config, "--resume requires the journal, and there is no directory for it (no home directory)", nil, "choose a directory: ANTOM_STATE_DIR=DIR")
	}
	if g.Journal == nil {
		return nil, nil
	}
	entries, err := g.Journal.List(journal.Filter{Operation: r.options.Operation.Name})
	if err != nil && resume {
		return nil, err
	}
	if err != nil {
		return nil, nil // writing the journal warns of it
	}
	return g.newEarlier(entries, resume), nil
}

// newEarlier sorts entries, which come newest first.
func (g *Gateway) newEarlier(entries []journal.Entry, resume bool) *earlier {
	x := &earlier{resume: resume, newest: make(map[string]journal.Entry, len(entries)), carried: map[string]journal.Entry{}}
	for _, e := range entries {
		if _, known := x.newest[e.RequestID]; !known {
			x.newest[e.RequestID] = e
		}
		here := e.Local == g.Local && e.ClientID == g.Client.ClientID && (e.Local || e.Gateway == g.Client.Gateway)
		if here && carriedOut(e) {
			x.carried[e.RequestID] = e
		}
	}
	return x
}

// find is the newest entry of a request id.
func (x *earlier) find(requestID string) (journal.Entry, bool, error) {
	e, ok := x.newest[requestID]
	return e, ok, nil
}

// done is the entry of a request that was answered before and is left out. One
// with another amount is another payment under a used id, which Antom has to
// refuse.
func (x *earlier) done(q *Request) (journal.Entry, bool) {
	if x == nil || !x.resume {
		return journal.Entry{}, false
	}
	draft := q.draft()
	e, ok := x.carried[draft.RequestID]
	return e, ok && e.Amount == draft.Amount && e.Currency == draft.Currency
}

// carriedOut reports whether an entry's request certainly was carried out or accepted.
func carriedOut(e journal.Entry) bool {
	result := antom.Result{ResultStatus: antom.ResultStatus(e.ResultStatus), ResultCode: antom.ResultCode(e.ResultCode)}
	return e.State == journal.StateAnswered && e.Trust == string(antom.TrustVerified) &&
		(e.ResultStatus == string(antom.StatusSuccess) || result.Accepted())
}
