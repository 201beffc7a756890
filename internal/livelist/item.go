package livelist

import (
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/ui"
)

// Item is one event of the list.
type Item struct {
	// ID names the event to the actions, such as the id of a stored notification.
	ID string
	// At is the time that the row shows, in its location.
	At time.Time
	// Kind and Status say how the event ended, such as "verified".
	Kind   ui.StatusKind
	Status string
	// Title says what the event is, such as PAYMENT_RESULT.
	Title string
	// Subject is the id that the user knows the event by, such as a payment's.
	Subject string
	// Payment is the id of the payment for the actions, "" for none.
	Payment string
	// Amount is the money, "" for none.
	Amount string
	// Rest is what only a wide terminal has room for.
	Rest string
	// Details are what the details show above Body, which may have several lines.
	Details []ui.Pair
	Body    string
	// Why explains why the event was refused, "" if it was not.
	Why []ui.Pair
}

// Action is what the user wants to be done with an item.
type Action int

// The actions.
const (
	None   Action = iota
	Replay        // send it again
	Open          // show it in the browser
	Quit          // end the command
)

// clean returns an item whose texts cannot control the terminal.
func clean(item Item) Item {
	for _, s := range []*string{&item.Status, &item.Title, &item.Subject, &item.Amount, &item.Rest} {
		*s = ui.Clean(*s)
	}
	if len(item.Body) > MaxBody {
		item.Body = strings.ToValidUTF8(item.Body[:MaxBody], "") + " …"
	}
	item.Body = ui.CleanText(item.Body)
	item.Details, item.Why = cleanPairs(item.Details), cleanPairs(item.Why)
	return item
}

func cleanPairs(pairs []ui.Pair) []ui.Pair {
	out := make([]ui.Pair, 0, len(pairs))
	for _, p := range pairs {
		if p.Value != "" {
			out = append(out, ui.Pair{Label: p.Label, Value: ui.CleanText(p.Value)})
		}
	}
	return out
}
