package metrics_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/metrics"
	"github.com/antom-cli/antom/internal/metrics/metricstest"
)

func TestText(t *testing.T) {
	t.Parallel()
	calls := &metrics.Counters{Name: "x_calls_total", Help: "Calls,\nby \\ operation.", Labels: []string{"operation", "result"}}
	calls.Add("pay", "S")
	calls.Add("pay", "S")
	calls.Add("a \"quoted\"\nname\\", "U\xff")
	times := &metrics.Histogram{Name: "x_seconds", Help: "How long."}
	for _, d := range []time.Duration{-time.Second, 5 * time.Millisecond, 6 * time.Millisecond, time.Minute} {
		times.Observe(d)
	}
	open := metrics.Gauge{Name: "x_open", Help: "Open.", Value: func() float64 { return 1.5 }}
	var text metrics.Text
	for _, c := range []metrics.Collector{calls, times, open} {
		c.Collect(&text)
	}
	families, err := metricstest.Parse(text.String())
	if err != nil {
		t.Fatalf("%v\n%s", err, text.String())
	}
	if v, ok := families["x_calls_total"].Value("operation", "pay", "result", "S"); !ok || v != 2 {
		t.Errorf("calls: %v %v\n%s", v, ok, text.String())
	}
	if !strings.Contains(text.String(), "# HELP x_calls_total Calls,\\nby \\\\ operation.\n") {
		t.Errorf("help: %s", text.String())
	}
	if !strings.Contains(text.String(), "x_seconds_bucket{le=\"0.005\"} 2\nx_seconds_bucket{le=\"0.01\"} 3\n") || !strings.Contains(text.String(), "x_seconds_sum 60.011\nx_seconds_count 4\n") {
		t.Errorf("histogram: %s", text.String())
	}
	if v, ok := families["x_open"].Value(); !ok || v != 1.5 {
		t.Errorf("gauge: %v %v", v, ok)
	}
}

// TestManyLabels holds that a stranger who chooses the values does not fill the memory.
func TestManyLabels(t *testing.T) {
	t.Parallel()
	c := &metrics.Counters{Name: "x_total", Help: "X.", Labels: []string{"type"}}
	var all sync.WaitGroup
	for w := range 8 {
		all.Go(func() {
			for i := range 1000 {
				c.Add(fmt.Sprint(w, "-", i))
			}
		})
	}
	all.Wait()
	var text metrics.Text
	c.Collect(&text)
	families, err := metricstest.Parse(text.String())
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, s := range families["x_total"].Samples {
		sum += s.Value
	}
	if n := len(families["x_total"].Samples); n != 501 || sum != 8000 {
		t.Errorf("%d series, %g counted", n, sum)
	}
}

func TestHandler(t *testing.T) {
	t.Parallel()
	h := metrics.Handler(metrics.Gauge{Name: "x_seen_total", Help: "Seen.", Total: true, Value: func() float64 { return 3 }})
	for _, c := range []struct {
		method, path string
		status       int
	}{{"GET", "/metrics", 200}, {"HEAD", "/metrics", 200}, {"POST", "/metrics", 405}, {"GET", "/", 404}, {"GET", "/metrics/x", 404}} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(c.method, c.path, http.NoBody))
		if w.Code != c.status {
			t.Errorf("%s %s: %d", c.method, c.path, w.Code)
		}
		if c.status == 200 && w.Header().Get("Content-Type") != metrics.ContentType {
			t.Errorf("type %q", w.Header().Get("Content-Type"))
		}
	}
}

// TestParseIsStrict holds that the checker of the tests is one.
func TestParseIsStrict(t *testing.T) {
	t.Parallel()
	const head = "# HELP a_total A.\n# TYPE a_total counter\n"
	for name, text := range map[string]string{
		"no line end":      head + "a_total 1",
		"no type":          "# HELP a_total A.\na_total 1\n",
		"help twice":       head + head,
		"sample twice":     head + "a_total 1\na_total 2\n",
		"foreign sample":   head + "b_total 1\n",
		"negative counter": head + "a_total -1\n",
		"bad escape":       head + `a_total{x="\t"} 1` + "\n",
		"open quote":       head + `a_total{x="1} 1` + "\n",
		"no number":        head + "a_total one\n",
		"counter's name":   "# HELP a A.\n# TYPE a counter\n",
		"empty line":       head + "\na_total 1\n",
		"falling buckets":  "# HELP h H.\n# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
		"no +Inf":          "# HELP h H.\n# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_sum 1\nh_count 2\n",
	} {
		if _, err := metricstest.Parse(text); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func BenchmarkAdd(b *testing.B) {
	c := &metrics.Counters{Name: "x_total", Help: "X.", Labels: []string{"type", "outcome"}}
	for b.Loop() {
		c.Add("PAYMENT_RESULT", "acknowledged")
	}
}
