package inbox

import (
	"bytes"
	"context"
	"path"
	"slices"
	"strings"
	"time"
)

// A Filter chooses records. A zero field chooses everything.
type Filter struct {
	// Since and Until bound ReceivedAt: Since ≤ ReceivedAt < Until.
	Since, Until time.Time
	// Text chooses the records whose line has a text anywhere, which spares decoding the
	// others: a name of letters and digits, such as disputeId. A store in a database
	// looks for it in the body only.
	Text string
	// NotifyType is a pattern such as "PAYMENT_*", whatever the case.
	NotifyType string
	// ID is any id: the record's, of whose duplicates as well, or one of the
	// body's: PaymentRequestID, PaymentID, RequestID, ObjectID.
	ID string
	// IDs chooses the records that have any of these ids; nil chooses everything, an
	// empty list nothing.
	IDs []string
	// Status is a result status (S, F, U), a result code, a state (SUCCESS, FAIL, PENDING)
	// or an antom.Meaning, whatever the case.
	Status string
	// Verified chooses only verified (true) or only rejected records (false).
	Verified *bool
	// Failed chooses only records that were forwarded, or tried to be, and that no
	// application acknowledged, nor another delivery of the same notification. In a shared store these are the ones whose attempts
	// are used up.
	Failed bool
	// Limit is the largest number of records; 0 is no limit.
	Limit int
	// Reverse gives the newest first. Follow does not know it.
	Reverse bool
	// OnDamage is told of every line that is no record; nil: they are passed
	// over in silence. A torn tail is not among them.
	OnDamage func(*Damage)
	// Wait is what Follow does before it looks again, for tests; nil waits a
	// fifth of a second. An error ends Follow.
	Wait func(context.Context) error
}

// receivedAt is how every line begins.
const receivedAt = `{"receivedAt":"`

// possible is a quick look at a line that spares decoding most of those that
// do not match. False is certain, true is not.
func (f *Filter) possible(line []byte) bool {
	if plain(f.ID) && !bytes.Contains(line, []byte(f.ID)) || f.IDs != nil && !slices.ContainsFunc(f.IDs, func(id string) bool {
		return !plain(id) || bytes.Contains(line, []byte(id))
	}) {
		return false
	}
	if f.Text != "" && !bytes.Contains(line, []byte(f.Text)) {
		return false
	}
	if f.Since.IsZero() && f.Until.IsZero() {
		return true
	}
	at, ok := receivedAtOf(line)
	return !ok || f.within(at)
}

// receivedAtOf reads the time at the begin of a line.
func receivedAtOf(line []byte) (time.Time, bool) {
	rest, ok := bytes.CutPrefix(line, []byte(receivedAt))
	end := bytes.IndexByte(rest, '"')
	if !ok || end < 0 {
		return time.Time{}, false
	}
	at, err := time.Parse(time.RFC3339Nano, string(rest[:end]))
	return at, err == nil
}

// plain reports whether a JSON string of s looks like s.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || strings.IndexByte(`"\/<>&`, c) >= 0 {
			return false
		}
	}
	return true
}

func (f *Filter) within(at time.Time) bool {
	return (f.Since.IsZero() || !at.Before(f.Since)) && (f.Until.IsZero() || at.Before(f.Until))
}

// Match reports whether the filter chooses a record. Limit does not count.
func (f *Filter) Match(r *Record) bool {
	return f.within(r.ReceivedAt) &&
		(f.Verified == nil || *f.Verified == r.Verified) &&
		(f.ID == "" || named(r, f.ID)) &&
		(f.IDs == nil || slices.ContainsFunc(f.IDs, func(id string) bool { return named(r, id) })) &&
		(f.Status == "" || hasStatus(r, f.Status)) &&
		(f.NotifyType == "" || MatchType(f.NotifyType, r.NotifyType))
}

// named reports whether one of the record's ids is this one.
func named(r *Record, id string) bool {
	return slices.Contains([]string{r.ID, r.DuplicateOf, r.PaymentRequestID, r.PaymentID, r.RequestID, r.ObjectID}, id)
}

// MatchType reports whether a name such as a notifyType fits a pattern, in
// which * stands for any characters and ? for one, whatever the case. A
// malformed pattern fits nothing.
func MatchType(pattern, name string) bool {
	ok, err := path.Match(strings.ToLower(pattern), strings.ToLower(name))
	return ok && err == nil
}
