package status

import "github.com/antom-cli/antom/internal/metrics"

// Collect writes the numbers of the report. Its names are documented in docs/status.md.
func (r *Report) Collect(t *metrics.Text) {
	gauge := func(name, help string, value float64) {
		t.Family(name, metrics.GaugeKind, help)
		t.Sample(value)
	}
	gauge("antom_status_timestamp_seconds", "When this report was made, in seconds since 1970.", float64(r.Time.Unix()))
	gauge("antom_attention", "How many things need attention.", float64(r.Attention))
	gauge("antom_status_damaged", "Records that cannot be read and are left out.", float64(r.Damaged))

	t.Family("antom_payments_open", metrics.GaugeKind, "Payments without a final state, by whether they are open for too long.")
	t.Sample(float64(r.Payments.Open-r.Payments.Attention), metrics.Label{Name: "overdue", Value: "false"})
	t.Sample(float64(r.Payments.Attention), metrics.Label{Name: "overdue", Value: "true"})
	oldest := 0.0
	if len(r.Payments.Items) > 0 {
		oldest = float64(r.Payments.Items[0].AgeSeconds)
	}
	gauge("antom_payments_open_oldest_seconds", "Age of the oldest payment without a final state; 0 if there is none.", oldest)

	gauge("antom_notifications_received", "Different notifications that were received in the period.", float64(r.Notifications.Received))
	gauge("antom_notifications_acknowledged", "Of these, those that the application acknowledged.", float64(r.Notifications.Acknowledged))
	t.Family("antom_notifications_unreached", metrics.GaugeKind, "Notifications that did not get where they should, by problem.")
	for _, p := range Problems() {
		t.Sample(float64(r.Notifications.Problems[p]), metrics.Label{Name: "problem", Value: string(p)})
	}

	t.Family("antom_disputes", metrics.GaugeKind, "Disputes that need an answer, or whose time for it ended in the period.")
	t.Sample(float64(r.Disputes.Open), metrics.Label{Name: "status", Value: "open"})
	t.Sample(float64(r.Disputes.Overdue), metrics.Label{Name: "status", Value: "overdue"})
	r.collectDeadline(t)
	r.collectReconciliation(t)
}

// collectDeadline writes the time of the next deadline, if there is one.
func (r *Report) collectDeadline(t *metrics.Text) {
	for _, d := range r.Disputes.Items {
		if d.SecondsLeft != nil && *d.SecondsLeft > 0 {
			t.Family("antom_dispute_next_due_timestamp_seconds", metrics.GaugeKind, "When the next dispute must be answered, in seconds since 1970.")
			t.Sample(float64(d.Due.Unix()))
			return
		}
	}
}

// collectReconciliation writes the last comparison of each profile.
func (r *Report) collectReconciliation(t *metrics.Text) {
	runs := r.Reconciliation[:0:0]
	for _, run := range r.Reconciliation {
		if !run.Time.IsZero() {
			runs = append(runs, run)
		}
	}
	if len(runs) == 0 {
		return
	}
	for _, m := range []struct {
		name, help string
		value      func(Reconciliation) float64
	}{
		{"antom_reconcile_last_timestamp_seconds", "When the files were last compared, in seconds since 1970.", func(run Reconciliation) float64 { return float64(run.Time.Unix()) }},
		{"antom_reconcile_last_differences", "How many differences the last comparison found.", func(run Reconciliation) float64 { return float64(run.Differences) }},
		{"antom_reconcile_last_rows", "How many rows the files of the last comparison had.", func(run Reconciliation) float64 { return float64(run.Rows) }},
	} {
		t.Family(m.name, metrics.GaugeKind, m.help)
		for _, run := range runs {
			t.Sample(m.value(run), metrics.Label{Name: "profile", Value: run.Profile})
		}
	}
}
