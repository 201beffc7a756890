package reconcile

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/reconfile"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// report adds a finding about a row, with the value that is expected and the one that was
// found. The money in question is the transaction's, or the difference where it is given.
type report func(kind Kind, expected, found string, difference ...reconfile.Money) error

// checkRow checks one row by itself and reports what is wrong with it.
func (r *Run) checkRow(f *file, row *reconfile.Row) error {
	found := func(kind Kind, expected, text string, difference ...reconfile.Money) error {
		finding := f.finding(kind, row, expected, text)
		for _, m := range difference {
			finding = finding.about(m, row.NetCurrency)
		}
		return r.found(finding, row.Line, f.number)
	}
	for _, p := range row.Problems {
		if err := found(Unreadable, "", problemText(p)); err != nil {
			return err
		}
	}
	if err := f.checkCurrencies(row, found); err != nil {
		return err
	}
	if f.Kind == reconfile.Summary {
		return nil
	}
	if column := f.missingAmount(row); column != "" {
		if err := found(Unreadable, "an amount", column+" is empty"); err != nil {
			return err
		}
	}
	if column := f.missingID(row); column != "" {
		if err := found(MissingID, column, "empty"); err != nil {
			return err
		}
	}
	if f.Kind == reconfile.Settlement {
		return f.checkArithmetic(row, found)
	}
	return nil
}

func problemText(p reconfile.Problem) string {
	if p.Column == "" {
		return "the row " + p.Err.Error()
	}
	return fmt.Sprintf("%s %q %v", p.Column, p.Text, p.Err)
}

// missingID is the column of an id that rows of this type have, and this row has not.
func (f *file) missingID(row *reconfile.Row) string {
	switch {
	case row.Type.RequestID && row.RequestID == "" && f.has["transactionRequestId"]:
		return "transactionRequestId"
	case row.Type.OriginalID && row.OriginalRequestID == "" && f.has["originalTransactionRequestId"]:
		return "originalTransactionRequestId"
	}
	return ""
}

// checkReversal reports a refund that was taken back, as a dispute is reported: nothing
// here says that somebody knows of it.
func (r *Run) checkReversal(f *file, row *reconfile.Row, rec *record) error {
	if row.Type.Name != "REFUND_REVERSAL" || !rec.moved() {
		return nil
	}
	finding := f.finding(StatusDiffers, row, "", row.Type.Name)
	finding.Do = "the refund was taken back: correct its entry, and find out how the buyer gets the money"
	return r.found(finding, row.Line, f.number)
}

// missingAmount is the column of an amount that the row should have, and has not. Without
// it the row would agree with any sale, or be left out of the sums. A row without a batch
// is not settled yet.
func (f *file) missingAmount(row *reconfile.Row) string {
	unreadable := func(column string) bool { // or the row as a whole
		return slices.ContainsFunc(row.Problems, func(p reconfile.Problem) bool { return p.Column == column || p.Column == "" })
	}
	const amount, settled = "transactionAmountValue", "settlementAmountValue"
	group := row.Type.Group
	moves := group == reconfile.PaymentGroup || group == reconfile.RefundGroup || group == reconfile.HoldGroup
	switch {
	case moves && !row.HasAmount && !unreadable(amount):
		return amount
	case f.Kind == reconfile.Settlement && row.Batch != "" && !row.HasNet && f.has[settled] && !unreadable(settled):
		return settled
	}
	return ""
}

// checkCurrencies holds amounts against the decimals of their currencies.
func (f *file) checkCurrencies(row *reconfile.Row, found report) error {
	for _, a := range []struct {
		value    reconfile.Money
		has      bool
		currency string
	}{{row.Amount, row.HasAmount, row.Currency}, {row.Net, row.HasNet, row.NetCurrency}} {
		if !a.has {
			continue
		}
		decimals, known := f.decimals(a.currency)
		switch {
		case !known:
			text := a.currency
			if text == "" {
				text = "no currency"
			}
			if err := found(Decimals, "a currency of ISO 4217", text); err != nil {
				return err
			}
		case a.value%unitOf(decimals) != 0:
			if err := found(Decimals, fmt.Sprintf("at most %d decimals", decimals), a.value.In(a.currency)); err != nil {
				return err
			}
		}
	}
	return nil
}

// unitOf is the smallest unit of a currency with so many decimals.
func unitOf(decimals int) reconfile.Money {
	unit := reconfile.Money(10_000)
	for range decimals {
		unit /= 10
	}
	return max(unit, 1)
}

// decimals remembers the currencies of a file, which are few.
func (f *file) decimals(currency string) (int, bool) {
	if n, ok := f.currencies[currency]; ok {
		return n, n >= 0
	}
	n := -1
	if c, ok := spec.FindCurrency(currency); ok {
		n = c.Decimals
	}
	if len(f.currencies) < 1000 {
		f.currencies[strings.Clone(currency)] = n
	}
	return n, n >= 0
}

// errUnchecked says that a row lacks what its arithmetic needs.
var errUnchecked = errors.New("the row cannot be checked")

// checkArithmetic holds the settled amount against the transaction's amount, the quote
// and the fees. As in Antom's own tool an amount is rounded half to even, and a
// difference of twice the rounding is none.
func (f *file) checkArithmetic(row *reconfile.Row, found report) error {
	if !row.HasNet {
		return nil
	}
	if row.Amount == 0 && len(row.Fees) == 0 && (!row.HasAmount || row.Type.Group != reconfile.PaymentGroup && row.Type.Group != reconfile.RefundGroup) {
		return nil // a fee or a reserve: there is nothing that its amount is made of
	}
	unit := reconfile.Cent
	if decimals, known := f.decimals(row.NetCurrency); known && decimals == 0 {
		unit = unitOf(0)
	}
	gross, err := gross(row, unit)
	if err != nil {
		f.unchecked++
		return nil
	}
	if row.HasConverted && row.ConvertedCurrency == row.NetCurrency && (row.Converted-gross).Abs() > 2*unit {
		if err := found(Conversion, gross.In(row.NetCurrency), row.Converted.In(row.NetCurrency), gross-row.Converted); err != nil {
			return err
		}
		gross = row.Converted
	}
	expected, ok := addFees(gross, row.Fees, row.NetCurrency)
	if !ok {
		f.unchecked++
		return nil
	}
	if (expected - row.Net).Abs() <= 2*unit {
		return nil
	}
	if with, ok := addFees(expected, row.Doubtful, row.NetCurrency); ok && (with-row.Net).Abs() <= 2*unit {
		return nil
	}
	return found(Arithmetic, expected.In(row.NetCurrency), row.Net.In(row.NetCurrency), expected-row.Net)
}

// gross is the transaction's amount in the currency of the settlement, before fees.
func gross(row *reconfile.Row, unit reconfile.Money) (reconfile.Money, error) {
	switch {
	case row.Amount == 0, row.Currency == row.NetCurrency:
		return row.Amount, nil
	case row.Pair == "" || !row.HasPrice:
		if row.HasConverted && row.ConvertedCurrency == row.NetCurrency {
			return row.Converted, nil
		}
		return 0, errUnchecked
	}
	left, right, _ := strings.Cut(row.Pair, "/")
	switch row.Currency {
	case left:
		return row.Price.Times(row.Amount, unit)
	case right:
		return row.Price.Under(row.Amount, unit)
	}
	return 0, errUnchecked
}

// addFees adds fees of one currency. ok is false when one has another currency, or the
// sum is too large.
func addFees(m reconfile.Money, list []reconfile.Amount, currency string) (sum reconfile.Money, ok bool) {
	for _, a := range list {
		var err error
		if m, err = m.Plus(a.Value); err != nil || a.Currency != currency {
			return 0, false
		}
	}
	return m, true
}
