package antom

import (
	"strings"
	"testing"
	"time"
)

func TestParseRequestTime(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		"1685599933871":                "2023-06-01T06:12:13.871Z",
		"0":                            "1970-01-01T00:00:00Z",
		"2022-01-18T07:11:42Z":         "2022-01-18T07:11:42Z",
		"2019-05-28T12:12:12+08:00":    "2019-05-28T04:12:12Z",
		"2020-01-01T12:01:00+08:30":    "2020-01-01T03:31:00Z",
		"2024-01-01T00:00:00+0000":     "2024-01-01T00:00:00Z",
		"2024-01-01T08:00:00+08":       "2024-01-01T00:00:00Z",
		"2024-01-01T00:00:00.1234567Z": "2024-01-01T00:00:00.1234567Z",
		"2024-01-01T00:00:00,5-01:00":  "2024-01-01T01:00:00.5Z",
		"":                             "",
		"now":                          "",
		"2024-01-01":                   "",
		"2024-01-01T00:00:00":          "", // no offset: nobody knows when
		"1685599933871.5":              "",
		"-1685599933871":               "",
		"16855999338711685599933871":   "",
		"2024-13-01T00:00:00Z":         "",
		"١٦٨٥٥٩٩٩٣٣٨٧١":                "",
	}
	for text, want := range cases {
		got, ok := ParseTime(text)
		if ok != (want != "") {
			t.Errorf("%q: ok %v", text, ok)
			continue
		}
		if ok && got.UTC().Format(time.RFC3339Nano) != want {
			t.Errorf("%q: %v, want %s", text, got.UTC(), want)
		}
	}
}

func TestVerifierAge(t *testing.T) {
	t.Parallel()
	sent := time.Date(2024, 1, 1, 0, 1, 3, 0, time.UTC)
	cases := []struct {
		name         string
		time         string
		age          time.Duration
		maxAge, skew time.Duration
		reason       Reason // empty: accepted
	}{
		{"off", notifyTime, 1000 * time.Hour, 0, 0, ""},
		{"off, and a form nobody knows", "2024-01-01T00:01:03", 0, 0, 0, ""},
		{"just in time", notifyTime, time.Minute, time.Minute, 0, ""},
		{"milliseconds", "1704067263000", time.Minute, time.Minute, 0, ""},
		{"milliseconds, late", "1704067263000", time.Minute + 1, time.Minute, 0, ReasonTooOld},
		{"offset", "2024-01-01T08:01:03+0800", time.Minute, time.Minute, 0, ""},
		{"clocks differ", notifyTime, -DefaultSkew, time.Minute, 0, ""},
		{"clocks differ more", notifyTime, -DefaultSkew - 1, time.Minute, 0, ReasonTooNew},
		{"as much as is allowed", notifyTime, -time.Hour, time.Minute, time.Hour, ""},
		{"less than the default", notifyTime, -time.Second - 1, time.Minute, time.Second, ReasonTooNew},
		{"centuries", "1", time.Hour, time.Minute, 0, ReasonTooOld},
		{"seconds instead of milliseconds", "1704067263", 0, time.Minute, 0, ReasonTooOld},
		{"the far future", "999999999999999", 0, time.Minute, 0, ReasonTooNew},
		{"a form nobody knows", "2024-01-01T00:01:03", 0, time.Minute, 0, ReasonMalformedHeader},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := notified()
			m.Time = c.time
			v := testVerifier()
			v.MaxAge, v.Skew = c.maxAge, c.skew
			v.Now = func() time.Time { return sent.Add(c.age) }
			n, err := v.Request(signedRequest(t, antomKey(), m))
			if c.reason == "" {
				if err != nil || n == nil {
					t.Error(err)
				}
				return
			}
			refused := notAccepted(t, err, c.reason)
			if c.time == "1704067263" && !strings.Contains(refused.Error(), "request-time is in seconds; in milliseconds it is 1704067263000") {
				t.Errorf("seconds are not explained: %v", refused)
			}
		})
	}
}

func TestVerifierUsesTheClock(t *testing.T) {
	t.Parallel()
	v := testVerifier()
	v.MaxAge = time.Hour
	_, err := v.Request(signedRequest(t, antomKey(), notified()))
	notAccepted(t, err, ReasonTooOld)
}
