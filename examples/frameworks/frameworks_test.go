// Package frameworks_test runs the examples against Antom's simulator.
package frameworks_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/antom-cli/antom/examples/frameworks/chi"
	"github.com/antom-cli/antom/examples/frameworks/echo"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/antomtest"
)

// shops are the same shop in each framework.
func shops() map[string]func(antom.Verifier, func(context.Context, *antom.Notification) error) http.Handler {
	return map[string]func(antom.Verifier, func(context.Context, *antom.Notification) error) http.Handler{
		"chi": chi.Router,
		"echo": func(v antom.Verifier, process func(context.Context, *antom.Notification) error) http.Handler {
			return echo.New(v, process)
		},
	}
}

func TestShopsTakeNotifications(t *testing.T) {
	t.Parallel()
	for name, shop := range shops() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			antoms := antomtest.NewServer(t)
			paid, failing := 0, true
			routes := shop(antoms.Verifier(), func(_ context.Context, n *antom.Notification) error {
				if failing {
					return errors.New("the database is away")
				}
				if n.Meaning() == antom.MeaningPaid && n.PaymentRequestID == "try-1" {
					paid++
				}
				return nil
			})
			antoms.HandleNotifications(routes)
			price, err := antom.NewAmount("HKD", "12.34")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := antoms.Client().Pay(t.Context(), &antom.PayRequest{
				ProductCode: antom.ProductCodeCashierPayment, PaymentRequestID: "try-1", PaymentAmount: &price,
				Order:              &antom.Order{ReferenceOrderID: "order-1", OrderDescription: "Tea", OrderAmount: &price},
				PaymentMethod:      &antom.PaymentMethod{PaymentMethodType: "ALIPAY_HK"},
				PaymentNotifyURL:   "https://shop.example/payNotify",
				PaymentRedirectURL: "https://shop.example/result",
				Env:                &antom.Env{TerminalType: antom.TerminalTypeWeb},
			}); err != nil {
				t.Fatal(err)
			}
			antoms.Pay("try-1")
			if sent := antoms.Notifications()[0]; sent.Acknowledged || sent.Attempts[0].Status != http.StatusInternalServerError {
				t.Errorf("a failure of the shop was answered by %+v", sent.Attempts)
			}
			failing = false
			antoms.Advance(antoms.Notifications()[0].Next.Sub(antoms.Now()))
			if !antoms.Notifications()[0].Acknowledged || paid != 1 {
				t.Errorf("paid %d times: %+v", paid, antoms.Notifications())
			}
		})
	}
}

func TestShopsRefuseStrangers(t *testing.T) {
	t.Parallel()
	for name, shop := range shops() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			routes := shop(antomtest.NewServer(t).Verifier(), func(context.Context, *antom.Notification) error {
				t.Error("a forged notification was processed")
				return nil
			})
			answer := httptest.NewRecorder()
			routes.ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/payNotify", strings.NewReader(`{"notifyType":"PAYMENT_RESULT"}`)))
			if answer.Code != http.StatusUnauthorized {
				t.Errorf("HTTP %d: %s", answer.Code, answer.Body)
			}
		})
	}
}
