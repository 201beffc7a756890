package receiver

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/antom-cli/antom/internal/httpserve"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/metrics"
)

// Metrics counts what an endpoint does. Its names are documented in docs/status.md.
type Metrics struct {
	// Waiting tells how many notifications wait in the queue of a shared store, and how
	// long the first of them has; nil: there is no queue.
	Waiting func(context.Context) (count int64, longest time.Duration, err error)

	connections httpserve.Counts

	requests  metrics.Counters
	received  metrics.Counters
	refused   metrics.Counters
	forwards  metrics.Counters
	verified  atomic.Int64
	stored    atomic.Int64
	repeated  atomic.Int64
	failed    atomic.Int64
	working   atomic.Int64
	most      int
	responses metrics.Histogram
	attempts  metrics.Histogram
}

// unverifiedType stands for the type of what may be anybody's.
const unverifiedType = "unverified"

// NewMetrics returns metrics that have counted nothing, for Options.Metrics.
func NewMetrics() *Metrics {
	return &Metrics{
		requests:  metrics.Counters{Name: "antom_listener_requests_total", Help: "Requests that were answered, by why they were not acknowledged; none for those that were.", Labels: []string{"problem"}},
		received:  metrics.Counters{Name: "antom_listener_notifications_received_total", Help: "Deliveries of notifications that were read, by notifyType; unverified for those that did not verify.", Labels: []string{"type"}},
		refused:   metrics.Counters{Name: "antom_listener_notifications_refused_total", Help: "Deliveries that did not verify, by cause.", Labels: []string{"cause"}},
		forwards:  metrics.Counters{Name: "antom_listener_forward_attempts_total", Help: "Attempts to forward a notification, by whether the application acknowledged it.", Labels: []string{"result"}},
		responses: metrics.Histogram{Name: "antom_listener_request_duration_seconds", Help: "Time from the arrival of a request to the response."},
		attempts:  metrics.Histogram{Name: "antom_listener_forward_duration_seconds", Help: "Time of an attempt to forward."},
	}
}

// counts are those of the connections, nil if nothing is counted.
func (m *Metrics) counts() *httpserve.Counts {
	if m == nil {
		return nil
	}
	return &m.connections
}

// begin counts a notification that is being worked on, until the function that it returns
// is called.
func (m *Metrics) begin() (end func()) {
	if m == nil {
		return func() {}
	}
	m.working.Add(1)
	return func() { m.working.Add(-1) }
}

// observe counts a request that was answered.
func (m *Metrics) observe(ev *Event) {
	if m == nil {
		return
	}
	problem := string(ev.Problem)
	if problem == "" {
		problem = "none"
	}
	m.requests.Add(problem)
	m.responses.Observe(ev.Duration)
	r := &ev.Record
	switch {
	case r.Verified:
		m.received.Add(r.NotifyType)
		m.verified.Add(1)
	case r.Cause != "":
		m.received.Add(unverifiedType)
		m.refused.Add(r.Cause)
	default:
		return // it was refused unread
	}
	if r.ID != "" {
		m.stored.Add(1)
	}
	if r.DuplicateOf != "" {
		m.repeated.Add(1)
	}
	for _, a := range r.Forward {
		m.attempt(a)
	}
}

// forwarded counts an attempt of a worker.
func (m *Metrics) forwarded(f Forwarded) {
	if m == nil {
		return
	}
	m.attempt(f.Attempt)
	if f.Failed {
		m.failed.Add(1)
	}
}

func (m *Metrics) attempt(a inbox.Attempt) {
	result := "failed"
	if a.Acknowledged {
		result = "acknowledged"
	}
	m.forwards.Add(result)
	m.attempts.Observe(time.Duration(a.DurationMS) * time.Millisecond)
}

func total(name, help string, n *atomic.Int64) metrics.Gauge {
	return metrics.Gauge{Name: name, Help: help, Total: true, Value: func() float64 { return float64(n.Load()) }}
}

// collectForwards writes the numbers of forwarding.
func (m *Metrics) collectForwards(t *metrics.Text) {
	m.forwards.Collect(t)
	total("antom_listener_forwards_failed_total", "Notifications of a shared store of which the last attempt to forward failed.", &m.failed).Collect(t)
	m.attempts.Collect(t)
	m.collectWaiting(t)
}

// askQueue bounds how long the numbers wait for those of the queue.
const askQueue = 2 * time.Second

// collectWaiting writes how long the queue is. When it does not answer, these numbers are
// left out: no number is better than a wrong one.
func (m *Metrics) collectWaiting(t *metrics.Text) {
	if m.Waiting == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), askQueue)
	defer cancel()
	count, longest, err := m.Waiting(ctx)
	if err != nil {
		return
	}
	for _, g := range []metrics.Gauge{
		{Name: "antom_listener_forward_queue", Help: "Notifications of the shared store that wait to be forwarded.", Value: func() float64 { return float64(count) }},
		{Name: "antom_listener_forward_queue_oldest_seconds", Help: "How long the first of them has waited; 0 if none does.", Value: longest.Seconds},
	} {
		g.Collect(t)
	}
}

// ForwardMetrics are the numbers of Metrics that a Worker counts without an endpoint.
type ForwardMetrics struct{ *Metrics }

// Collect writes the numbers of forwarding.
func (m ForwardMetrics) Collect(t *metrics.Text) { m.collectForwards(t) }

// Collect writes all numbers.
func (m *Metrics) Collect(t *metrics.Text) {
	now := func(name, help string, value func() float64) metrics.Gauge {
		return metrics.Gauge{Name: name, Help: help, Value: value}
	}
	for _, c := range []metrics.Collector{
		&m.requests, &m.received,
		total("antom_listener_notifications_verified_total", "Deliveries whose signature verified.", &m.verified),
		&m.refused,
		total("antom_listener_notifications_stored_total", "Deliveries that were stored.", &m.stored),
		total("antom_listener_notifications_repeated_total", "Deliveries of a notification that had been received already.", &m.repeated),
		&m.responses,
		now("antom_listener_in_progress", "Notifications that are being worked on.", func() float64 { return float64(m.working.Load()) }),
		now("antom_listener_in_progress_limit", "How many notifications are worked on at a time; further ones are refused as busy.", func() float64 { return float64(m.most) }),
	} {
		c.Collect(t)
	}
	m.collectForwards(t)
	m.connections.Collect(t, "antom_listener")
}
