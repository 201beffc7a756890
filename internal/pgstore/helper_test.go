package pgstore_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/pgstore"
	"github.com/antom-cli/antom/internal/pgtest"
	"github.com/antom-cli/antom/pkg/antom"
)

func TestMain(m *testing.M) { os.Exit(pgtest.M(m).Run()) }

func at(minutes int) time.Time {
	return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC).Add(time.Duration(minutes) * time.Minute)
}

func config(t testing.TB, url string) *pgstore.Config {
	t.Helper()
	c, err := pgstore.Parse(url, "")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// migrated is a database with the schema.
func migrated(t testing.TB) *pgstore.Config {
	t.Helper()
	c := config(t, pgtest.Database(t))
	if _, err := pgstore.Migrate(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	return c
}

func open(t testing.TB, c *pgstore.Config, o pgstore.Options) *pgstore.Store {
	t.Helper()
	s, err := pgstore.Open(context.Background(), c, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func writer(t testing.TB, c *pgstore.Config) *pgstore.Store {
	t.Helper()
	return open(t, c, pgstore.Options{Writer: true})
}

// payment is a verified notification of a payment, received at a minute.
func payment(n int, minute int) *inbox.Record {
	r := &inbox.Record{ReceivedAt: at(minute), Verified: true, Headers: []capture.Header{
		{Name: "Host", Value: "shop.example"}, {Name: "Client-Id", Value: "SANDBOX_1"}, {Name: "Request-Time", Value: at(minute).Format(time.RFC3339)},
		{Name: "X-Odd", Value: " a: b\t"},
	}}
	r.NotifyType, r.PaymentRequestID, r.PaymentID = "PAYMENT_RESULT", fmt.Sprintf("request-%d", n), fmt.Sprintf("payment-%d", n)
	r.Result = antom.Result{ResultCode: "SUCCESS", ResultStatus: "S"}
	r.Amount = &antom.Amount{Currency: "HKD", Value: "1234"}
	r.KeyFingerprint = "sha256:1234"
	r.Message = antom.Message{
		Method: "POST", Path: "/notify?a=%20b", ClientID: "SANDBOX_1", Time: at(minute).Format(time.RFC3339),
		Body: fmt.Appendf(nil, `{"notifyType":"PAYMENT_RESULT","paymentRequestId":"request-%d","x":"%c"}`, n, 0xe4),
	}
	r.Raw = r.Message.Body
	return r
}

func appendAll(t testing.TB, s interface {
	Append(ctx context.Context, r *inbox.Record) error
}, records ...*inbox.Record) {
	t.Helper()
	for _, r := range records {
		if err := s.Append(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
}

func list(t testing.TB, s *pgstore.Store, f inbox.Filter) []*inbox.Record {
	t.Helper()
	var all []*inbox.Record
	for r, err := range s.List(t.Context(), f) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

func antomResult(code, status string) antom.Result {
	return antom.Result{ResultCode: antom.ResultCode(code), ResultStatus: antom.ResultStatus(status)}
}

func header(name, value string) capture.Header { return capture.Header{Name: name, Value: value} }
