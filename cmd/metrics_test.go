package cmd

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/antom-cli/antom/internal/metrics"
	"github.com/antom-cli/antom/internal/metrics/metricstest"
	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/internal/receiver"
	"github.com/antom-cli/antom/internal/reconcile"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/status"
)

// readMetrics is the command of stories "metrics SOURCE FILE": it reads metrics from a URL
// or a file, checks their format strictly, and writes them to a file. Negated, the URL must
// refuse the request; with a third argument, that is the host of the request.
func readMetrics(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: metrics URL|FILE FILE [HOST]")
	}
	var text string
	if strings.HasPrefix(args[0], "http") {
		var err error
		text, err = fetchMetrics(args[0], strings.Join(args[2:], ""))
		if neg {
			if err == nil {
				ts.Fatalf("%s gave metrics", args[0])
			}
			return
		}
		ts.Check(err)
	} else {
		text = ts.ReadFile(args[0])
	}
	if _, err := metricstest.Parse(text); err != nil {
		ts.Fatalf("%v\n%s", err, text)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text), 0o600))
}

func fetchMetrics(url, host string) (string, error) {
	req, err := http.NewRequest(http.MethodGet, url, http.NoBody)
	if err != nil {
		return "", err
	}
	req.Host = host
	client := http.Client{Timeout: patience.Limit, Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err == nil && (resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != metrics.ContentType) {
		err = fmt.Errorf("%s, %s", resp.Status, resp.Header.Get("Content-Type"))
	}
	return string(body), err
}

// TestMetricsAreDocumented holds that the guide lists every metric, and that it and the
// rules of alerts name no other ones.
func TestMetricsAreDocumented(t *testing.T) {
	t.Parallel()
	left := int64(3600)
	report := &status.Report{
		Disputes:       status.Disputes{Items: []status.OpenDispute{{SecondsLeft: &left}}},
		Reconciliation: []status.Reconciliation{{LastRun: reconcile.LastRun{Time: time.Now()}}},
	}
	listener := receiver.NewMetrics()
	listener.Waiting = func(context.Context) (int64, time.Duration, error) { return 0, 0, nil }
	var text metrics.Text
	for _, c := range []metrics.Collector{report, listener, sandbox.NewMetrics()} {
		c.Collect(&text)
	}
	families, err := metricstest.Parse(text.String())
	if err != nil {
		t.Fatalf("%v\n%s", err, text.String())
	}
	families["antom_simulator_payments"] = &metricstest.Family{} // counted only when it is served
	guide, err := os.ReadFile("../docs/status.md")
	if err != nil {
		t.Fatal(err)
	}
	for name := range families {
		if !strings.Contains(string(guide), "\n| `"+name+"` |") {
			t.Errorf("docs/status.md does not list %s", name)
		}
	}
	for _, file := range []string{"../docs/status.md", "../examples/monitoring/antom-alerts.yml", "../examples/monitoring/antom.prom"} {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range regexp.MustCompile(`\bantom_[a-z_]+`).FindAllString(string(content), -1) {
			if families[strings.TrimSuffix(name, "_bucket")] == nil {
				t.Errorf("%s names %s, which does not exist", file, name)
			}
		}
	}
	example, err := os.ReadFile("../examples/monitoring/antom.prom")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := metricstest.Parse(string(example)); err != nil {
		t.Errorf("antom.prom: %v", err)
	}
}
