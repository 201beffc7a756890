package pgproof

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

const (
	clientID = "SANDBOX_5Y0000000000000"
	path     = "/payNotify"
)

// sender stands for Antom: it signs notifications and delivers them.
type sender struct {
	key    *rsa.PrivateKey
	signer notification.Sender
	client *http.Client
}

func newSender(tb testing.TB) *sender {
	tb.Helper()
	key, err := keys.Generate(rand.Reader, keys.MinGenerateBits)
	if err != nil {
		tb.Fatal(err)
	}
	transport := &http.Transport{MaxIdleConnsPerHost: 256, MaxIdleConns: 1024}
	tb.Cleanup(transport.CloseIdleConnections)
	return &sender{key: key, signer: notification.Sender{Key: key, ClientID: clientID}, client: &http.Client{Transport: transport, Timeout: patience.Limit}}
}

func (s *sender) public() *rsa.PublicKey { return &s.key.PublicKey }

// body is the notification of a number: of a payment that nobody else has.
func body(id string) []byte {
	return fmt.Appendf(nil, `{"notifyType":"PAYMENT_RESULT","result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success."},`+
		`"paymentRequestId":%q,"paymentId":"pay-%s","paymentAmount":{"value":"1234","currency":"HKD"},"paymentTime":"2026-11-20T21:05:12+08:00"}`, id, id)
}

// signed is a delivery of a notification, signed anew as Antom does. The URL of the
// listener is filled in when it is sent.
func (s *sender) signed(tb testing.TB, id string) *notification.Request {
	tb.Helper()
	target, err := url.Parse("http://listener.test" + path)
	if err != nil {
		tb.Fatal(err)
	}
	r, err := s.signer.Sign(target, body(id), notification.TimeText(time.Now()))
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// outcome is how a delivery was answered.
type outcome struct {
	status int    // 0: not at all
	body   []byte // of the response
	err    error
	took   time.Duration
}

func (o outcome) acknowledged() bool {
	return o.err == nil && antom.CheckAcknowledgement(o.status, o.body) == nil
}

// deliver sends a delivery to a listener once.
func (s *sender) deliver(ctx context.Context, listener string, r *notification.Request) outcome {
	begin := time.Now()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, listener+path[1:], bytes.NewReader(r.Body))
	if err != nil {
		return outcome{err: err}
	}
	for _, h := range r.Header {
		req.Header.Set(h.Name, h.Value)
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return outcome{err: err, took: time.Since(begin)}
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	return outcome{status: resp.StatusCode, body: answer, err: err, took: time.Since(begin)}
}

// load sends notifications, each of its own payment, until it is stopped.
type load struct {
	tb        testing.TB
	sender    *sender
	listeners func() []string

	count  atomic.Int64 // numbers of notifications
	stop   context.CancelFunc
	all    sync.WaitGroup
	mu     sync.Mutex
	acked  map[string]time.Time // notifications that were acknowledged
	others map[int]int          // how many deliveries had another answer, by status
	slow   time.Duration        // how long the slowest answer took
	last   time.Time            // of the last acknowledgement
}

// newLoad starts so many senders. Each sends to the listeners in turn; what is not
// acknowledged is sent again later, as Antom does, to the next one.
func newLoad(tb testing.TB, s *sender, senders int, listeners func() []string) *load {
	tb.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	l := &load{tb: tb, sender: s, listeners: listeners, stop: cancel, acked: map[string]time.Time{}, others: map[int]int{}}
	for n := range senders {
		l.all.Go(func() { l.send(ctx, n) })
	}
	tb.Cleanup(l.end)
	return l
}

// retryPause is the pause after a delivery that was not acknowledged.
const retryPause = 20 * time.Millisecond

func (l *load) send(ctx context.Context, turn int) {
	pause := time.NewTicker(retryPause)
	defer pause.Stop()
	for ctx.Err() == nil {
		id := fmt.Sprintf("order-%d", l.count.Add(1))
		delivery := l.sender.signed(l.tb, id)
		for ctx.Err() == nil {
			turn++
			list := l.listeners()
			// A delivery that has begun is awaited: its answer may be an acknowledgement.
			o := l.sender.deliver(context.Background(), list[turn%len(list)], delivery)
			l.note(id, o)
			if o.acknowledged() {
				break
			}
			select {
			case <-pause.C:
			case <-ctx.Done():
			}
		}
	}
}

func (l *load) note(id string, o outcome) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.slow = max(l.slow, o.took)
	if !o.acknowledged() {
		l.others[o.status]++
		return
	}
	l.last = time.Now()
	l.acked[id] = l.last
}

// end stops the senders and waits for what they have begun.
func (l *load) end() {
	l.stop()
	l.all.Wait()
}

// reached reports how many notifications were acknowledged.
func (l *load) reached() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.acked)
}

// refused is how many deliveries were answered with a status.
func (l *load) refused(status int) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.others[status]
}

// summary describes the load, once it has ended.
func (l *load) summary() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return fmt.Sprintf("%d notifications acknowledged; other answers by status (0: none) %v; the slowest answer took %v",
		len(l.acked), l.others, l.slow.Round(time.Millisecond))
}
