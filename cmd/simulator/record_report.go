package simulator

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox/recording"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// recordReport says what sandbox record does: as lines for people on standard error,
// or as JSON lines on standard output.
type recordReport struct {
	env     *cli.Env
	o       output.Options
	dir     *recording.Dir
	path    string
	writing sync.Mutex
	kept    atomic.Int64
}

func newRecordReport(env *cli.Env, o output.Options, dir *recording.Dir, path string) *recordReport {
	return &recordReport{env: env, o: o, dir: dir, path: path}
}

// recordReady is the line that scripts wait for.
type recordReady struct {
	Event     string `json:"event"` // ready
	URL       string `json:"url"`
	Gateway   string `json:"gateway"`
	Out       string `json:"out"`
	Exchanges int    `json:"exchanges"` // that the directory has already
	Live      bool   `json:"live"`
}

// recordLine is the JSON form of one call.
type recordLine struct {
	Event        string  `json:"event"` // recorded, refused or failed
	Time         string  `json:"time"`
	Operation    string  `json:"operation"`
	ClientID     string  `json:"clientId,omitempty"`
	RequestID    string  `json:"requestId,omitempty"`
	HTTPStatus   int     `json:"httpStatus,omitempty"` // of the gateway
	ResultStatus string  `json:"resultStatus,omitempty"`
	ResultCode   string  `json:"resultCode,omitempty"`
	File         string  `json:"file,omitempty"`
	Error        string  `json:"error,omitempty"`
	DurationMS   float64 `json:"durationMs"`
}

// recordStopped is the last line.
type recordStopped struct {
	Event     string `json:"event"` // stopped
	Recorded  int64  `json:"recorded"`
	Exchanges int    `json:"exchanges"` // that the directory has now
}

// writeLine writes one line to standard output.
func (r *recordReport) writeLine(text string) error {
	r.writing.Lock()
	defer r.writing.Unlock()
	_, err := fmt.Fprintln(r.env.Streams().Out, text)
	return err
}

func (r *recordReport) ready(address, gateway string, live bool) error {
	if live {
		r.env.Warn("calls of live client ids are passed on: real money can move")
	}
	if r.o.Format == output.JSON {
		return r.writeLine(cli.JSONLine(recordReady{Event: "ready", URL: address, Gateway: gateway, Out: r.path, Exchanges: r.dir.Count(), Live: live}))
	}
	if r.o.Quiet {
		return r.writeLine(address)
	}
	w, t := r.env.Streams().Out, r.env.Theme()
	fmt.Fprintf(w, "%s\n\n", t.Status(ui.StatusOK, "Recording: call this address instead of the gateway"))
	t.Pairs(w, r.env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
		{Label: "Address", Value: t.Link(address)},
		{Label: "Gateway", Value: gateway},
		{Label: "Directory", Value: ui.Clean(r.path)},
		{Label: "Exchanges", Value: earlier(r.dir.Count())},
	}))
	_, err := fmt.Fprintln(w)
	r.env.Hint("replay them afterwards: antom sandbox --replay %s", apperr.ShellQuote(r.path))
	r.env.Hint("stop it with Ctrl-C")
	return err
}

// earlier says how many exchanges a directory has already; "" for none.
func earlier(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d from before", n)
}

// tell writes what became of one call.
func (r *recordReport) tell(p recording.Passed) {
	line := newRecordLine(p)
	if p.NotKept == nil && line.Event == "recorded" {
		r.kept.Add(1)
	}
	if r.o.Format == output.JSON {
		_ = r.writeLine(cli.JSONLine(line)) // a log that cannot be written does not stop a server
		return
	}
	r.env.NoteStyled(r.text(p, line))
}

func newRecordLine(p recording.Passed) recordLine {
	e := p.Exchange
	op := spec.OperationNamed(e.Operation)
	result := e.Response.Body.Get("result")
	line := recordLine{
		Event: "recorded", Time: e.At.UTC().Format(time.RFC3339Nano), Operation: cmp.Or(e.Operation, e.Path), ClientID: p.ClientID,
		HTTPStatus: e.Status, ResultStatus: result.Get("resultStatus").String(), ResultCode: result.Get("resultCode").String(),
		File: e.File, DurationMS: cli.Milliseconds(e.Duration),
	}
	line.RequestID = cmp.Or(e.Request.Body.Get(op.RequestIDField).String(), e.Request.Body.Get("paymentId").String())
	switch {
	case p.Refused != "":
		line.Event, line.Error = "refused", p.Refused
	case p.Err != nil:
		line.Event, line.Error = "failed", p.Err.Error()
	case p.NotKept != nil:
		line.Event, line.Error = "failed", "the exchange could not be written: "+cli.PathReason(p.NotKept).Error()
	}
	return line
}

// text is the line of one call for people.
func (r *recordReport) text(p recording.Passed, line recordLine) string {
	t := r.env.Errs()
	parts := []string{cli.TimeText(p.Exchange.At), line.Event, line.Operation}
	if line.RequestID != "" {
		parts = append(parts, line.RequestID)
	}
	for i := range parts {
		parts[i] = ui.Clean(parts[i])
	}
	if line.Error != "" {
		return strings.Join(append(parts, t.Status(ui.StatusFailed, ui.Clean(line.Error))), "  ")
	}
	kind, end := ui.StatusOK, strings.TrimSpace(line.ResultStatus+" "+line.ResultCode)
	switch {
	case end == "":
		kind, end = ui.StatusWarning, fmt.Sprintf("HTTP status %d", line.HTTPStatus)
	case line.ResultStatus == string(antom.StatusFailed):
		kind = ui.StatusFailed
	case line.ResultStatus == string(antom.StatusUnknown):
		kind = ui.StatusWaiting
	}
	return strings.Join(append(parts, t.Status(kind, ui.Clean(end)), p.Exchange.Duration.Round(time.Millisecond).String(), filepath.Base(line.File)), "  ")
}

// stopped writes the last line.
func (r *recordReport) stopped() error {
	if r.o.Format == output.JSON {
		return r.writeLine(cli.JSONLine(recordStopped{Event: "stopped", Recorded: r.kept.Load(), Exchanges: r.dir.Count()}))
	}
	r.env.Note("stopped; %s recorded in %s", cli.Plural(int(r.kept.Load()), "exchange"), ui.Clean(r.path))
	return nil
}
