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
	get("merchants", func(ctx context.Context, _ string) (any, error) { return c.Merchants(ctx) })
	get("faults", func(ctx context.Context, _ string) (any, error) { return c.Faults(ctx) })
	authorizationRoutes(mux, c, get)
	vaultingRoutes(mux, c, get)

	post(mux, "pay", func(ctx context.Context, id string, _ nothing) (any, error) { return c.Pay(ctx, id) })
	post(mux, "decline", func(ctx context.Context, id string, d decline) (any, error) { return c.Decline(ctx, id, d.Code) })
	post(mux, "reset", func(ctx context.Context, _ string, _ nothing) (any, error) { return nothing{}, c.Reset(ctx) })
	post(mux, "notify", func(ctx context.Context, id string, _ nothing) (any, error) { return c.Notify(ctx, id) })
	post(mux, "merchants/add", func(ctx context.Context, _ string, m NewMerchant) (any, error) { return c.AddMerchant(ctx, m) })
	post(mux, "merchants/remove", func(ctx context.Context, id string, _ nothing) (any, error) {
		return nothing{}, c.RemoveMerchant(ctx, id)
	})
	post(mux, "faults/set", func(ctx context.Context, _ string, faults []fault.Fault) (any, error) {
		return nothing{}, c.SetFaults(ctx, faults)
	})
	post(mux, "faults/clear", func(ctx context.Context, kind string, _ nothing) (any, error) {
		return c.ClearFaults(ctx, fault.Kind(kind))
	})
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

// decline is the body of a decline, nothing that of a call that needs none.
type (
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
