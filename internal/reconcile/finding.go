package reconcile

import (
	"cmp"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/reconfile"
)

// Kind is what was found.
type Kind string

// The kinds of findings. The first ones are about a file alone, the others about a file
// and the sales.
const (
	Unreadable   Kind = "unreadable"
	MissingID    Kind = "missing-id"
	Decimals     Kind = "decimals"
	Arithmetic   Kind = "arithmetic"
	Conversion   Kind = "conversion"
	SumDiffers   Kind = "sum"
	Duplicate    Kind = "duplicate"
	SettledTwice Kind = "settled-twice"

	NotInFile       Kind = "not-in-file"
	UnknownHere     Kind = "unknown-here"
	AmountDiffers   Kind = "amount"
	CurrencyDiffers Kind = "currency"
	StatusDiffers   Kind = "status"
	NotFinalHere    Kind = "not-final-here"
	RefundNotInFile Kind = "refund-not-in-file"
	RefundUnknown   Kind = "refund-unknown-here"
	PaidTwice       Kind = "paid-twice"
	Dispute         Kind = "dispute"
)

// KindInfo says what a kind of finding means and what to do about it.
type KindInfo struct {
	Kind  Kind
	Title string
	Do    string
}

// Kinds are all kinds, the most urgent first.
func Kinds() []KindInfo {
	return []KindInfo{
		{NotInFile, "paid here, not in the files", "ask Antom; if the payment is SUCCESS, report the missing row to Antom"},
		{UnknownHere, "in the files, unknown here", "find out who sold it: another system with the same merchant account, or a lost order"},
		{AmountDiffers, "amount differs", "compare the order with the request that was sent; correct the order, or report the row to Antom"},
		{CurrencyDiffers, "currency differs", "compare the order with the request that was sent; correct the order, or report the row to Antom"},
		{StatusDiffers, "status differs", "ask Antom, and set the order to what it says"},
		{NotFinalHere, "paid in the files, not final here", "add the received notifications with --inbox"},
		{RefundNotInFile, "refunded here, not in the files", "ask Antom; if the refund is SUCCESS, look into the files of the next day"},
		{RefundUnknown, "refunded in the files, unknown here", "enter the refund; find out who made it, such as a user of the Dashboard"},
		{PaidTwice, "order paid more than once", "return the money of the later payment"},
		{Dispute, "disputed", "look into the Dashboard for its deadline, and defend or accept it"},
		{SettledTwice, "settled more than once", "report both rows to Antom"},
		{Duplicate, "the same transaction twice", "leave one of the files out if both are the same report; otherwise report both rows to Antom"},
		{SumDiffers, "sum differs from the summary", "check that all files of the batch are there and complete; then report the batch to Antom"},
		{Arithmetic, "settled amount is not the sum of its parts", "report the row to Antom with both amounts"},
		{Conversion, "converted amount does not fit the quote", "report the row to Antom with both amounts"},
		{Decimals, "currency or its decimals are not possible", "check the units of the file (--minor), then report the row to Antom"},
		{MissingID, "an id is missing", "report the row to Antom: it cannot be joined without its id"},
		{Unreadable, "value cannot be read", "download the file again, and do not save it with a spreadsheet program"},
	}
}

// Info is what is to be said about a kind.
func (k Kind) Info() KindInfo {
	for _, info := range Kinds() {
		if info.Kind == k {
			return info
		}
	}
	return KindInfo{Kind: k, Title: string(k)}
}

// Finding is one difference.
type Finding struct {
	Kind Kind `json:"kind"`
	// File and Line are where the row stands; Source and SourceLine where the sale is
	// from: "journal", "inbox" or the name of the list of orders.
	File       string `json:"file,omitempty"`
	Line       int    `json:"line,omitempty"`
	Source     string `json:"source,omitempty"`
	SourceLine int    `json:"sourceLine,omitempty"`

	Type             string `json:"transactionType,omitempty"`
	RequestID        string `json:"requestId,omitempty"` // of the payment, refund or capture
	PaymentRequestID string `json:"paymentRequestId,omitempty"`
	TransactionID    string `json:"transactionId,omitempty"`
	OrderID          string `json:"orderId,omitempty"`
	Batch            string `json:"settlementBatchId,omitempty"`

	// Expected is the value here, or the one that was computed; Found is the one in
	// the file.
	Expected string `json:"expected,omitempty"`
	Found    string `json:"found,omitempty"`
	// Amount, in major units of Currency, is the money in question.
	Amount   string `json:"amount,omitempty"`
	Currency string `json:"currency,omitempty"`

	// Do is what to do; Command, where there is one, is the command that does it.
	Do      string `json:"do"`
	Command string `json:"command,omitempty"`
	// Antom is what the gateway said about the payment when it was asked.
	Antom string `json:"antom,omitempty"`

	money reconfile.Money
	order uint64 // its place among all findings
}

// Payment is the id to ask the gateway for, the paymentRequestId or else the
// paymentId; ok is false for findings that an inquiry about a payment cannot explain, such
// as those about refunds and captures.
func (f *Finding) Payment() (requestID, paymentID string, ok bool) {
	if !f.Kind.Asks() {
		return "", "", false
	}
	if c, known := saleClass(f.Type); !known || c != paymentClass {
		return "", "", false
	}
	if id := cmp.Or(f.RequestID, f.PaymentRequestID); id != "" {
		return id, "", true
	}
	return "", f.TransactionID, f.TransactionID != ""
}

// Inquiry are the words of the command that asks Antom about the payment or the refund,
// "" where asking does not help.
func (f *Finding) Inquiry() []string {
	c, _ := saleClass(f.Type)
	if c == refundClass && f.RequestID != "" && (f.Kind == RefundNotInFile || f.Kind.Asks()) {
		return []string{"inquire-refund", f.RequestID}
	}
	requestID, paymentID, ok := f.Payment()
	switch {
	case !ok:
		return nil
	case requestID != "":
		return []string{"inquire", requestID}
	}
	return []string{"inquire", "--payment-id", paymentID}
}

// Asks reports whether an inquiry about the payment may explain findings of the kind.
func (k Kind) Asks() bool {
	switch k {
	case NotInFile, UnknownHere, AmountDiffers, CurrencyDiffers, StatusDiffers, NotFinalHere:
		return true
	}
	return false
}

// Where is the place of the finding: file and line, or the source of the sale.
func (f *Finding) Where() string {
	switch {
	case f.File != "":
		return placeText(f.File, f.Line)
	case f.SourceLine > 0:
		return placeText(f.Source, f.SourceLine)
	}
	return f.Source
}

// IDs are the ids of the finding, the merchant's first.
func (f *Finding) IDs() string {
	var ids []string
	for _, id := range []string{f.RequestID, f.TransactionID, f.OrderID} {
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 && f.Batch != "" {
		ids = append(ids, f.Batch)
	}
	return strings.Join(ids, " ")
}

// Confirm adds what the gateway says about the payment: its status, or the result code
// where it has none, and its amount.
func (f *Finding) Confirm(status, code, amount string) {
	f.Command = ""
	f.Antom = strings.TrimSpace(cmp.Or(status, code) + " " + amount)
	switch {
	case f.Kind == NotInFile && status == "SUCCESS":
		f.Do = "Antom confirms the payment: report the missing row to Antom"
	case f.Kind == NotInFile && status != "":
		f.Do = "set the order to " + status + ": Antom has no money of it"
	case f.Kind == UnknownHere && status == "SUCCESS":
		f.Do = "Antom confirms the payment: find the order that it is for"
	case (f.Kind == StatusDiffers || f.Kind == NotFinalHere) && status != "":
		f.Do = "set the order to " + status
	}
}

// about sets the amount in question.
func (f Finding) about(m reconfile.Money, currency string) Finding {
	f.money, f.Currency = m.Abs(), currency
	f.Amount = f.money.Text(reconfile.Decimals(currency))
	return f
}
