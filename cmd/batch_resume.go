package cmd

import (
	"fmt"
	"io"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
)

// earlier is what the journal knows of the requests of an operation, by the
// merchant's id.
type earlier struct {
	newest map[string]journal.Entry
	done   map[string]journal.Entry // those that certainly made their payment
}

// worthReading is the number of requests from which on it is quicker to read the
// whole journal once than to look every request up in it.
const worthReading = 16

// lookBack reads what the journal says of earlier requests: for --resume, and to
// tell of ids that were used for another payment.
func (r *run) lookBack() error {
	resume := r.flags.resume
	if !resume && len(r.docs) < worthReading {
		return nil
	}
	j := r.app.journal()
	if j == nil && resume {
		return apperr.New(apperr.Config, "--resume needs the journal, and there is no place for one (no home directory)", nil, "name one: ANTOM_STATE_DIR=DIR")
	}
	if j == nil {
		return nil
	}
	entries, err := j.List(journal.Filter{Operation: r.op.name})
	if err != nil && resume {
		return journalError(err)
	}
	if err != nil {
		return nil // the journal is told of when it is written
	}
	r.before = r.index(entries)
	r.conn.earlier = func(id string) (journal.Entry, bool, error) {
		e, ok := r.before.newest[id]
		return e, ok, nil
	}
	return nil
}

// index sorts entries, which come newest first.
func (r *run) index(entries []journal.Entry) earlier {
	x := earlier{newest: make(map[string]journal.Entry, len(entries)), done: map[string]journal.Entry{}}
	for _, e := range entries {
		if _, known := x.newest[e.RequestID]; !known {
			x.newest[e.RequestID] = e
		}
		here := e.Local == r.conn.local() && e.ClientID == r.conn.client.ClientID && (e.Local || e.Gateway == r.conn.client.Gateway)
		if here && made(e) {
			x.done[e.RequestID] = e
		}
	}
	return x
}

// skips reports whether a request was answered before and is left out. One with
// another amount is another payment under a used id, which Antom has to judge.
func (r *run) skips(d *request.Document) bool {
	e, ok := r.before.done[d.Get(requestIDField(r.op.name))]
	amount := amountField(r.op.name)
	return ok && r.flags.resume && e.Amount == d.Get(amount+".value") && e.Currency == d.Get(amount+".currency")
}

// made reports whether an entry's request certainly was carried out or accepted.
func made(e journal.Entry) bool {
	result := antom.Result{ResultStatus: antom.ResultStatus(e.ResultStatus), ResultCode: antom.ResultCode(e.ResultCode)}
	return e.State == journal.StateAnswered && e.Trust == string(antom.TrustVerified) &&
		(e.ResultStatus == string(antom.StatusSuccess) || result.Accepted())
}

// skippedRequest stands in the place of a result.
type skippedRequest struct {
	Skipped          bool   `json:"skipped"`
	PaymentRequestID string `json:"paymentRequestId,omitempty"`
	RefundRequestID  string `json:"refundRequestId,omitempty"`
	CaptureRequestID string `json:"captureRequestId,omitempty"`
	PaymentID        string `json:"paymentId,omitempty"`
	ResultCode       string `json:"resultCode"`
	SentAt           string `json:"sentAt"`
}

func (r *run) skippedResult(d *request.Document) output.Result {
	e := r.before.done[d.Get(requestIDField(r.op.name))]
	at := e.Time.Local().Format("2006-01-02 15:04:05")
	return output.Result{
		Value: skippedRequest{
			Skipped: true, PaymentRequestID: d.Get("paymentRequestId"), RefundRequestID: d.Get("refundRequestId"),
			CaptureRequestID: d.Get("captureRequestId"), PaymentID: e.PaymentID,
			ResultCode: e.ResultCode, SentAt: e.Time.UTC().Format("2006-01-02T15:04:05Z"),
		},
		Quiet: e.PaymentID,
		Text: func(w io.Writer) error {
			_, err := fmt.Fprintf(w, "%s\n", r.app.theme().Status(ui.StatusOK, ui.Clean(e.RequestID)+" was sent at "+at+" already"))
			return err
		},
	}
}
