package dashboard

import (
	"cmp"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/ordered"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/sandbox/engine"
)

// event is one thing that happened to a payment.
type event struct {
	At     time.Time
	Tone   string // good, bad, wait or plain
	Title  string
	Detail string
	Link   string // the page that says more
}

// timeline puts together what happened to a payment, oldest first.
func timeline(d sandbox.Details, calls []sandbox.Call) []event {
	events := append(callEvents(calls), stateEvents(d.Payment)...)
	events = append(events, partEvents("Refund", d.Refunds)...)
	events = append(events, partEvents("Capture", d.Captures)...)
	for _, n := range d.Notifications {
		events = append(events, notificationEvents(n)...)
	}
	ordered.Sort(events, func(a, b event) int { return a.At.Compare(b.At) })
	return events
}

// callEvents are the calls about a payment, each once.
func callEvents(calls []sandbox.Call) []event {
	var events []event
	seen := map[string]bool{}
	for _, c := range calls {
		if seen[c.ID] {
			continue
		}
		seen[c.ID] = true
		detail := cmp.Or(c.Cause, resultText(c))
		if c.State != "" {
			detail += ", state " + c.State
		}
		events = append(events, event{c.Time, callTone(c), "Request " + c.Operation, detail, requestPath(c.ID)})
	}
	return events
}

// stateEvents are what became of a payment itself.
func stateEvents(p sandbox.Payment) []event {
	events := []event{{At: p.Created, Tone: "plain", Title: "Payment created", Detail: money(p.Currency, p.Value)}}
	title := map[string]string{
		string(engine.Success): "Paid", string(engine.Fail): "Failed", string(engine.Cancelled): "Cancelled by the merchant", string(engine.Pending): "Paid by the buyer, not final yet",
	}[p.Status]
	switch {
	case title == "":
	case p.ResultCode == engine.CodeClosed:
		events = append(events, event{At: p.Updated, Tone: "bad", Title: "Expired", Detail: "nobody paid in time"})
	default:
		events = append(events, event{At: p.Updated, Tone: tone(p.Status), Title: title, Detail: p.ResultCode})
	}
	return events
}

// partEvents are the refunds or captures of a payment.
func partEvents(name string, parts []sandbox.Part) []event {
	var events []event
	for _, p := range parts {
		amount := money(p.Currency, p.Value)
		events = append(events, event{At: p.Created, Tone: "plain", Title: name + " asked for", Detail: amount + ", " + p.RequestID})
		if p.Status != string(engine.Processing) {
			title := name + " made"
			if p.Status == string(engine.Fail) {
				title = name + " failed"
			}
			events = append(events, event{At: p.Updated, Tone: tone(p.Status), Title: title, Detail: amount + ", " + p.ResultCode})
		}
	}
	return events
}

// notificationEvents are the attempts to deliver a notification.
func notificationEvents(n sandbox.Notification) []event {
	var events []event
	link := notificationPath(n.ID)
	for _, a := range n.Attempts {
		if a.Acknowledged {
			events = append(events, event{a.At, "good", "Notification " + n.NotifyType + " acknowledged", n.URL, link})
			continue
		}
		events = append(events, event{a.At, "bad", "Notification " + n.NotifyType + " not acknowledged", a.Error, link})
	}
	if !n.Next.IsZero() {
		events = append(events, event{n.Next, "wait", "Notification " + n.NotifyType + " is due", n.URL, link})
	}
	return events
}

// resultText says in a few words how a call ended.
func resultText(c sandbox.Call) string {
	if c.HTTPStatus == 0 {
		return "no response"
	}
	return strings.TrimSpace(c.ResultStatus + " " + c.ResultCode)
}

func callTone(c sandbox.Call) string {
	if c.Refused {
		return "bad"
	}
	return tone(c.ResultStatus)
}
