package antom

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/antom-cli/antom/internal/foreign"
)

// signedHeaders are the texts of the three headers that make a notification
// verifiable.
type signedHeaders struct{ clientID, time, signature string }

// readSignedHeaders finds the headers in any case: a server of net/http writes
// their names in one way, an event of a cloud service in any. A header that
// came twice is refused, since whoever reads the other one is deceived.
func readSignedHeaders(h http.Header) (signedHeaders, error) {
	var found signedHeaders
	// In the order in which their absence is reported.
	for _, header := range []struct {
		name string
		to   *string
	}{
		{HeaderSignature, &found.signature},
		{HeaderClientID, &found.clientID},
		{HeaderRequestTime, &found.time},
	} {
		text, count := headerText(h, header.name)
		switch {
		case count > 1:
			return signedHeaders{}, &NotificationError{
				Reason: ReasonDuplicateHeader, Header: header.name,
				Detail: "the header " + header.name + " came more than once",
			}
		case text == "":
			return signedHeaders{}, missingIn(h, header.name)
		}
		*header.to = text
	}
	return found, nil
}

// headerText returns the last text of a header and how many it has.
func headerText(h http.Header, name string) (text string, count int) {
	for key, values := range h {
		if len(values) > 0 && strings.EqualFold(key, name) {
			text = unfold(values[len(values)-1])
			count += len(values)
		}
	}
	return text, count
}

// unfold undoes the old custom of continuing a header on lines that begin with
// a blank, and drops blanks at both ends, as HTTP demands of a recipient.
func unfold(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i, line := range lines {
		if i > 0 && !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "\t") {
			return text // a line break that is no fold; the caller refuses it
		}
		lines[i] = strings.Trim(line, " \t")
	}
	return strings.Trim(strings.Join(lines, " "), " ")
}

func missingHeader(name string) error { return missingIn(nil, name) }

// missingIn is missingHeader with what the other headers show: that the request is a
// webhook of another provider.
func missingIn(h http.Header, name string) error {
	reason := ReasonMissingHeader
	if name == HeaderSignature {
		reason = ReasonNoSignature
	}
	detail := "the header " + name + " is missing or empty"
	if of := foreign.Request(slices.Sorted(maps.Keys(h)), nil); of != "" {
		detail += "; " + of
	}
	return &NotificationError{Reason: reason, Header: name, Detail: detail}
}

// checkSignedParts refuses parts that HTTP cannot bring, and those at which
// the signed content could be divided in more than one way: it joins client id,
// time and body by dots.
func checkSignedParts(m Message, ownClientID string) error {
	switch {
	case m.Method == "" || strings.ContainsFunc(m.Method, blankOrControl):
		return &NotificationError{Reason: ReasonMethod, Detail: "the HTTP method is " + quote(m.Method)}
	case !strings.HasPrefix(m.Path, "/") || strings.ContainsFunc(m.Path, blankOrControl):
		return &NotificationError{Reason: ReasonPath, Detail: "the path is " + quote(m.Path) +
			`, it must begin with "/" and have no scheme, host, blank or control character`}
	}
	if err := checkNotificationClientID(m.ClientID, ownClientID); err != nil {
		return err
	}
	return checkRequestTime(m.Time)
}

func checkNotificationClientID(id, own string) error {
	refused := func(reason Reason, detail string) error {
		return &NotificationError{Reason: reason, Header: HeaderClientID, Detail: "client-id is " + quote(id) + ", " + detail}
	}
	switch {
	case id == "":
		return missingHeader(HeaderClientID)
	case id == own:
		return nil
	case strings.Contains(id, ","):
		return refused(ReasonDuplicateHeader, "a list: something on the way joined several headers")
	case strings.ContainsFunc(id, blankOrControl):
		return refused(ReasonMalformedHeader, "which has a blank or control character in it")
	case strings.Contains(id, "."):
		return refused(ReasonMalformedHeader, "and where an id with a dot ends cannot be told unless the verifier knows it")
	default:
		return nil
	}
}

// checkRequestTime is about the characters only: the text is signed as it is,
// and a form of time that is not known yet is no reason to lose a payment.
func checkRequestTime(text string) error {
	if text == "" {
		return missingHeader(HeaderRequestTime)
	}
	if strings.ContainsFunc(text, notOfTime) {
		return &NotificationError{
			Reason: ReasonMalformedHeader, Header: HeaderRequestTime,
			Detail: "request-time is " + quote(text) + ", which has characters that no time has",
		}
	}
	if _, ok := ParseTime(text); !ok && strings.Contains(text, ",") {
		return &NotificationError{
			Reason: ReasonDuplicateHeader, Header: HeaderRequestTime,
			Detail: "request-time is " + quote(text) + ", a list: something on the way joined several headers",
		}
	}
	return nil
}

func blankOrControl(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

// notOfTime reports whether a character stands in no spelling of a time.
func notOfTime(r rune) bool {
	switch {
	case '0' <= r && r <= '9', 'A' <= r && r <= 'Z', 'a' <= r && r <= 'z':
		return false
	default:
		return !strings.ContainsRune(" +-:.,/", r)
	}
}
