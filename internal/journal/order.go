package journal

// maxOrderIDs bounds the ids that OrderIDs finds.
const maxOrderIDs = 1000

// OrderIDs returns the ids of what was done for an order: of its payments, and of their
// refunds and captures, which the journal knows by the payment. It is empty, and not nil,
// for an order that is not in the journal.
func (j *Journal) OrderIDs(order string) ([]string, error) {
	known, ids := map[string]struct{}{}, []string{}
	add := func(e Entry) {
		for _, id := range []string{e.RequestID, e.PaymentID, e.PaymentRequestID, e.RefundID, e.CaptureID} {
			if _, ok := known[id]; !ok && id != "" && len(ids) < maxOrderIDs {
				known[id] = struct{}{}
				ids = append(ids, id)
			}
		}
	}
	if order == "" {
		return ids, nil
	}
	report, err := j.Scan(Filter{ID: order})
	if err != nil {
		return nil, err
	}
	for _, e := range report.Entries {
		if e.OrderID == order {
			add(e)
		}
	}
	// A response tells the paymentId, by which a refund may name the payment.
	for count := 0; count < len(ids); {
		count = len(ids)
		if report, err = j.Scan(Filter{IDs: ids}); err != nil {
			return nil, err
		}
		for _, e := range report.Entries {
			add(e)
		}
	}
	return ids, nil
}
