package sandbox

import (
	"errors"
	"net/http"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/seed"
)

// failure is an error of Control on its way between processes.
type failure struct {
	Kind       string         `json:"kind"` // "not-found", "state", "code", "method", "nothing", "merchant", "forgery", "clock", "snapshot", "seed", "dispute", "subscription", "authorization", "no-authorization", "vaulting", "no-vaulting", "result" or "other"
	Message    string         `json:"message"`
	ID         string         `json:"id,omitempty"`
	PaymentID  string         `json:"paymentId,omitempty"`
	Status     string         `json:"status,omitempty"`
	ResultCode string         `json:"resultCode,omitempty"`
	Code       string         `json:"code,omitempty"`
	Nearest    string         `json:"nearest,omitempty"`
	Reason     string         `json:"reason,omitempty"`
	What       string         `json:"what,omitempty"`
	Missing    bool           `json:"missing,omitempty"` // there is no such dispute
	Problems   []seed.Problem `json:"problems,omitempty"`
}

// failureOther is the Kind of an error that is nobody's mistake.
const failureOther = "other"

// nothingDue is the Reason of a ClockError without a next event.
const nothingDue = "nothing-due"

func failureOf(err error) failure {
	var (
		state    *StateError
		code     *CodeError
		method   *MethodError
		missing  *NotFoundError
		nothing  *NothingToNotifyError
		merchant *MerchantError
		forgery  *ForgeryError
		clock    *ClockError
		snapshot *SnapshotError
		unseeded *SeedError
		dispute  *DisputeError
		result   *ResultError

		subscription *SubscriptionError
		consent      *AuthorizationError
		unknown      *NoAuthorizationError
		vaulting     *VaultingError
		noCard       *NoVaultingError
	)
	f := failure{Kind: failureOther, Message: err.Error()}
	switch {
	case errors.As(err, &missing):
		f.Kind, f.ID, f.What = "not-found", missing.ID, missing.What
	case errors.As(err, &state):
		f.Kind, f.PaymentID, f.Status, f.ResultCode = "state", state.PaymentID, string(state.Status), state.ResultCode
		f.What, f.ID = state.What, state.ID
	case errors.As(err, &code):
		f.Kind, f.Code, f.Nearest, f.What = "code", code.Code, code.Nearest, code.What
	case errors.As(err, &method):
		f.Kind, f.Code, f.Nearest, f.Reason = "method", method.Method, method.Nearest, method.Reason
	case errors.As(err, &forgery):
		f.Kind, f.ID = "forgery", forgery.Name
	case errors.As(err, &nothing):
		f.Kind, f.ID, f.Reason = "nothing", nothing.ID, nothing.Reason
	case errors.As(err, &merchant):
		f.Kind, f.ID = "merchant", merchant.ClientID
	case errors.As(err, &clock):
		f.Kind = "clock"
		if clock.NothingDue {
			f.Reason = nothingDue
		}
	case errors.As(err, &unseeded):
		f.Kind, f.Problems = "seed", unseeded.Problems
	case errors.As(err, &snapshot):
		f.Kind, f.ID, f.Reason = "snapshot", snapshot.Name, snapshot.Reason
	case errors.As(err, &dispute):
		f.Kind, f.Missing = "dispute", dispute.Missing
	case errors.As(err, &subscription):
		f.Kind, f.ID, f.Reason = "subscription", subscription.ID, subscription.Reason
	case errors.As(err, &consent):
		f.Kind, f.ID, f.Status = "authorization", consent.ID, string(consent.Status)
	case errors.As(err, &unknown):
		f.Kind, f.ID = "no-authorization", unknown.ID
	case errors.As(err, &result):
		f.Kind, f.Code, f.Message = "result", result.Code, result.Message
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
		return &NotFoundError{ID: f.ID, What: f.What}
	case "state":
		return &StateError{PaymentID: f.PaymentID, Status: engine.Status(f.Status), ResultCode: f.ResultCode, What: f.What, ID: f.ID}
	case "forgery":
		return &ForgeryError{Name: f.ID}
	case "code":
		return &CodeError{Code: f.Code, Nearest: f.Nearest, What: f.What}
	case "method":
		return &MethodError{Method: f.Code, Reason: f.Reason, Nearest: f.Nearest}
	case "nothing":
		return &NothingToNotifyError{ID: f.ID, Reason: f.Reason}
	case "clock":
		return &ClockError{Detail: f.Message, NothingDue: f.Reason == nothingDue}
	case "seed":
		return &SeedError{Problems: f.Problems}
	case "snapshot":
		return &SnapshotError{Name: f.ID, Reason: f.Reason, Detail: f.Message}
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
	case "dispute":
		return &DisputeError{Missing: f.Missing, Detail: f.Message}
	case "subscription":
		return &SubscriptionError{ID: f.ID, Reason: f.Reason}
	case "result":
		return &ResultError{Code: f.Code, Message: f.Message}
	}
	return errors.New("the simulator failed: " + f.Message)
}

// status is the HTTP status of an answer with the failure.
func (f failure) status() int {
	switch f.Kind {
	case "not-found", "no-authorization", "no-vaulting":
		return http.StatusNotFound
	case "state", "nothing", "subscription", "authorization", "vaulting":
		return http.StatusConflict
	case "code", "method", "merchant", "forgery", "clock", "snapshot", "seed", "dispute", "result":
		return http.StatusUnprocessableEntity
	}
	return http.StatusInternalServerError
}
