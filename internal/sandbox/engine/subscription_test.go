package engine_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// planBody is a request that creates a monthly subscription which begins at once.
func planBody(changes ...string) string {
	return body(`{"subscriptionRequestId":"sub-1","subscriptionDescription":"Streaming",
		"subscriptionRedirectUrl":"https://shop.example/done","subscriptionNotificationUrl":"https://shop.example/sub",
		"paymentNotificationUrl":"https://shop.example/notify","subscriptionStartTime":"`+start().Format(time.RFC3339)+`",
		"periodRule":{"periodType":"MONTH","periodCount":"1"},"paymentMethod":{"paymentMethodType":"ALIPAY_HK"},
		"orderInfo":{"orderAmount":{"currency":"HKD","value":"6800"}},"paymentAmount":{"currency":"HKD","value":"6800"},
		"settlementStrategy":{"settlementCurrency":"USD"},"env":{"terminalType":"WEB"}}`, changes)
}

// plan creates a subscription.
func (b *bench) plan(changes ...string) engine.Subscription {
	b.t.Helper()
	b.wantCode(b.do(spec.OpSubscriptionsCreate, planBody(changes...)), "SUCCESS")
	return b.subscription()
}

// subscription is sub-1 as it stands.
func (b *bench) subscription() engine.Subscription {
	b.t.Helper()
	s, err := b.FindSubscription("sub-1")
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

// subscribed is a subscription that the buyer has accepted.
func (b *bench) subscribed(changes ...string) engine.Subscription {
	b.t.Helper()
	b.plan(changes...)
	s, err := b.Accept("sub-1")
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

// happened is what the notifications of a subscription tell, oldest first: a type
// with a status, or a period with its result code and amount.
func (b *bench) happened() []string {
	b.t.Helper()
	all, err := b.Notifications()
	if err != nil {
		b.t.Fatal(err)
	}
	var list []string
	for _, n := range slices.Backward(all) {
		root, err := spec.ParseJSON(n.Body)
		switch {
		case err != nil:
			b.t.Fatal(err)
		case n.Name == "notifySubscription":
			list = append(list, n.NotifyType+" "+root.Get("subscriptionStatus").String())
		case n.Name == "notifySubscriptionPayment":
			list = append(list, fmt.Sprintf("%s %s %s", root.Get("phaseNo"), code(root), root.At("paymentAmount.value")))
		default:
			list = append(list, n.NotifyType+" "+code(root))
		}
	}
	return list
}

func (b *bench) wantHappened(want ...string) {
	b.t.Helper()
	if got := b.happened(); !slices.Equal(got, want) {
		b.t.Errorf("the notifications tell\n%q, want\n%q", got, want)
	}
}

func (b *bench) wantSubscription(status engine.SubscriptionStatus, reason string) engine.Subscription {
	b.t.Helper()
	s := b.subscription()
	if s.Status != status || s.Reason != reason {
		b.t.Errorf("the subscription is %s %q, want %s %q", s.Status, s.Reason, status, reason)
	}
	return s
}

const month = 31 * 24 * time.Hour

func TestSubscriptionLife(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	n := b.do(spec.OpSubscriptionsCreate, planBody("subscriptionEndTime", `"`+start().AddDate(0, 3, 0).Format(time.RFC3339)+`"`))
	s := b.wantSubscription(engine.Unsigned, "")
	if got, want := n.Get("normalUrl").String(), base+"/checkout/subscription/"+s.SubscriptionID; got != want || n.Get("schemeUrl") != nil {
		t.Errorf("normalUrl %s, want %s", got, want)
	}
	b.pass(time.Minute)
	if _, err := b.Accept("sub-1"); err != nil {
		t.Fatal(err)
	}
	s = b.wantSubscription(engine.Active, "")
	if s.Phase != 1 || !s.Start.Equal(b.now) || !s.PeriodEnd.Equal(b.now.AddDate(0, 1, 0)) {
		t.Errorf("phase %d from %s to %s", s.Phase, s.Start, s.PeriodEnd)
	}
	b.wantHappened("CREATE ACTIVE", "1 SUCCESS 6800")
	for range 4 {
		b.pass(month)
		b.sweep()
	}
	b.wantSubscription(engine.Terminated, engine.EndCompleted)
	b.wantHappened("CREATE ACTIVE", "1 SUCCESS 6800", "2 SUCCESS 6800", "3 SUCCESS 6800", "TERMINATE TERMINATED")
	if next := b.sweep(); !next.IsZero() {
		t.Errorf("an ended subscription is looked at again at %s", next)
	}
	// Each period is a payment that can be asked for and refunded.
	payments, err := b.PhasePayments(b.subscription())
	if err != nil || len(payments) != 3 {
		t.Fatalf("%d payments, %v", len(payments), err)
	}
	b.wantCode(b.do(engine.OpInquiry, `{"paymentId":"`+payments[1].PaymentID+`"}`), "SUCCESS")
	b.wantCode(b.do(engine.OpRefund, `{"refundRequestId":"R1","paymentId":"`+payments[1].PaymentID+`","refundAmount":{"currency":"HKD","value":"6800"}}`), "SUCCESS")
}

func TestSubscriptionInquiry(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.plan("allowRetry", "true", "maxAmountFloor", `{"currency":"HKD","value":"100"}`)
	for _, request := range []string{`{"subscriptionRequestId":"sub-1"}`, `{"subscriptionId":"` + s.SubscriptionID + `"}`} {
		n := b.do(spec.OpSubscriptionsInquiry, request)
		for path, want := range map[string]string{
			"subscriptionStatus": "PENDING", "subscriptionRequestId": "sub-1", "periodRule.periodType": "MONTH",
			"periodRule.periodCount": "1", "paymentAmount.value": "6800", "allowRetry": "true", "maxAmountFloor.value": "100",
		} {
			if got := n.At(path).String(); got != want {
				t.Errorf("%s is %q, want %q", path, got, want)
			}
		}
	}
	b.wantCode(b.do(spec.OpSubscriptionsInquiry, `{"subscriptionRequestId":"other"}`), "SUBSCRIPTION_NOT_EXIST")
	b.wantCode(b.do(spec.OpSubscriptionsInquiry, `{}`), "PARAM_ILLEGAL")
	node, _ := spec.ParseJSON([]byte(`{"subscriptionRequestId":"sub-1"}`))
	reply, err := b.Do(engine.Request{Operation: spec.OpSubscriptionsInquiry, ClientID: "SANDBOX_OTHER", Body: node})
	if err != nil || code(reply.Body) != "SUBSCRIPTION_NOT_EXIST" {
		t.Errorf("another merchant gets %s, %v", code(reply.Body), err)
	}
}

func TestSubscriptionIsCreatedOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.plan()
	first := b.do(spec.OpSubscriptionsCreate, planBody())
	if again := b.do(spec.OpSubscriptionsCreate, planBody()); again.Get("normalUrl").String() != first.Get("normalUrl").String() {
		t.Error("a repeat has another link")
	}
	b.wantCode(b.do(spec.OpSubscriptionsCreate, planBody("paymentAmount", `{"currency":"HKD","value":"1"}`)), "REPEAT_REQ_INCONSISTENT")
	b.wantCode(b.do(spec.OpSubscriptionsCreate, planBody("periodRule", `{"periodType":"WEEK","periodCount":"1"}`)), "REPEAT_REQ_INCONSISTENT")
	if _, err := b.Accept("sub-1"); err != nil {
		t.Fatal(err)
	}
	n := b.do(spec.OpSubscriptionsCreate, planBody())
	b.wantCode(n, "SUCCESS")
	if n.Get("normalUrl") != nil {
		t.Error("a subscription that is accepted still has a link")
	}
}

func TestSubscriptionLinks(t *testing.T) {
	t.Parallel()
	for terminal, want := range map[string]string{
		`{"terminalType":"WEB"}`: "normalUrl", `{"terminalType":"WAP","osType":"IOS"}`: "applinkUrl normalUrl appIdentifier",
		`{"terminalType":"APP","osType":"ANDROID"}`: "schemeUrl applinkUrl normalUrl appIdentifier", `{"terminalType":"MINI_APP"}`: "schemeUrl normalUrl",
	} {
		b := newBench(t)
		request := planBody("env", terminal)
		if terminal == `{"terminalType":"MINI_APP"}` {
			request = planBody("env", terminal, "paymentMethod.paymentMethodType", `"ALIPAY_CN"`)
		}
		n := b.do(spec.OpSubscriptionsCreate, request)
		var got []string
		for _, m := range n.Members {
			if m.Name != "result" {
				got = append(got, m.Name)
			}
		}
		if strings.Join(got, " ") != want && code(n) == "SUCCESS" {
			t.Errorf("%s: %s, want %s", terminal, got, want)
		}
	}
}

// TestSubscriptionMistakes names every request that makes no subscription.
func TestSubscriptionMistakes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ field, value, code, message string }{
		{"subscriptionRequestId", "", "PARAM_ILLEGAL", "subscriptionRequestId"},
		{"subscriptionStartTime", `"tomorrow"`, "PARAM_ILLEGAL", "subscriptionStartTime"},
		{"subscriptionEndTime", `"2020-01-01T00:00:00Z"`, "PARAM_ILLEGAL", "subscriptionEndTime"},
		{"subscriptionExpiryTime", `"2020-01-01T00:00:00Z"`, "PARAM_ILLEGAL", "has passed"},
		{"subscriptionExpiryTime", `"2090-01-01T00:00:00Z"`, "PARAM_ILLEGAL", "48 hours"},
		{"periodRule.periodCount", `"0"`, "PARAM_ILLEGAL", "periodRule.periodCount"},
		{"periodRule.periodCount", `"99999999999999999999"`, "PARAM_ILLEGAL", "1000"},
		{"periodRule.periodType", `"MOON"`, "PARAM_ILLEGAL", "HALF_YEAR"},
		{"paymentAmount", `{"currency":"HKD","value":"0"}`, "PARAM_ILLEGAL", "paymentAmount"},
		{"paymentMethod.paymentMethodType", `"NO_SUCH"`, "PARAM_ILLEGAL", "not a payment method"},
		{"trials", `[{"trialStartPeriod":"0","trialAmount":{"currency":"HKD","value":"1"}}]`, "PARAM_ILLEGAL", "trialStartPeriod"},
		{"trials", `[{"trialStartPeriod":"2","trialEndPeriod":"1","trialAmount":{"currency":"HKD","value":"1"}}]`, "PARAM_ILLEGAL", "trialEndPeriod"},
		{"trials", "[" + strings.TrimSuffix(strings.Repeat(`{"trialStartPeriod":"1","trialAmount":{"currency":"HKD","value":"1"}},`, 101), ",") + "]", "PARAM_ILLEGAL", "at most 100"},
		{"subscriptionDescription", `"sim: nonsense"`, "PARAM_ILLEGAL", "nonsense"},
		{"subscriptionDescription", `"sim: result=PROCESS_FAIL"`, "PROCESS_FAIL", ""},
	} {
		b := newBench(t)
		n := b.do(spec.OpSubscriptionsCreate, planBody(test.field, test.value))
		if b.wantCode(n, test.code); !strings.Contains(message(n), test.message) {
			t.Errorf("%s %s: %s", test.field, test.value, message(n))
		}
		var missing *engine.SubscriptionError
		if _, err := b.FindSubscription("sub-1"); !errors.As(err, &missing) || !missing.Missing() {
			t.Errorf("%s %s: there is a subscription: %v", test.field, test.value, err)
		}
	}
}

func TestSubscriptionIsDeclinedOrExpires(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.plan()
	if _, err := b.Refuse("sub-1"); err != nil {
		t.Fatal(err)
	}
	b.wantSubscription(engine.Terminated, engine.EndDeclined)
	b.wantHappened("CREATE TERMINATED")
	var state *engine.SubscriptionError
	if _, err := b.Accept("sub-1"); !errors.As(err, &state) || !strings.Contains(err.Error(), "TERMINATED") {
		t.Errorf("accepting a declined one: %v", err)
	}

	b = newBench(t)
	b.plan()
	b.pass(30*time.Minute - time.Second)
	b.sweep()
	b.wantSubscription(engine.Unsigned, "")
	b.pass(time.Second)
	b.sweep()
	b.wantSubscription(engine.Terminated, engine.EndExpired)
	b.wantHappened("CREATE TERMINATED")
}

func TestSubscriptionDirectives(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.plan("subscriptionDescription", `"sim: consent=accept after=3s fail=2 code=RISK_REJECT"`)
	b.pass(3 * time.Second)
	b.sweep()
	b.pass(2 * month)
	b.sweep()
	b.wantHappened("CREATE ACTIVE", "1 SUCCESS 6800", "2 RISK_REJECT 6800", "3 SUCCESS 6800")
	b.wantSubscription(engine.Active, "")

	b = newBench(t)
	b.plan("subscriptionDescription", `"sim: consent=decline"`)
	b.wantSubscription(engine.Terminated, engine.EndDeclined)
}

func TestSubscriptionDirectivesThatMeanNothing(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"sim:", "sim: pay=success", "sim: consent=perhaps", "sim: after=3s", "sim: consent=accept after=-1s", "sim: fail=0", "sim: fail=3-2", "sim: fail=x",
		"sim: fail=99999", "sim: code=RISK_REJECT", "sim: times=2", "sim: fail=1 fail=2", "sim: fail=1 code=NO_SUCH", "sim: drop=1",
		"sim: result=PROCESS_FAIL fail=1", "sim: delay=2h", "sim: fail=1 times=0",
	} {
		if d, err := engine.ParseSubscriptionDirective(text); err == nil {
			t.Errorf("%s: %+v", text, d)
		}
	}
	d, err := engine.ParseSubscriptionDirective("Streaming: sim: fail=1")
	if err != nil || d != (engine.SubscriptionDirective{}) {
		t.Errorf("a description that is no directive: %+v, %v", d, err)
	}
}

func FuzzSubscriptionDirective(f *testing.F) {
	f.Add("sim: consent=accept after=3s fail=2-3 code=RISK_REJECT times=1")
	f.Add("sim: drop delay=1s")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := engine.ParseSubscriptionDirective(text)
		if err == nil && d.Script.First > d.Script.Last {
			t.Errorf("%q: %+v", text, d)
		}
	})
}

// TestSubscriptionRetries: a charge that failed is tried again a day later where the
// subscription allows it.
func TestSubscriptionRetries(t *testing.T) {
	t.Parallel()
	day := 24 * time.Hour
	b := newBench(t)
	b.subscribed("allowRetry", "true", "subscriptionDescription", `"sim: fail=1 times=2"`)
	b.wantHappened("CREATE ACTIVE", "1 USER_BALANCE_NOT_ENOUGH 6800")
	b.wantCode(b.do(spec.OpSubscriptionsUpdate, `{"subscriptionUpdateRequestId":"U1","subscriptionId":"`+b.subscription().SubscriptionID+`","subscriptionDescription":"x"}`),
		"UPDATE_FORBIDDEN_DURING_PAYMENT")
	for range 5 {
		b.pass(day)
		b.sweep()
	}
	b.wantHappened("CREATE ACTIVE", "1 USER_BALANCE_NOT_ENOUGH 6800", "1 USER_BALANCE_NOT_ENOUGH 6800", "1 SUCCESS 6800")

	b = newBench(t)
	b.subscribed("allowRetry", "true", "subscriptionDescription", `"sim: fail=1"`)
	b.pass(month - day)
	b.sweep()
	if got := b.happened(); len(got) != 5 {
		t.Errorf("a charge is tried four times, then not any more: %q", got)
	}
}

func TestSubscriptionTrials(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.subscribed("trials", `[{"trialStartPeriod":"1","trialEndPeriod":"2","trialAmount":{"currency":"HKD","value":"100"}},{"trialStartPeriod":"4","trialAmount":{"currency":"HKD","value":"200"}}]`)
	for range 4 {
		b.pass(month)
		b.sweep()
	}
	b.wantHappened("CREATE ACTIVE", "1 SUCCESS 100", "2 SUCCESS 100", "3 SUCCESS 6800", "4 SUCCESS 200", "5 SUCCESS 6800")
}

func TestSubscriptionStartsLater(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.subscribed("subscriptionStartTime", `"`+start().Add(48*time.Hour).Format(time.RFC3339)+`"`)
	b.wantHappened("CREATE ACTIVE")
	b.pass(48 * time.Hour)
	b.sweep()
	b.wantHappened("CREATE ACTIVE", "1 SUCCESS 6800")
}

// TestSubscriptionCalendar: a month has its last day where it lacks the first one's.
func TestSubscriptionCalendar(t *testing.T) {
	t.Parallel()
	at := func(text string) time.Time {
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, test := range []struct {
		unit    string
		count   int
		from    string
		periods int
		want    string
	}{
		{"MONTH", 1, "2026-01-31", 1, "2026-02-28"},
		{"MONTH", 1, "2026-01-31", 2, "2026-03-31"},
		{"MONTH", 1, "2027-12-31", 2, "2028-02-29"},
		{"QUARTER", 1, "2026-11-30", 1, "2027-02-28"},
		{"HALF_YEAR", 1, "2026-08-31", 1, "2027-02-28"},
		{"YEAR", 1, "2028-02-29", 1, "2029-02-28"},
		{"YEAR", 1, "2028-02-29", 4, "2032-02-29"},
		{"WEEK", 2, "2026-12-25", 1, "2027-01-08"},
		{"DAY", 30, "2026-02-01", 1, "2026-03-03"},
	} {
		if got := engine.PeriodAfter(test.unit, test.count, at(test.from), test.periods); !got.Equal(at(test.want)) {
			t.Errorf("%d × %d %s after %s: %s, want %s", test.periods, test.count, test.unit, test.from, got.Format(time.DateOnly), test.want)
		}
	}
	// However long a period is, it ends in a year that can be written.
	for _, unit := range []string{"DAY", "WEEK", "MONTH", "QUARTER", "HALF_YEAR", "YEAR"} {
		before := at("2026-01-31")
		for periods := 1; periods <= 1000; periods += 37 {
			after := engine.PeriodAfter(unit, 1000, at("2026-01-31"), periods)
			if after.Before(before) || after.Year() > 9999 {
				t.Fatalf("%s: %d periods end at %s", unit, periods, after)
			}
			before = after
		}
	}
}

func TestSubscriptionCancel(t *testing.T) {
	t.Parallel()
	cancel := func(kind string) string { return `{"subscriptionRequestId":"sub-1","cancellationType":"` + kind + `"}` }
	b := newBench(t)
	b.subscribed()
	for range 2 { // the second is a repeat
		b.wantCode(b.do(spec.OpSubscriptionsCancel, cancel("CANCEL")), "SUCCESS")
	}
	b.wantSubscription(engine.Canceled, "")
	b.wantCode(b.do(spec.OpSubscriptionsChange, `{"subscriptionChangeRequestId":"C1","subscriptionId":"`+b.subscription().SubscriptionID+`"}`), "PROCESS_FAIL")
	b.pass(month)
	b.sweep()
	b.wantSubscription(engine.Terminated, engine.EndCanceled)
	b.wantHappened("CREATE ACTIVE", "1 SUCCESS 6800", "CANCEL ACTIVE", "TERMINATE TERMINATED")

	b = newBench(t)
	b.subscribed()
	b.wantCode(b.do(spec.OpSubscriptionsCancel, cancel("CANCEL")), "SUCCESS")
	b.wantCode(b.do(spec.OpSubscriptionsCancel, cancel("TERMINATE")), "SUCCESS")
	b.wantSubscription(engine.Terminated, engine.EndTerminated)
	b.pass(2 * month)
	b.sweep()
	b.wantHappened("CREATE ACTIVE", "1 SUCCESS 6800", "CANCEL ACTIVE", "TERMINATE TERMINATED")

	b = newBench(t)
	b.plan()
	b.wantCode(b.do(spec.OpSubscriptionsCancel, cancel("CANCEL")), "SUCCESS")
	b.wantSubscription(engine.Terminated, engine.EndTerminated)
	b.wantCode(b.do(spec.OpSubscriptionsCancel, `{"subscriptionId":"1","cancellationType":"CANCEL"}`), "SUBSCRIPTION_NOT_EXIST")
	b.wantCode(b.do(spec.OpSubscriptionsCancel, cancel("STOP")), "PARAM_ILLEGAL")
}

func TestSubscriptionChange(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.subscribed()
	change := `{"subscriptionChangeRequestId":"C1","subscriptionId":"` + s.SubscriptionID + `","paymentAmount":{"currency":"HKD","value":"9800"},
		"orderInfo":{"orderAmount":{"currency":"HKD","value":"9800"}},"paymentAmountDifference":{"currency":"HKD","value":"1500"}}`
	for range 2 { // the second is a repeat
		b.wantCode(b.do(spec.OpSubscriptionsChange, change), "SUCCESS")
	}
	b.wantCode(b.do(spec.OpSubscriptionsChange, strings.Replace(change, "1500", "1600", 1)), "REPEAT_REQ_INCONSISTENT")
	b.pass(month)
	b.sweep()
	b.wantHappened("CREATE ACTIVE", "1 SUCCESS 6800", "1 SUCCESS 1500", "CHANGE ACTIVE", "2 SUCCESS 9800")

	// A plan that begins later, with another calendar.
	from := b.now.AddDate(0, 0, 10)
	b.wantCode(b.do(spec.OpSubscriptionsChange, `{"subscriptionChangeRequestId":"C2","subscriptionId":"`+s.SubscriptionID+`",
		"periodRule":{"periodType":"WEEK","periodCount":"1"},"subscriptionStartTime":"`+from.Format(time.RFC3339)+`"}`), "SUCCESS")
	b.pass(10 * 24 * time.Hour)
	b.sweep()
	b.pass(7 * 24 * time.Hour)
	b.sweep()
	s = b.subscription()
	if s.Phase != 4 || !s.PeriodEnd.Equal(from.AddDate(0, 0, 14)) {
		t.Errorf("phase %d until %s", s.Phase, s.PeriodEnd)
	}
	for request, want := range map[string]string{
		`{"subscriptionChangeRequestId":"X","subscriptionId":"1"}`:                                                                             "SUBSCRIPTION_NOT_EXIST",
		`{"subscriptionChangeRequestId":"X","subscriptionId":"` + s.SubscriptionID + `","paymentAmount":{"currency":"USD","value":"1"}}`:       "PARAM_ILLEGAL",
		`{"subscriptionChangeRequestId":"X","subscriptionId":"` + s.SubscriptionID + `","periodRule":{"periodType":"MOON","periodCount":"1"}}`: "PARAM_ILLEGAL",
		`{"subscriptionChangeRequestId":"X","subscriptionId":"` + s.SubscriptionID + `","subscriptionEndTime":"2020-01-01T00:00:00Z"}`:         "PARAM_ILLEGAL",
		`{"subscriptionChangeRequestId":"X","subscriptionId":"` + s.SubscriptionID + `","subscriptionExpiryTime":"2020-01-01T00:00:00Z"}`:      "PARAM_ILLEGAL",
	} {
		b.wantCode(b.do(spec.OpSubscriptionsChange, request), want)
	}
}

func TestSubscriptionUpdate(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.subscribed()
	update := func(id, more string) string {
		return `{"subscriptionUpdateRequestId":"` + id + `","subscriptionId":"` + s.SubscriptionID + `",
			"orderInfo":{"orderAmount":{"currency":"HKD","value":"1"}}` + more + `}`
	}
	prorate := func(mode, value string) string {
		return `,"prorationSettings":{"prorationMode":"` + mode + `","customAmount":{"currency":"HKD","value":"` + value + `"}}`
	}
	b.wantCode(b.do(spec.OpSubscriptionsUpdate, update("U1", `,"subscriptionDescription":"Four screens","paymentAmount":{"currency":"HKD","value":"12800"}`+prorate("IMMEDIATE_PAY_CUSTOM_AMOUNT", "3000"))), "SUCCESS")
	b.wantCode(b.do(spec.OpSubscriptionsUpdate, update("U2", `,"paymentAmount":{"currency":"HKD","value":"5000"}`+prorate("IMMEDIATE_REFUND_CUSTOM_AMOUNT", "2000"))), "SUCCESS")
	n := b.do(spec.OpSubscriptionsUpdate, update("U3", prorate("IMMEDIATE_REFUND_CUSTOM_AMOUNT", "6000")))
	if b.wantCode(n, "PARAM_ILLEGAL"); !strings.Contains(message(n), "customAmount") {
		t.Errorf("too much to refund: %s", message(n))
	}
	b.wantCode(b.do(spec.OpSubscriptionsUpdate, update("U4", prorate("IMMEDIATE_WISH", "1"))), "PARAM_ILLEGAL")
	b.wantCode(b.do(spec.OpSubscriptionsUpdate, update("U5", `,"nextSubscriptionDate":"2020-01-01T00:00:00Z"`)), "PARAM_ILLEGAL")
	next := b.now.AddDate(0, 0, 5)
	b.wantCode(b.do(spec.OpSubscriptionsUpdate, update("U6", `,"nextSubscriptionDate":"`+next.Format(time.RFC3339)+`"`)), "SUCCESS")
	b.pass(5 * 24 * time.Hour)
	b.sweep()
	if s := b.subscription(); s.Phase != 2 || !s.PeriodEnd.Equal(next.AddDate(0, 1, 0)) || s.Description != "Four screens" {
		t.Errorf("phase %d until %s: %s", s.Phase, s.PeriodEnd, s.Description)
	}
	b.wantHappened("CREATE ACTIVE", "1 SUCCESS 6800", "1 SUCCESS 3000", "UPDATE ACTIVE", "REFUND_RESULT SUCCESS", "UPDATE ACTIVE", "UPDATE ACTIVE", "2 SUCCESS 5000")
}

func TestSubscriptionRenewNow(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.subscribed()
	for range 2 {
		if _, err := b.Renew("sub-1"); err != nil {
			t.Fatal(err)
		}
	}
	s := b.subscription()
	if s.Phase != 3 || !s.PeriodEnd.Equal(start().AddDate(0, 3, 0)) {
		t.Errorf("phase %d until %s", s.Phase, s.PeriodEnd)
	}
	if next := b.sweep(); next.Sub(b.now) < 27*24*time.Hour {
		t.Errorf("the clock goes on from the new period: next in %s", next.Sub(b.now))
	}
	if _, err := b.Renew("other"); err == nil {
		t.Error("renewed what is not there")
	}
	b = newBench(t)
	b.plan()
	if _, err := b.Renew("sub-1"); err == nil {
		t.Error("renewed what nobody accepted")
	}
}

// TestSubscriptionsNeverFlood: however far behind a subscription is, one look makes
// few of its periods, and all of them together are bounded.
func TestSubscriptionsNeverFlood(t *testing.T) {
	t.Parallel()
	b := newScaled(t, 100000)
	b.subscribed("periodRule", `{"periodType":"DAY","periodCount":"1"}`)
	b.pass(24 * time.Hour) // 273 years of the calendar
	next := b.sweep()
	s := b.subscription()
	if s.Phase > 65 || s.Phase < 20 {
		t.Errorf("%d periods at once", s.Phase)
	}
	if wait := next.Sub(b.now); wait <= 0 || wait > time.Second {
		t.Errorf("it goes on in %s", wait)
	}
	for range 60 {
		b.pass(time.Second)
		b.sweep()
	}
	if s := b.subscription(); s.Phase != 1000 || s.Reason != engine.EndLimit {
		t.Errorf("%d periods, %s", s.Phase, s.Reason)
	}
	if next := b.sweep(); !next.IsZero() {
		t.Errorf("it goes on at %s", next)
	}
}

func TestSubscriptionsAreListed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i := range 5 {
		b.wantCode(b.do(spec.OpSubscriptionsCreate, planBody("subscriptionRequestId", fmt.Sprintf(`"sub-%d"`, i))), "SUCCESS")
		b.pass(time.Second)
	}
	var ids []string
	for before := ""; ; {
		list, next, err := b.Subscriptions(before, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range list {
			ids = append(ids, s.RequestID)
		}
		if before = next; next == "" {
			break
		}
	}
	if got := strings.Join(ids, " "); got != "sub-4 sub-3 sub-2 sub-1 sub-0" {
		t.Error(got)
	}
	if err := b.Reset(); err != nil {
		t.Fatal(err)
	}
	if list, _, err := b.Subscriptions("", 10); err != nil || len(list) != 0 {
		t.Errorf("%d are left, %v", len(list), err)
	}
}

func TestNotifySubscriptionAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.plan()
	var nothing *engine.NothingToNotifyError
	if _, err := b.Notify("sub-1"); !errors.As(err, &nothing) {
		t.Errorf("nobody agreed yet: %v", err)
	}
	if _, err := b.Accept("sub-1"); err != nil {
		t.Fatal(err)
	}
	if n, err := b.Notify("sub-1"); err != nil || n.Name != "notifySubscription" || n.SubscriptionID == "" {
		t.Errorf("%+v, %v", n, err)
	}
}
