package webhook

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/internal/verify"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/diagnose"
	"github.com/antom-cli/antom/pkg/keys"
)

// verifyPrinter prints each result and collects what the exit code depends on.
type verifyPrinter struct {
	env         *cli.Env
	cmd         *cobra.Command
	options     output.Options
	explain     bool
	keys        []verify.Key // that notifications are verified with
	lines       []byte       // JSON that is not written yet
	printed     int
	cause       string  // of the first notification that failed
	inputErrors []error // inputs that could not be read
}

func newVerifyPrinter(env *cli.Env, cmd *cobra.Command, o output.Options, f *verifyFlags, keys []verify.Key) *verifyPrinter {
	o.Compact, o.Separate = true, true
	return &verifyPrinter{env: env, cmd: cmd, options: o, explain: f.explain, keys: keys}
}

// jsonLines reports whether the results are printed as JSON lines without a filter.
func (p *verifyPrinter) jsonLines() bool {
	return p.options.Format == output.JSON && p.options.JQ == "" && p.options.Template == "" && !p.options.Quiet
}

// maxPendingLines is how much JSON is buffered before it is written, in bytes.
const maxPendingLines = 64 << 10

// result prints one result.
func (p *verifyPrinter) result(r *verify.Result) error {
	if p.cause == "" && !r.Verified && !r.Input {
		p.cause = verdictWord(r)
	}
	switch {
	case r.Input:
		p.inputErrors = append(p.inputErrors, r.Err)
		return nil
	case p.jsonLines():
		p.lines = append(r.AppendJSON(p.lines), '\n')
		if len(p.lines) < maxPendingLines {
			return nil
		}
		return p.flush()
	}
	p.printed++
	return p.env.Print(p.cmd, p.options, output.Result{
		Value: json.RawMessage(r.AppendJSON(nil)),
		Quiet: verdictWord(r),
		Text:  func(w io.Writer) error { return p.write(w, r) },
	})
}

// verdictWord returns a result in one word.
func verdictWord(r *verify.Result) string {
	switch {
	case r.Verified:
		return "verified"
	case r.Err != nil:
		return "unreadable"
	case r.Diagnosis != nil && r.Diagnosis.Cause != "":
		return string(r.Diagnosis.Cause)
	default:
		return "not-verified"
	}
}

// idle writes buffered lines while no more input arrives. An error is reported with
// the next line.
func (p *verifyPrinter) idle() { _ = p.flush() }

func (p *verifyPrinter) flush() error {
	if len(p.lines) == 0 {
		return nil
	}
	_, err := p.env.Streams().Out.Write(p.lines)
	p.lines = p.lines[:0]
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.EPIPE), errors.Is(err, io.ErrClosedPipe):
		return output.ErrClosedPipe
	default:
		return apperr.New(apperr.Internal, "writing the results", err)
	}
}

// finish prints a summary on standard error and returns the error that decides the
// exit code.
func (p *verifyPrinter) finish(sum verify.Summary) error {
	total := sum.Notifications + sum.Unreadable
	switch failed := sum.Failed() + sum.Unreadable; {
	case failed > 0:
		p.warnInputs()
		return p.failure(sum, failed, total)
	case sum.Unopened == 1 && sum.Inputs == 1:
		if len(p.inputErrors) == 1 {
			return apperr.New(apperr.Usage, "", p.inputErrors[0], inputHint(p.inputErrors[0])).WithCode("unreadable")
		}
		return apperr.New(apperr.Usage, "no notification could be read", nil, "antom webhook verify --help").WithCode("unreadable")
	case sum.Unopened > 0:
		p.warnInputs()
		return apperr.New(apperr.Usage, fmt.Sprintf("%d of %d inputs could not be read; %s", sum.Unopened, sum.Inputs, allVerified(total)), nil).WithCode("unreadable")
	case total > 1:
		p.env.Note("%s", allVerified(total))
	}
	return nil
}

// inputHint says what to do with an input that could not be read.
func inputHint(err error) string {
	at, located := errors.AsType[*capture.ReadError](err)
	missing, ok := errors.AsType[*capture.PathError](err)
	if !ok || !located || strings.Contains(missing.Example+at.Source, "'") {
		return "antom webhook verify --help"
	}
	return fmt.Sprintf("antom webhook verify --path '%s' '%s', with the path of your notify URL", missing.Example, at.Source)
}

func allVerified(n int) string {
	switch n {
	case 0:
		return "no notification was verified"
	case 1:
		return "the notification is verified"
	default:
		return fmt.Sprintf("all %d notifications are verified", n)
	}
}

// warnInputs warns about inputs that could not be read.
func (p *verifyPrinter) warnInputs() {
	for _, err := range p.inputErrors {
		p.env.Warn("%v", err)
	}
}

// failure returns the error for notifications that do not verify.
func (p *verifyPrinter) failure(sum verify.Summary, failed, total int) error {
	text := fmt.Sprintf("%d of %d notifications do not verify", failed, total)
	switch {
	case total == 1:
		text = "the notification does not verify: " + p.cause
	case failed == 1:
		text = fmt.Sprintf("1 of %d notifications does not verify: %s", total, p.cause)
	}
	if sum.Unreadable > 0 && total > 1 {
		text += fmt.Sprintf(" (%d cannot be read)", sum.Unreadable)
	}
	code := p.cause
	if failed > 1 {
		code = "not-verified"
	}
	e := apperr.New(apperr.Signature, text, nil).WithCode(code).WithDetails(verifyCounts{
		Notifications: total, Verified: sum.Verified, Unreadable: sum.Unreadable, UnreadableInputs: sum.Unopened,
	})
	if !p.explain && sum.Failed() > 0 {
		e.Hints = append(e.Hints, "to see the signed content byte by byte, add --explain")
	}
	return e
}

// verifyCounts are the details of the error.
type verifyCounts struct {
	Notifications    int `json:"notifications"`
	Verified         int `json:"verified"`
	Unreadable       int `json:"unreadable"`
	UnreadableInputs int `json:"unreadableInputs"`
}

// write writes a result for people.
func (p *verifyPrinter) write(w io.Writer, r *verify.Result) error {
	t := p.env.Theme()
	if p.printed > 1 {
		fmt.Fprintln(w)
	}
	place := t.Muted(ui.Clean(fmt.Sprintf("%s #%d", r.Source, r.Index)))
	switch {
	case r.Err != nil:
		fmt.Fprintf(w, "%s  %s\n", t.Status(ui.StatusFailed, "Unreadable"), place)
		p.pairs(w, []ui.Pair{{Label: "Why", Value: r.Err.Error()}})
		return nil
	case r.Verified:
		fmt.Fprintf(w, "%s  %s\n", t.Status(ui.StatusOK, "Verified"), place)
		p.pairs(w, factPairs(r, p.env.Now()))
	default:
		fmt.Fprintf(w, "%s  %s\n", t.Status(ui.StatusFailed, "Not verified: "+verdictWord(r)), place)
		p.pairs(w, append(reasonPairs(r), p.keyPairs(r)...))
		fmt.Fprintln(w)
		p.pairs(w, claimPairs(r))
	}
	for _, note := range r.Notes {
		if note == verify.NoteClaims {
			continue // the labels already say so
		}
		fmt.Fprintf(w, "%s %s\n", t.Warning("note:"), ui.Clean(note))
	}
	if p.explain {
		p.writeSignedContent(w, r)
	}
	return nil
}

func (p *verifyPrinter) pairs(w io.Writer, pairs []ui.Pair) {
	p.env.Theme().Pairs(w, p.env.Streams().Width, cli.NonEmptyPairs(pairs))
}

// keyPairs are the keys that a notification does not verify with, apart from the one
// that opens the signature, which is named already.
func (p *verifyPrinter) keyPairs(r *verify.Result) []ui.Pair {
	var pairs []ui.Pair
	for _, k := range p.keys {
		if r.Diagnosis != nil && r.Diagnosis.OpensWith == keys.Fingerprint(k.Public) {
			continue
		}
		pairs = append(pairs, ui.Pair{Label: "Checked with", Value: k.Name + ", " + keys.Fingerprint(k.Public)})
	}
	return pairs
}

// factPairs returns the content of a verified notification.
func factPairs(r *verify.Result, now time.Time) []ui.Pair {
	return append([]ui.Pair{{Label: "Meaning", Value: meaningText(r.Meaning())}}, append(contentPairs(r, ""),
		ui.Pair{Label: "Client ID", Value: r.Message.ClientID},
		ui.Pair{Label: "Sent", Value: sentText(r.Message.Time, now)},
		ui.Pair{Label: "Verified with", Value: strings.TrimSuffix(r.KeyName+", "+r.KeyFingerprint, ", ")},
	)...)
}

// sentText returns a request-time with its age, because a capture that verifies may
// be an old notification that was sent again.
func sentText(text string, now time.Time) string {
	sent, ok := antom.ParseTime(text)
	if !ok {
		return text
	}
	return text + " (" + ageOf(now.Sub(sent)) + ")"
}

// claimPairs returns the content of a notification that does not verify.
func claimPairs(r *verify.Result) []ui.Pair {
	return append(contentPairs(r, "Claimed "),
		ui.Pair{Label: "Claimed client ID", Value: r.Message.ClientID},
		ui.Pair{Label: "Claimed time", Value: r.Message.Time},
	)
}

func contentPairs(r *verify.Result, prefix string) []ui.Pair {
	label := func(text string) string {
		if prefix == "" {
			return strings.ToUpper(text[:1]) + text[1:]
		}
		return prefix + text
	}
	amount := ""
	if r.Amount != nil {
		amount = cli.MajorAmount(r.Amount.Currency, r.Amount.Value)
	}
	return []ui.Pair{
		{Label: label("type"), Value: r.NotifyType},
		{Label: label("result"), Value: strings.TrimSpace(string(r.Result.ResultStatus) + " " + string(r.Result.ResultCode))},
		{Label: label("amount"), Value: amount},
		{Label: label("payment request ID"), Value: r.PaymentRequestID},
		{Label: label("payment ID"), Value: r.PaymentID},
	}
}

// reasonPairs explains why a notification fails and what to do.
func reasonPairs(r *verify.Result) []ui.Pair {
	d := r.Diagnosis
	if d == nil {
		return nil
	}
	pairs := []ui.Pair{{Label: "Why", Value: d.Explanation}, {Label: "Fix", Value: d.Fix}}
	if len(d.Causes) > 1 {
		causes := make([]string, len(d.Causes))
		for i, c := range d.Causes {
			causes[i] = string(c)
		}
		pairs = append([]ui.Pair{{Label: "Causes", Value: strings.Join(causes, ", ")}}, pairs...)
	}
	if d.Expected != d.Given {
		pairs = append(pairs, ui.Pair{Label: "Signed", Value: partText(d.Member, d.Expected)}, ui.Pair{Label: "Captured", Value: partText(d.Member, d.Given)})
	}
	opens := "none of the known keys"
	if d.OpensWith != "" {
		opens = strings.TrimPrefix(d.KeyName+", "+d.OpensWith, ", ")
	}
	if d.Cause == diagnose.CauseNoSignature {
		opens = ""
	}
	return append(pairs, ui.Pair{Label: "Opens with", Value: opens})
}

func orNothing(text string) string { return cmp.Or(text, "(nothing)") }

// partText shows a part of the content, with the member if it is a value of the body.
func partText(member, text string) string {
	if member == "" {
		return orNothing(text)
	}
	return member + " = " + orNothing(text)
}

// meaningText says what a verified notification means for the payment.
func meaningText(m antom.Meaning) string {
	switch m {
	case antom.MeaningPending:
		return "pending: not paid yet; another notification follows with the result"
	case antom.MeaningAuthorized:
		return "authorized: the money is reserved, not yet captured"
	case antom.MeaningUnknown:
		return "unknown: do not act on it; inquire about the payment or the refund"
	default:
		return strings.ReplaceAll(string(m), "-", " ")
	}
}

// writeSignedContent shows the signed content with its invisible characters.
func (p *verifyPrinter) writeSignedContent(w io.Writer, r *verify.Result) {
	digest := cmp.Or(r.Digest, "unknown, because no known key opens the signature")
	t := p.env.Theme()
	p.writeDifference(w, r)
	fmt.Fprintf(w, "\n%s\n%s\n\n", t.Title("Content that was checked (· space, → tab, ␍ CR, ␊ LF)"), printable.Visible(r.Content))
	p.pairs(w, []ui.Pair{
		{Label: "SHA-256 of the content", Value: r.ContentSHA256},
		{Label: "Digest in the signature", Value: digest},
	})
}
