package sandbox

import (
	"bytes"
	"sync"
	"time"

	"github.com/antom-cli/antom/internal/httpserve"
	"github.com/antom-cli/antom/internal/metrics"
	"github.com/antom-cli/antom/internal/sandbox/gateway"
)

// Metrics counts what a served simulator does. Its names are documented in docs/status.md.
type Metrics struct {
	connections httpserve.Counts
	requests    metrics.Counters
	attempts    metrics.Counters
	responses   metrics.Histogram
	payments    paymentCount
}

// NewMetrics returns metrics that have counted nothing, for Options.Metrics.
func NewMetrics() *Metrics {
	return &Metrics{
		requests:  metrics.Counters{Name: "antom_simulator_requests_total", Help: "Calls of the signed interface, by operation and resultStatus; none for a response without one.", Labels: []string{"operation", "result"}},
		attempts:  metrics.Counters{Name: "antom_simulator_notification_attempts_total", Help: "Attempts to deliver a notification, by whether the application acknowledged it.", Labels: []string{"result"}},
		responses: metrics.Histogram{Name: "antom_simulator_request_duration_seconds", Help: "Time from the arrival of a call to the response, with delays that were asked for."},
	}
}

// serve begins to count for a simulator, and returns where its connections are counted;
// nil if nothing is counted.
func (m *Metrics) serve(s *Sandbox) *httpserve.Counts {
	if m == nil {
		return nil
	}
	m.payments.mu.Lock()
	defer m.payments.mu.Unlock()
	m.payments.s = s
	return &m.connections
}

// call counts a call.
func (m *Metrics) call(x *gateway.Exchange) {
	if m == nil {
		return
	}
	operation := x.Operation
	if operation == "" {
		operation = metrics.Other
	}
	m.requests.Add(operation, resultStatusOf(x.Response))
	m.responses.Observe(x.Duration)
}

// resultStatusOf finds the status in a response without reading all of it.
func resultStatusOf(body []byte) string {
	_, rest, found := bytes.Cut(body, []byte(`"resultStatus"`))
	rest = bytes.TrimLeft(rest, ": \t\r\n")
	if found && len(rest) > 2 && rest[0] == '"' && rest[2] == '"' && bytes.IndexByte([]byte("SFU"), rest[1]) >= 0 {
		return string(rest[1:2])
	}
	return "none"
}

// attempt counts the last attempt to deliver a notification.
func (m *Metrics) attempt(n Notification) {
	if m == nil || len(n.Attempts) == 0 {
		return
	}
	result := "failed"
	if n.Attempts[len(n.Attempts)-1].Acknowledged {
		result = "acknowledged"
	}
	m.attempts.Add(result)
}

// Collect writes all numbers.
func (m *Metrics) Collect(t *metrics.Text) {
	m.requests.Collect(t)
	m.responses.Collect(t)
	m.attempts.Collect(t)
	m.payments.collect(t)
	m.connections.Collect(t, "antom_simulator")
}

const (
	// countedPayments is how many payments are counted by state, the newest.
	countedPayments = 10_000
	// countAgain is how old a count may be: a count reads the payments.
	countAgain = 10 * time.Second
)

// paymentCount counts the newest payments by state when somebody asks.
type paymentCount struct {
	mu     sync.Mutex
	s      *Sandbox
	at     time.Time
	states map[string]int
}

func (c *paymentCount) collect(t *metrics.Text) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.s == nil {
		return // it is not served yet
	}
	if now := c.s.now(); c.states == nil || now.Sub(c.at) >= countAgain || now.Before(c.at) {
		if states, err := c.s.countPayments(); err == nil {
			c.states, c.at = states, now
		}
	}
	t.Family("antom_simulator_payments", metrics.GaugeKind, "Payments by paymentStatus, of the newest 10,000; counted at most every 10 seconds.")
	for _, state := range []string{"PENDING", "PROCESSING", "SUCCESS", "FAIL", "CANCELLED"} {
		t.Sample(float64(c.states[state]), metrics.Label{Name: "status", Value: state})
	}
}

// countPayments counts the newest payments by state.
func (s *Sandbox) countPayments() (map[string]int, error) {
	states := map[string]int{}
	before := ""
	for counted := 0; counted < countedPayments; counted += pageSize {
		payments, next, err := s.engine.Page(before, pageSize)
		if err != nil {
			return nil, err
		}
		for _, p := range payments {
			states[string(p.Status)]++
		}
		if before = next; next == "" {
			break
		}
	}
	return states, nil
}
