package sandbox

import (
	"context"
	"fmt"
	"net/http"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Decision ends a refund or a capture that is in process.
type Decision struct {
	// What is decided: "refund" or "capture".
	What string `json:"what"`
	// ID is Antom's id of it, or the merchant's.
	ID string `json:"id"`
	// Accepted says that it succeeds; else it fails with Code, a result code of the
	// operation, or with the usual one when that is empty.
	Accepted bool   `json:"accepted"`
	Code     string `json:"code,omitempty"`
}

// Decide ends a refund or a capture in process.
func (l local) Decide(_ context.Context, d Decision) (Part, error) {
	status := engine.Fail
	if d.Accepted {
		status = engine.Success
	}
	switch d.What {
	case spec.OpRefund:
		r, err := l.s.engine.DecideRefund(d.ID, status, d.Code)
		return refundPart(r), err
	case spec.OpCapture:
		c, err := l.s.engine.DecideCapture(d.ID, status, d.Code)
		return capturePart(c), err
	}
	return Part{}, fmt.Errorf("a %q cannot be decided, only a refund or a capture", d.What)
}

// Decide ends a refund or a capture in process.
func (r *Remote) Decide(ctx context.Context, d Decision) (p Part, err error) {
	err = r.do(ctx, http.MethodPost, "decide", d, &p)
	return p, err
}

func refundPart(r engine.Refund) Part {
	return part(r.RefundID, r.RefundRequestID, r.Status, r.ResultCode, r.Amount, r.Created, r.Updated)
}

func capturePart(c engine.Capture) Part {
	return part(c.CaptureID, c.CaptureRequestID, c.Status, c.ResultCode, c.Amount, c.Created, c.Updated)
}
