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
// whether it verified, where it was forwarded and how it was answered.
func eventText(env *cli.Env, e receiver.Event) string {
	r, t := &e.Record, env.Theme()
	parts := []string{e.Time.Local().Format(time.TimeOnly)}
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
		parts = append(parts, "forward "+forwardText(last))
	}
	parts = append(parts, fmt.Sprintf("answered %d", e.Status))
	if e.Problem != "" && e.Problem != receiver.ProblemSignature {
		parts = append(parts, "("+string(e.Problem)+")")
	}
	parts = append(parts, e.Duration.Round(time.Millisecond).String())
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

// notificationParts returns type, id, amount and meaning of a notification.
func notificationParts(r *inbox.Record) []string {
	parts := []string{cmp.Or(r.NotifyType, r.Message.Method+" "+r.Message.Path)}
	if id := recordID(r); id != "" {
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
