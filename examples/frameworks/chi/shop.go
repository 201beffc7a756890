// Package chi shows how an application that uses chi receives Antom's notifications.
package chi

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"github.com/antom-cli/antom/pkg/antom"
)

// Router returns the routes of the shop. A NotificationHandler is an http.Handler,
// which chi accepts. It writes the whole response.
func Router(verifier antom.Verifier, process func(context.Context, *antom.Notification) error) http.Handler {
	r := chi.NewRouter()
	r.Use(middleware.RequestID)
	r.Method(http.MethodPost, "/payNotify", &antom.NotificationHandler{Verifier: verifier, Handle: process})
	return r
}
