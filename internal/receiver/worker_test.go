package receiver

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/metrics"
	"github.com/antom-cli/antom/internal/metrics/metricstest"
	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/pkg/antom"
)

// oneTime is a queue that gives its claims once.
type oneTime struct {
	claims chan inbox.Claim
}

func (q oneTime) Claim(_ context.Context, most int, _ time.Duration) (list []inbox.Claim, err error) {
	for range most {
		select {
		case c := <-q.claims:
			list = append(list, c)
		default:
			return list, nil
		}
	}
	return list, nil
}

func (q oneTime) Finish(context.Context, inbox.Claim, inbox.Attempt, time.Duration, bool) error {
	return nil
}

func (q oneTime) Wake() <-chan struct{} { return nil }

// TestWorkerMetrics holds that each attempt is counted, and what nobody tries again.
func TestWorkerMetrics(t *testing.T) {
	t.Parallel()
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/refuses" {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write(antom.Acknowledgement())
	}))
	t.Cleanup(app.Close)
	last := len(notification.Ladder())
	queue := oneTime{make(chan inbox.Claim, 3)}
	for path, attempt := range map[string]int{"/notify": last, "/refuses": 1, "/refuses?": last} {
		r := &inbox.Record{ID: path}
		r.Message.Method, r.Message.Path = http.MethodPost, path
		queue.claims <- inbox.Claim{Record: r, Target: app.URL, Attempt: attempt}
	}
	counted := NewMetrics()
	ctx, stop := context.WithTimeout(t.Context(), patience.Limit)
	over := 0
	w := &Worker{Queue: queue, Options: Options{Metrics: counted}, OnAttempt: func(Forwarded) {
		if over++; over == 3 {
			stop()
		}
	}}
	w.Run(ctx)
	var away error
	counted.Waiting = func(context.Context) (int64, time.Duration, error) { return 7, 90 * time.Second, away }
	for name, c := range map[string]metrics.Collector{"worker": ForwardMetrics{counted}, "listener": counted} {
		var text metrics.Text
		c.Collect(&text)
		families, err := metricstest.Parse(text.String())
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, text.String())
		}
		acknowledged, _ := families["antom_listener_forward_attempts_total"].Value("result", "acknowledged")
		failed, _ := families["antom_listener_forward_attempts_total"].Value("result", "failed")
		given, _ := families["antom_listener_forwards_failed_total"].Value()
		if acknowledged != 1 || failed != 2 || given != 1 {
			t.Errorf("%s: %v acknowledged, %v failed, %v failed for good; want 1, 2, 1\n%s", name, acknowledged, failed, given, text.String())
		}
		if _, all := families["antom_listener_requests_total"]; all == (name == "worker") {
			t.Errorf("%s: the numbers of requests are there: %v", name, all)
		}
		waiting, _ := families["antom_listener_forward_queue"].Value()
		longest, _ := families["antom_listener_forward_queue_oldest_seconds"].Value()
		if waiting != 7 || longest != 90 {
			t.Errorf("%s: %v wait, the first for %v s", name, waiting, longest)
		}
	}
	away = errors.New("away")
	var text metrics.Text
	counted.Collect(&text)
	if strings.Contains(text.String(), "forward_queue") {
		t.Errorf("numbers of a queue that does not answer:\n%s", text.String())
	}
}
