package engine

import (
	"fmt"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
)

// VaultingStatus is the state of a Vaulting, as Antom writes it.
type VaultingStatus string

// The states of a Vaulting.
const (
	VaultingProcessing VaultingStatus = "PROCESSING" // the buyer has to decide
	VaultingSuccess    VaultingStatus = "SUCCESS"    // the card is stored
	VaultingFail       VaultingStatus = "FAIL"       // the buyer declined, or did not decide in time
)

const (
	codeVerifying  = "VERIFICATION_IN_PROCESS"
	codeUnverified = "VERIFICATION_FAIL"
	codeNoVaulting = "VAULTING_NOT_EXIST"
)

const (
	// vaultingSessionTime is how long a vaulting session is open. The reference gives
	// no time: it is that of a payment session.
	vaultingSessionTime = time.Hour
	// verificationTime is how long the buyer of vaultPaymentMethod can be verified.
	verificationTime = consentTime
)

// Vaulting is the storing of a card for later payments. The calls of the group
// vaulting are about it.
type Vaulting struct {
	Version     int            `json:"v"`
	VaultingID  string         `json:"vaultingId"`
	ClientID    string         `json:"clientId"`
	RequestID   string         `json:"vaultingRequestId"`
	Operation   string         `json:"operation"` // that made it
	SessionID   string         `json:"sessionId,omitempty"`
	SessionPart string         `json:"sessionPart,omitempty"` // the first part of the session data
	Card        StoredCard     `json:"card"`
	RedirectURL string         `json:"redirectUrl,omitempty"`
	NotifyURL   string         `json:"notifyUrl,omitempty"`
	Metadata    string         `json:"metadata,omitempty"`
	Status      VaultingStatus `json:"status"`
	Created     time.Time      `json:"created"`
	Expires     time.Time      `json:"expires"` // until when the buyer can decide
	Updated     time.Time      `json:"updated"`
	// Notified is the id of its latest notification.
	Notified string `json:"notified,omitempty"`
}

// StoredCard is what is kept of a card: never its number or its security code.
type StoredCard struct {
	Brand    string `json:"brand"`
	LastFour string `json:"lastFour"`
	Token    string `json:"token,omitempty"` // what a payment is made with; "" until the card is stored
}

// Masked is the number of the card as Antom writes it.
func (c StoredCard) Masked() string { return "************" + c.LastFour }

// HasSession reports whether the buyer chooses the card in a session.
func (v Vaulting) HasSession() bool { return v.SessionID != "" }

// At is the vaulting as it stands at a moment.
func (v Vaulting) At(now time.Time) Vaulting {
	if next := v.next(); !next.IsZero() && !next.After(now) {
		v.Status, v.Updated = VaultingFail, next
	}
	return v
}

// next is when the clock changes the vaulting by itself; zero when it does not.
func (v Vaulting) next() time.Time {
	if v.Status != VaultingProcessing {
		return time.Time{}
	}
	return v.Expires
}

// VaultingError says that a vaulting's state does not allow what was asked for.
type VaultingError struct {
	ID     string
	Status VaultingStatus
}

func (e *VaultingError) Error() string {
	return fmt.Sprintf("vaulting %s is already %s", e.ID, e.Status)
}

// NoVaultingError says which id no vaulting has.
type NoVaultingError struct{ ID string }

func (e *NoVaultingError) Error() string {
	return fmt.Sprintf("the simulator has no vaulting with the id, vaultingRequestId or vaultingSessionId %q", e.ID)
}

// Unwrap returns ErrNotFound.
func (e *NoVaultingError) Unwrap() error { return ErrNotFound }

// The kinds of keys that lead to a vaulting.
const (
	vaultingByRequest = "request" // + client id and vaultingRequestId
	vaultingBySession = "session" // + vaultingSessionId
	vaultingByToken   = "token"   // + card token
)

func (w *work) leadToVaulting(v Vaulting, kind, value string) error {
	if value == "" {
		return nil
	}
	return w.Put(store.VaultingKeys, agreementKey(kind, value), []byte(v.VaultingID))
}

// saveVaulting writes a vaulting in place of what it was before, which is the zero
// value when it is new.
func (w *work) saveVaulting(before, v Vaulting) error {
	v.Version = recordVersion
	data, err := encode("vaulting", v.VaultingID, v)
	if err != nil {
		return err
	}
	if err := w.setAlarm(kindVaulting, v.VaultingID, before.next(), v.next()); err != nil {
		return err
	}
	return w.Put(store.Vaultings, v.VaultingID, data)
}

func findVaulting(tx store.Tx, id string) (Vaulting, bool, error) {
	return findMovement(tx, store.Vaultings, "vaulting", id, func(v Vaulting) (string, int) { return v.VaultingID, v.Version })
}

// findVaultingBy follows a key to a vaulting.
func findVaultingBy(tx store.Tx, kind, value string) (Vaulting, bool, error) {
	return findVaulting(tx, string(tx.Get(store.VaultingKeys, agreementKey(kind, value))))
}

// anyVaulting finds a vaulting by any of its ids.
func (e *Engine) anyVaulting(tx store.Tx, id string) (Vaulting, error) {
	v, found, err := findVaulting(tx, id)
	if !found && err == nil {
		v, found, err = findVaultingBy(tx, vaultingBySession, id)
	}
	for _, client := range e.clients() {
		if found || err != nil {
			break
		}
		v, found, err = findVaultingBy(tx, vaultingByRequest, requestKey(client, id))
	}
	if !found && err == nil {
		err = &NoVaultingError{ID: id}
	}
	return v, err
}

// FindVaulting returns a vaulting as it stands now, by its id, its vaultingSessionId or
// the vaultingRequestId of a client in Options. The error is a *NoVaultingError.
func (e *Engine) FindVaulting(id string) (v Vaulting, err error) {
	err = e.store.View(func(tx store.Tx) error {
		v, err = e.anyVaulting(tx, id)
		return err
	})
	return v.At(e.now()), err
}

// Vaultings returns at most max vaultings as they stand now, newest first. Those that
// nobody can read are not among them.
func (e *Engine) Vaultings(max int) ([]Vaulting, error) {
	list, now := []Vaulting{}, e.now()
	err := e.store.View(func(tx store.Tx) error {
		for _, data := range tx.Descend(store.Vaultings, "") {
			var v Vaulting
			if decode("vaulting", data, &v) != nil || known("vaulting", v.VaultingID, v.Version) != nil {
				continue
			}
			if list = append(list, v.At(now)); len(list) == max {
				return nil
			}
		}
		return nil
	})
	return list, err
}
