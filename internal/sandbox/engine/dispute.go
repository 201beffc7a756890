package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

const (
	// defenceTime is how long a merchant has for evidence unless it is said otherwise.
	defenceTime = 7 * 24 * time.Hour
	// maxDefenceTime is the longest time that can be given.
	maxDefenceTime = 366 * 24 * time.Hour
	// alertTime is how long before the deadline the merchant is reminded of it. In a
	// shorter time for evidence it is the half of that. Source: the reference of notifyDispute.
	alertTime = 24 * time.Hour
	// maxComplianceDefences is how often a document can be submitted to a compliance
	// request. Antom limits it, and does not say to how often.
	maxComplianceDefences = 3
	// maxReasonCode and maxSource are the longest texts of that kind in the simulator,
	// maxDisputeReason the longest that notifyDispute has; in characters.
	maxReasonCode    = 32
	maxSource        = 64
	maxDisputeReason = 256
	// maxDisputes is how many disputes a payment can have in the simulator.
	maxDisputes = 100
)

// NewDispute says what dispute to open. The zero value is a chargeback of all that
// can be disputed.
type NewDispute struct {
	Type       string        `json:"type,omitempty"`       // one of DisputeTypes
	Value      string        `json:"value,omitempty"`      // in the smallest unit
	ReasonCode string        `json:"reasonCode,omitempty"` // of the scheme
	Reason     string        `json:"reason,omitempty"`
	Source     string        `json:"source,omitempty"` // the scheme or issuer
	Due        time.Duration `json:"due,omitempty"`    // how long there is for evidence; 0 is 7 days
	RDR        bool          `json:"rdr,omitempty"`    // resolved at once by the scheme
}

// OpenDispute opens a dispute of a paid payment, as its buyer would through the bank,
// and notifies the merchant. The id is one that Find takes. The error is a
// *NotFoundError or a *DisputeError.
func (e *Engine) OpenDispute(id string, n NewDispute) (d Dispute, err error) {
	if err := n.check(); err != nil {
		return d, err
	}
	if err := e.settleDue(); err != nil {
		return d, err
	}
	err = e.update(func(w *work) error {
		p, err := e.findAny(w, id)
		if err != nil {
			return err
		}
		if p, err = w.currentPayment(p); err != nil {
			return err
		}
		if p, err = w.captureEnded(p); err != nil {
			return err
		}
		if d, err = w.newDispute(p, n); err != nil {
			return err
		}
		told := toldCreated
		if n.RDR {
			told = toldRDR
		}
		if d, err = w.notifyDispute(d, told); err != nil {
			return err
		}
		return w.saveDispute(Dispute{}, d)
	})
	return d, err
}

// check refuses what no dispute can have.
func (n NewDispute) check() error {
	switch {
	case n.Type != "" && !slices.Contains(DisputeTypes(), n.Type):
		return &DisputeError{Detail: fmt.Sprintf("there is no kind of dispute %q", n.Type)}
	case n.RDR && cmp.Or(n.Type, Chargeback) != Chargeback:
		return &DisputeError{Detail: "only chargebacks are resolved by RDR"}
	case n.Due < 0 || n.Due > maxDefenceTime:
		return &DisputeError{Detail: fmt.Sprintf("the time for evidence must be more than 0 and at most %d days", int(maxDefenceTime/(24*time.Hour)))}
	case cut(n.ReasonCode, maxReasonCode) != n.ReasonCode:
		return &DisputeError{Detail: fmt.Sprintf("the reason code is longer than %d characters", maxReasonCode)}
	case cut(n.Source, maxSource) != n.Source:
		return &DisputeError{Detail: fmt.Sprintf("the source is longer than %d characters", maxSource)}
	case cut(n.Reason, maxDisputeReason) != n.Reason:
		return &DisputeError{Detail: fmt.Sprintf("the reason is longer than %d characters", maxDisputeReason)}
	}
	return nil
}

// newDispute makes a dispute of a payment, if the payment can have one.
func (w *work) newDispute(p Payment, n NewDispute) (Dispute, error) {
	amount, err := w.disputable(p, n)
	if err != nil {
		return Dispute{}, err
	}
	d := Dispute{
		ClientID: p.ClientID, PaymentID: p.PaymentID, PaymentRequestID: p.PaymentRequestID,
		Type: cmp.Or(n.Type, Chargeback), Status: DisputeOpen, Amount: Amount{Currency: p.Amount.Currency, Value: minorText(amount)},
		ReasonCode: n.ReasonCode, Reason: n.Reason, Source: n.Source, Created: w.now, Updated: w.now,
	}
	if d.ReasonCode == "" {
		d.ReasonCode = usualReason(p.Method)
		d.Reason = cmp.Or(d.Reason, usualReasonText(p.Method))
	}
	d.Source = cmp.Or(d.Source, usualSource(p.Method))
	if n.RDR {
		d.Status = DisputeRDR
	} else {
		time := cmp.Or(n.Due, defenceTime)
		d.Due = w.e.after(w.now, time)
		d.Alert = w.e.after(w.now, time-min(alertTime, time/2))
	}
	if d.takesMoney() {
		d.Deducted = amount
	}
	d.DisputeID, err = w.e.newID(w.now)
	return d, err
}

// disputable is how much of a payment a new dispute is about.
func (w *work) disputable(p Payment, n NewDispute) (int64, error) {
	no := func(format string, args ...any) (int64, error) {
		return 0, &DisputeError{Detail: fmt.Sprintf(format, args...)}
	}
	method, _ := spec.FindMethod(p.Method)
	all := p.refundable()
	left := all - p.Refunded - p.Disputed
	if cmp.Or(n.Type, Chargeback) != Chargeback {
		left = all // nothing is taken
	}
	switch {
	case p.Status != Success:
		return no("it is %s, and only a paid payment can be disputed", p.Status)
	case all == 0:
		return no("it is authorized, but nothing of it is captured")
	case method.Dispute == spec.False:
		return no("payments with %s cannot be disputed", p.Method)
	case n.RDR && p.Method != methodCard:
		return no("only card payments are resolved by RDR, and this one was made with %s", p.Method)
	case left <= 0:
		return no("nothing of it is left to dispute: it is refunded or disputed already")
	}
	count := 0
	err := followUps(w, p.PaymentID, func(kind, _ string) error {
		if kind == kindDispute {
			count++
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	if count >= maxDisputes {
		return no("it has %d disputes already", maxDisputes)
	}
	if n.Value == "" {
		return left, nil
	}
	value, err := strconv.ParseInt(n.Value, 10, 64)
	if err != nil || value <= 0 {
		return no("the amount must be a whole number of the smallest unit of %s, more than 0", p.Amount.Currency)
	}
	if value > left {
		return no("%s of it can be disputed, not %s", p.Amount.with(left).Major(), p.Amount.with(value).Major())
	}
	return value, nil
}

// usualReason is the reason code that most disputes of a method have: that of Visa for
// cards, that of Antom's sample for others.
func usualReason(method string) string {
	if method == methodCard {
		return "10.4"
	}
	return "2006"
}

// usualReasonText says what usualReason means. Only the one of cards is about a card.
func usualReasonText(method string) string {
	if method == methodCard {
		return "Other fraud: card-absent environment"
	}
	return "The buyer does not recognize the payment"
}

func usualSource(method string) string {
	if method == methodCard {
		return "VISA"
	}
	return method
}

// JudgeDispute decides a dispute, for the merchant or for the buyer.
func (e *Engine) JudgeDispute(id string, won bool) (Dispute, error) {
	return e.endDispute(id, func(w *work, d Dispute) (Dispute, string, error) {
		switch {
		case d.Type == RetrievalRequest:
			return d, "", &DisputeError{Detail: "a retrieval request is not decided; the next step is a chargeback"}
		case d.Type == ComplianceRequest && d.Status != DisputeDefended:
			return d, "", &DisputeError{Detail: "it has no document that could be validated"}
		}
		d.Status = DisputeLost
		if won {
			d.Status, d.Deducted = DisputeWon, 0
		}
		return d, toldJudged, nil
	})
}

// CancelDispute withdraws a chargeback, as the buyer would.
func (e *Engine) CancelDispute(id string) (Dispute, error) {
	return e.endDispute(id, func(w *work, d Dispute) (Dispute, string, error) {
		if d.Type != Chargeback {
			return d, "", &DisputeError{Detail: "only a chargeback can be withdrawn"}
		}
		d.Status, d.Deducted = DisputeCancelled, 0
		return d, toldCancelled, nil
	})
}

// endDispute ends a dispute that is not final in the way of end, and notifies.
func (e *Engine) endDispute(id string, end func(*work, Dispute) (Dispute, string, error)) (d Dispute, err error) {
	if err := e.settleDue(); err != nil {
		return d, err
	}
	err = e.update(func(w *work) error {
		var found bool
		if d, found, err = findDispute(w, id); err == nil && !found {
			return noDispute(id)
		}
		if err != nil {
			return err
		}
		if d.Status.Final() {
			return &DisputeError{Detail: fmt.Sprintf("it is %s already", d.Status)}
		}
		d, err = w.turnDispute(d, w.now, end)
		return err
	})
	return d, err
}

// turnDispute changes a dispute at a moment, notifies of it and writes it.
func (w *work) turnDispute(d Dispute, at time.Time, change func(*work, Dispute) (Dispute, string, error)) (Dispute, error) {
	before := d
	d, told, err := change(w, d)
	if err != nil {
		return before, err
	}
	d.Updated = at
	if told != "" {
		if d, err = w.notifyDispute(d, told); err != nil {
			return before, err
		}
	}
	return d, w.saveDispute(before, d)
}

// ringDispute does what the clock made due to a dispute: the reminder, then the end of
// the time for evidence.
func (w *work) ringDispute(id string) error {
	d, found, err := findDispute(w, id)
	if !found || err != nil {
		return nil
	}
	_, err = w.currentDispute(d)
	return err
}

// currentDispute brings a stored dispute to the present moment.
func (w *work) currentDispute(d Dispute) (Dispute, error) {
	for {
		next := d.next()
		if next.IsZero() || next.After(w.now) {
			return d, nil
		}
		var err error
		if d, err = w.turnDispute(d, next, runOut); err != nil {
			return d, err
		}
	}
}

// runOut is what the clock does to an open dispute.
func runOut(_ *work, d Dispute) (Dispute, string, error) {
	if !d.Alert.IsZero() {
		d.Alert = time.Time{}
		return d, toldAlert, nil
	}
	switch d.Type {
	case RetrievalRequest:
		d.Status = DisputeExpired
		return d, "", nil
	case ComplianceRequest:
		d.Status = DisputeLost
		return d, toldJudged, nil
	}
	d.Status, d.AcceptReason = DisputeAccepted, acceptedByTime
	return d, toldAccepted, nil
}
