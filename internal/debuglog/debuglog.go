// Package debuglog writes the tries of a call to Antom, and the deliveries to an
// application, for a person who looks for a fault: the request, the content that was signed, the response, and which checks
// it passed. Secrets, card data and buyer data are masked, and text from outside is escaped, so that the log
// can be attached to a ticket.
package debuglog

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

// Line prefixes, as curl -v uses them.
const (
	sent     = "> "
	received = "< "
	remark   = "* "
)

// timeFormat is the time of day, with milliseconds.
const timeFormat = "15:04:05.000"

// Attempt writes one try in a single Write, so that the tries of parallel calls do
// not mix. ended is the time at which the try was over.
func Attempt(w io.Writer, a antom.Attempt, ended time.Time) error {
	var text bytes.Buffer
	began := ended.Add(-a.Duration)
	fmt.Fprintf(&text, "%s%s attempt %d\n", remark, began.Format(timeFormat), a.Number)
	if a.Request != nil {
		writeRequest(&text, a.Request)
	}
	fmt.Fprintf(&text, "%s%s after %s\n", remark, ended.Format(timeFormat), a.Duration.Round(time.Microsecond))
	if a.Response != nil {
		writeResponse(&text, a.Response)
	}
	writeVerdict(&text, a)
	_, err := w.Write(text.Bytes())
	return err
}

func writeRequest(w io.Writer, p *antom.Prepared) {
	message := p.Message
	body, masked, isJSON := MaskBody(message.Body)
	writeLine(w, sent, p.Method+" "+p.URL)
	writeHeader(w, sent, hideUnknown(p.PublicHeader()))
	if len(body) > 0 && !isJSON {
		body = fmt.Appendf(nil, "[%d bytes that are not JSON]", len(body))
		masked = true
	}
	writeBody(w, sent, body)
	if masked {
		writeLine(w, remark, "card and buyer data is masked here; the exact bytes were sent")
	}
	if len(p.Signature.Value) == 0 {
		writeLine(w, remark, "not signed: the request carries an API key")
		return
	}
	message.Body = body
	writeLine(w, remark, "signed content, with line feeds as \\n:")
	// Escaped as one line, because a line feed is part of what is signed.
	fmt.Fprintf(w, "%s%s\n", remark, printable.Clean(keys.Redact(string(message.Content()))))
}

func writeResponse(w io.Writer, r *antom.Response) {
	body, masked, _ := MaskBody(r.Body)
	writeLine(w, received, strings.TrimSpace(fmt.Sprintf("%s %d %s", r.Proto, r.HTTPStatus, http.StatusText(r.HTTPStatus))))
	writeHeader(w, received, hideCookies(r.Header))
	writeBody(w, received, body)
	if masked {
		writeLine(w, remark, "card and buyer data is masked here")
	}
}

// writeVerdict says what was made of the response.
func writeVerdict(w io.Writer, a antom.Attempt) {
	if r := a.Response; r != nil && r.Trust != "" {
		writeLine(w, remark, "trust: "+string(r.Trust))
		if r.KeyFingerprint != "" {
			writeLine(w, remark, "verified with the key "+r.KeyFingerprint)
		}
		if len(r.Checked) > 0 {
			writeLine(w, remark, "checks passed: "+strings.Join(r.Checked, ", "))
		}
	}
	if a.Err != nil {
		var response *antom.ResponseError
		reason := ""
		if errors.As(a.Err, &response) {
			reason = " (" + string(response.Reason) + ")"
		}
		writeLine(w, remark, "not accepted"+reason+": "+a.Err.Error())
	}
	if a.Wait > 0 {
		writeLine(w, remark, "next attempt in "+a.Wait.Round(time.Millisecond).String())
	}
}

// hideUnknown hides the values of headers that the user added: any of them can be a
// secret.
func hideUnknown(h http.Header) http.Header {
	return hide(h, func(name string) bool { return !isKnown(name) })
}

// HideHeader reports whether the value of a header is hidden, because nobody knows what
// is in it.
func HideHeader(name string) bool { return !isKnown(strings.ToLower(name)) }

// isKnown reports whether a header, in lower case, is one of Antom's or says nothing
// secret. Authorization and the agent token are hidden before.
func isKnown(name string) bool {
	return slices.Contains([]string{
		antom.HeaderClientID, antom.HeaderRequestTime, antom.HeaderSignature, antom.HeaderAgentToken,
		"authorization", "content-type", "user-agent",
	}, name)
}

// hideCookies hides the cookies of a response.
func hideCookies(h http.Header) http.Header {
	return hide(h, func(name string) bool { return name == "set-cookie" })
}

// hide is h with the values of some headers replaced. secret gets names in lower case.
func hide(h http.Header, secret func(name string) bool) http.Header {
	shown := h.Clone()
	for name, values := range shown {
		if !secret(strings.ToLower(name)) {
			continue
		}
		for i := range values {
			values[i] = "[redacted]"
		}
	}
	return shown
}

func writeHeader(w io.Writer, prefix string, h http.Header) {
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			writeLine(w, prefix, strings.ToLower(name)+": "+value)
		}
	}
}

// writeBody writes a body below an empty line, each of its lines with the prefix.
func writeBody(w io.Writer, prefix string, body []byte) {
	writeLine(w, prefix, "")
	if len(body) == 0 {
		return
	}
	for line := range strings.Lines(string(body)) {
		writeLine(w, prefix, strings.TrimSuffix(line, "\n"))
	}
}

func writeLine(w io.Writer, prefix, text string) {
	fmt.Fprintln(w, strings.TrimRight(prefix+printable.Clean(keys.Redact(text)), " "))
}
