package outcome

import (
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Transaction is a refund, a capture or the like in the answer to
// inquiryPayment.
type Transaction struct {
	Type      string // REFUND, CAPTURE, CANCEL …
	ID        string // refundId, captureId
	RequestID string // refundRequestId, captureRequestId
	Status    string
	Currency  string
	Value     string // in the smallest unit
}

// Transactions are those of a payment, as the answer to inquiryPayment lists
// them.
func Transactions(body *spec.Node) []Transaction {
	list := body.Get("transactions")
	if list == nil {
		return nil
	}
	var found []Transaction
	for _, item := range list.Items {
		found = append(found, Transaction{
			Type:      item.Get("transactionType").String(),
			ID:        item.Get("transactionId").String(),
			RequestID: item.Get("transactionRequestId").String(),
			Status:    item.Get("transactionStatus").String(),
			Currency:  item.At("transactionAmount.currency").String(),
			Value:     item.At("transactionAmount.value").String(),
		})
	}
	return found
}

// FindTransaction finds one by the merchant's own id of it.
func FindTransaction(body *spec.Node, requestID string) (Transaction, bool) {
	for _, t := range Transactions(body) {
		if t.RequestID == requestID {
			return t, true
		}
	}
	return Transaction{}, false
}

// Label is the type as a word for people.
func (t Transaction) Label() string {
	switch t.Type {
	case "REFUND":
		return "Refund"
	case "CAPTURE":
		return "Capture"
	case "CANCEL":
		return "Cancel"
	case "AUTHORIZATION":
		return "Authorization"
	default:
		return "Transaction"
	}
}
