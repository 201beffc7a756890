// Package dispute tells the state of disputes from the notifications in the inbox:
// what each is about, what happened to it, and until when it needs an answer. It
// believes only verified notifications, and keeps a bounded number of disputes.
package dispute

import (
	"bytes"
	"cmp"
	"iter"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/pkg/antom"
)

// Status is the state of a dispute in one word.
type Status string

// The states. Open and Overdue need an answer of the merchant, or needed one.
const (
	Open      Status = "open"      // evidence can be submitted
	Overdue   Status = "overdue"   // as open, but the time for it is over
	Defended  Status = "defended"  // evidence is submitted, nothing is decided
	Won       Status = "won"       // decided for the merchant
	Lost      Status = "lost"      // decided for the buyer
	Accepted  Status = "accepted"  // by the merchant, or because time was over
	Cancelled Status = "cancelled" // the buyer withdrew it
	RDR       Status = "rdr"       // resolved by the scheme, for the buyer
	Unknown   Status = "unknown"   // a stage that this program does not know
)

// Statuses lists the states in the order of lists.
func Statuses() []Status {
	return []Status{Open, Overdue, Defended, Unknown, Won, Lost, Accepted, Cancelled, RDR}
}

// The bounds of what is kept.
const (
	maxDisputes = 100_000
	maxEvents   = 50
	maxText     = 256 // characters of a text for people
)

// Event is one notification of a dispute.
type Event struct {
	ID         string    `json:"id"` // of the notification in the inbox
	ReceivedAt time.Time `json:"receivedAt"`
	Stage      string    `json:"stage"` // disputeNotificationType, or DEFENSE_DOCUMENT
}

// Dispute is what the notifications say of one dispute.
type Dispute struct {
	DisputeID        string
	ClientID         string
	PaymentID        string
	PaymentRequestID string
	Type             string // disputeType, such as CHARGEBACK
	Stage            string // disputeNotificationType of the newest that counts
	Currency         string
	Value            string // disputed, in the smallest unit
	JudgedCurrency   string
	JudgedValue      string // taken after the decision
	Result           string // disputeJudgedResult
	AcceptReason     string
	ReasonCode       string
	Reason           string
	Source           string
	Opened           time.Time // disputeTime
	Due              time.Time // defenseDueTime; zero when it is not known
	// WinRate and Document are of a document that Antom drafted.
	WinRate  string
	Document string // its name
	Advice   string
	// Events are the newest notifications, oldest first; repeats are left out.
	Events []Event

	at time.Time // when the notification of Stage was received
}

// Status is the state at a moment.
func (d *Dispute) Status(now time.Time) Status {
	switch d.Stage {
	case "DISPUTE_CREATED", "DEFENSE_DUE_ALERT":
		if d.late(now) {
			return Overdue
		}
		return Open
	case "DEFENSE_SUPPLIED":
		return Defended
	case "DISPUTE_ACCEPTED":
		return Accepted
	case "DISPUTE_CANCELLED":
		return Cancelled
	case "RDR_RESOLVED":
		return RDR
	case "DISPUTE_JUDGED":
		switch d.Result {
		case "ACCEPT_BY_CUSTOMER", "VALIDATE_SUCCESS":
			return Won
		case "ACCEPT_BY_MERCHANT", "VALIDATE_FAIL":
			return Lost
		}
	}
	return Unknown
}

func (d *Dispute) late(now time.Time) bool { return !d.Due.IsZero() && !now.Before(d.Due) }

// Left is the time until the deadline of a dispute that needs an answer, negative
// when it is over. known is false when there is no deadline.
func (d *Dispute) Left(now time.Time) (left time.Duration, known bool) {
	if s := d.Status(now); d.Due.IsZero() || s != Open && s != Overdue {
		return 0, false
	}
	return d.Due.Sub(now), true
}

// Read puts the notifications of disputes together, in the order of a list: those
// that need an answer first, the one with the least time left at the top, then the
// others, the newest first. skipped says how many disputes were too many to keep.
func Read(records iter.Seq2[*inbox.Record, error], now time.Time) (list []*Dispute, skipped int, err error) {
	found := map[string]*Dispute{}
	for r, err := range records {
		if err != nil {
			return nil, skipped, err
		}
		n := notificationOf(r)
		if n == nil {
			continue
		}
		key := r.Message.ClientID + "\x00" + r.ObjectID
		d := found[key]
		if d == nil {
			if len(found) >= maxDisputes {
				skipped++
				continue
			}
			d = &Dispute{DisputeID: r.ObjectID, ClientID: r.Message.ClientID}
			found[key] = d
			list = append(list, d)
		}
		d.add(r, n)
	}
	slices.SortStableFunc(list, func(a, b *Dispute) int { return compare(a, b, now) })
	return list, skipped, nil
}

// Member is in the body of every notification of a dispute, for an inbox.Filter.
const Member = "disputeId"

// notificationOf reads the body of a record, nil if it is no verified notification of
// a dispute.
func notificationOf(r *inbox.Record) *antom.Notification {
	if !r.Verified || r.ObjectID == "" || !bytes.Contains(r.Raw, []byte(Member)) {
		return nil
	}
	n, err := antom.ParseNotification(r.Raw)
	if err != nil || n.Kind != antom.KindDispute && n.Kind != antom.KindDefenseDocument {
		return nil
	}
	return n
}

func compare(a, b *Dispute, now time.Time) int {
	rank := func(d *Dispute) int { return slices.Index(Statuses(), d.Status(now)) }
	ra, rb := rank(a), rank(b)
	if waiting := 2; ra >= waiting && rb >= waiting {
		return b.at.Compare(a.at)
	}
	return cmp.Or(cmp.Compare(ra, rb), dueOrder(a).Compare(dueOrder(b)), b.at.Compare(a.at))
}

// dueOrder puts those without a deadline last.
func dueOrder(d *Dispute) time.Time {
	if d.Due.IsZero() {
		return time.Unix(1<<40, 0)
	}
	return d.Due
}

// add takes one notification in. They may come in any order, and more than once.
func (d *Dispute) add(r *inbox.Record, n *antom.Notification) {
	typed, err := n.Decode()
	if err != nil {
		return // its id and type were readable, the rest is not
	}
	stage := "DEFENSE_DOCUMENT"
	switch n := typed.(type) {
	case *antom.DisputeNotification:
		stage = plainStage(n.DisputeNotificationType)
		d.describe(n)
		if d.counts(stage, r.ReceivedAt, n.DisputeJudgedResult) {
			d.Stage, d.at = stage, r.ReceivedAt
			d.Result = n.DisputeJudgedResult
		}
	case *antom.DefenseDocumentNotification:
		d.WinRate, d.Advice = clip(n.WinRateLevel), clip(n.SuggestionsForImprovement)
		if n.DefenseFile != nil {
			d.Document = clip(n.DefenseFile.FileName)
		}
		if d.at.IsZero() {
			d.at = r.ReceivedAt
		}
	}
	if r.DuplicateOf == "" {
		if len(d.Events) == maxEvents {
			d.Events = slices.Delete(d.Events, 0, 1) // the newest say how it stands
		}
		d.Events = append(d.Events, Event{ID: r.ID, ReceivedAt: r.ReceivedAt.UTC(), Stage: clip(stage)})
	}
}

// plainStage is one name for a stage that Antom's documents give two.
func plainStage(stage string) string {
	switch stage {
	case "DISPUTE_SUPPLIED":
		return "DEFENSE_SUPPLIED"
	case "DISPUTE_DUE_ALERT":
		return "DEFENSE_DUE_ALERT"
	}
	return clip(stage)
}

// counts reports whether a notification says more than what is known: what ends a
// dispute wins over what came before it, in whatever order they arrive. A document
// that was found invalid can be followed by another.
func (d *Dispute) counts(stage string, at time.Time, result string) bool {
	ends := func(stage, result string) bool {
		switch stage {
		case "DISPUTE_JUDGED":
			return result != "VALIDATE_FAIL"
		case "DISPUTE_ACCEPTED", "DISPUTE_CANCELLED", "RDR_RESOLVED":
			return true
		}
		return false
	}
	before, after := ends(d.Stage, d.Result), ends(stage, result)
	if before != after {
		return after
	}
	if stage == "DISPUTE_CREATED" && d.Stage != "" {
		return false // it came late: nothing begins twice
	}
	return !at.Before(d.at)
}

// describe notes what a notification tells beside its stage. What a later one leaves
// out stays as it was.
func (d *Dispute) describe(n *antom.DisputeNotification) {
	keep := func(field *string, value string) { *field = cmp.Or(clip(value), *field) }
	keep(&d.PaymentID, n.PaymentID)
	keep(&d.PaymentRequestID, n.PaymentRequestID)
	keep(&d.Type, n.DisputeType)
	keep(&d.ReasonCode, n.DisputeReasonCode)
	keep(&d.Reason, n.DisputeReasonMsg)
	keep(&d.Source, n.DisputeSource)
	keep(&d.AcceptReason, n.DisputeAcceptReason)
	if a := n.DisputeAmount; a != nil {
		keep(&d.Currency, a.Currency)
		keep(&d.Value, a.Value)
	}
	if a := n.DisputeJudgedAmount; a != nil {
		keep(&d.JudgedCurrency, a.Currency)
		keep(&d.JudgedValue, a.Value)
	}
	if at, err := time.Parse(time.RFC3339, n.DisputeTime); err == nil {
		d.Opened = at
	}
	if at, err := time.Parse(time.RFC3339, n.DefenseDueTime); err == nil {
		d.Due = at
	}
}

// clip is the beginning of a text, as much as is kept of it.
func clip(s string) string {
	if utf8.RuneCountInString(s) <= maxText {
		return s
	}
	runes := []rune(s[:min(len(s), 4*maxText)])
	return strings.ToValidUTF8(string(runes[:min(len(runes), maxText)]), "�")
}
