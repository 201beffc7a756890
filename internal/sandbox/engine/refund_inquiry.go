package engine

import (
	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// inquireRefund tells the state of a refund. The result is that of the inquiry;
// the state is in refundStatus.
func (e *Engine) inquireRefund(r Request) (Reply, error) {
	refundID := r.Body.Get("refundId").String()
	requestID := r.Body.Get("refundRequestId").String()
	if refundID == "" && requestID == "" {
		return Refusal(OpInquiryRefund, codeParam, "refundRequestId: give refundRequestId or refundId"), nil
	}
	refund, found, err := e.refundOfMerchant(r.ClientID, refundID, requestID)
	if err != nil {
		return Reply{}, err
	}
	if !found {
		return Refusal(OpInquiryRefund, codeNoRefund, refundNotFound(refundID, requestID)), nil
	}
	if code, err := e.laterCode(refund.Later, OpInquiryRefund, refund.RefundID); code != "" || err != nil {
		return Refusal(OpInquiryRefund, code, ""), err
	}
	return answerRefundInquiry(refund), nil
}

// refundOfMerchant finds a refund of one client id; refundId wins when both are given.
func (e *Engine) refundOfMerchant(clientID, refundID, requestID string) (r Refund, found bool, err error) {
	err = e.store.View(func(tx store.Tx) error {
		if refundID != "" {
			r, found, err = findRefund(tx, refundID)
		} else {
			r, found, err = findRefundRequest(tx, clientID, requestID)
		}
		return err
	})
	return r, found && r.ClientID == clientID, err
}

func refundNotFound(refundID, requestID string) string {
	if refundID != "" {
		return "there is no refund with the refundId " + refundID
	}
	return "there is no refund with the refundRequestId " + requestID
}

func answerRefundInquiry(r Refund) Reply {
	n := withResult(OpInquiryRefund, codeSuccess, "")
	n.Set("refundId", spec.NewString(r.RefundID))
	n.Set("refundRequestId", spec.NewString(r.RefundRequestID))
	n.Set("refundAmount", r.Amount.node())
	n.Set("refundStatus", spec.NewString(string(r.Status)))
	if r.Status == Success {
		n.Set("refundTime", stamp(r.Updated))
		setSettlement(n, r.Amount, r.Settlement, r.Locked)
	}
	setText(n, "metadata", r.Metadata)
	return Reply{Body: n}
}
