package reconfile

import "strings"

// Kind is what a file lists.
type Kind string

// The kinds of files.
const (
	Transactions Kind = "transaction" // the transactions of a day, with their latest status
	Settlement   Kind = "settlement"  // the transactions and fees of a settlement batch
	Summary      Kind = "summary"     // the sums of a settlement batch
)

// Title is the kind in words.
func (k Kind) Title() string {
	switch k {
	case Transactions:
		return "transaction details"
	case Settlement:
		return "settlement details"
	case Summary:
		return "settlement summary"
	}
	return "unknown"
}

// Kinds are all kinds.
func Kinds() []Kind { return []Kind{Transactions, Settlement, Summary} }

// A field is what a column means to the reader.
type field int

// The fields that are read. Columns of other fields are known, and passed over.
const (
	passed field = iota
	batchID
	transactionType
	transactionID
	requestID
	originalRequestID
	orderID
	method
	status
	createdTime
	completedTime
	settledTime
	amountValue
	amountCurrency
	convertedValue
	convertedCurrency
	settledValue
	settledCurrency
	quotePair
	quotePrice
	summaryType
	rowCount
	lastField
)

// kindSet tells in which kinds of files a column stands.
type kindSet uint8

const (
	inTransactions kindSet = 1 << iota
	inSettlement
	inSummary

	inDetails = inTransactions | inSettlement
	inAll     = inDetails | inSummary
)

func (s kindSet) has(k Kind) bool {
	switch k {
	case Transactions:
		return s&inTransactions != 0
	case Settlement:
		return s&inSettlement != 0
	default:
		return s&inSummary != 0
	}
}

// column is one column of Antom's layouts.
type column struct {
	name  string
	older string // its name in the layout before 2025, "" where that is the same
	kinds kindSet
	field field
	// proves is true when only transaction details have the column: its presence
	// tells them from settlement details.
	proves bool
}

// columns are those of the documents, in the order of the current layout, but for the
// fees. Sources: docs.antom.com/ac/reconcile/field_summary.md and the column lists in
// github.com/ant-intl/antom-ai-tools, antom-reconciliation-expert; the older names:
// global.alipay.com/docs/ac/reconcile/field_summary.
func columns() []column {
	return []column{
		{"settlementBatchId", "", inAll, batchID, false},
		{"customerId", "", inAll, passed, false},
		{"PSP", "acquirer", inAll, passed, false},
		{"ARN", "acquirerReferenceNo", inDetails, passed, false},
		{"summaryType", "", inSummary, summaryType, false},
		{"count", "", inSummary, rowCount, false},
		{"referenceMerchantId", "", inDetails, passed, false},
		{"referenceStoreId", "", inDetails, passed, false},
		{"transactionType", "", inDetails, transactionType, false},
		{"transactionId", "", inDetails, transactionID, false},
		{"originalTransactionId", "", inDetails, passed, false},
		{"transactionRequestId", "", inDetails, requestID, false},
		{"originalTransactionRequestId", "", inDetails, originalRequestID, false},
		{"referenceTransactionId", "", inDetails, orderID, false},
		{"orderDescription", "", inTransactions, passed, false},
		{"paymentMethodType", "", inDetails, method, false},
		{"wallet", "pspName", inDetails, passed, false},
		{"status", "", inTransactions, status, true},
		{"transactionCreationTime", "paymentTime", inDetails, createdTime, false},
		{"transactionUpdateTime", "", inDetails, passed, false},
		{"transactionCompletionTime", "", inDetails, completedTime, false},
		{"settlementInitiatedDate", "settlementTime", inSettlement | inSummary, settledTime, false},
		{"productCode", "", inDetails, passed, false},
		{"transactionAmountValue", "", inDetails, amountValue, false},
		{"transactionCurrency", "", inDetails, amountCurrency, false},
		{"convertedTransactionAmountValue", "", inDetails, convertedValue, false},
		{"convertedCurrency", "", inDetails, convertedCurrency, false},
		{"settlementAmountValue", "", inAll, settledValue, false},
		{"settlementCurrency", "", inAll, settledCurrency, false},
		{"quoteCurrencyPair", "", inDetails, quotePair, false},
		{"quotePrice", "", inDetails, quotePrice, false},
		{"cardBrand", "", inDetails, passed, false},
		{"cardCountry", "", inDetails, passed, false},
		{"issuingCountry", "", inDetails, passed, false},
		{"funding", "", inDetails, passed, false},
		{"installmentsNum", "", inDetails, passed, false},
		{"3DAuthentication", "", inTransactions, passed, true},
		{"3DOffered", "", inTransactions, passed, true},
		{"accountHolderName", "", inTransactions, passed, true},
		{"originalCardSummary", "", inTransactions, passed, true},
		{"cardNumber(Last 4 digits)", "", inTransactions, passed, true},
		{"issuer", "", inTransactions, passed, true},
		{"liabilityShift", "", inTransactions, passed, true},
		{"reason", "", inTransactions, passed, true},
	}
}

// fee is a fee with its two columns. Its sign is written in the file: fees are
// negative, what is given back is positive.
type fee struct {
	value    string
	currency string
	older    string // the value's name in the older layout, "" where that is the same
	olderCur string
	// doubtful is true for a fee that only the older layout has, and of which the
	// documents do not say whether the settled amount contains it.
	doubtful bool
}

// fees are the columns that a settled amount contains beside the transaction. The names
// of two currencies do not follow the pattern of the others; they are Antom's.
// Source: the list of fee columns in antom-reconciliation-expert, and the older field
// summary.
func fees() []fee {
	return []fee{
		{"paymentMethodFeeAmountValue", "paymentMethodFeeCurrency", "feeAmountValue", "feeCurrency", false},
		{"interchangeFeeAmountValue", "interchangeFeeCurrency", "", "", false},
		{"schemeFeeAmountValue", "schemeFeeCurrency", "", "", false},
		{"acquirerMarkupAmountValue", "acquirerMarkupCurrency", "", "", false},
		{"processingFeeAmountValue", "processingFeeCurrency", "", "", false},
		{"taxFeeAmountValue", "taxFeeCurrency", "", "", false},
		{"refundFeeAmountValue", "refundFeeCurrency", "", "", false},
		{"disputeHandlingFee", "disputeHandlingFeeCurrency", "", "", false},
		{"financingFeeAmountValue", "financingFeeCurrency", "", "", false},
		{"rdrFeeAmountValue", "rdrFeeCurrency", "", "", false},
		{"anticipationFeeAmountValue", "anticipationFeeCurrency", "", "", false},
		{"riskDecisionServiceFeeAmountValue", "riskDecisionServiceFeeCurrency", "", "", false},
		{"riskManagementFeeAmountValue", "riskManagementFeeCurrency", "", "", false},
		{"cdrnFeeAmountValue", "cdrnFeeCurrency", "", "", false},
		{"iofFeeAmountValue", "iofFeeCurrency", "", "", false},
		{"withholdingTaxAmountValue", "withholdingTaxFeeCurrency", "", "", false},
		{"fxFeeAmountValue", "fxFeeAmountCurrency", "", "", false},
		{"nonGuaranteeCouponValue", "nonGuaranteeCouponCurrency", "", "", true},
		{"disputeReverseFee", "disputeReverseFeeCurrency", "", "", true},
	}
}

// feeAt is where one fee stands in the rows of a file, -1 where it does not.
type feeAt struct{ value, currency int }

// layout is where the fields stand in the rows of one file.
type layout struct {
	at       [lastField]int // -1 for a field without a column
	fees     []feeAt
	doubtful []feeAt
	kind     Kind
	older    bool     // a column has its older name
	unknown  []string // columns that no document names
	missing  []string // columns that checks would need
	twice    []string // columns that are read, and stand there more than once
}

// folded is the name of a column as it is compared: case and blanks do not count.
func folded(name string) string {
	return strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")))
}

// readLayout finds the columns of a header. kind is empty when it is the header of no
// file of Antom's.
func readLayout(header []string) *layout {
	l := &layout{}
	for f := range l.at {
		l.at[f] = -1
	}
	at, count := map[string]int{}, map[string]int{}
	for i, name := range header {
		if name = folded(name); name != "" {
			if count[name]++; count[name] == 1 {
				at[name] = i
			}
		}
	}
	known := map[string]bool{}
	find := func(name, older string) int { // a column that has both names is not known by its older one
		known[folded(name)] = true
		if i, ok := at[folded(name)]; ok {
			return i
		}
		known[folded(older)] = true
		if i, ok := at[folded(older)]; ok && older != "" {
			l.older = true
			return i
		}
		return -1
	}
	once := func(i int) int { // of two columns for the same value, none is the right one
		if i >= 0 && count[folded(header[i])] > 1 {
			l.twice = append(l.twice, strings.TrimSpace(header[i]))
		}
		return i
	}
	proven := false
	for _, c := range columns() {
		i := find(c.name, c.older)
		if c.field != passed {
			l.at[c.field] = once(i)
		}
		proven = proven || c.proves && i >= 0
	}
	for _, f := range fees() {
		place := feeAt{once(find(f.value, f.older)), once(find(f.currency, f.olderCur))}
		switch {
		case place.value < 0:
		case f.doubtful:
			l.doubtful = append(l.doubtful, place)
		default:
			l.fees = append(l.fees, place)
		}
	}
	for _, name := range header {
		if folded(name) != "" && !known[folded(name)] {
			l.unknown = append(l.unknown, strings.TrimSpace(name))
		}
	}
	l.kind = l.findKind(proven)
	l.findMissing()
	return l
}

// enoughColumns is how many of the columns of settlement details make one, as in
// Antom's own tool.
const enoughColumns = 6

// findKind tells the kind from the columns. proven: a column is there that only
// transaction details have.
func (l *layout) findKind(proven bool) Kind {
	has := func(f field) bool { return l.at[f] >= 0 }
	if has(summaryType) && has(settledValue) {
		return Summary
	}
	if !has(transactionType) || !has(amountValue) || !has(requestID) && !has(transactionID) {
		return ""
	}
	n := 0
	for _, f := range []field{
		batchID, transactionID, requestID, transactionType, method, amountValue, amountCurrency, settledValue, settledCurrency, settledTime,
	} {
		if has(f) {
			n++
		}
	}
	if !proven && n >= enoughColumns && (has(settledValue) || has(batchID)) {
		return Settlement
	}
	return Transactions
}

// needed are the fields that checks of a kind use.
func needed(k Kind) []field {
	switch k {
	case Transactions:
		return []field{transactionType, transactionID, requestID, originalRequestID, orderID, amountValue, amountCurrency}
	case Settlement:
		return []field{
			batchID, transactionType, transactionID, requestID, originalRequestID, orderID, amountValue, amountCurrency, settledValue,
			settledCurrency, quotePair, quotePrice,
		}
	default:
		return []field{batchID, summaryType, settledValue, settledCurrency}
	}
}

func (l *layout) findMissing() {
	if l.kind == "" {
		return
	}
	names := map[field]string{}
	for _, c := range columns() {
		names[c.field] = c.name
	}
	for _, f := range needed(l.kind) {
		if l.at[f] < 0 {
			l.missing = append(l.missing, names[f])
		}
	}
}

// fatal names the missing columns without which nothing can be compared.
func (l *layout) fatal() []string {
	switch {
	case l.kind == Summary && l.at[settledCurrency] < 0:
		return []string{"settlementCurrency"}
	case l.kind != Summary && l.at[amountCurrency] < 0:
		return []string{"transactionCurrency"}
	case l.kind == Settlement && l.at[settledValue] >= 0 && l.at[settledCurrency] < 0:
		return []string{"settlementCurrency"}
	}
	return nil
}
