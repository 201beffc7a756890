package engine

import (
	"fmt"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
)

// AgreementStatus is the state of an Agreement.
type AgreementStatus string

// The states of an Agreement.
const (
	AgreementWaiting  AgreementStatus = "WAITING"  // the buyer has to decide
	AgreementAccepted AgreementStatus = "ACCEPTED" // the buyer agreed
	AgreementDeclined AgreementStatus = "DECLINED" // the buyer did not agree
	AgreementExpired  AgreementStatus = "EXPIRED"  // the buyer did not decide in time
	AgreementRevoked  AgreementStatus = "REVOKED"  // the merchant or the buyer ended it
)

const (
	// consentTime is how long the buyer can decide. The reference gives no time:
	// it is that of a payment.
	consentTime = 14 * time.Minute
	// authCodeTime is how long an authCode can be exchanged. Source:
	// docs.antom.com/ac/hk_auto_debit/token.
	authCodeTime = 10 * time.Minute
	// accessTokenTime and refreshTokenTime are how long tokens can be used. Methods
	// differ; these are long enough to need no refresh while an integration is tried.
	accessTokenTime  = 365 * 24 * time.Hour
	refreshTokenTime = 2 * accessTokenTime
)

// Agreement is what a buyer permits a merchant: to debit an account with a payment
// method without being asked again. The calls of the group authorizations are about
// it.
type Agreement struct {
	Version     int             `json:"v"`
	AgreementID string          `json:"agreementId"`
	ClientID    string          `json:"clientId"`
	Method      string          `json:"method"` // customerBelongsTo
	State       string          `json:"state"`  // authState, the merchant's own id
	Scopes      []string        `json:"scopes,omitempty"`
	AuthClient  string          `json:"authClient,omitempty"` // authClientId, a secondary merchant
	Terminal    string          `json:"terminal,omitempty"`
	RedirectURL string          `json:"redirectUrl,omitempty"`
	NotifyURL   string          `json:"notifyUrl,omitempty"`
	Status      AgreementStatus `json:"status"`
	Code        string          `json:"code"`                // short code behind the code to scan
	PaymentID   string          `json:"paymentId,omitempty"` // of the payment by which it came, else ""
	Created     time.Time       `json:"created"`
	Expires     time.Time       `json:"expires"` // until when the buyer can decide
	Updated     time.Time       `json:"updated"`
	// AuthCode is exchanged for the tokens, once.
	AuthCode Secret `json:"authCode,omitzero"`
	Access   Secret `json:"access,omitzero"`
	Refresh  Secret `json:"refresh,omitzero"`
	// Spent is the refresh token before this one, to tell a used one from a wrong one.
	Spent string `json:"spent,omitempty"`
	// Notified is the id of its latest notification.
	Notified string `json:"notified,omitempty"`
}

// Secret is a text that permits something for a time.
type Secret struct {
	Text    string    `json:"text"`
	Expires time.Time `json:"expires"`
	Used    bool      `json:"used,omitempty"`
}

// Over reports whether the time of the secret is over.
func (s Secret) Over(now time.Time) bool { return !s.Expires.After(now) }

// At is the agreement as it stands at a moment.
func (a Agreement) At(now time.Time) Agreement {
	if a.Status == AgreementWaiting && !a.Expires.After(now) {
		a.Status, a.Updated = AgreementExpired, a.Expires
	}
	return a
}

// Usable reports whether money can be debited by the agreement at a moment.
func (a Agreement) Usable(now time.Time) bool {
	return a.Status == AgreementAccepted && a.Access.Text != "" && !a.Access.Over(now)
}

// AgreementError says that an agreement's state does not allow what was asked for.
type AgreementError struct {
	ID     string
	Status AgreementStatus
}

func (e *AgreementError) Error() string {
	if e.Status == AgreementWaiting {
		return fmt.Sprintf("authorization %s still waits for the buyer", e.ID)
	}
	return fmt.Sprintf("authorization %s is already %s", e.ID, e.Status)
}

// NoAgreementError says which id no agreement has.
type NoAgreementError struct{ ID string }

func (e *NoAgreementError) Error() string {
	return fmt.Sprintf("the simulator has no authorization with the id or authState %q", e.ID)
}

// Unwrap returns ErrNotFound.
func (e *NoAgreementError) Unwrap() error { return ErrNotFound }

// The kinds of keys that lead to an agreement.
const (
	byState   = "state"   // + client id and authState
	byCode    = "code"    // + authCode
	byAccess  = "access"  // + access token
	byRefresh = "refresh" // + refresh token, the present one or the one before
	byShort   = "short"   // + short code
)

func agreementKey(kind, value string) string { return kind + "\x00" + value }

// leadTo writes a key that leads to an agreement.
func (w *work) leadTo(a Agreement, kind, value string) error {
	if value == "" {
		return nil
	}
	return w.Put(store.AgreementKeys, agreementKey(kind, value), []byte(a.AgreementID))
}

// forget removes such a key.
func (w *work) forget(kind, value string) error {
	if value == "" {
		return nil
	}
	return w.Delete(store.AgreementKeys, agreementKey(kind, value))
}

// saveAgreement writes an agreement.
func (w *work) saveAgreement(a Agreement) error {
	a.Version = recordVersion
	data, err := encode("authorization", a.AgreementID, a)
	if err != nil {
		return err
	}
	return w.Put(store.Agreements, a.AgreementID, data)
}

func findAgreement(tx store.Tx, id string) (Agreement, bool, error) {
	return findMovement(tx, store.Agreements, "authorization", id, func(a Agreement) (string, int) { return a.AgreementID, a.Version })
}

// findAgreementBy follows a key to an agreement.
func findAgreementBy(tx store.Tx, kind, value string) (Agreement, bool, error) {
	return findAgreement(tx, string(tx.Get(store.AgreementKeys, agreementKey(kind, value))))
}

// agreementByToken finds the agreement of an access token.
func (e *Engine) agreementByToken(token string) (a Agreement, found bool, err error) {
	err = e.store.View(func(tx store.Tx) error {
		a, found, err = findAgreementBy(tx, byAccess, token)
		return err
	})
	return a, found, err
}
