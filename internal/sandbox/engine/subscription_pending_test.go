package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// alteration is a request that changes or updates sub-1.
func alteration(s engine.Subscription, field, id, more string) string {
	return fmt.Sprintf(`{%q:%q,"subscriptionId":%q,%s}`, field, id, s.SubscriptionID, more)
}

func price(value string) string {
	return `"orderInfo":{"orderAmount":{"currency":"HKD","value":"` + value + `"}},"paymentAmount":{"currency":"HKD","value":"` + value + `"}`
}

// TestScheduledChangeStays holds that what happens to a subscription in the meantime
// does not drop the change that it waits for.
func TestScheduledChangeStays(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.subscribed()
	from := b.now.AddDate(0, 1, 0)
	at := `,"subscriptionStartTime":"` + from.Format(time.RFC3339) + `"`
	change := func(id, more string) *spec.Node {
		return b.do(spec.OpSubscriptionsChange, alteration(s, "subscriptionChangeRequestId", id, more))
	}
	b.wantCode(change("C1", price("9800")+at), "SUCCESS")
	b.wantCode(b.do(spec.OpSubscriptionsUpdate, alteration(s, "subscriptionUpdateRequestId", "U1", `"orderInfo":{"orderAmount":{"currency":"HKD","value":"1"}},"subscriptionDescription":"Now"`)), "SUCCESS")
	b.wantCode(change("C2", `"subscriptionDescription":"At once"`), "SUCCESS")
	if s := b.subscription(); s.Change == nil || s.Change.Amount.Value != "9800" || s.Description != "At once" {
		t.Fatalf("it waits for %+v and is %q", s.Change, s.Description)
	}
	// What is asked for the same time is added, another time is refused and named.
	b.wantCode(change("C3", `"subscriptionDescription":"Later"`+at), "SUCCESS")
	n := change("C4", price("1")+strings.Replace(at, from.Format(time.RFC3339), from.AddDate(0, 1, 0).Format(time.RFC3339), 1))
	if b.wantCode(n, "PARAM_ILLEGAL"); !strings.Contains(message(n), "subscriptionStartTime: a change is scheduled for "+from.Format("2006-01-02")) {
		t.Errorf("got %s", message(n))
	}
	b.pass(month)
	b.sweep()
	if s := b.subscription(); s.Change != nil || s.Amount.Value != "9800" || s.Description != "Later" || s.Phase != 2 {
		t.Errorf("phase %d: %s of %s, and it waits for %+v", s.Phase, s.Description, s.Amount, s.Change)
	}
}

// TestSubscriptionIsCreatedOnceAfterAChange holds that a repeat is compared with the
// request that it repeats, not with what became of it.
func TestSubscriptionIsCreatedOnceAfterAChange(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.subscribed()
	for i, value := range []string{"9800", "9900"} {
		b.wantCode(b.do(spec.OpSubscriptionsUpdate, alteration(s, "subscriptionUpdateRequestId", fmt.Sprint("U", i), price(value))), "SUCCESS")
	}
	b.wantCode(b.do(spec.OpSubscriptionsCreate, planBody()), "SUCCESS")
	n := b.do(spec.OpSubscriptionsCreate, planBody("paymentAmount", `{"currency":"HKD","value":"9900"}`))
	if b.wantCode(n, "REPEAT_REQ_INCONSISTENT"); !strings.Contains(message(n), "for HKD 6800 every month") {
		t.Errorf("got %s", message(n))
	}
}

// TestUpdateFindsTheSubscriptionAsItIs holds that an update of a subscription that is
// far behind does not change what the periods before it cost.
func TestUpdateFindsTheSubscriptionAsItIs(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.subscribed("periodRule", `{"periodType":"DAY","periodCount":"1"}`)
	b.pass(50*24*time.Hour + time.Hour)
	b.wantCode(b.do(spec.OpSubscriptionsUpdate, alteration(s, "subscriptionUpdateRequestId", "U1", price("9800"))), "SUCCESS")
	payments, err := b.PhasePayments(b.subscription())
	if err != nil || len(payments) != 51 {
		t.Fatalf("%d payments, %v", len(payments), err)
	}
	for _, p := range payments {
		if p.Amount.Value != "6800" {
			t.Errorf("period %d cost %s", p.Phase.No, p.Amount)
		}
	}
}

// TestInquiryFindsTheSubscriptionAsItIs is the same for an inquiry of one that ended.
func TestInquiryFindsTheSubscriptionAsItIs(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.subscribed("periodRule", `{"periodType":"DAY","periodCount":"1"}`, "subscriptionEndTime", `"`+start().AddDate(0, 0, 40).Format(time.RFC3339)+`"`)
	b.pass(50 * 24 * time.Hour)
	n := b.do(spec.OpSubscriptionsInquiry, `{"subscriptionRequestId":"sub-1"}`)
	if got := n.Get("subscriptionStatus").String(); got != "TERMINATED" {
		t.Errorf("10 days after its end it is %s", got)
	}
}

// TestDisputeOfAnAutomaticCapture holds that a dispute takes no more than what the
// gateway captures.
func TestDisputeOfAnAutomaticCapture(t *testing.T) {
	t.Parallel()
	automatic := func(directive string) string {
		return authorizeBody("paymentFactor", `{"isAuthorization":true}`, "order.orderDescription", `"`+directive+`"`)
	}
	b := newBench(t)
	b.paid(automatic("coffee"))
	if d := b.dispute(engine.NewDispute{}); d.Deducted != 100 {
		t.Errorf("it takes %d", d.Deducted)
	}
	b = newBench(t)
	id := b.paid(automatic("sim: capture=fail"))
	_, err := b.OpenDispute(id, engine.NewDispute{})
	b.wantDisputeError(err, "nothing of it is captured")
	b.pass(time.Minute)
	b.sweep()
	if p, err := b.Find(id); err != nil || p.Disputed != 0 {
		t.Errorf("%d is disputed, %v", p.Disputed, err)
	}
}

// TestNotificationIDs holds that each kind of notification is found by the merchant's
// own id of what it is about.
func TestNotificationIDs(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.subscribed()
	b.do(engine.OpAuthorize, consentBody("authState", `"state-1"`))
	b.accepted("state-1")
	id := b.paid(payBody())
	d := b.dispute(engine.NewDispute{})
	all, err := b.Notifications()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, n := range all {
		for _, id := range n.IDs() {
			found[id] = true
		}
		if !found[n.ID] || found[""] {
			t.Errorf("%s is found by %q", n.ID, n.IDs())
		}
	}
	for _, want := range []string{"sub-1", s.SubscriptionID, "state-1", "pay-1", id, d.DisputeID} {
		if !found[want] {
			t.Errorf("no notification is found by %s", want)
		}
	}
}
