package engine

import (
	"fmt"
	"slices"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
)

// The kinds of disputes, in the words of notifyDispute's disputeType.
const (
	Chargeback        = "CHARGEBACK"
	RetrievalRequest  = "RETRIEVAL_REQUEST"
	ComplianceRequest = "COMPLIANCE_REQUEST"
)

// DisputeTypes lists the kinds of disputes.
func DisputeTypes() []string { return []string{Chargeback, RetrievalRequest, ComplianceRequest} }

// DisputeStatus is the state of a dispute, in words of the simulator's own.
type DisputeStatus string

// The states of a dispute. All but the first two are final.
const (
	DisputeOpen      DisputeStatus = "OPEN"      // the merchant can answer
	DisputeDefended  DisputeStatus = "DEFENDED"  // evidence is submitted, nothing is decided
	DisputeAccepted  DisputeStatus = "ACCEPTED"  // by the merchant, or because time was over
	DisputeCancelled DisputeStatus = "CANCELLED" // the buyer withdrew it
	DisputeWon       DisputeStatus = "WON"       // decided for the merchant
	DisputeLost      DisputeStatus = "LOST"      // decided for the buyer
	DisputeExpired   DisputeStatus = "EXPIRED"   // a retrieval request that nobody answered in time
	DisputeRDR       DisputeStatus = "RDR"       // resolved at once by the scheme
)

// DisputeStatuses lists the states of a dispute.
func DisputeStatuses() []DisputeStatus {
	return []DisputeStatus{
		DisputeOpen, DisputeDefended, DisputeAccepted, DisputeCancelled, DisputeWon, DisputeLost, DisputeExpired, DisputeRDR,
	}
}

// Final reports whether nothing more happens to the dispute.
func (s DisputeStatus) Final() bool { return s != DisputeOpen && s != DisputeDefended }

// The values of disputeAcceptReason.
const (
	acceptedByMerchant = "MERCHANT_ACCEPTED"
	acceptedByTime     = "TIMEOUT"
)

// Dispute is one dispute of a payment as the store keeps it. The documents are kept
// apart.
type Dispute struct {
	Version          int           `json:"v"`
	DisputeID        string        `json:"disputeId"`
	ClientID         string        `json:"clientId"`
	PaymentID        string        `json:"paymentId"`
	PaymentRequestID string        `json:"paymentRequestId"`
	Type             string        `json:"type"` // one of DisputeTypes
	Status           DisputeStatus `json:"status"`
	Amount           Amount        `json:"amount"`
	ReasonCode       string        `json:"reasonCode"`
	Reason           string        `json:"reason"`
	Source           string        `json:"source"` // the scheme or issuer
	Created          time.Time     `json:"created"`
	Updated          time.Time     `json:"updated"`
	// Due is when the time for evidence is over, Alert when the merchant is reminded
	// of it; both zero for what needs no answer. Alert is zero once it was sent.
	Due   time.Time `json:"due,omitzero"`
	Alert time.Time `json:"alert,omitzero"`
	// Deducted is what the merchant lost by it, or does not have while it is open, in
	// the smallest unit.
	Deducted int64 `json:"deducted,omitempty"`
	// Defences counts the documents that were submitted.
	Defences     int    `json:"defences,omitempty"`
	AcceptReason string `json:"acceptReason,omitempty"`
	// Notified is the id of its latest notification, Told what it said: the
	// disputeNotificationType.
	Notified string `json:"notified,omitempty"`
	Told     string `json:"told,omitempty"`
}

// takesMoney reports whether the disputed amount is taken from the merchant.
func (d Dispute) takesMoney() bool { return d.Type == Chargeback }

// next is when the clock changes the dispute by itself; zero when it does not.
func (d Dispute) next() time.Time {
	switch {
	case d.Status != DisputeOpen:
		return time.Time{}
	case !d.Alert.IsZero():
		return d.Alert
	}
	return d.Due
}

// DisputeError says why nothing can be done to a dispute.
type DisputeError struct {
	// Missing says that no dispute has the id.
	Missing bool
	Detail  string
}

func (e *DisputeError) Error() string { return e.Detail }

func noDispute(id string) *DisputeError {
	return &DisputeError{Missing: true, Detail: fmt.Sprintf("the simulator has no dispute with the disputeId %q", id)}
}

// Disputes returns at most max disputes, newest first, that are older than the one
// with the id before; an empty one stands for the newest. next leads to the
// following page and is empty on the last.
func (e *Engine) Disputes(before string, max int) (list []Dispute, next string, err error) {
	list = []Dispute{}
	if err := e.settleDue(); err != nil {
		return list, "", err
	}
	err = e.store.View(func(tx store.Tx) error {
		for _, data := range tx.Descend(store.Disputes, before) {
			if len(list) == max {
				next = list[max-1].DisputeID
				return nil
			}
			d, err := decodeDispute(data)
			if err != nil {
				return err
			}
			list = append(list, d)
		}
		return nil
	})
	return list, next, err
}

// FindDispute returns a dispute. The error is a *DisputeError when there is none.
func (e *Engine) FindDispute(id string) (d Dispute, err error) {
	if err := e.settleDue(); err != nil {
		return d, err
	}
	err = e.store.View(func(tx store.Tx) error {
		var found bool
		if d, found, err = findDispute(tx, id); err == nil && !found {
			return noDispute(id)
		}
		return err
	})
	return d, err
}

// DisputesOf returns the disputes of a payment, oldest first. The id is one that Find
// takes.
func (e *Engine) DisputesOf(id string) ([]Dispute, error) {
	list := []Dispute{}
	if err := e.settleDue(); err != nil {
		return list, err
	}
	err := e.store.View(func(tx store.Tx) error {
		p, err := e.findAny(tx, id)
		if err != nil {
			return err
		}
		return followUps(tx, p.PaymentID, func(kind, id string) error {
			if kind != kindDispute {
				return nil
			}
			d, found, err := findDispute(tx, id)
			if found {
				list = append(list, d)
			}
			return err
		})
	})
	return list, err
}

func findDispute(tx store.Tx, id string) (Dispute, bool, error) {
	return findMovement(tx, store.Disputes, "dispute", id, func(d Dispute) (string, int) { return d.DisputeID, d.Version })
}

func decodeDispute(data []byte) (d Dispute, err error) {
	if err = decode("dispute", data, &d); err == nil {
		err = known("dispute", d.DisputeID, d.Version)
	}
	return d, err
}

// saveDispute writes a dispute in place of what it was before, which is the zero value
// when it is new, and keeps the sum of its payment.
func (w *work) saveDispute(before, d Dispute) error {
	d.Version = recordVersion
	data, err := encode("dispute", d.DisputeID, d)
	if err != nil {
		return err
	}
	if before.DisputeID == "" {
		if err := w.follow(d.PaymentID, d.Created, kindDispute, d.DisputeID); err != nil {
			return err
		}
	}
	if err := w.addDisputed(d.PaymentID, d.Deducted-before.Deducted); err != nil {
		return err
	}
	if err := w.setAlarm(kindDispute, d.DisputeID, before.next(), d.next()); err != nil {
		return err
	}
	return w.Put(store.Disputes, d.DisputeID, data)
}

// addDisputed changes how much of a payment disputes took.
func (w *work) addDisputed(paymentID string, value int64) error {
	if value == 0 {
		return nil
	}
	p, found, err := findPayment(w, paymentID)
	if err != nil || !found {
		return err
	}
	before := p
	p.Disputed += value
	return w.save(before, p)
}

// The documents of a dispute.
const (
	fileOfMerchant = "merchant" // submitted with supplyDefenseDocument
	fileOfAntom    = "antom"    // drafted by Antom
)

const (
	// maxDisputeFiles is how many documents are kept; the oldest go first.
	maxDisputeFiles = 100
	// disputeFilesKey is where the keys of the documents are kept, oldest first.
	disputeFilesKey = "dispute-files"
)

// DisputeFile is a document of a dispute.
type DisputeFile struct {
	Format   string `json:"format"`   // as disputeEvidenceFormat
	Evidence string `json:"evidence"` // in Base64
}

func (w *work) putFile(disputeID, which string, f DisputeFile) error {
	var keys []string
	if data := w.Get(store.Meta, disputeFilesKey); data != nil {
		if err := decode("list of documents", data, &keys); err != nil {
			return err
		}
	}
	key := disputeID + "\x00" + which
	keys = append(slices.DeleteFunc(keys, func(k string) bool { return k == key }), key)
	for ; len(keys) > maxDisputeFiles; keys = keys[1:] {
		if err := w.Delete(store.DisputeFiles, keys[0]); err != nil {
			return err
		}
	}
	list, err := encode("list of documents", disputeFilesKey, keys)
	if err != nil {
		return err
	}
	if err := w.Put(store.Meta, disputeFilesKey, list); err != nil {
		return err
	}
	data, err := encode("document", disputeID, f)
	if err != nil {
		return err
	}
	return w.Put(store.DisputeFiles, key, data)
}

func findFile(tx store.Tx, disputeID, which string) (f DisputeFile, found bool, err error) {
	data := tx.Get(store.DisputeFiles, disputeID+"\x00"+which)
	if data == nil {
		return f, false, nil
	}
	err = decode("document", data, &f)
	return f, err == nil, err
}
