package flow_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// teas is a file of n payments, P0 to Pn-1.
func teas(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(tea(fmt.Sprintf("P%d", i), fmt.Sprintf("O%d", i)) + "\n")
	}
	return b.String()
}

// batchOf are the options of a batch whose rest goes into a new file.
func batchOf(t *testing.T, parallel int) flow.Options {
	t.Helper()
	return operation(spec.OpPay, flow.Options{Batch: flow.Batch{
		Parallel: parallel, File: filepath.Join(t.TempDir(), "batch.yaml"), KeepRest: true,
	}})
}

func requestIDs(answers []*flow.Answer) []string {
	var ids []string
	for _, x := range answers {
		ids = append(ids, x.RequestField("paymentRequestId"))
	}
	return ids
}

// TestBatch: every request is sent once, and shown in its order, however many are on
// their way at the same time.
func TestBatch(t *testing.T) {
	t.Parallel()
	for _, parallel := range []int{1, 4, 64} {
		s := newShop(t)
		shown := s.do(batchOf(t, parallel), teas(20))
		var want []string
		var progress []int
		for i := range 20 {
			want, progress = append(want, fmt.Sprintf("P%d", i)), append(progress, i+1)
		}
		if got := requestIDs(shown.answers); !slices.Equal(got, want) || !slices.Equal(shown.progress, progress) {
			t.Errorf("%d at a time: shown %v, progress %v", parallel, got, shown.progress)
		}
		if shown.summary != (flow.Summary{Requests: 20, Done: 20}) || len(s.antom.Payments()) != 20 || len(s.antom.Requests()) != 20 {
			t.Errorf("%d at a time: %+v, %d payments, %d calls", parallel, shown.summary, len(s.antom.Payments()), len(s.antom.Requests()))
		}
		if n := strings.Count(s.events.texts(), "no money moves"); n != 1 {
			t.Errorf("announced %d times", n)
		}
	}
}

// TestRestOfABatch: one that fails ends nothing, decides the error, and stays with
// its id in a file that can be sent again.
func TestRestOfABatch(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	file := strings.Replace(teas(5), `"order":{"referenceOrderId":"O2"`, `"order":{"orderDescription":"sim: result=RISK_REJECT","referenceOrderId":"O2"`, 1)
	o := batchOf(t, 1)
	shown, err := s.perform(t.Context(), o, file)
	wantError(t, err, apperr.Refused, "RISK_REJECT", "request 3 (order.yaml:", "this was paymentRequestId P2, order O2")
	if e := err.(*apperr.Error); !e.Reported {
		t.Error("the error is not marked as reported")
	}
	rest := strings.TrimSuffix(o.Batch.File, ".yaml") + ".failed.yaml"
	if shown.summary != (flow.Summary{Requests: 5, Done: 4, Failed: 1, Rest: rest}) || len(shown.failed) != 1 {
		t.Errorf("summary %+v, failed %v", shown.summary, shown.failed)
	}
	text, err := os.ReadFile(rest)
	if err != nil {
		t.Fatal(err)
	}
	docs, err := flow.ReadFile(rest, strings.NewReader(string(text)))
	if err != nil || len(docs) != 1 || docs[0].Get("paymentRequestId") != "P2" || !strings.HasPrefix(string(text), "---\n# request 3 (order.yaml:") {
		t.Errorf("the rest is %v:\n%s", err, text)
	}
	if info, err := os.Stat(rest); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %v, %v", info.Mode(), err)
	}
}

// TestInterruptedBatch: after the interrupt none is begun, those on their way are
// shown, the rest is kept, and with Resume no payment is made twice.
func TestInterruptedBatch(t *testing.T) {
	t.Parallel()
	for _, parallel := range []int{1, 3} {
		s := newShop(t)
		ctx, cancel := context.WithCancel(t.Context())
		shown := &results{}
		shown.onAnswer = func() {
			if len(shown.answers) == 4 {
				cancel()
			}
		}
		o := batchOf(t, parallel)
		err := s.performTo(ctx, shown, o, teas(40)) // of those on their way some may have been cut off
		if e, ok := err.(*apperr.Error); !ok || !e.Reported || shown.summary.Failed == 0 && e.Kind != apperr.Interrupted {
			t.Errorf("%d at a time: the error is %v", parallel, err)
		}
		sum := shown.summary
		if sum.Done < 4 || sum.Unsent == 0 || sum.Done+sum.Failed+sum.Unsent != 40 || sum.Rest == "" {
			t.Fatalf("%d at a time: %+v", parallel, sum)
		}
		if len(shown.progress) > 4 {
			t.Errorf("%d at a time: progress %v after the interrupt", parallel, shown.progress)
		}
		o.Batch.Resume = true
		again := s.do(o, teas(40))
		if again.summary.Skipped != sum.Done || again.summary.Done != 40 || len(again.skipped) != sum.Done {
			t.Errorf("%d at a time: resumed with %+v after %+v", parallel, again.summary, sum)
		}
		if n := len(s.antom.Payments()); n != 40 {
			t.Errorf("%d at a time: %d payments", parallel, n)
		}
	}
}

// TestResume: only what certainly was carried out is left out, and only when it is
// the same payment.
func TestResume(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.antom.Fault("http-503,operation=pay,times=1")
	o := batchOf(t, 1)
	if _, err := s.perform(t.Context(), o, teas(3)); err == nil {
		t.Fatal("nothing failed")
	}
	o.Batch.Resume = true
	changed := strings.Replace(teas(3), `"paymentRequestId":"P2","paymentAmount":{"currency":"HKD","value":"1234"}`, `"paymentRequestId":"P2","paymentAmount":{"currency":"HKD","value":"99"}`, 1)
	shown, err := s.perform(t.Context(), o, changed)
	wantError(t, err, apperr.Refused, "REPEAT_REQ_INCONSISTENT", "request 3")
	if !slices.Equal(shown.skipped, []string{"P1"}) || !slices.Equal(requestIDs(shown.answers), []string{"P0", "P2"}) {
		t.Errorf("skipped %v, sent %v", shown.skipped, requestIDs(shown.answers))
	}
	s.adjust = func(g *flow.Gateway) { g.Journal = nil }
	_, err = s.perform(t.Context(), o, teas(3))
	wantError(t, err, apperr.Config, "", "--resume requires the journal")
}

// TestReuseInALargeBatch: ids are compared with the journal also where it is read as a whole.
func TestReuseInALargeBatch(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.do(operation(spec.OpPay, flow.Options{}), strings.Replace(tea("P7", "O7"), "1234", "99", 1))
	s.events.clear()
	_, err := s.perform(t.Context(), batchOf(t, 4), teas(20))
	wantError(t, err, apperr.Refused, "REPEAT_REQ_INCONSISTENT", "request 8")
	s.wantEvent("warning: paymentRequestId P7 was already used at")
}

func TestBatchesThatAreRefused(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, parallel := range []int{-1, 65} {
		_, err := s.perform(t.Context(), batchOf(t, parallel), teas(2))
		wantError(t, err, apperr.Usage, "", "--parallel must be between 1 and 64")
	}
	_, err := s.perform(t.Context(), batchOf(t, 1), tea("P1", "O1")+"\n"+tea("P1", "O2"))
	wantError(t, err, apperr.Usage, "", "request 1 (order.yaml:1:1) and request 2 (order.yaml:2:1) have the same paymentRequestId P1", "Antom would treat both as one")
	o := batchOf(t, 1)
	o.Batch.Resume = true
	_, err = s.perform(t.Context(), o, tea("P1", "O1")+"\n{}")
	wantError(t, err, apperr.Usage, "", "request 2", "has no paymentRequestId, so --resume cannot tell whether it was sent")
	_, err = s.perform(t.Context(), batchOf(t, 1), tea("P1", "O1")+"\n"+strings.Replace(tea("P2", "O2"), "HKD", "XXX", 1))
	wantError(t, err, apperr.Usage, "invalid-request", "order.yaml:2")
	if got := s.operations(); got != "" {
		t.Errorf("sent: %s", got)
	}
}

// TestNameOfTheRest: it never overwrites the batch itself, unless that was a rest.
func TestNameOfTheRest(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for given, want := range map[[2]string]string{
		{"a.yaml", ""}:                         "a.failed.yaml",
		{"a.json", ""}:                         "a.failed.yaml",
		{"a.failed.yaml", ""}:                  "a.failed.yaml",
		{"a.yaml", filepath.Join(dir, "left")}: "left",
	} {
		s := newShop(t)
		s.antom.Fault("http-503,operation=pay")
		o := batchOf(t, 1)
		o.Batch.File, o.Batch.Rest = filepath.Join(dir, given[0]), given[1]
		shown, err := s.perform(t.Context(), o, teas(2))
		if err == nil || filepath.Base(shown.summary.Rest) != want {
			t.Errorf("%v: the rest is %s", given, shown.summary.Rest)
		}
	}
}
