package status

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/pkg/antom"
)

// maxKept is how many notifications with a problem are in memory; further ones are counted.
const maxKept = 5000

// delivered is what the deliveries of one notification come to.
type delivered struct {
	newest       *inbox.Record // the newest that was tried, or else the newest; nil once nobody wants to list it
	verified     bool
	acknowledged bool
	tried        bool
	queued       bool // an application is to get it
	unsigned     bool // it has no signature that could be Antom's: anybody may send that
}

func (d *delivered) problem(forwards bool) Problem {
	switch {
	case d.acknowledged, d.unsigned:
		return ""
	case !d.verified:
		return Rejected
	case d.tried:
		return ForwardFailed
	case forwards || d.queued:
		return NotForwarded
	}
	return ""
}

// summary puts the deliveries of the inbox together, the newest first.
type summary struct {
	known    map[string]*delivered // by the notification
	order    []*delivered
	verified map[string]struct{} // claims, see claim, that a verified notification makes
	rejected map[string]*delivered
	open     map[string]struct{} // ids of payments that are open
	ended    map[string]struct{} // those of them that are not, after all
	forwards bool                // something was forwarded, so everything should be
	kept     int
	count    int
}

// notifications counts the notifications, lists those with a problem, and returns the
// payments whose end none of them tells.
func (o *Options) notifications(ctx context.Context, r *Report, open []*ledger.Payment) ([]*ledger.Payment, error) {
	r.Notifications = Notifications{Problems: map[Problem]int{}, Items: []Unreached{}}
	for _, p := range Problems() {
		r.Notifications.Problems[p] = 0
	}
	if o.Store == nil {
		return open, nil
	}
	s := newSummary(open)
	filter := inbox.Filter{Since: o.Since, Reverse: true, OnDamage: func(d *inbox.Damage) {
		r.Damaged++
		o.OnDamage(d)
	}}
	for rec, err := range o.Store.Briefs(ctx, filter) {
		if err != nil {
			return nil, err
		}
		if !o.chosen(rec.Message.ClientID) {
			continue
		}
		if s.count == maxDeliveries {
			r.Notes = append(r.Notes, fmt.Sprintf("only the newest %d deliveries of notifications were read", maxDeliveries))
			break
		}
		s.add(rec)
	}
	s.report(o, r)
	return slices.DeleteFunc(open, func(p *ledger.Payment) bool { return s.over(p) }), nil
}

func newSummary(open []*ledger.Payment) *summary {
	s := &summary{
		known: map[string]*delivered{}, verified: map[string]struct{}{}, rejected: map[string]*delivered{},
		open: map[string]struct{}{}, ended: map[string]struct{}{},
	}
	for _, p := range open {
		for _, id := range []string{p.RequestID, p.PaymentID} {
			if id != "" {
				s.open[p.Scope.ClientID+" "+id] = struct{}{}
			}
		}
	}
	return s
}

// add takes a delivery that is older than all before it.
func (s *summary) add(rec *inbox.Record) {
	s.count++
	d := s.of(rec)
	d.verified = d.verified || rec.Verified || rec.Synthetic
	d.unsigned = !d.verified && (rec.Cause == "no-signature" || rec.Cause == "malformed-signature")
	d.acknowledged = d.acknowledged || rec.Acknowledged()
	tried := len(rec.Forward) > 0
	if tried && !d.tried && d.newest != nil {
		d.newest = rec // it has the reason
	}
	d.tried = d.tried || tried
	d.queued = d.queued || rec.Queued
	s.forwards = s.forwards || tried
	if d.newest == nil && !d.acknowledged && s.kept < maxKept {
		d.newest = rec
		s.kept++
	}
	if d.acknowledged && d.newest != nil {
		d.newest = nil
		s.kept--
	}
	if !d.verified {
		return
	}
	s.verified[claim(rec)] = struct{}{}
	s.end(rec)
}

// of is the notification of a delivery. Rejected deliveries are told apart by what they
// claim to be, since nothing else is known of them.
func (s *summary) of(rec *inbox.Record) *delivered {
	if rec.Verified || rec.Synthetic {
		key := cmp.Or(rec.DuplicateOf, rec.ID)
		if s.known[key] == nil {
			s.known[key] = &delivered{}
			s.order = append(s.order, s.known[key])
		}
		return s.known[key]
	}
	key := claim(rec)
	if s.rejected[key] == nil {
		s.rejected[key] = &delivered{}
		s.order = append(s.order, s.rejected[key])
	}
	return s.rejected[key]
}

// claim is what a delivery says that it is about.
func claim(rec *inbox.Record) string {
	ids := strings.Join([]string{rec.PaymentRequestID, rec.PaymentID, rec.RequestID, rec.ObjectID}, " ")
	if strings.TrimSpace(ids) == "" {
		return rec.ID
	}
	return rec.NotifyType + " " + ids
}

// end notes an open payment whose end a verified notification tells.
func (s *summary) end(rec *inbox.Record) {
	final := rec.Result.ResultStatus == antom.StatusSuccess || rec.Result.ResultStatus == antom.StatusFailed
	if rec.NotifyType != "PAYMENT_RESULT" || !final {
		return
	}
	for _, id := range []string{rec.PaymentRequestID, rec.PaymentID} {
		key := rec.Message.ClientID + " " + id
		if _, ok := s.open[key]; ok {
			s.ended[key] = struct{}{}
		}
	}
}

// over reports whether a payment is not open any more.
func (s *summary) over(p *ledger.Payment) bool {
	for _, id := range []string{p.RequestID, p.PaymentID} {
		if _, ok := s.ended[p.Scope.ClientID+" "+id]; ok {
			return true
		}
	}
	return false
}

// report counts and lists. What was rejected at first and verified in the end, because a
// key was corrected, is no problem.
func (s *summary) report(o *Options, r *Report) {
	for key := range s.rejected {
		if _, ok := s.verified[key]; ok {
			s.rejected[key].acknowledged = true
		}
	}
	n := &r.Notifications
	n.Deliveries = s.count
	for _, d := range s.order {
		switch {
		case d.verified:
			n.Received++
			n.Verified++
		case !d.acknowledged:
			n.Received++
		}
		if d.verified && d.acknowledged {
			n.Acknowledged++
		}
		p := d.problem(s.forwards)
		if p == "" {
			continue
		}
		n.Problems[p]++
		if d.newest != nil && len(n.Items) < maxItems {
			n.Items = append(n.Items, o.unreached(d.newest, p))
		}
	}
}

func (o *Options) unreached(rec *inbox.Record, p Problem) Unreached {
	u := Unreached{
		ID: rec.ID, Problem: p, Time: rec.ReceivedAt.UTC(), AgeSeconds: o.age(rec.ReceivedAt), NotifyType: rec.NotifyType,
		PaymentRequestID: rec.PaymentRequestID, PaymentID: rec.PaymentID, RequestID: rec.RequestID, ClientID: rec.Message.ClientID,
		Profile: o.ProfileOf(rec.Message.ClientID), Detail: rec.Cause, Command: "antom webhook show " + rec.ID + o.StoreFlag,
	}
	if n := len(rec.Forward); n > 0 && p == ForwardFailed {
		last := rec.Forward[n-1]
		u.Detail = cmp.Or(last.Err, fmt.Sprintf("HTTP status %d", last.Status))
	}
	return u
}
