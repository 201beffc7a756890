package engine_test

import (
	"fmt"
	"testing"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// reach makes a call of an operation end with a result code, by a directive.
func (b *bench) reach(operation, code string) *spec.Node {
	directive := fmt.Sprintf(`"sim: %s=%s"`, operation, code)
	order := func(text string) []string { return []string{"order.orderDescription", text} }
	switch operation {
	case engine.OpPay:
		return b.do(operation, describe("sim: result="+code))
	case engine.OpSession:
		return b.do(operation, sessionBody(order(`"sim: result=`+code+`"`)...))
	case engine.OpConsult:
		return b.do(operation, consultBody("extendInfo", `"sim: result=`+code+`"`))
	case engine.OpInquiry:
		b.do(engine.OpPay, payBody(order(directive)...))
		return b.do(operation, inquiry("pay-1"))
	case engine.OpCancel:
		b.do(engine.OpPay, payBody(order(directive)...))
		return b.do(operation, cancelBody("pay-1"))
	case engine.OpRetrieve:
		b.do(engine.OpSession, sessionBody(order(directive)...))
		return b.do(operation, `{"paymentRequestId":"session-1"}`)
	case engine.OpCapture:
		return b.do(operation, captureBody(b.paid(authorizeBody(order(directive)...))))
	case engine.OpRefund:
		return b.do(operation, refundBody(b.paid(payBody()), reason("sim: result="+code)...))
	case engine.OpInquiryRefund:
		b.do(engine.OpRefund, refundBody(b.paid(payBody()), reason("sim: inquiryRefund="+code)...))
		return b.do(operation, `{"refundRequestId":"refund-1"}`)
	}
	b.t.Fatalf("no way to %s", operation)
	return nil
}

// Every result code of the specification can be had from every operation that it
// is documented for; those of the gateway from all.
func TestEveryResultCodeCanBeReached(t *testing.T) {
	t.Parallel()
	operations := []string{
		engine.OpPay, engine.OpSession, engine.OpInquiry, engine.OpCancel, engine.OpRetrieve,
		engine.OpCapture, engine.OpRefund, engine.OpInquiryRefund, engine.OpConsult,
	}
	walked := 0
	for _, c := range spec.Codes() {
		for _, operation := range operations {
			if c.Operation != "" && c.Operation != operation {
				continue
			}
			walked++
			b := newBench(t)
			n := b.reach(operation, c.Code)
			b.wantCode(n, c.Code)
			if got := n.At("result.resultStatus").String(); got != c.Status && c.Operation != "" {
				t.Errorf("%s of %s has status %s, want %s", c.Code, operation, got, c.Status)
			}
		}
	}
	if walked < 200 {
		t.Errorf("only %d codes were walked", walked)
	}
}

// The directive of an order reaches its refunds too.
func TestRefundCodesByTheOrder(t *testing.T) {
	t.Parallel()
	for _, c := range spec.Codes() {
		if c.Operation != engine.OpRefund {
			continue
		}
		b := newBench(t)
		n := b.do(engine.OpRefund, refundBody(b.paid(describe("sim: refund="+c.Code))))
		b.wantCode(n, c.Code)
	}
}

// TestSimulatedOperations: the specification says of the right operations that the
// simulator has them.
func TestSimulatedOperations(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, o := range append(spec.Operations(), spec.OperationNamed("newOperation")) {
		if b.Serves(o.Name) != o.Simulated {
			t.Errorf("%s: served %t, simulated %t", o.Name, b.Serves(o.Name), o.Simulated)
		}
	}
}
