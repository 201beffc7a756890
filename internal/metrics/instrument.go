package metrics

import (
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Collector adds the current numbers of something to a text.
type Collector interface{ Collect(*Text) }

// maxSeries bounds the values of the labels of one Counters. What is beyond it is counted
// under Other, so that nobody who chooses a value fills the memory.
const maxSeries = 500

// Other is the value of labels that are not counted by themselves.
const Other = "other"

// Counters is a family of counters that labels tell apart.
type Counters struct {
	Name, Help string   // the name ends in _total
	Labels     []string // their names

	mu     sync.Mutex
	series map[string]*atomic.Int64
}

// Add counts one for these values of the labels, as many as there are names.
func (c *Counters) Add(values ...string) { c.counter(values).Add(1) }

func (c *Counters) counter(values []string) *atomic.Int64 {
	const apart = "\xff" // is in no text that is UTF-8
	key := strings.Join(values, apart)
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := c.series[key]; n != nil {
		return n
	}
	if len(c.series) >= maxSeries {
		key = strings.Join(slices.Repeat([]string{Other}, len(values)), apart)
		if n := c.series[key]; n != nil {
			return n
		}
	}
	if c.series == nil {
		c.series = map[string]*atomic.Int64{}
	}
	n := new(atomic.Int64)
	c.series[key] = n
	return n
}

// Collect writes the counters in the order of their labels.
func (c *Counters) Collect(t *Text) {
	t.Family(c.Name, CounterKind, c.Help)
	c.mu.Lock()
	keys := make([]string, 0, len(c.series))
	for key := range c.series {
		keys = append(keys, key)
	}
	c.mu.Unlock()
	slices.Sort(keys)
	for _, key := range keys {
		values := strings.Split(key, "\xff")
		labels := make([]Label, len(c.Labels))
		for i, name := range c.Labels {
			labels[i] = Label{name, values[i]}
		}
		c.mu.Lock()
		n := c.series[key]
		c.mu.Unlock()
		t.Sample(float64(n.Load()), labels...)
	}
}

// Histogram counts durations by how long they are.
type Histogram struct {
	Name, Help string // the name ends in _seconds

	counts [len(bounds) + 1]atomic.Int64
	sum    atomic.Int64 // in nanoseconds
}

// bounds are the upper bounds of the buckets in seconds: from what a machine needs by
// itself to what a sender does not wait for any more.
var bounds = [...]float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30}

// Observe counts a duration.
func (h *Histogram) Observe(d time.Duration) {
	d = max(d, 0) // the clock was set back
	i := 0
	for i < len(bounds) && d.Seconds() > bounds[i] {
		i++
	}
	h.counts[i].Add(1)
	h.sum.Add(int64(d))
}

// Collect writes the histogram.
func (h *Histogram) Collect(t *Text) {
	t.Family(h.Name, HistogramKind, h.Help)
	var count int64
	for i := range h.counts {
		count += h.counts[i].Load()
		bound := math.Inf(1)
		if i < len(bounds) {
			bound = bounds[i]
		}
		t.sample("_bucket", float64(count), []Label{{"le", number(bound)}})
	}
	t.sample("_sum", time.Duration(h.sum.Load()).Seconds(), nil)
	t.sample("_count", float64(count), nil)
}

// Gauge is a number that goes up and down, or with Total a counter without labels.
type Gauge struct {
	Name, Help string
	Total      bool
	Value      func() float64
}

// Collect writes the number.
func (g Gauge) Collect(t *Text) {
	kind := GaugeKind
	if g.Total {
		kind = CounterKind
	}
	t.Family(g.Name, kind, g.Help)
	t.Sample(g.Value())
}
