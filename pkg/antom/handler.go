package antom

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"runtime/debug"
	"strconv"
)

// A NotificationHandler is an [http.Handler] for the notify URL. It verifies
// each notification, calls Handle, and acknowledges the notification after
// Handle returned nil, never before. Everything else makes Antom send it again.
//
// It answers with HTTP status
//
//   - 200 and the acknowledgement, when Handle returned nil
//   - 401 when the notification cannot be verified
//   - 413 and 400 when the body is too large, or is no JSON object (400 also when the path is unusable)
//   - 405 when the method is not POST
//   - 500 when Handle failed or panicked, or no usable key is configured
//
// Texts of errors never reach the sender. The limits in time are those of the
// [http.Server]: set its ReadTimeout.
type NotificationHandler struct {
	// Verifier says whose notifications are accepted; its Keys are required.
	Verifier
	// Handle processes a verified notification and is required. The context is
	// that of the request and ends when the sender goes away, after a few
	// seconds perhaps: store first, do what takes long later. It is called for
	// every kind; return nil for those that do not matter to you. It can be
	// called for several notifications at once, and again for the same one.
	Handle func(ctx context.Context, n *Notification) error
	// OnError is called for everything that was not acknowledged, before the
	// answer is written. If nil, failures of this side (Handle, keys) go to
	// the standard logger, and refusals are only seen by the sender. The body
	// of r can be read again: package diagnose finds out why a signature does
	// not verify.
	OnError func(r *http.Request, err *NotificationError)
}

// A PanicError is the cause in a *NotificationError when Handle panicked.
type PanicError struct {
	Value any    // what the function panicked with
	Stack []byte // the stack at that moment
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Unwrap returns the value if the function panicked with an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// ServeHTTP takes one notification.
func (h *NotificationHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		h.refuse(w, r, &NotificationError{Reason: ReasonMethod, Detail: "the HTTP method is " + quote(r.Method) + ", but notifications use POST"})
		return
	}
	n, err := h.Request(r)
	if err != nil {
		refused, ok := errors.AsType[*NotificationError](err)
		if !ok { // not by Request as it is now
			refused = &NotificationError{Reason: ReasonHandler, Err: err}
		}
		h.refuse(w, r, refused)
		return
	}
	if err := h.handle(r.Context(), n); err != nil {
		h.refuse(w, r, err)
		return
	}
	if err := acknowledge(w); err != nil {
		h.report(r, &NotificationError{
			Reason: ReasonAcknowledgement, Err: err,
			Detail: "it was processed but could not be acknowledged, so Antom will send it again",
		})
	}
}

// handle calls the function and turns a panic into an error.
func (h *NotificationHandler) handle(ctx context.Context, n *Notification) (failed *NotificationError) {
	if h.Handle == nil {
		return &NotificationError{Reason: ReasonHandler, Detail: "no function is set to handle it"}
	}
	returned := false
	defer func() {
		if returned {
			return
		}
		// The value alone would not do: it can be nil (GODEBUG=panicnil=1).
		value := recover()
		if value == http.ErrAbortHandler {
			panic(value)
		}
		failed = &NotificationError{
			Reason: ReasonPanic, Detail: "the function that handles it failed",
			Err: &PanicError{Value: value, Stack: debug.Stack()},
		}
	}()
	err := h.Handle(ctx, n)
	returned = true
	if err != nil {
		return &NotificationError{Reason: ReasonHandler, Detail: "the function that handles it failed", Err: err}
	}
	return nil
}

// refuse reports why there is no acknowledgement and says so to the sender, in
// no more than one word: whoever probes the address learns nothing.
func (h *NotificationHandler) refuse(w http.ResponseWriter, r *http.Request, err *NotificationError) {
	h.report(r, err)
	status := err.HTTPStatus()
	text := string(err.Reason)
	if status == http.StatusInternalServerError {
		text = "internal error"
	}
	http.Error(w, "not acknowledged: "+text, status)
}

func (h *NotificationHandler) report(r *http.Request, err *NotificationError) {
	if h.OnError != nil {
		h.OnError(r, err)
		return
	}
	if err.HTTPStatus() != http.StatusInternalServerError {
		return
	}
	if panicked, ok := errors.AsType[*PanicError](err); ok {
		log.Printf("antom: %v\n%s", err, panicked.Stack)
		return
	}
	log.Printf("antom: %v", err)
}

// HTTPStatus is the status to answer with, for handlers of one's own: 401 when the
// notification cannot be verified, 413, 405 or 400 when it is no usable request,
// and 500 for what is the fault of this side. None of them acknowledges, so Antom
// sends the notification again.
func (e *NotificationError) HTTPStatus() int {
	switch e.Reason {
	case ReasonMethod:
		return http.StatusMethodNotAllowed
	case ReasonTooLarge:
		return http.StatusRequestEntityTooLarge
	case ReasonNotJSON, ReasonBody, ReasonPath:
		return http.StatusBadRequest
	case ReasonNoKey, ReasonBadKey, ReasonOwnKey, ReasonKeyLookup, ReasonHandler, ReasonPanic, ReasonAcknowledgement:
		return http.StatusInternalServerError
	default:
		return http.StatusUnauthorized
	}
}

func acknowledge(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(acknowledgement)))
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(Acknowledgement())
	return err
}
