package pgproof

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/pgstore"
	"github.com/antom-cli/antom/internal/pgtest"
)

// TestDocumentedQueries runs the queries of docs/scale.md on the real tables.
func TestDocumentedQueries(t *testing.T) {
	t.Parallel()
	s := &store{tb: t, server: pgtest.Shared(t), url: pgtest.Database(t)}
	c, err := pgstore.Parse(s.url, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pgstore.Migrate(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	open, err := pgstore.Open(t.Context(), c, pgstore.Options{
		Writer: true, Target: func(r *inbox.Record) (string, bool) { return "http://127.0.0.1:3000", r.PaymentRequestID == "order-2" },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = open.Close() }()
	for n, id := range []string{"order-1", "order-2", "order-2", "order-3"} {
		r := record(int64(n))
		r.PaymentRequestID, r.PaymentID = id, "pay-"+id
		r.Result.ResultCode, r.Result.ResultStatus = "SUCCESS", "S"
		r.Message.Body = fmt.Appendf(nil, `{"paymentRequestId":%q,"paymentMethodType":"ALIPAY_HK"}`, id)
		r.ReceivedAt = time.Now()
		if err := open.Append(context.Background(), r); err != nil {
			t.Fatal(err)
		}
	}
	s.sql("CREATE TABLE orders (id int, payment_request_id text, paid_at timestamptz);" +
		"INSERT INTO orders VALUES (1, 'order-1', now()), (2, 'order-2', NULL), (3, 'order-3', NULL), (4, 'order-4', NULL)")
	queries := documentedQueries(t)
	if len(queries) != 4 {
		t.Fatalf("%d queries are documented", len(queries))
	}
	for i, want := range []string{"2|pay-order-2|", "PAYMENT_RESULT|ALIPAY_HK|SUCCESS|3|", "http://127.0.0.1:3000|due|1|", "order-2|2|"} {
		if got := s.sql(queries[i]); !strings.Contains(got, want) {
			t.Errorf("the query %d gives %q, which lacks %q", i+1, got, want)
		}
	}
	if got := s.sql(queries[0]); strings.Count(got, "\n") != 1 || strings.Contains(got, "order-1") {
		t.Errorf("orders that are not marked as paid: %q", got)
	}
}

func documentedQueries(t *testing.T) (queries []string) {
	t.Helper()
	page, err := os.ReadFile("../../docs/scale.md")
	if err != nil {
		t.Fatal(err)
	}
	rest := string(page)
	for {
		var query string
		var found bool
		if _, rest, found = strings.Cut(rest, "```sql\n"); !found {
			return queries
		}
		query, rest, _ = strings.Cut(rest, "```")
		queries = append(queries, query)
	}
}
