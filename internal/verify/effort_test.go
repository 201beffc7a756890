package verify

import (
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/pkg/antom/diagnose"
)

// TestSearchBudget: searches in vain make the next ones shorter, and one that
// found something makes them as long as it had to be.
func TestSearchBudget(t *testing.T) {
	t.Parallel()
	var b searchBudget
	vain := diagnose.Diagnosis{Cause: diagnose.CauseContentChanged}
	count := map[diagnose.Effort]int{}
	for range 2 * samplesFull {
		effort, limit := b.next()
		if limit != searchOne {
			t.Fatal(limit)
		}
		count[effort]++
		b.add(time.Microsecond, &vain)
	}
	if full := count[diagnose.EffortFull]; full != vainBeforeSingle+1 {
		t.Errorf("%d full searches", full)
	}
	if single := count[diagnose.EffortSingle]; single < vainBeforeUsual-vainBeforeSingle || single > 2*samplesFull/samplesSingle+vainBeforeUsual {
		t.Errorf("%d searches for single changes", single)
	}
	if usual := count[diagnose.EffortUsual]; usual < vainBeforeSamples || usual > samplesFull {
		t.Errorf("%d searches for usual changes", usual)
	}
	one := diagnose.Diagnosis{Cause: diagnose.CauseBodyNewline, Changes: make([]diagnose.Change, 1)}
	b.add(0, &one)
	if effort, _ := b.next(); effort != diagnose.EffortSingle {
		t.Errorf("after a single change: effort %d", effort)
	}
	two := diagnose.Diagnosis{Cause: diagnose.CausePath, Changes: make([]diagnose.Change, 2)}
	b.add(0, &two)
	if effort, _ := b.next(); effort != diagnose.EffortFull {
		t.Errorf("after two changes: effort %d", effort)
	}
	b.add(searchAll+1, &vain)
	if _, limit := b.next(); limit != searchLate {
		t.Errorf("limit %s when the time is used up", limit)
	}
}

// TestSearchesGetShorter: the notes say when a search was short.
func TestSearchesGetShorter(t *testing.T) {
	t.Parallel()
	o := options()
	o.Workers = 1
	all, sum := collect(t, o, source("x", changedRecords(vainBeforeUsual+1)))
	if sum.Failed() != vainBeforeUsual+1 {
		t.Fatal(sum)
	}
	for i, r := range all {
		if r.Diagnosis.Cause != diagnose.CauseContentChanged || hasNote(r, "only briefly") != (i >= vainBeforeSingle) {
			t.Errorf("record %d: %s %q", i, r.Diagnosis.Cause, r.Notes)
		}
	}
}

// TestWrongKeyThenRight: after a signature that no key opens, the next ones are
// opened first. This changes no verdict.
func TestWrongKeyThenRight(t *testing.T) {
	t.Parallel()
	o := options()
	o.Workers = 1
	good, foreign := record(payBody), text(signed(merchantKey(), message(payBody)))
	all, sum := collect(t, o, source("x", good+foreign+foreign+good+changedRecords(1)+foreign+changedRecords(1)+foreign+good))
	if got := short(all); got != "1 ok, 2 wrong-key, 3 wrong-key, 4 ok, 5 content-changed, 6 wrong-key, 7 content-changed, 8 wrong-key, 9 ok" {
		t.Error(got)
	}
	if sum.Verified != 3 {
		t.Error(sum)
	}
	if all[1].Diagnosis.Explanation != all[2].Diagnosis.Explanation || len(all[1].Notes) != len(all[2].Notes) {
		t.Errorf("%+v is not like %+v", all[2], all[1])
	}
}

// changedRecords are records whose body was changed in an unknown way.
func changedRecords(n int) string {
	c := signed(antomKey(), message(payBody))
	c.Body = []byte(strings.Replace(payBody, "PAY1", "PAY2", 1))
	return strings.Repeat(text(c), n)
}
