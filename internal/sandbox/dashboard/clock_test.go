package dashboard_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

const clockPage = "/dashboard/clock"

func TestClock(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.want(clockPage, "Nothing is due", "By 10 minutes")
	page := r.pay("P1", "ALIPAY_HK", "")
	before := r.want(clockPage, "Expiry of a payment", `href="`+page+`"`, "To the next event")
	if strings.Contains(before, "Back to the real time") {
		t.Error("a clock that was not moved can go back")
	}
	for _, move := range []string{"10m", "1h"} {
		if resp, text := r.act(clockPage, "move", move); resp.StatusCode != http.StatusSeeOther {
			t.Fatalf("%s: HTTP %d\n%s", move, resp.StatusCode, text)
		}
	}
	r.want(clockPage, "1h10m ahead", "Back to the real time", "Attempt of a notification", "/dashboard/notifications/ntf-")
	r.want(page, ">FAIL<", "Expired")
	r.act(clockPage, "move", "next")
	r.want(clockPage, "ahead")
	r.act(clockPage, "move", "now")
	if text := r.want(clockPage); strings.Contains(text, "ahead") {
		t.Errorf("the clock is still ahead:\n%s", text)
	}
	for _, move := range []string{"", "nonsense", "-1h", "0s", "999999h"} {
		if resp, text := r.act(clockPage, "move", move); resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text, `role="alert"`) {
			t.Errorf("%q: HTTP %d", move, resp.StatusCode)
		}
	}
}

func TestNothingIsNext(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if resp, text := r.act(clockPage, "move", "next"); resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text, "nothing is due") {
		t.Errorf("HTTP %d\n%s", resp.StatusCode, text)
	}
}

// TestTheClockTellsByItsOwnTime holds that pages wait for the simulator's events by the
// simulator's time: with a clock that was moved, too.
func TestTheClockTellsByItsOwnTime(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if _, err := r.Control().AdvanceClock(t.Context(), 48*time.Hour); err != nil {
		t.Fatal(err)
	}
	page := r.pay("P1", "ALIPAY_HK", "")
	r.want(page, time.Now().UTC().Add(48*time.Hour).Format("2006-01-02"))
	r.want(clockPage, "2d ahead", "Expiry of a payment")
}

const statePage = "/dashboard/state"

func TestState(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.want(statePage, "There are no snapshots yet")
	page := r.pay("P1", "ALIPAY_HK", "")
	if resp, text := r.act(statePage, "save", " open "); resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("HTTP %d\n%s", resp.StatusCode, text)
	}
	r.want(statePage, `value="open"`, "Load", "Remove")
	r.act(page, "action", "pay")
	r.want(page, ">SUCCESS<")
	r.act(statePage, "load", "open")
	r.want(page, ">PROCESSING<")
	for name, form := range map[string][]string{
		"there is a snapshot": {"save", "open"}, "name": {"save", ""}, "../x": {"save", "../x"},
		"nothing": {"load", "nothing"}, "gone": {"remove", "gone"},
	} {
		resp, text := r.act(statePage, form...)
		if resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text, `role="alert"`) || !strings.Contains(text, name) {
			t.Errorf("%v: HTTP %d\n%s", form, resp.StatusCode, text)
		}
	}
	if resp, _ := r.act(statePage, "save", "open", "replace", "1"); resp.StatusCode != http.StatusSeeOther {
		t.Errorf("replace: HTTP %d", resp.StatusCode)
	}
	r.act(statePage, "remove", "open")
	r.want(statePage, "There are no snapshots yet")
}
