package antom

import (
	"time"

	"github.com/antom-cli/antom/internal/foreign"
)

// ParseTime reads the text of a request-time or response-time header:
// milliseconds since 1970, or an ISO 8601 time with an offset in any of its
// spellings (Z, +08:00, +0800, +08), with or without a fraction of a second. ok
// is false for anything else.
func ParseTime(text string) (t time.Time, ok bool) {
	if isNumber(text) {
		return parseMilliseconds(text)
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// parseMilliseconds reads digits. Fifteen of them reach beyond the year 30000.
func parseMilliseconds(digits string) (time.Time, bool) {
	if len(digits) > 15 {
		return time.Time{}, false
	}
	var ms int64
	for i := range len(digits) {
		ms = ms*10 + int64(digits[i]-'0')
	}
	return time.UnixMilli(ms), true
}

// checkAge refuses a notification whose request-time is too far from now.
func (v *Verifier) checkAge(text string) error {
	sent, ok := ParseTime(text)
	wrong := foreign.Time(text)
	if !ok {
		return &NotificationError{
			Reason: ReasonMalformedHeader, Header: HeaderRequestTime,
			Detail: "request-time is " + quote(text) + ", which " + wrong + ", so its age is not known; Antom writes " + foreign.AntomTime,
		}
	}
	age := v.now().Sub(sent)
	switch {
	case age > v.MaxAge:
		return &NotificationError{
			Reason: ReasonTooOld, Header: HeaderRequestTime,
			Detail: "it was sent " + age.Round(time.Millisecond).String() + " ago, the limit is " + v.MaxAge.String() + formNote(wrong),
		}
	case age < -v.skew():
		return &NotificationError{
			Reason: ReasonTooNew, Header: HeaderRequestTime,
			Detail: "its time is " + (-age).Round(time.Millisecond).String() +
				" ahead of this machine's clock, the limit is " + v.skew().String() + formNote(wrong),
		}
	default:
		return nil
	}
}

// formNote explains an odd age by the form of the time.
func formNote(wrong string) string {
	if wrong == "" {
		return ""
	}
	return "; note that request-time " + wrong
}

func (v *Verifier) skew() time.Duration {
	if v.Skew > 0 {
		return v.Skew
	}
	return DefaultSkew
}

func (v *Verifier) now() time.Time {
	if v.Now != nil {
		return v.Now()
	}
	return time.Now()
}
