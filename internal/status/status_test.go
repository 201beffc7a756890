package status_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/metrics"
	"github.com/antom-cli/antom/internal/metrics/metricstest"
	"github.com/antom-cli/antom/internal/pgstore"
	"github.com/antom-cli/antom/internal/pgtest"
	"github.com/antom-cli/antom/internal/reconcile"
	"github.com/antom-cli/antom/internal/status"
	"github.com/antom-cli/antom/pkg/antom"
)

const client = "SANDBOX_5Y0000000000000"

func now() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

func ago(d time.Duration) time.Time { return now().Add(-d) }

// world is what a report is made of.
type world struct {
	t     testing.TB
	dir   string
	at    time.Time
	j     *journal.Journal
	store interface {
		Append(ctx context.Context, r *inbox.Record) error
		Update(ctx context.Context, id string, a inbox.Attempt) error
	}
	reader   inbox.Reader
	database string // its name, "" without one
}

func TestMain(m *testing.M) { os.Exit(pgtest.M(m).Run()) }

// inBothStores runs a test with a store on this machine and with a shared one.
func inBothStores(t *testing.T, test func(t *testing.T, w *world)) {
	t.Parallel()
	t.Run("files", func(t *testing.T) { t.Parallel(); test(t, newWorld(t)) })
	t.Run("database", func(t *testing.T) { t.Parallel(); test(t, newSharedWorld(t, nil)) })
}

// newSharedWorld is a world whose notifications are in a database.
func newSharedWorld(t testing.TB, target func(*inbox.Record) (string, bool)) *world {
	w := newWorld(t)
	url := pgtest.Database(t)
	c, err := pgstore.Parse(url, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pgstore.Migrate(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	store, err := pgstore.Open(t.Context(), c, pgstore.Options{Writer: true, Target: target})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	w.store, w.reader, w.database = store, store, pgtest.DatabaseName(url)
	return w
}

func newWorld(t testing.TB) *world {
	w := &world{t: t, dir: t.TempDir()}
	w.j = journal.Open(w.dir, func() time.Time { return w.at })
	store, err := inbox.Open(w.dir+"/inbox", inbox.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	w.store, w.reader = store, inbox.Dir(w.dir+"/inbox")
	return w
}

func (w *world) request(at time.Time, e journal.Entry) {
	w.t.Helper()
	w.at = at
	e.Profile, e.ClientID = "shop", client
	id, err := w.j.Begin(e)
	if err == nil {
		err = w.j.Finish(id, func(f *journal.Entry) { f.State, f.Trust = journal.StateAnswered, string(antom.TrustVerified) })
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// note is a verified notification that a payment succeeded.
func note(at time.Time, id string) *inbox.Record {
	body := []byte(`{"notifyType":"PAYMENT_RESULT","paymentRequestId":"` + id + `","result":{"resultCode":"SUCCESS","resultStatus":"S"}}`)
	r := &inbox.Record{ReceivedAt: at, Verified: true}
	r.Message = antom.Message{Method: "POST", Path: "/notify", ClientID: client, Body: body}
	r.Raw, r.NotifyType, r.PaymentRequestID = body, "PAYMENT_RESULT", id
	r.Result = antom.Result{ResultCode: "SUCCESS", ResultStatus: antom.StatusSuccess}
	return r
}

func (w *world) receive(r *inbox.Record, attempts ...inbox.Attempt) string {
	w.t.Helper()
	if err := w.store.Append(w.t.Context(), r); err != nil {
		w.t.Fatal(err)
	}
	for _, a := range attempts {
		if err := w.store.Update(w.t.Context(), r.ID, a); err != nil {
			w.t.Fatal(err)
		}
	}
	return r.ID
}

func (w *world) dispute(id string, due time.Time) {
	body, _ := json.Marshal(map[string]any{
		"notifyType": "DISPUTE_CREATED", "disputeNotificationType": "DISPUTE_CREATED", "disputeId": id, "paymentRequestId": "P-" + id,
		"disputeReasonMsg": "Goods not received", "disputeAmount": map[string]string{"currency": "USD", "value": "5000"}, "defenseDueTime": due.Format(time.RFC3339),
	})
	n, err := antom.ParseNotification(body)
	if err != nil || n.ObjectID != id {
		w.t.Fatal(n, err)
	}
	r := &inbox.Record{ReceivedAt: ago(72 * time.Hour), Verified: true, Notification: *n}
	r.Message = antom.Message{Method: "POST", Path: "/notify", ClientID: client, Body: body}
	w.receive(r, acknowledged())
}

func acknowledged() inbox.Attempt {
	return inbox.Attempt{At: now(), URL: "http://127.0.0.1:3000/", Status: 200, Acknowledged: true}
}

func failed() inbox.Attempt {
	return inbox.Attempt{At: now(), URL: "http://127.0.0.1:3000/", Status: 503, Err: "the application answered with HTTP status 503"}
}

func (w *world) options() status.Options {
	return status.Options{
		Now: now(), Since: ago(7 * 24 * time.Hour), OpenFor: time.Hour, Journal: w.j, Store: w.reader, StateDir: w.dir,
		ProfileOf: func(id string) string { return map[string]string{client: "shop"}[id] },
		IsLocal:   func(id string) bool { return id == "SANDBOX_LOCAL" },
		Flags:     func(profile string, local bool) string { return " --profile " + profile },
		Quote:     func(id string) string { return id }, OnDamage: func(err error) { w.t.Error(err) },
	}
}

func (w *world) read(o status.Options) *status.Report {
	w.t.Helper()
	r, err := status.Read(w.t.Context(), o)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func TestNothing(t *testing.T) {
	t.Parallel()
	r, err := status.Read(t.Context(), status.Options{Now: now(), Since: ago(time.Hour)})
	if err != nil || r.Attention != 0 || r.Payments.Items == nil || r.Notifications.Items == nil || r.Disputes.Items == nil || r.Reconciliation == nil {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestPayments(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.request(ago(10*24*time.Hour), journal.Entry{Operation: "pay", RequestID: "OLD"})
	w.request(ago(3*time.Hour), journal.Entry{Operation: "pay", RequestID: "P1", OrderID: "O1", Amount: "1234", Currency: "HKD"})
	w.request(ago(2*time.Hour), journal.Entry{Operation: "pay", RequestID: "P2"})
	w.request(ago(2*time.Hour), journal.Entry{Operation: "pay", RequestID: "P3"})
	w.request(ago(90*time.Minute), journal.Entry{Operation: "inquiryPayment", RequestID: "P2", ResultStatus: "S", PaymentStatus: "SUCCESS"})
	w.request(ago(10*time.Minute), journal.Entry{Operation: "createPaymentSession", RequestID: "P4"})
	w.receive(note(ago(time.Hour), "P3"))
	r := w.read(w.options())
	if r.Payments.Open != 2 || r.Payments.Attention != 1 || r.Attention != 1 || len(r.Payments.Items) != 2 {
		t.Fatalf("%+v", r.Payments)
	}
	first := r.Payments.Items[0]
	if first.PaymentRequestID != "P1" || !first.Attention || first.AgeSeconds != 3*3600 || first.Command != "antom inquire P1 --profile shop" || first.Value != "1234" {
		t.Errorf("%+v", first)
	}
	if second := r.Payments.Items[1]; second.PaymentRequestID != "P4" || second.Attention {
		t.Errorf("%+v", second)
	}
	o := w.options()
	o.Profile = "other"
	if r := w.read(o); r.Payments.Open != 0 || r.Notifications.Received != 0 {
		t.Errorf("of another profile: %+v", r)
	}
}

func TestNotifications(t *testing.T) { inBothStores(t, testNotifications) }

func testNotifications(t *testing.T, w *world) {
	reject := func(at time.Time, id, cause string) {
		r := note(at, id)
		r.Verified, r.Cause = false, cause
		w.receive(r)
	}
	first := w.receive(note(ago(6*time.Hour), "P1"), failed()) // acknowledged at its second delivery
	again := note(ago(5*time.Hour), "P1")
	again.DuplicateOf = first
	w.receive(again, failed(), acknowledged())
	broken := w.receive(note(ago(4*time.Hour), "P2"), failed(), failed())
	lost := w.receive(note(ago(3*time.Hour), "P3"))
	reject(ago(150*time.Minute), "P4", "wrong-key")
	reject(ago(140*time.Minute), "P4", "wrong-key")
	reject(ago(130*time.Minute), "P5", "wrong-key") // and after the key was corrected:
	w.receive(note(ago(2*time.Hour), "P5"), acknowledged())
	reject(ago(time.Hour), "P6", "no-signature")
	w.receive(note(ago(20*24*time.Hour), "P7"), failed())

	n := w.read(w.options()).Notifications
	if n.Deliveries != 9 || n.Verified != 4 || n.Received != 6 || n.Acknowledged != 2 {
		t.Errorf("%+v", n)
	}
	if n.Problems[status.ForwardFailed] != 1 || n.Problems[status.NotForwarded] != 1 || n.Problems[status.Rejected] != 1 || len(n.Items) != 3 {
		t.Fatalf("problems %v, %+v", n.Problems, n.Items)
	}
	var found []string
	for _, i := range n.Items {
		found = append(found, string(i.Problem)+" "+i.PaymentRequestID)
	}
	if !slices.Equal(found, []string{"rejected P4", "not-forwarded P3", "forward-failed P2"}) {
		t.Errorf("%q", found)
	}
	if i := n.Items[2]; i.ID != broken || i.Command != "antom webhook show "+broken || !strings.Contains(i.Detail, "503") || i.Profile != "shop" {
		t.Errorf("%+v", i)
	}
	if n.Items[1].ID != lost || n.Items[0].Detail != "wrong-key" {
		t.Errorf("%+v", n.Items)
	}
}

// TestNothingIsForwarded holds that a listener without an application is no problem.
func TestNothingIsForwarded(t *testing.T) { inBothStores(t, testNothingIsForwarded) }

func testNothingIsForwarded(t *testing.T, w *world) {
	w.receive(note(ago(time.Hour), "P1"))
	if r := w.read(w.options()); r.Attention != 0 || r.Notifications.Received != 1 {
		t.Errorf("%+v", r.Notifications)
	}
}

func TestDisputesAndReconciliation(t *testing.T) { inBothStores(t, testDisputesAndReconciliation) }

func testDisputesAndReconciliation(t *testing.T, w *world) {
	w.dispute("D-late", now().Add(90*time.Hour))
	w.dispute("D-soon", now().Add(30*time.Hour))
	w.dispute("D-over", ago(time.Hour))
	w.dispute("D-long-over", ago(30*24*time.Hour))
	for _, run := range []reconcile.LastRun{{Profile: "shop", Time: ago(30 * time.Hour), Rows: 100, Differences: 2}, {Profile: "kiosk", Time: ago(time.Hour)}} {
		if err := reconcile.SaveLastRun(w.dir, run); err != nil {
			t.Fatal(err)
		}
	}
	r := w.read(w.options())
	var ids []string
	for _, d := range r.Disputes.Items {
		ids = append(ids, d.DisputeID)
	}
	if !slices.Equal(ids, []string{"D-over", "D-soon", "D-late"}) || r.Disputes.Open != 2 || r.Disputes.Overdue != 1 || *r.Disputes.Items[1].SecondsLeft != 30*3600 {
		t.Errorf("%q %+v", ids, r.Disputes)
	}
	if r.Attention != 3 || len(r.Reconciliation) != 2 || !r.Reconciliation[1].Attention || r.Reconciliation[0].Attention {
		t.Errorf("%d, %+v", r.Attention, r.Reconciliation)
	}
	o := w.options()
	o.ReconciledWithin = 24 * time.Hour
	if r := w.read(o); !r.Reconciliation[1].Late || r.Reconciliation[0].Late || r.Attention != 3 {
		t.Errorf("%+v", r.Reconciliation)
	}
	o.Profile = "other"
	if r := w.read(o); len(r.Reconciliation) != 1 || !r.Reconciliation[0].Late || r.Attention != 1 {
		t.Errorf("of a profile without one: %+v", r.Reconciliation)
	}

	var text metrics.Text
	w.read(w.options()).Collect(&text)
	families, err := metricstest.Parse(text.String())
	if err != nil {
		t.Fatalf("%v\n%s", err, text.String())
	}
	for name, want := range map[string]float64{"antom_attention": 3, "antom_dispute_next_due_timestamp_seconds": float64(now().Add(30 * time.Hour).Unix())} {
		if v, ok := families[name].Value(); !ok || v != want {
			t.Errorf("%s is %v", name, v)
		}
	}
	if v, ok := families["antom_reconcile_last_differences"].Value("profile", "shop"); !ok || v != 2 {
		t.Errorf("differences: %v\n%s", v, text.String())
	}
}

// TestQueued holds that what an application is to get from a queue, and did not, needs
// attention although nothing was forwarded yet, and that the commands name the store.
func TestQueued(t *testing.T) {
	t.Parallel()
	w := newSharedWorld(t, func(r *inbox.Record) (string, bool) { return "http://127.0.0.1:3000/", r.PaymentRequestID != "P2" })
	first := w.receive(note(ago(2*time.Hour), "P1"))
	w.receive(note(ago(time.Hour), "P2"))
	o := w.options()
	o.StoreFlag = " --store x"
	n := w.read(o).Notifications
	if n.Problems[status.NotForwarded] != 1 || len(n.Items) != 1 || n.Items[0].Command != "antom webhook show "+first+" --store x" {
		t.Fatalf("%+v", n)
	}
	w.receive(note(ago(time.Minute), "P1")) // delivered again
	if err := w.store.Update(t.Context(), first, failed()); err != nil {
		t.Fatal(err)
	}
	n = w.read(o).Notifications
	if n.Received != 2 || n.Deliveries != 3 || n.Problems[status.ForwardFailed] != 1 || len(n.Items) != 2 || n.Items[0].ID != first || !strings.Contains(n.Items[0].Detail, "503") {
		t.Errorf("after a failed attempt: %+v", n)
	}
	if err := w.store.Update(t.Context(), first, acknowledged()); err != nil {
		t.Fatal(err)
	}
	if n = w.read(o).Notifications; n.Acknowledged != 1 || n.Problems[status.ForwardFailed] != 0 {
		t.Errorf("after an acknowledgement: %+v", n)
	}
}

// TestStoreIsDamaged holds that a store that cannot be read is an error, not an empty one.
func TestStoreIsDamaged(t *testing.T) {
	t.Parallel()
	w := newSharedWorld(t, nil)
	pgtest.Shared(t).SQL(t, w.database, "DROP SCHEMA antom CASCADE")
	if r, err := status.Read(t.Context(), w.options()); err == nil {
		t.Errorf("%+v", r)
	}
}

// BenchmarkRead reads 100,000 notifications, all forwarded, and 10,000 payments.
func BenchmarkRead(b *testing.B) {
	w := newWorld(b)
	var all sync.WaitGroup
	for g := range 64 { // one flush of the disk serves all that wait
		all.Go(func() {
			for n := g; n < 100_000; n += 64 {
				r := note(ago(time.Duration(n)*time.Second), fmt.Sprintf("P%d", n))
				r.Message.Body = append(slices.Clone(r.Message.Body), strings.Repeat(" ", 1000)...)
				r.Raw = r.Message.Body
				w.receive(r, acknowledged())
			}
		})
	}
	all.Wait()
	for n := range 5_000 {
		w.request(ago(time.Duration(n)*time.Second), journal.Entry{Operation: "pay", RequestID: fmt.Sprintf("Q%d", n), OrderID: "O"})
	}
	o := w.options()
	for b.Loop() {
		r, err := status.Read(w.t.Context(), o)
		if err != nil || r.Notifications.Received != 100_000 {
			b.Fatal(err, r.Notifications)
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/1e6, "MB-of-process")
}
