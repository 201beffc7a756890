package inbox

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/pkg/antom"
)

// start is when the tests' notifications begin to come in.
func start() time.Time { return time.Date(2026, 1, 31, 15, 42, 5, 0, time.UTC) }

// note makes the verified notification number n, received n seconds after start.
func note(n int) *Record {
	id := fmt.Sprintf("request-%d", n)
	body := []byte(`{"notifyType":"PAYMENT_RESULT","paymentRequestId":"` + id + `","result":{"resultStatus":"S"}}`)
	return &Record{
		Notification: antom.Notification{
			Message: antom.Message{
				Method: "POST", Path: "/payNotify?x=1", ClientID: "SANDBOX_5Y0000000000000", Time: "1769874125000", Body: body,
			},
			Raw: body, KeyFingerprint: "sha256:00", NotifyType: "PAYMENT_RESULT", PaymentRequestID: id, PaymentID: fmt.Sprintf("payment-%d", n),
			Result: antom.Result{ResultCode: "SUCCESS", ResultStatus: "S"}, Amount: &antom.Amount{Currency: "HKD", Value: "1234"},
		},
		ReceivedAt: start().Add(time.Duration(n) * time.Second), Verified: true,
		Headers: []capture.Header{
			{Name: "Client-Id", Value: "SANDBOX_5Y0000000000000"}, {Name: "Content-Type", Value: "application/json"},
			{Name: "Request-Time", Value: "1769874125000"}, {Name: "Signature", Value: "algorithm=RSA256,keyVersion=1,signature=abc%2B"},
		},
	}
}

// recordOf is a record with nothing but a body.
func recordOf(body string) *Record {
	r := new(Record)
	r.Message.Body = []byte(body)
	return r
}

// open opens an inbox that is closed with the test.
func open(tb testing.TB, dir string, o Options) *Inbox {
	tb.Helper()
	if o.Now == nil {
		o.Now = start
	}
	i, err := Open(dir, o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = i.Close() })
	return i
}

// add appends one record and returns its id.
func add(tb testing.TB, i *Inbox, r *Record) string {
	tb.Helper()
	if err := i.Append(tb.Context(), r); err != nil {
		tb.Fatal(err)
	}
	return r.ID
}

// filled makes a closed inbox of the notifications 0 to n-1.
func filled(tb testing.TB, n int, o Options) (dir string, ids []string) {
	tb.Helper()
	dir = tb.TempDir()
	i := open(tb, dir, o)
	for k := range n {
		ids = append(ids, add(tb, i, note(k)))
	}
	if err := i.Close(); err != nil {
		tb.Fatal(err)
	}
	return dir, ids
}

// list reads all ids, and counts what was damaged.
func list(tb testing.TB, dir string, f Filter) (ids []string, damaged int) {
	tb.Helper()
	f.OnDamage = func(*Damage) { damaged++ }
	for r, err := range List(dir, f) {
		if err != nil {
			tb.Fatal(err)
		}
		ids = append(ids, r.ID)
	}
	return ids, damaged
}

// missing tells which of the wanted ids the inbox does not hold.
func missing(tb testing.TB, dir string, want []string) []string {
	tb.Helper()
	have, _ := list(tb, dir, Filter{})
	slices.Sort(have)
	var lost []string
	for _, id := range want {
		if _, ok := slices.BinarySearch(have, id); !ok {
			lost = append(lost, id)
		}
	}
	return lost
}

// appendRaw writes bytes behind a file's end.
func appendRaw(tb testing.TB, path, text string) {
	tb.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := f.WriteString(text); err != nil {
		tb.Fatal(err)
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
}

// gated is a segment whose fsync waits to be let through.
type gated struct {
	file
	syncs *atomic.Int32
	gate  chan struct{}
}

func (g *gated) Sync() error {
	g.syncs.Add(1)
	<-g.gate
	return g.file.Sync()
}

// faulty is a segment that fails as it is told to.
type faulty struct {
	file
	room                  int // bytes that fit in; -1: all
	write, sync, truncate error
}

func (f *faulty) Write(p []byte) (int, error) {
	if f.room < 0 || len(p) <= f.room {
		return f.file.Write(p)
	}
	n, err := f.file.Write(p[:f.room])
	if err != nil {
		return n, err
	}
	return n, f.write
}

func (f *faulty) Sync() error {
	if f.sync != nil {
		return f.sync
	}
	return f.file.Sync()
}

func (f *faulty) Truncate(size int64) error {
	if f.truncate != nil {
		return f.truncate
	}
	return f.file.Truncate(size)
}

// background is for appends of goroutines that may outlive the test's body.
func background() context.Context { return context.Background() }
