package statement

import (
	"slices"
	"strconv"
	"time"

	"github.com/antom-cli/antom/internal/reconfile"
)

// The names of the simulator in the files.
const (
	customerID = "2188120000000000"
	provider   = "SIMULATOR"
)

// mistake is what a wrong amount or sum is off by.
const mistake = 100 * reconfile.Cent

// details are the columns that both kinds of details have.
func (l *line) details(b Break) map[string]string {
	amount := l.amount
	if l.wrong && b == BreakAmount {
		amount += mistake
	}
	at := l.Time.In(Zone()).Format(time.RFC3339)
	created := at
	if !l.Created.IsZero() {
		created = l.Created.In(Zone()).Format(time.RFC3339)
	}
	row := map[string]string{
		"customerId": customerID, "PSP": provider, "transactionType": l.Type, "transactionId": l.TransactionID,
		"transactionRequestId": l.RequestID, "originalTransactionRequestId": l.OriginalRequestID, "referenceTransactionId": l.OrderID,
		"paymentMethodType": l.Method, "transactionCreationTime": created, "transactionUpdateTime": at, "transactionCompletionTime": at,
		"transactionAmountValue": amount.Text(reconfile.Decimals(l.Currency)), "transactionCurrency": l.Currency,
	}
	return row
}

func (l *line) transaction(b Break) map[string]string {
	row := l.details(b)
	row["status"] = l.Status
	return row
}

func (l *line) settlement(b *batch, mistake Break) map[string]string {
	row := l.details(mistake)
	decimals := reconfile.Decimals(b.currency)
	row["settlementBatchId"] = b.id
	row["settlementInitiatedDate"] = b.initiated()
	row["settlementAmountValue"], row["settlementCurrency"] = l.net().Text(decimals), b.currency
	if l.pair != "" {
		row["quoteCurrencyPair"], row["quotePrice"] = l.pair, l.price
		row["convertedTransactionAmountValue"], row["convertedCurrency"] = l.gross.Text(decimals), b.currency
	}
	addFee(row, "paymentMethodFeeAmountValue", "paymentMethodFeeCurrency", l.methodFee, b.currency)
	addFee(row, "processingFeeAmountValue", "processingFeeCurrency", l.processing, b.currency)
	addFee(row, "refundFeeAmountValue", "refundFeeCurrency", l.refundFee, b.currency)
	return row
}

func addFee(row map[string]string, value, currency string, m reconfile.Money, code string) {
	if m != 0 {
		row[value], row[currency] = m.Text(reconfile.Decimals(code)), code
	}
}

// initiated is when the batch is settled: the morning after its day.
func (b *batch) initiated() string {
	return b.day.AddDate(0, 0, 1).Add(10 * time.Hour).Format(time.RFC3339)
}

// summary are the sums by type, and the total.
func (b *batch) summary(mistaken Break) []map[string]string {
	var names []string
	for _, l := range b.lines {
		if !slices.Contains(names, l.Type) {
			names = append(names, l.Type)
		}
	}
	if len(names) == 0 {
		return nil
	}
	var rows []map[string]string
	for _, name := range names {
		rows = append(rows, b.sum(name, func(l *line) bool { return l.Type == name }, 0))
	}
	off := reconfile.Money(0)
	if mistaken == BreakSum {
		off = mistake
	}
	return append(rows, b.sum("TOTAL", func(*line) bool { return true }, off))
}

func (b *batch) sum(name string, counts func(*line) bool, off reconfile.Money) map[string]string {
	n, net := 0, off
	var methodFee, processing, refund reconfile.Money
	for _, l := range b.lines {
		if counts(l) {
			n++
			net += l.net()
			methodFee, processing, refund = methodFee+l.methodFee, processing+l.processing, refund+l.refundFee
		}
	}
	row := map[string]string{
		"settlementBatchId": b.id, "customerId": customerID, "PSP": provider, "summaryType": name, "count": strconv.Itoa(n),
		"settlementInitiatedDate": b.initiated(), "settlementAmountValue": net.Text(reconfile.Decimals(b.currency)), "settlementCurrency": b.currency,
	}
	addFee(row, "paymentMethodFeeAmountValue", "paymentMethodFeeCurrency", methodFee, b.currency)
	addFee(row, "processingFeeAmountValue", "processingFeeCurrency", processing, b.currency)
	addFee(row, "refundFeeAmountValue", "refundFeeCurrency", refund, b.currency)
	return row
}
