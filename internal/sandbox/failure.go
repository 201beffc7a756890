package sandbox

import (
	"errors"
	"net/http"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

// failure is an error of Control on its way between processes.
type failure struct {
	// Kind is "not-found", "state", "code", "nothing", "merchant", "authorization",
	// "no-authorization", "vaulting", "no-vaulting" or "other".
	Kind       string `json:"kind"`
	Message    string `json:"message"`
	ID         string `json:"id,omitempty"`
	PaymentID  string `json:"paymentId,omitempty"`
	Status     string `json:"status,omitempty"`
	ResultCode string `json:"resultCode,omitempty"`
	Code       string `json:"code,omitempty"`
	Nearest    string `json:"nearest,omitempty"`
	Reason     string `json:"reason,omitempty"`
}

func failureOf(err error) failure {
	var (
		state    *StateError
		code     *CodeError
		missing  *NotFoundError
		nothing  *NothingToNotifyError
		merchant *MerchantError
		consent  *AuthorizationError
		unknown  *NoAuthorizationError
		vaulting *VaultingError
		noCard   *NoVaultingError
	)
	f := failure{Kind: "other", Message: err.Error()}
	switch {
	case errors.As(err, &missing):
		f.Kind, f.ID = "not-found", missing.ID
	case errors.As(err, &state):
		f.Kind, f.PaymentID, f.Status, f.ResultCode = "state", state.PaymentID, string(state.Status), state.ResultCode
	case errors.As(err, &code):
		f.Kind, f.Code, f.Nearest = "code", code.Code, code.Nearest
	case errors.As(err, &nothing):
		f.Kind, f.ID, f.Reason = "nothing", nothing.ID, nothing.Reason
	case errors.As(err, &merchant):
		f.Kind, f.ID = "merchant", merchant.ClientID
	case errors.As(err, &consent):
		f.Kind, f.ID, f.Status = "authorization", consent.ID, string(consent.Status)
	case errors.As(err, &unknown):
		f.Kind, f.ID = "no-authorization", unknown.ID
	case errors.As(err, &vaulting):
		f.Kind, f.ID, f.Status = "vaulting", vaulting.ID, string(vaulting.Status)
	case errors.As(err, &noCard):
		f.Kind, f.ID = "no-vaulting", noCard.ID
	}
	return f
}

// err is the error that a failure was made of.
func (f failure) err() error {
	switch f.Kind {
	case "not-found":
		return &NotFoundError{ID: f.ID}
	case "state":
		return &StateError{PaymentID: f.PaymentID, Status: engine.Status(f.Status), ResultCode: f.ResultCode}
	case "code":
		return &CodeError{Code: f.Code, Nearest: f.Nearest}
	case "nothing":
		return &NothingToNotifyError{ID: f.ID, Reason: f.Reason}
	case "authorization":
		return &AuthorizationError{ID: f.ID, Status: engine.AgreementStatus(f.Status)}
	case "no-authorization":
		return &NoAuthorizationError{ID: f.ID}
	case "vaulting":
		return &VaultingError{ID: f.ID, Status: engine.VaultingStatus(f.Status)}
	case "no-vaulting":
		return &NoVaultingError{ID: f.ID}
	case "merchant":
		return &MerchantError{ClientID: f.ID, Detail: f.Message}
	}
	return errors.New("the simulator failed: " + f.Message)
}

// status is the HTTP status of an answer with the failure.
func (f failure) status() int {
	switch f.Kind {
	case "not-found", "no-authorization", "no-vaulting":
		return http.StatusNotFound
	case "state", "nothing", "authorization", "vaulting":
		return http.StatusConflict
	case "code", "merchant":
		return http.StatusUnprocessableEntity
	}
	return http.StatusInternalServerError
}
