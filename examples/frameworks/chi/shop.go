// Package chi takes Antom's notifications in an application that uses chi.
package chi

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"github.com/antom-cli/antom/pkg/antom"
)

// Router returns the shop's routes. A NotificationHandler is an http.Handler, as
// chi takes them; it answers by itself.
func Router(verifier antom.Verifier, process func(context.Context, *antom.Notification) error) http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.RequestID)
	r.Method(http.MethodPost, "/payNotify", &antom.NotificationHandler{Verifier: verifier, Handle: process})
	return r
}
