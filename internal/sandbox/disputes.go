package sandbox

import (
	"context"
	"net/http"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

// DisputeError says why nothing can be done to a dispute, or that there is none.
type DisputeError = engine.DisputeError

// NewDispute says what dispute to open.
type NewDispute = engine.NewDispute

// Dispute is a dispute as those who control the simulator see it.
type Dispute struct {
	DisputeID        string    `json:"disputeId"`
	PaymentID        string    `json:"paymentId"`
	PaymentRequestID string    `json:"paymentRequestId"`
	Type             string    `json:"type"`   // CHARGEBACK, RETRIEVAL_REQUEST or COMPLIANCE_REQUEST
	Status           string    `json:"status"` // a word of the simulator: OPEN, DEFENDED …
	Currency         string    `json:"currency"`
	Value            string    `json:"value"`    // disputed, in the smallest unit
	Deducted         int64     `json:"deducted"` // taken from the merchant, in the smallest unit
	ReasonCode       string    `json:"reasonCode,omitempty"`
	Reason           string    `json:"reason,omitempty"`
	Source           string    `json:"source,omitempty"`
	AcceptReason     string    `json:"acceptReason,omitempty"`
	Created          time.Time `json:"created"`
	Updated          time.Time `json:"updated"`
	Due              time.Time `json:"due,omitzero"` // when the time for evidence is over
}

// DisputeTypes lists the kinds of disputes.
func DisputeTypes() []string { return engine.DisputeTypes() }

// DisputeStatuses lists the states of disputes.
func DisputeStatuses() []string {
	var all []string
	for _, s := range engine.DisputeStatuses() {
		all = append(all, string(s))
	}
	return all
}

// DisputeControl opens and decides disputes in the place of buyers, banks and
// schemes. The errors are *DisputeError where they apply.
type DisputeControl interface {
	// OpenDispute opens a dispute of a paid payment. The error may also be a
	// *NotFoundError of the payment.
	OpenDispute(ctx context.Context, paymentID string, n NewDispute) (Dispute, error)
	// JudgeDispute decides a dispute, for the merchant when it is won.
	JudgeDispute(ctx context.Context, id string, won bool) (Dispute, error)
	// CancelDispute withdraws a chargeback.
	CancelDispute(ctx context.Context, id string) (Dispute, error)
	// DraftDefence drafts a document for a chargeback and notifies the merchant of it.
	DraftDefence(ctx context.Context, id string) (Dispute, error)
	// Disputes returns all disputes, newest first.
	Disputes(ctx context.Context) ([]Dispute, error)
	// FindDispute returns one dispute.
	FindDispute(ctx context.Context, id string) (Dispute, error)
}

func disputeSummary(d engine.Dispute, err error) (Dispute, error) {
	if err != nil {
		return Dispute{}, err
	}
	return Dispute{
		DisputeID: d.DisputeID, PaymentID: d.PaymentID, PaymentRequestID: d.PaymentRequestID, Type: d.Type, Status: string(d.Status),
		Currency: d.Amount.Currency, Value: d.Amount.Value, Deducted: d.Deducted, ReasonCode: d.ReasonCode, Reason: d.Reason,
		Source: d.Source, AcceptReason: d.AcceptReason, Created: d.Created.UTC(), Updated: d.Updated.UTC(), Due: d.Due.UTC(),
	}, nil
}

func disputeSummaries(list []engine.Dispute) []Dispute {
	all := make([]Dispute, 0, len(list))
	for _, d := range list {
		summary, _ := disputeSummary(d, nil) // it fails only with the error that it gets
		all = append(all, summary)
	}
	return all
}

func (l local) OpenDispute(_ context.Context, paymentID string, n NewDispute) (Dispute, error) {
	defer l.s.changes.tell()
	return disputeSummary(l.s.engine.OpenDispute(paymentID, n))
}

func (l local) JudgeDispute(_ context.Context, id string, won bool) (Dispute, error) {
	defer l.s.changes.tell()
	return disputeSummary(l.s.engine.JudgeDispute(id, won))
}

func (l local) CancelDispute(_ context.Context, id string) (Dispute, error) {
	defer l.s.changes.tell()
	return disputeSummary(l.s.engine.CancelDispute(id))
}

func (l local) DraftDefence(_ context.Context, id string) (Dispute, error) {
	defer l.s.changes.tell()
	return disputeSummary(l.s.engine.DraftDefence(id))
}

func (l local) Disputes(ctx context.Context) ([]Dispute, error) {
	return allPages(ctx, l.s.disputePage)
}

func (l local) FindDispute(_ context.Context, id string) (Dispute, error) {
	return disputeSummary(l.s.engine.FindDispute(id))
}

func (s *Sandbox) disputePage(before string) (page[Dispute], error) {
	list, next, err := s.engine.Disputes(before, pageSize)
	return page[Dispute]{disputeSummaries(list), next}, err
}

// judgement is the body of a decision.
type judgement struct {
	Won bool `json:"won"`
}

// disputeRoutes are the control interface of disputes.
func (s *Sandbox) disputeRoutes(mux *http.ServeMux, c Control) {
	mux.HandleFunc("GET "+controlPrefix+"disputes", func(w http.ResponseWriter, r *http.Request) {
		list, err := s.disputePage(r.URL.Query().Get("id"))
		answer(w, list, err)
	})
	mux.HandleFunc("GET "+controlPrefix+"dispute", func(w http.ResponseWriter, r *http.Request) {
		d, err := c.FindDispute(r.Context(), r.URL.Query().Get("id"))
		answer(w, d, err)
	})
	post(mux, "dispute/open", func(ctx context.Context, id string, n NewDispute) (any, error) { return c.OpenDispute(ctx, id, n) })
	post(mux, "dispute/judge", func(ctx context.Context, id string, j judgement) (any, error) { return c.JudgeDispute(ctx, id, j.Won) })
	post(mux, "dispute/cancel", func(ctx context.Context, id string, _ nothing) (any, error) { return c.CancelDispute(ctx, id) })
	post(mux, "dispute/draft", func(ctx context.Context, id string, _ nothing) (any, error) { return c.DraftDefence(ctx, id) })
}

// OpenDispute opens a dispute of a paid payment.
func (r *Remote) OpenDispute(ctx context.Context, paymentID string, n NewDispute) (d Dispute, err error) {
	err = r.do(ctx, http.MethodPost, withID("dispute/open", paymentID), n, &d)
	return d, err
}

// JudgeDispute decides a dispute.
func (r *Remote) JudgeDispute(ctx context.Context, id string, won bool) (d Dispute, err error) {
	err = r.do(ctx, http.MethodPost, withID("dispute/judge", id), judgement{won}, &d)
	return d, err
}

// CancelDispute withdraws a chargeback.
func (r *Remote) CancelDispute(ctx context.Context, id string) (d Dispute, err error) {
	err = r.do(ctx, http.MethodPost, withID("dispute/cancel", id), nothing{}, &d)
	return d, err
}

// DraftDefence drafts a document for a chargeback.
func (r *Remote) DraftDefence(ctx context.Context, id string) (d Dispute, err error) {
	err = r.do(ctx, http.MethodPost, withID("dispute/draft", id), nothing{}, &d)
	return d, err
}

// Disputes returns all disputes, newest first.
func (r *Remote) Disputes(ctx context.Context) ([]Dispute, error) {
	return allPages(ctx, remotePage[Dispute](ctx, r, "disputes"))
}

// FindDispute returns one dispute.
func (r *Remote) FindDispute(ctx context.Context, id string) (d Dispute, err error) {
	err = r.do(ctx, http.MethodGet, withID("dispute", id), nil, &d)
	return d, err
}
