package foreign

import (
	"strconv"
	"strings"
	"time"
)

// AntomTime is what Antom's times look like.
const AntomTime = "milliseconds since 1970 (13 digits) or an ISO 8601 time with an offset, such as 2024-01-01T00:01:03+08:00"

// Time says what is wrong with the text of a time header, as in "is in seconds; in
// milliseconds it is 1685599933000". It is "" for a form that Antom and its client
// libraries write.
func Time(text string) string {
	if len(text) > maxTime {
		return notAntoms
	}
	if whole, fraction, cut := strings.Cut(text, "."); digits(whole) && (!cut || digits(fraction)) {
		return number(whole, fraction)
	}
	if isISO(text) {
		return ""
	}
	for _, other := range []struct{ layout, says string }{
		{"2006-01-02T15:04:05", "has no offset from UTC, such as Z or +08:00"},
		{"2006-01-02 15:04:05", "has a space instead of T, and no offset from UTC"},
		{"2006-01-02 15:04:05Z07:00", "has a space instead of T"},
		{"2006-01-02 15:04:05 -0700", "has spaces in it"},
		{time.RFC1123, "is an HTTP date"},
		{time.RFC1123Z, "is a date of a mail"},
	} {
		if _, err := time.Parse(other.layout, text); err == nil {
			return other.says
		}
	}
	if i := strings.LastIndexByte(text, ' '); i > 0 && isISO(text[:i]+"+"+text[i+1:]) {
		return "has a space instead of +: something decoded it as a form"
	}
	return notAntoms
}

const (
	// maxTime is the longest text that is looked at, in bytes.
	maxTime   = 64
	notAntoms = "is no time that Antom writes"
)

// isISO reports whether a text is an ISO 8601 time with an offset, as Antom writes it.
func isISO(text string) bool {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07"} {
		if _, err := time.Parse(layout, text); err == nil {
			return true
		}
	}
	return false
}

// number judges digits, with a fraction or "".
func number(whole, fraction string) string {
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return "has too many digits"
	}
	inMilliseconds := func(t time.Time) string {
		return "; in milliseconds it is " + strconv.FormatInt(t.UnixMilli(), 10)
	}
	switch len(whole) {
	case 10:
		part := fraction
		for len(part) < 9 {
			part += "0"
		}
		nanos, _ := strconv.ParseInt(part[:9], 10, 64)
		return "is in seconds" + inMilliseconds(time.Unix(n, nanos))
	case 16:
		return "is in microseconds" + inMilliseconds(time.UnixMicro(n))
	case 19:
		return "is in nanoseconds" + inMilliseconds(time.Unix(0, n))
	case 13:
		if fraction != "" {
			return "has a fraction" + inMilliseconds(time.UnixMilli(n))
		}
		return ""
	default:
		return "does not have the 13 digits of milliseconds"
	}
}

func digits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
