package report

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"

	"github.com/antom-cli/antom/internal/debuglog"
	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/internal/sidebyside"
	"github.com/antom-cli/antom/internal/verify"
	"github.com/antom-cli/antom/pkg/antom/diagnose"
	"github.com/antom-cli/antom/pkg/keys"
)

// fact is a row of a table.
type fact struct{ Label, Value string }

// view is what the template shows of a result.
type view struct {
	Verified   bool
	Verdict    string
	Place      string
	Facts      []fact
	Difference []sidebyside.Block
	OnlyHidden bool // the texts differ, but not in what is shown
	Content    string
	Headers    []fact
}

func (r *Report) view(result *verify.Result) view {
	v := view{Verified: result.Verified, Place: printable.Clean(fmt.Sprintf("%s #%d", result.Source, result.Index))}
	if result.Err != nil {
		v.Verdict = "Unreadable"
		v.add("Why", result.Err.Error())
		return v
	}
	v.Verdict = "Verified"
	if !result.Verified {
		v.Verdict = "Not verified"
		r.reason(&v, result.Diagnosis)
	} else {
		v.add("Verified with", strings.TrimSuffix(result.KeyName+", "+result.KeyFingerprint, ", "))
	}
	v.claims(result)
	for _, note := range result.Notes {
		v.add("Note", note)
	}
	v.add("SHA-256 of the content", result.ContentSHA256)
	v.add("Digest in the signature", result.Digest)
	r.contents(&v, result)
	for _, h := range result.Headers {
		value := h.Value
		if r.options.Redact && debuglog.HideHeader(h.Name) {
			value = hidden
		}
		v.Headers = append(v.Headers, fact{printable.Clean(h.Name), printable.VisibleLine(value)})
	}
	return v
}

const hidden = "[redacted]"

func (v *view) add(label, value string) {
	if value != "" {
		v.Facts = append(v.Facts, fact{label, printable.Clean(value)})
	}
}

// reason adds why a notification does not verify and what to do.
func (r *Report) reason(v *view, d *diagnose.Diagnosis) {
	if d == nil {
		return
	}
	if d.Cause != "" {
		v.Verdict += ": " + string(d.Cause)
	}
	if len(d.Causes) > 1 {
		causes := make([]string, len(d.Causes))
		for i, c := range d.Causes {
			causes[i] = string(c)
		}
		v.add("Causes", strings.Join(causes, ", "))
	}
	v.add("Why", d.Explanation)
	v.add("What to do", d.Fix)
	for _, c := range d.Changes {
		if c.Expected == c.Given {
			continue
		}
		name := ""
		if c.Member != "" {
			name = c.Member + " = "
		}
		expected, given := c.Expected, c.Given
		if r.options.Redact && (c.Cause == diagnose.CauseBodyValues || c.Member != "") && debuglog.Personal(c.Member) {
			expected, given = hidden, hidden
		}
		v.add("Signed", name+cmp.Or(expected, "(nothing)"))
		v.add("Captured", name+cmp.Or(given, "(nothing)"))
	}
	if d.OpensWith != "" {
		v.add("Opens with", strings.TrimPrefix(d.KeyName+", "+d.OpensWith, ", "))
	}
	for _, k := range r.options.Keys {
		if print := keys.Fingerprint(k.Public); print != d.OpensWith {
			v.add("Checked with", k.Name+", "+print)
		}
	}
}

// claims adds what the notification says.
func (v *view) claims(r *verify.Result) {
	prefix := "Claimed "
	if r.Verified {
		prefix = "Verified "
	}
	v.add(prefix+"type", r.NotifyType)
	v.add(prefix+"result", strings.TrimSpace(string(r.Result.ResultStatus)+" "+string(r.Result.ResultCode)))
	if r.Amount != nil {
		v.add(prefix+"amount", fmt.Sprintf("%s %s (in the smallest unit)", r.Amount.Currency, r.Amount.Value))
	}
	v.add(prefix+"payment request", r.PaymentRequestID)
	v.add(prefix+"payment", r.PaymentID)
	v.add(prefix+"client ID", r.Message.ClientID)
	v.add(prefix+"time", r.Message.Time)
}

// contents adds the content that was checked, beside the one that was signed if that is
// known and another one.
func (r *Report) contents(v *view, result *verify.Result) {
	m := result.Message
	m.Body = nil
	head := m.Content()
	captured := result.Content
	var signed []byte
	if d := result.Diagnosis; d != nil {
		signed = d.Signed
	}
	differ := signed != nil && !bytes.Equal(signed, captured)
	if r.options.Redact {
		captured, signed = redact(captured, head), redact(signed, head)
	}
	v.Content = printable.Visible(captured)
	switch {
	case differ && bytes.Equal(signed, captured):
		v.OnlyHidden = true
	case differ:
		v.Difference = visible(sidebyside.Blocks(sidebyside.Diff(signed, captured)))
	}
}

// redact masks the body of a content. Without the usual head, the body is what begins
// like JSON below the first line.
func redact(content, head []byte) []byte {
	at := len(head)
	if !bytes.HasPrefix(content, head) {
		line := bytes.IndexByte(content, '\n') + 1
		at = line
		if i := bytes.IndexAny(content[line:], "{["); i >= 0 {
			at += i
		}
	}
	if at >= len(content) {
		return content
	}
	body, _, isJSON := debuglog.MaskBody(content[at:])
	if !isJSON {
		body = fmt.Appendf(nil, "[%d bytes that are not JSON]", len(content)-at)
	}
	return append(bytes.Clone(content[:at]), body...)
}

// visible shows the invisible characters of blocks.
func visible(blocks []sidebyside.Block) []sidebyside.Block {
	for _, b := range blocks {
		for _, spans := range [][]sidebyside.Span{b.Signed, b.Captured} {
			for i := range spans {
				spans[i].Text = printable.Visible([]byte(spans[i].Text))
			}
		}
	}
	return blocks
}
