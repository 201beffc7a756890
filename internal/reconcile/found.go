package reconcile

import "cmp"

// amountText is the amount of a row or a sale, as it is.
func amountText(rec *record) string {
	if rec.amount == noAmount {
		return ""
	}
	if rec.currency == "" {
		return comparedAmount(rec).String()
	}
	return comparedAmount(rec).In(rec.currency)
}

// rowFinding is a finding about a row.
func (r *Run) rowFinding(kind Kind, rec *record) Finding {
	f := Finding{
		Kind: kind, File: r.files[rec.file].Name, Line: rec.line, Type: rec.typ, RequestID: rec.requestID, PaymentRequestID: rec.original,
		TransactionID: rec.id, OrderID: rec.order, Batch: rec.batch,
	}
	if rec.amount == noAmount {
		return f
	}
	return f.about(rec.amount, rec.currency)
}

// place is where a row stands.
func (r *Run) place(rec *record) string {
	return placeText(r.files[rec.file].Name, rec.line)
}

// sourceName is the name of a source in findings: of a list of orders its file.
func (r *Run) sourceName(s Source) string {
	return [...]string{cmp.Or(r.options.Orders, "orders"), "journal", "inbox"}[s]
}

// saleFinding is a finding about a sale.
func (r *Run) saleFinding(kind Kind, sale *record) Finding {
	f := Finding{
		Kind: kind, Source: r.sourceName(Source(sale.file)), Type: sale.typ, RequestID: sale.requestID, PaymentRequestID: sale.original,
		TransactionID: sale.id, OrderID: sale.order,
	}
	if Source(sale.file) == FromOrders {
		f.SourceLine = sale.line
	}
	if sale.amount == noAmount || sale.currency == "" {
		return f
	}
	return f.about(sale.amount, sale.currency)
}

// merge adds what only the sale knows.
func merge(f *Finding, s Finding) {
	f.Source, f.SourceLine = s.Source, s.SourceLine
	for _, text := range []struct{ to, from *string }{
		{&f.RequestID, &s.RequestID}, {&f.PaymentRequestID, &s.PaymentRequestID}, {&f.TransactionID, &s.TransactionID}, {&f.OrderID, &s.OrderID},
	} {
		if *text.to == "" {
			*text.to = *text.from
		}
	}
}
