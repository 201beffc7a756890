package engine

import (
	"cmp"
	"slices"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// DecideRefund ends a refund in process: it succeeds, or fails with a result code of
// refund; an empty code stands for PROCESS_FAIL. The id is a refundId, or a
// refundRequestId of a client in Options. The refund is returned as it is also when its
// state forbids the change. The error is a *NotFoundError, a *StateError or a *CodeError.
func (e *Engine) DecideRefund(id string, status Status, code string) (r Refund, err error) {
	if err := e.checkDecision(OpRefund, status, code); err != nil {
		return r, err
	}
	err = e.update(func(w *work) error {
		var found bool
		if r, found, err = w.anyRefund(id); err != nil {
			return err
		} else if !found {
			return &NotFoundError{ID: id, What: OpRefund}
		}
		if r, err = w.currentRefund(r); err != nil {
			return err
		}
		if r.Status != Processing {
			return &StateError{PaymentID: r.PaymentID, Status: r.Status, ResultCode: r.ResultCode, What: OpRefund, ID: r.RefundID}
		}
		r, err = w.endRefund(r, status, endCode(status, code), w.now)
		return err
	})
	return r, err
}

// DecideCapture does the same for a capture.
func (e *Engine) DecideCapture(id string, status Status, code string) (c Capture, err error) {
	if err := e.checkDecision(OpCapture, status, code); err != nil {
		return c, err
	}
	err = e.update(func(w *work) error {
		var found bool
		if c, found, err = w.anyCapture(id); err != nil {
			return err
		} else if !found {
			return &NotFoundError{ID: id, What: OpCapture}
		}
		if c, err = w.currentCapture(c); err != nil {
			return err
		}
		if c.Status != Processing {
			return &StateError{PaymentID: c.PaymentID, Status: c.Status, ResultCode: c.ResultCode, What: OpCapture, ID: c.CaptureID}
		}
		c, err = w.endCapture(c, status, endCode(status, code), w.now)
		return err
	})
	return c, err
}

// checkDecision checks the code, and settles what the clock made due.
func (e *Engine) checkDecision(operation string, status Status, code string) error {
	codes := failures(operation)
	if status == Fail && code != "" && !slices.Contains(codes, code) {
		return &CodeError{Code: code, Nearest: spec.Nearest(code, codes), What: operation}
	}
	return e.settleDue()
}

func endCode(status Status, code string) string {
	if status == Success {
		return codeSuccess
	}
	return cmp.Or(code, codeProcess)
}
