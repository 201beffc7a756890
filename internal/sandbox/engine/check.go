package engine

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/antom-cli/antom/internal/sandbox/store"
)

// CheckRecord refuses what no engine could have written into a bucket: a record that
// cannot be read, or a key that nothing is found by.
func CheckRecord(b store.Bucket, key string, value []byte) error {
	if err := checkRecord(b, key, value); err != nil {
		return fmt.Errorf("the record %q of %s: %w", cut(key, maxShownKey), b, err)
	}
	return nil
}

const (
	// maxShownKey is how much of a key a message shows, in characters.
	maxShownKey = 80
	// maxID is the length of the longest id that a record leads to, in bytes.
	maxID = 64
)

func checkRecord(b store.Bucket, key string, value []byte) error {
	var err error
	id := key // of a record that has its own id as its key
	switch b {
	case store.Payments:
		var p Payment
		p, err = decodePayment(value)
		id = p.PaymentID
	case store.Refunds:
		id, err = checkMovement(value, func(r Refund) (string, int) { return r.RefundID, r.Version })
	case store.Captures:
		id, err = checkMovement(value, func(c Capture) (string, int) { return c.CaptureID, c.Version })
	case store.Disputes:
		id, err = checkMovement(value, func(d Dispute) (string, int) { return d.DisputeID, d.Version })
	case store.Agreements:
		id, err = checkMovement(value, func(a Agreement) (string, int) { return a.AgreementID, a.Version })
	case store.Vaultings:
		id, err = checkMovement(value, func(v Vaulting) (string, int) { return v.VaultingID, v.Version })
	case store.Subscriptions:
		id, err = checkMovement(value, func(s Subscription) (string, int) { return s.SubscriptionID, s.Version })
	case store.Notifications:
		id, err = checkMovement(value, func(n Notification) (string, int) { return n.ID, n.Version })
	case store.Declarations:
		var d Declaration
		err = decode("declaration", value, &d)
	case store.DisputeFiles:
		var f DisputeFile
		err = decode("document", value, &f)
	case store.Orders:
		if !json.Valid(value) {
			err = fmt.Errorf("it is not JSON")
		}
	case store.Calls:
		_, err = strconv.Atoi(string(value))
	case store.Alarms, store.Outbox, store.Finished:
		if fromSortable(key).IsZero() || len(key) == sortableLength || len(value) != 0 {
			err = fmt.Errorf("it is not a time and an id")
		}
	case store.FollowUps:
		if len(key) <= sortableLength || len(value) != 0 {
			err = fmt.Errorf("it is not an id of a payment and one of a movement")
		}
	case store.Meta:
		err = checkMeta(key, value)
	default: // what leads to a record
		if len(value) == 0 || len(value) > maxID {
			err = fmt.Errorf("it does not lead to an id")
		}
	}
	if err == nil && id != key {
		err = fmt.Errorf("it is that of %q", cut(id, maxShownKey))
	}
	return err
}

// checkMovement reads a record and tells its id.
func checkMovement[M any](value []byte, about func(M) (id string, version int)) (string, error) {
	var m M
	if err := decode("record", value, &m); err != nil {
		return "", err
	}
	id, version := about(m)
	return id, known("record", id, version)
}

// checkMeta checks what the engine keeps about all records.
func checkMeta(key string, value []byte) error {
	switch key {
	case queueKey:
		var q queue
		return decode("count of notifications", value, &q)
	case disputeFilesKey:
		var keys []string
		return decode("list of documents", value, &keys)
	}
	return nil
}
