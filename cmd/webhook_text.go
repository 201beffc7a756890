package cmd

import (
	"fmt"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/receiver"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
)

// eventText is one received notification in one line: when, what, whose, how
// much, whether it is genuine, and what became of it.
func (a *App) eventText(e receiver.Event) string {
	r, t := &e.Record, a.theme()
	parts := []string{e.Time.Local().Format(time.TimeOnly)}
	parts = append(parts, notificationParts(r)...)
	if r.Verified {
		parts = append(parts, t.Status(ui.StatusOK, "verified"), ageText(e))
	} else if r.Cause != "" {
		parts = append(parts, t.Status(ui.StatusFailed, "rejected: "+r.Cause))
	}
	if r.DuplicateOf != "" {
		parts = append(parts, "again (first "+r.DuplicateOf+")")
	}
	if last, ok := e.Forwarded(); ok {
		parts = append(parts, "forward "+forwardText(last))
	}
	parts = append(parts, fmt.Sprintf("answered %d", e.Status))
	if e.Problem != "" && e.Problem != receiver.ProblemSignature {
		parts = append(parts, "("+string(e.Problem)+")")
	}
	parts = append(parts, e.Duration.Round(time.Millisecond).String())
	return strings.Join(parts, "  ")
}

// sentAt is the text of a notification's request-time. It is signed only where the
// notification verifies.
func sentAt(r *inbox.Record) string { return headerOf(r, antom.HeaderRequestTime) }

// headerOf is the value of a header of a notification.
func headerOf(r *inbox.Record, name string) string {
	for _, h := range r.Headers {
		if strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}

// notificationAge is how long before its arrival a notification was sent.
func notificationAge(e receiver.Event) (time.Duration, bool) {
	sent, ok := antom.ParseTime(sentAt(&e.Record))
	return e.Time.Sub(sent), ok
}

// ageText is the age for a line. Most request-times have whole seconds, so parts
// of one say nothing.
func ageText(e receiver.Event) string {
	age, ok := notificationAge(e)
	if !ok {
		return "sent at an unreadable time"
	}
	return "sent " + ageOf(age)
}

// ageOf says how long ago something was.
func ageOf(age time.Duration) string {
	switch age = age.Truncate(time.Second); {
	case age < 0:
		return durationText(-age) + " ahead of this clock"
	default:
		return durationText(age) + " ago"
	}
}

// durationText is shortDuration, and days where there are several.
func durationText(d time.Duration) string {
	if days := d / (24 * time.Hour); days >= 2 {
		return fmt.Sprintf("%d days", days)
	}
	return shortDuration(d)
}

// notificationParts say what a notification is about.
func notificationParts(r *inbox.Record) []string {
	parts := []string{or(r.NotifyType, r.Message.Method+" "+r.Message.Path)}
	if id := recordID(r); id != "" {
		parts = append(parts, id)
	}
	if amount := recordAmount(r); amount.Value != "" {
		parts = append(parts, majorAmount(amount.Currency, amount.Value))
	}
	if meaning := recordMeaning(r); meaning != "" {
		parts = append(parts, meaning)
	}
	for i := range parts {
		parts[i] = ui.Clean(parts[i])
	}
	return parts
}

// recordID is the id that people know a notification by.
func recordID(r *inbox.Record) string {
	return or(or(r.PaymentRequestID, r.PaymentID), or(r.RequestID, r.ObjectID))
}

// recordAmount is what a notification is about, empty if it has no amount.
func recordAmount(r *inbox.Record) antom.Amount {
	if r.Amount == nil {
		return antom.Amount{}
	}
	return *r.Amount
}

// recordMeaning says what a notification means for money. What is not verified
// is only claimed.
func recordMeaning(r *inbox.Record) string {
	if r.Trimmed {
		return ""
	}
	meaning := string(r.Meaning())
	if meaning == string(antom.MeaningUnknown) {
		meaning = strings.TrimSpace(string(r.Result.ResultStatus) + " " + string(r.Result.ResultCode))
	}
	if !r.Verified && meaning != "" {
		return "claims " + meaning
	}
	return meaning
}

func forwardText(at inbox.Attempt) string {
	text := fmt.Sprintf("%s %d", at.URL, at.Status)
	if at.Status == 0 {
		text = at.URL + " failed"
	}
	if at.Err != "" {
		text += " (" + at.Err + ")"
	}
	return ui.Clean(text)
}
