package sandbox

import (
	"errors"
	"net/http"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

// failure is an error of Control on its way between processes.
type failure struct {
	Kind       string `json:"kind"` // "not-found", "state", "code", "nothing", "merchant", "result" or "other"
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
		result   *ResultError
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
	case errors.As(err, &result):
		f.Kind, f.Code, f.Message = "result", result.Code, result.Message
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
	case "merchant":
		return &MerchantError{ClientID: f.ID, Detail: f.Message}
	case "result":
		return &ResultError{Code: f.Code, Message: f.Message}
	}
	return errors.New("the simulator failed: " + f.Message)
}

// status is the HTTP status of an answer with the failure.
func (f failure) status() int {
	switch f.Kind {
	case "not-found":
		return http.StatusNotFound
	case "state", "nothing":
		return http.StatusConflict
	case "code", "merchant", "result":
		return http.StatusUnprocessableEntity
	}
	return http.StatusInternalServerError
}
