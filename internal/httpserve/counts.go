package httpserve

import (
	"sync/atomic"

	"github.com/antom-cli/antom/internal/metrics"
)

// Counts are numbers of a server's connections, which may be read at any time. The zero
// value is ready.
type Counts struct {
	Open      atomic.Int64 // now
	Accepted  atomic.Int64 // since the begin
	Displaced atomic.Int64 // of these, those that others took the place of
}

// Collect writes the numbers; prefix begins their names.
func (c *Counts) Collect(t *metrics.Text, prefix string) {
	t.Family(prefix+"_connections", metrics.GaugeKind, "Connections that are open.")
	t.Sample(float64(c.Open.Load()))
	t.Family(prefix+"_connections_accepted_total", metrics.CounterKind, "Connections that were accepted.")
	t.Sample(float64(c.Accepted.Load()))
	t.Family(prefix+"_connections_displaced_total", metrics.CounterKind, "Connections without a complete request that were closed for others, because all were in use.")
	t.Sample(float64(c.Displaced.Load()))
}
