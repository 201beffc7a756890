package status

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/antom-cli/antom/internal/dispute"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/reconcile"
)

const (
	// maxEntries is how many requests of the journal are read, the newest.
	maxEntries = 10_000
	// maxDeliveries is how many deliveries of the inbox are read, the newest.
	maxDeliveries = 200_000
	// maxItems is how many items each list of a report has.
	maxItems = 1000
	// longestDispute is how long a dispute that is open can have begun ago.
	longestDispute = 180 * 24 * time.Hour
)

// Options say what a report is about.
type Options struct {
	Now   time.Time
	Since time.Time // payments and notifications since then
	// OpenFor is how long a payment may stay open until it needs attention.
	OpenFor time.Duration
	// ReconciledWithin is how old the last comparison may be; 0 is any age, or none at all.
	ReconciledWithin time.Duration

	Journal  *journal.Journal // nil: none
	Store    inbox.Reader     // of notifications; nil: none
	StateDir string           // where comparisons are remembered, "" for none

	// Profile chooses one profile, "" all; Local only the simulator or only real gateways,
	// nil both.
	Profile string
	Local   *bool
	// ProfileOf is the profile of a client id, "" if none has it, and IsLocal whether it
	// is the simulator's.
	ProfileOf func(clientID string) string
	IsLocal   func(clientID string) bool
	// Flags are those with which a command is about a profile, with a space before them.
	Flags func(profile string, local bool) string
	// StoreFlag is the flag with which a command reads Store, with a space before it, or "".
	StoreFlag string
	// Quote makes an id safe in a shell's command.
	Quote func(id string) string
	// OnDamage is told of what cannot be read.
	OnDamage func(error)
}

// chosen reports whether what belongs to a client id is asked for.
func (o *Options) chosen(clientID string) bool {
	if o.Local != nil && *o.Local != o.IsLocal(clientID) {
		return false
	}
	return o.Profile == "" || o.ProfileOf(clientID) == o.Profile
}

func (o *Options) age(at time.Time) int64 { return int64(max(o.Now.Sub(at), 0) / time.Second) }

// Read makes the report. Its lists are bounded; its numbers are not.
func Read(ctx context.Context, o Options) (*Report, error) {
	r := &Report{Schema: Schema, Time: o.Now.UTC(), Since: o.Since.UTC(), Reconciliation: []Reconciliation{}}
	payments, err := o.openPayments(r)
	if err != nil {
		return nil, err
	}
	if payments, err = o.notifications(ctx, r, payments); err != nil {
		return nil, err
	}
	o.listPayments(r, payments)
	if err := o.disputes(ctx, r); err != nil {
		return nil, err
	}
	if err := o.reconciliation(r); err != nil {
		return nil, err
	}
	r.Attention = r.Payments.Attention + r.Disputes.Open
	for _, n := range r.Notifications.Problems {
		r.Attention += n
	}
	for _, run := range r.Reconciliation {
		if run.Attention || run.Late {
			r.Attention++
		}
	}
	return r, nil
}

// openPayments are the payments of the journal whose final state is not in it.
func (o *Options) openPayments(r *Report) ([]*ledger.Payment, error) {
	if o.Journal == nil {
		return nil, nil
	}
	report, err := o.Journal.Scan(journal.Filter{Profile: o.Profile, Local: o.Local, Since: o.Since, Limit: maxEntries})
	if err != nil {
		return nil, err
	}
	r.Damaged += report.Damaged
	if report.Damaged > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("%d damaged lines of the journal are left out", report.Damaged))
	}
	if len(report.Entries) == maxEntries {
		r.Notes = append(r.Notes, fmt.Sprintf("only the newest %d requests of the journal were read", maxEntries))
	}
	var open []*ledger.Payment
	for _, p := range ledger.New(report.Entries).Payments() {
		if p.Made && !p.Refused && !outcome.StateOf(p.Status).Final() {
			open = append(open, p)
		}
	}
	return open, nil
}

// listPayments lists the open payments, the oldest first.
func (o *Options) listPayments(r *Report, open []*ledger.Payment) {
	slices.SortStableFunc(open, func(a, b *ledger.Payment) int { return a.Placed.Compare(b.Placed) })
	r.Payments = Payments{Open: len(open), Items: []OpenPayment{}}
	for _, p := range open {
		late := o.Now.Sub(p.Placed) >= o.OpenFor
		if late {
			r.Payments.Attention++
		}
		if len(r.Payments.Items) == maxItems {
			continue
		}
		r.Payments.Items = append(r.Payments.Items, OpenPayment{
			PaymentRequestID: p.RequestID, PaymentID: p.PaymentID, OrderID: p.OrderID, Operation: p.Operation,
			Profile: p.Profile, Local: p.Scope.Local, Currency: p.Currency, Value: p.Amount, Status: p.Status,
			Time: p.Placed.UTC(), AgeSeconds: o.age(p.Placed), Attention: late, Command: o.inquiry(p),
		})
	}
}

// inquiry is the command that asks for the state of a payment.
func (o *Options) inquiry(p *ledger.Payment) string {
	id := o.Quote(p.RequestID)
	if p.RequestID == "" {
		id = "--payment-id " + o.Quote(p.PaymentID)
	}
	return "antom inquire " + id + o.Flags(p.Profile, p.Scope.Local)
}

// disputes lists the disputes that need an answer.
func (o *Options) disputes(ctx context.Context, r *Report) error {
	r.Disputes.Items = []OpenDispute{}
	if o.Store == nil {
		return nil
	}
	verified := true
	records := o.Store.List(ctx, inbox.Filter{Since: o.Now.Add(-longestDispute), Verified: &verified, Text: dispute.Member})
	list, skipped, err := dispute.Read(records, o.Now)
	if err != nil {
		return err
	}
	if skipped > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("there are too many disputes: %d notifications of further ones are left out", skipped))
	}
	slices.SortStableFunc(list, func(a, b *dispute.Dispute) int { return dueOrder(a).Compare(dueOrder(b)) })
	for _, d := range list {
		status := d.Status(o.Now)
		switch {
		case !o.chosen(d.ClientID):
			continue
		case status == dispute.Open:
			r.Disputes.Open++
		case status == dispute.Overdue && !d.Due.Before(o.Since):
			r.Disputes.Overdue++
		default:
			continue
		}
		if len(r.Disputes.Items) == maxItems {
			continue
		}
		item := OpenDispute{
			DisputeID: d.DisputeID, Status: status, PaymentRequestID: d.PaymentRequestID, ClientID: d.ClientID, Profile: o.ProfileOf(d.ClientID),
			Currency: d.Currency, Value: d.Value, Reason: cmp.Or(d.Reason, d.ReasonCode), Due: d.Due, Command: "antom dispute show " + o.Quote(d.DisputeID) + o.StoreFlag,
		}
		if left, known := d.Left(o.Now); known {
			seconds := int64(left / time.Second)
			item.SecondsLeft = &seconds
		}
		r.Disputes.Items = append(r.Disputes.Items, item)
	}
	return nil
}

// dueOrder puts disputes without a deadline last.
func dueOrder(d *dispute.Dispute) time.Time {
	if d.Due.IsZero() {
		return time.Unix(1<<40, 0)
	}
	return d.Due
}

// reconciliation lists the last comparisons.
func (o *Options) reconciliation(r *Report) error {
	runs, damaged, err := reconcile.LastRuns(o.StateDir)
	if err != nil {
		return err
	}
	r.Damaged += len(damaged)
	for _, path := range damaged {
		r.Notes = append(r.Notes, path+" cannot be read; the next antom reconcile replaces it")
	}
	for _, run := range runs {
		if o.Profile != "" && run.Profile != o.Profile || o.Local != nil && *o.Local != run.Local {
			continue
		}
		late := o.ReconciledWithin > 0 && o.Now.Sub(run.Time) > o.ReconciledWithin
		r.Reconciliation = append(r.Reconciliation, Reconciliation{
			LastRun: run, AgeSeconds: o.age(run.Time), Attention: run.Differences > 0, Late: late,
		})
	}
	if len(r.Reconciliation) == 0 && o.ReconciledWithin > 0 {
		r.Reconciliation = append(r.Reconciliation, Reconciliation{LastRun: reconcile.LastRun{Profile: o.Profile}, Late: true})
	}
	return nil
}
