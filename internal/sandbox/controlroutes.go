package sandbox

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/antom-cli/antom/internal/sandbox/fault"
)

// control is the interface that Remote speaks.
func (s *Sandbox) control() http.Handler {
	c := s.Control()
	mux := http.NewServeMux()
	get := func(path string, f func(ctx context.Context, id string) (any, error)) {
		mux.HandleFunc("GET "+controlPrefix+path, func(w http.ResponseWriter, r *http.Request) {
			value, err := f(r.Context(), r.URL.Query().Get("id"))
			answer(w, value, err)
		})
	}
	get("health", func(context.Context, string) (any, error) {
		return health{Session: s.session, ClientID: s.identity.ClientID}, nil
	})
	get("payments", func(_ context.Context, before string) (any, error) { return s.paymentPage(before) })
	get("payment", func(ctx context.Context, id string) (any, error) { return c.Get(ctx, id) })
	get("details", func(ctx context.Context, id string) (any, error) { return c.Show(ctx, id) })
	get("notifications", func(_ context.Context, before string) (any, error) { return s.notificationPage(before) })
	get("request", func(ctx context.Context, id string) (any, error) { return c.Request(ctx, id) })
	get("merchants", func(ctx context.Context, _ string) (any, error) { return c.Merchants(ctx) })
	get("faults", func(ctx context.Context, _ string) (any, error) { return c.Faults(ctx) })
	authorizationRoutes(mux, c, get)
	vaultingRoutes(mux, c, get)

	get("clock", func(ctx context.Context, _ string) (any, error) { return c.Clock(ctx) })
	get("snapshots", func(ctx context.Context, _ string) (any, error) { return c.Snapshots(ctx) })
	clockRoutes(mux, c)
	snapshotRoutes(mux, c)
	post(mux, "seed", func(ctx context.Context, _ string, document json.RawMessage) (any, error) {
		return c.Seed(ctx, document)
	})

	post(mux, "requests", func(ctx context.Context, _ string, f RequestFilter) (any, error) { return c.Requests(ctx, f) })
	post(mux, "pay", func(ctx context.Context, id string, chosen choice) (any, error) {
		if chosen.Method == nil {
			return c.Pay(ctx, id)
		}
		return c.PayWith(ctx, id, *chosen.Method)
	})
	post(mux, "decline", func(ctx context.Context, id string, d decline) (any, error) { return c.Decline(ctx, id, d.Code) })
	post(mux, "decide", func(ctx context.Context, _ string, d Decision) (any, error) { return c.Decide(ctx, d) })
	post(mux, "refund", func(ctx context.Context, id string, m movement) (any, error) { return c.Refund(ctx, id, m.Value) })
	post(mux, "capture", func(ctx context.Context, id string, m movement) (any, error) { return c.Capture(ctx, id, m.Value) })
	post(mux, "find", func(ctx context.Context, _ string, f PaymentFilter) (any, error) { return c.Find(ctx, f) })
	post(mux, "reset", func(ctx context.Context, _ string, _ nothing) (any, error) { return nothing{}, c.Reset(ctx) })
	post(mux, "notify", func(ctx context.Context, id string, _ nothing) (any, error) { return c.Notify(ctx, id) })
	post(mux, "forge", func(ctx context.Context, id string, f forgery) (any, error) { return c.Forge(ctx, id, f.Forgery) })
	post(mux, "merchants/add", func(ctx context.Context, _ string, m NewMerchant) (any, error) { return c.AddMerchant(ctx, m) })
	post(mux, "merchants/remove", func(ctx context.Context, id string, _ nothing) (any, error) {
		return nothing{}, c.RemoveMerchant(ctx, id)
	})
	post(mux, "merchants/api-key", func(ctx context.Context, _ string, r APIKeyRequest) (any, error) { return c.APIKey(ctx, r) })
	post(mux, "faults/set", func(ctx context.Context, _ string, faults []fault.Fault) (any, error) {
		return nothing{}, c.SetFaults(ctx, faults)
	})
	post(mux, "faults/clear", func(ctx context.Context, kind string, _ nothing) (any, error) {
		return c.ClearFaults(ctx, fault.Kind(kind))
	})
	s.disputeRoutes(mux, c)
	subscriptionRoutes(s, mux, c)
	return s.withToken(mux)
}

// post adds what takes a body.
func post[T any](mux *http.ServeMux, path string, f func(ctx context.Context, id string, in T) (any, error)) {
	mux.HandleFunc("POST "+controlPrefix+path, func(w http.ResponseWriter, r *http.Request) {
		var in T
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxControlBody)).Decode(&in); err != nil {
			writeJSON(w, http.StatusBadRequest, failure{Kind: "other", Message: "the body cannot be read: " + err.Error()})
			return
		}
		value, err := f(r.Context(), r.URL.Query().Get("id"), in)
		answer(w, value, err)
	})
}

// health says who serves.
type health struct {
	Session  string `json:"session"`
	ClientID string `json:"clientId"`
}

// decline is the body of a decline, choice that of a payment with a method that the
// buyer chose, nothing that of a call that needs none.
type (
	choice struct {
		Method *string `json:"method,omitempty"`
	}
	decline struct {
		Code string `json:"code"`
	}
	nothing struct{}
)

// answer writes a result of Control, or its error.
func answer(w http.ResponseWriter, value any, err error) {
	if err != nil {
		f := failureOf(err)
		writeJSON(w, f.status(), f)
		return
	}
	writeJSON(w, http.StatusOK, value)
}
