package dispute

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/pkg/antom"
)

func noon() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

// record is a verified notification that was received some minutes after noon.
func record(t *testing.T, minutes int, body string) *inbox.Record {
	t.Helper()
	n, err := antom.ParseNotification([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	r := &inbox.Record{Notification: *n, ID: fmt.Sprint("n", minutes), ReceivedAt: noon().Add(time.Duration(minutes) * time.Minute), Verified: true}
	r.Message.ClientID = "SANDBOX_1"
	return r
}

func told(stage, id, more string) string {
	return fmt.Sprintf(`{"disputeNotificationType":%q,"disputeId":%q,"paymentId":"P1","paymentRequestId":"R1",
		"disputeAmount":{"currency":"USD","value":"1000"}%s}`, stage, id, more)
}

const due = `,"defenseDueTime":"2026-11-23T12:00:00Z"`

func read(t *testing.T, now time.Time, records ...*inbox.Record) []*Dispute {
	t.Helper()
	list, skipped, err := Read(seq(records...), now)
	if err != nil || skipped != 0 {
		t.Fatalf("skipped %d, %v", skipped, err)
	}
	return list
}

func seq(records ...*inbox.Record) iter.Seq2[*inbox.Record, error] {
	return func(yield func(*inbox.Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func TestStatus(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		stages []string // with what follows after a blank
		now    time.Time
		want   Status
	}{
		{[]string{"DISPUTE_CREATED " + due}, noon(), Open},
		{[]string{"DISPUTE_CREATED " + due}, noon().Add(72 * time.Hour), Overdue},
		{[]string{"DISPUTE_CREATED "}, noon().Add(9999 * time.Hour), Open},
		{[]string{"DISPUTE_CREATED " + due, "DISPUTE_DUE_ALERT " + due}, noon(), Open},
		{[]string{"DISPUTE_CREATED " + due, "DISPUTE_SUPPLIED "}, noon().Add(99 * time.Hour), Defended},
		{[]string{"DEFENSE_SUPPLIED ", "DISPUTE_CREATED " + due}, noon(), Defended},
		{[]string{`DISPUTE_JUDGED ,"disputeJudgedResult":"ACCEPT_BY_CUSTOMER"`, "DEFENSE_SUPPLIED "}, noon(), Won},
		{[]string{`DISPUTE_JUDGED ,"disputeJudgedResult":"ACCEPT_BY_MERCHANT"`}, noon(), Lost},
		{[]string{`DISPUTE_JUDGED ,"disputeJudgedResult":"VALIDATE_FAIL"`, "DEFENSE_SUPPLIED "}, noon(), Defended},
		{[]string{`DISPUTE_JUDGED ,"disputeJudgedResult":"NEW"`}, noon(), Unknown},
		{[]string{"DISPUTE_CREATED " + due, "DISPUTE_ACCEPTED "}, noon(), Accepted},
		{[]string{"DISPUTE_CANCELLED ", "DEFENSE_DUE_ALERT " + due}, noon(), Cancelled},
		{[]string{"RDR_RESOLVED "}, noon(), RDR},
		{[]string{"SOMETHING_NEW "}, noon(), Unknown},
	} {
		var records []*inbox.Record
		for i, stage := range test.stages {
			name, more, _ := strings.Cut(stage, " ")
			records = append(records, record(t, i, told(name, "D1", more)))
		}
		list := read(t, test.now, records...)
		if len(list) != 1 || list[0].Status(test.now) != test.want {
			t.Errorf("%q: %d disputes, %s; want %s", test.stages, len(list), list[0].Status(test.now), test.want)
		}
	}
}

func TestOrderAndTimeLeft(t *testing.T) {
	t.Parallel()
	list := read(t, noon(),
		record(t, 0, told("DISPUTE_CREATED", "later", `,"defenseDueTime":"2026-11-29T12:00:00Z"`)),
		record(t, 1, told("DISPUTE_ACCEPTED", "old", "")),
		record(t, 2, told("DISPUTE_CREATED", "soon", due)),
		record(t, 3, told("DISPUTE_CREATED", "overdue", `,"defenseDueTime":"2026-11-19T12:00:00Z"`)),
		record(t, 4, told("RDR_RESOLVED", "new", "")),
		record(t, 5, told("DISPUTE_CREATED", "whenever", "")),
	)
	var order []string
	for _, d := range list {
		left, known := d.Left(noon())
		order = append(order, fmt.Sprintf("%s %t %s", d.DisputeID, known, left))
	}
	want := []string{"soon true 72h0m0s", "later true 216h0m0s", "whenever false 0s", "overdue true -24h0m0s", "new false 0s", "old false 0s"}
	if !slices.Equal(order, want) {
		t.Errorf("got %q\nwant %q", order, want)
	}
}

func TestWhatIsBelieved(t *testing.T) {
	t.Parallel()
	rejected := record(t, 1, told("DISPUTE_CANCELLED", "D1", ""))
	rejected.Verified = false
	other := record(t, 2, told("DISPUTE_CANCELLED", "D1", ""))
	other.Message.ClientID = "SANDBOX_2"
	repeat := record(t, 3, told("DISPUTE_CREATED", "D1", due))
	repeat.DuplicateOf = "n0"
	list := read(t, noon(), record(t, 0, told("DISPUTE_CREATED", "D1", due)), rejected, other, repeat,
		record(t, 4, `{"notifyType":"PAYMENT_RESULT","paymentId":"P1"}`),
		record(t, 5, `{"disputeId":"D1","notifyTime":"2026-11-20T12:00:00Z","defenseFile":{"fileName":"letter.pdf"},"winRateLevel":"HIGH"}`))
	if len(list) != 2 || list[0].ClientID != "SANDBOX_1" || list[1].Status(noon()) != Cancelled {
		t.Fatalf("%+v", list)
	}
	d := list[0]
	if d.Status(noon()) != Open || d.WinRate != "HIGH" || d.Document != "letter.pdf" || len(d.Events) != 2 || d.Events[1].Stage != "DEFENSE_DOCUMENT" {
		t.Errorf("%+v", d)
	}
}

// TestHostileContent: nothing that a body says costs more than a bounded piece of it.
func TestHostileContent(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("争议", 5000)
	records := []*inbox.Record{
		record(t, 0, told("DISPUTE_CREATED", "D1", fmt.Sprintf(`,"disputeReasonMsg":%q,"defenseDueTime":"99999-99-99"`, long))),
		record(t, 1, told(strings.Repeat("X", 100000), "D1", "")),
		record(t, 2, `{"disputeNotificationType":"DISPUTE_CREATED","disputeId":"D2","disputeAmount":[1,2],"defendable":{"a":[]}}`),
		record(t, 3, `{"disputeNotificationType":{"a":1},"disputeId":"D3"}`),
	}
	for range 200 {
		records = append(records, record(t, 4, told("DEFENSE_DUE_ALERT", "D1", due)))
	}
	list := read(t, noon(), records...)
	for _, d := range list {
		if len([]rune(d.Reason)) > maxText || len(d.Stage) > maxText || len(d.Events) > maxEvents {
			t.Errorf("%s: %d characters, %d events", d.DisputeID, len([]rune(d.Reason)), len(d.Events))
		}
		_ = d.Status(noon())
	}
}

func TestReadFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("the disk is gone")
	_, _, err := Read(func(yield func(*inbox.Record, error) bool) { yield(nil, broken) }, noon())
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestTheNewestEventsAreKept(t *testing.T) {
	t.Parallel()
	var records []*inbox.Record
	for i := range maxEvents + 10 {
		records = append(records, record(t, i, told("DISPUTE_CREATED", "D1", "")))
	}
	events := read(t, noon(), records...)[0].Events
	if len(events) != maxEvents || events[0].ID != "n10" || events[maxEvents-1].ID != fmt.Sprint("n", maxEvents+9) {
		t.Errorf("%d events, from %s to %s", len(events), events[0].ID, events[len(events)-1].ID)
	}
}
