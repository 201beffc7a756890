package engine

import (
	"strconv"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
)

// Outcome is how a directive wants an operation to end: answered with a code, or
// taken on and decided afterwards. The zero value leaves it alone.
type Outcome struct {
	Code   string `json:"code,omitempty"`
	Status Status `json:"status,omitempty"`
}

// Later is what a directive says about operations on a payment that exists.
type Later struct {
	Cancel        Outcome `json:"cancel,omitzero"`
	Inquiry       Outcome `json:"inquiryPayment,omitzero"`
	Retrieve      Outcome `json:"retrievePaymentSession,omitzero"`
	Refund        Outcome `json:"refund,omitzero"`
	InquiryRefund Outcome `json:"inquiryRefund,omitzero"`
	Capture       Outcome `json:"capture,omitzero"`
	// Times limits each of them to its first calls; 0 is all.
	Times int `json:"times,omitempty"`
}

// of is what is said about an operation.
func (l *Later) of(operation string) Outcome {
	if l != nil {
		if o := l.field(operation); o != nil {
			return *o
		}
	}
	return Outcome{}
}

// field is where an operation's outcome is; nil when it has none.
func (l *Later) field(operation string) *Outcome {
	switch operation {
	case OpCancel:
		return &l.Cancel
	case OpInquiry:
		return &l.Inquiry
	case OpRetrieve:
		return &l.Retrieve
	case OpRefund:
		return &l.Refund
	case OpInquiryRefund:
		return &l.InquiryRefund
	case OpCapture:
		return &l.Capture
	}
	return nil
}

// kept is what has to be stored of it; nil when it says nothing.
func (l Later) kept() *Later {
	if l == (Later{}) {
		return nil
	}
	return &l
}

// refundInquiry is what a refund keeps: what its own directive says about inquiries,
// else what the payment's does.
func (l *Later) refundInquiry(d Directive) *Later {
	if own := d.Later.kept(); own != nil {
		return own
	}
	if o := l.of(OpInquiryRefund); o != (Outcome{}) {
		return &Later{InquiryRefund: o, Times: l.Times}
	}
	return nil
}

// later is what is said about an operation on a record, as long as its number of
// calls is not used up. Asking counts.
func (w *work) later(l *Later, operation, id string) (Outcome, error) {
	o := l.of(operation)
	if o == (Outcome{}) || l.Times == 0 {
		return o, nil
	}
	calls, err := w.call("later\x00" + operation + "\x00" + id)
	if calls > l.Times {
		o = Outcome{}
	}
	return o, err
}

// laterCode is the code that an operation which only reads shall be answered with.
func (e *Engine) laterCode(l *Later, operation, id string) (code string, err error) {
	o := l.of(operation)
	if o != (Outcome{}) && l.Times > 0 {
		err = e.update(func(w *work) (err error) {
			o, err = w.later(l, operation, id)
			return err
		})
	}
	if o.Code == codeSuccess {
		o.Code = ""
	}
	return o.Code, err
}

// call counts the calls under a key, this one included.
func (w *work) call(key string) (int, error) {
	calls, _ := strconv.Atoi(string(w.Get(store.Calls, key)))
	calls++
	return calls, w.Put(store.Calls, key, []byte(strconv.Itoa(calls)))
}

// counted takes away what a directive limits to a number of calls once they are
// used up.
func (w *work) counted(d Directive, operation, clientID, requestID string) (Directive, error) {
	if !d.counts() {
		return d, nil
	}
	calls, err := w.call(operation + "\x00" + requestKey(clientID, requestID))
	if calls > d.Times {
		d = d.limited()
	}
	return d, err
}

// planned is the outcome of a refund or capture that takes its time; nil when it
// never comes. An empty status stands for success, an empty code of a failure
// for PROCESS_FAIL.
func (e *Engine) planned(status Status, code string, from time.Time, after time.Duration) *Plan {
	if after == 0 {
		after = processingTime
	}
	plan := &Plan{Status: status, Code: codeSuccess, At: e.after(from, after)}
	switch status {
	case Pending:
		return nil
	case Fail:
		if plan.Code = code; code == "" {
			plan.Code = codeProcess
		}
	default:
		plan.Status = Success
	}
	return plan
}

// due is when the outcome of something in process comes; zero when never.
func (p *Plan) due(status Status) time.Time {
	if p == nil || status != Processing {
		return time.Time{}
	}
	return p.At
}
