package webhook

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/httpserve"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/receiver"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
)

// eventText describes a received notification on one line: time, type, id, amount,
// whether it verified, where it was forwarded and how it was answered. The id in
// brackets is that of the stored notification.
func eventText(env *cli.Env, e receiver.Event, stored bool) string {
	r, t := &e.Record, env.Theme()
	parts := []string{cli.TimeText(e.Time)}
	parts = append(parts, notificationParts(r)...)
	if r.Verified {
		parts = append(parts, t.Status(ui.StatusOK, "verified"), ageText(e))
	} else if r.Cause != "" {
		parts = append(parts, t.Status(ui.StatusFailed, "rejected: "+r.Cause))
	}
	if r.DuplicateOf != "" {
		parts = append(parts, "repeats "+r.DuplicateOf)
	}
	if last, ok := e.Forwarded(); ok {
		text := "forward " + attemptText(last, len(r.Forward), e.MaxAttempts)
		if !last.Acknowledged {
			text = t.Status(ui.StatusFailed, text)
		}
		parts = append(parts, text)
	}
	parts = append(parts, fmt.Sprintf("answered %d", e.Status))
	switch e.Problem {
	case "", receiver.ProblemSignature, receiver.ProblemForward:
	default:
		parts = append(parts, "("+string(e.Problem)+")")
	}
	parts = append(parts, e.Duration.Round(time.Millisecond).String())
	if stored && r.ID != "" {
		parts = append(parts, t.Muted("["+r.ID+"]"))
	}
	return strings.Join(parts, "  ")
}

// sentAt returns the request-time header. It is reliable only if the notification
// verified.
func sentAt(r *inbox.Record) string { return headerOf(r, antom.HeaderRequestTime) }

// headerOf returns the value of a header of a notification.
func headerOf(r *inbox.Record, name string) string {
	value, _ := httpserve.HeaderValue(r.Headers, name)
	return value
}

// notificationAge returns how long before its arrival a notification was sent.
func notificationAge(e receiver.Event) (time.Duration, bool) {
	sent, ok := antom.ParseTime(sentAt(&e.Record))
	return e.Time.Sub(sent), ok
}

// ageText returns the age of a notification for a line.
func ageText(e receiver.Event) string {
	age, ok := notificationAge(e)
	if !ok {
		return "sent at an unreadable time"
	}
	return "sent " + ageOf(age)
}

// ageOf says how long ago something was, in whole seconds.
func ageOf(age time.Duration) string {
	switch age = age.Truncate(time.Second); {
	case age < 0:
		return durationText(-age) + " ahead of this clock"
	default:
		return durationText(age) + " ago"
	}
}

// durationText is shortDuration with days from two days on.
func durationText(d time.Duration) string {
	if days := d / (24 * time.Hour); days >= 2 {
		return fmt.Sprintf("%d days", days)
	}
	return cli.ShortDuration(d)
}

// notificationParts returns type, ids, amount and meaning of a notification.
func notificationParts(r *inbox.Record) []string {
	parts := []string{cmp.Or(r.NotifyType, r.Message.Method+" "+r.Message.Path)}
	if id := recordID(r); id != "" {
		parts = append(parts, id)
	}
	if id := cmp.Or(r.RequestID, r.ObjectID); id != "" && id != recordID(r) {
		parts = append(parts, id)
	}
	if amount := recordAmount(r); amount.Value != "" {
		parts = append(parts, cli.MajorAmount(amount.Currency, amount.Value))
	}
	if meaning := recordMeaning(r); meaning != "" {
		parts = append(parts, meaning)
	}
	for i := range parts {
		parts[i] = ui.Clean(parts[i])
	}
	return parts
}

// recordID returns the id that a merchant knows a notification by.
func recordID(r *inbox.Record) string {
	return cmp.Or(cmp.Or(r.PaymentRequestID, r.PaymentID), cmp.Or(r.RequestID, r.ObjectID))
}

// recordAmount returns the amount of a notification, empty if it has none.
func recordAmount(r *inbox.Record) antom.Amount {
	if r.Amount == nil {
		return antom.Amount{}
	}
	return *r.Amount
}

// recordType is the type of a notification; its name in the specification, such as
// notifyVaulting, where its body names no type.
func recordType(r *inbox.Record) string {
	if r.NotifyType != "" {
		return r.NotifyType
	}
	n, err := antom.ParseNotification(r.Raw)
	if err != nil {
		return ""
	}
	return n.Kind
}

// recordMeaning says what a notification means for the payment. Without a valid
// signature it only claims that.
func recordMeaning(r *inbox.Record) string {
	if r.Trimmed {
		return ""
	}
	meaning := string(r.Meaning())
	if meaning == string(antom.MeaningUnknown) {
		meaning = strings.TrimSpace(string(r.Result.ResultStatus) + " " + string(r.Result.ResultCode))
	}
	if !r.Verified && !r.Synthetic && meaning != "" {
		return "claims " + meaning
	}
	return meaning
}

// attemptText is one attempt to forward a notification: the URL, the result, and which
// attempt it was, unless the first one was acknowledged.
func attemptText(at inbox.Attempt, number, most int) string {
	text := at.URL + " " + attemptResult(at)
	if !at.Acknowledged {
		text = at.URL + ": " + attemptResult(at)
	}
	if number > 1 || !at.Acknowledged {
		text += fmt.Sprintf(" (attempt %d of %d)", number, most)
	}
	return ui.Clean(text)
}

// attemptResult is the status of an application's response, or why it is none that
// acknowledges.
func attemptResult(at inbox.Attempt) string { return cmp.Or(at.Err, fmt.Sprint(at.Status)) }
