package payment

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/internal/ui"
)

// batchFlags say how a file of several requests is sent.
type batchFlags struct {
	parallel int
	resume   bool
	rest     string
	keep     bool // what is left goes into a file
}

func (f *batchFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.IntVar(&f.parallel, "parallel", 1, "send up to this `number` of requests of a batch at once")
	fl.BoolVar(&f.resume, "resume", false, "skip the requests of a batch that the journal shows as done")
	fl.StringVar(&f.rest, "failed-file", "", "`file` for the requests that failed or were not sent (default: FILE.failed.yaml)")
	f.keep = true
}

// options are the flags for the flow. A command without them sends one
// request after the other.
func (f *batchFlags) options(file string) flow.Batch {
	if !f.keep {
		return flow.Batch{Parallel: 1, File: file}
	}
	return flow.Batch{Parallel: f.parallel, Resume: f.resume, File: file, KeepRest: true, Rest: f.rest}
}

// batchProgress shows nothing where JSON or one value is wanted and nobody looks.
func batchProgress(env *cli.Env) *ui.Progress {
	s := env.Streams()
	p := ui.NewProgress(s)
	if cli.Debugging(env) || !s.ErrTTY && (env.Global.Quiet || env.WantsJSON()) { // the log would break the line of progress
		p.Done()
	}
	return p
}

func failures(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d failed", n)
}

// batchEvent is the JSON form of a batch's end.
type batchEvent struct {
	Event    string `json:"event"`
	Requests int    `json:"requests"`
	Done     int    `json:"done"` // with those that were done before
	Skipped  int    `json:"skipped"`
	Failed   int    `json:"failed"`
	Unsent   int    `json:"unsent"`
	Rest     string `json:"rest,omitempty"` // the file with those that failed or were not sent
}

// showSummary writes the sum of a batch to standard error.
func showSummary(env *cli.Env, s flow.Summary, command string) {
	if env.WantsJSON() {
		fmt.Fprintln(env.Streams().Err, cli.JSONLine(batchEvent{
			Event: "batch", Requests: s.Requests, Done: s.Done, Skipped: s.Skipped, Failed: s.Failed, Unsent: s.Unsent, Rest: s.Rest,
		}))
		return
	}
	env.Note("%s", summaryText(s))
	if s.Rest != "" {
		env.Note("the failed and unsent requests are in %s", s.Rest)
		env.Hint("correct that file, then: antom %s %s%s", command, apperr.ShellQuote(s.Rest), env.GatewayFlags())
	}
}

func summaryText(s flow.Summary) string {
	text := fmt.Sprintf("%d requests: %d done", s.Requests, s.Done)
	for _, part := range []struct {
		n    int
		what string
	}{{s.Skipped, "of them earlier"}, {s.Failed, "failed"}, {s.Unsent, "not sent"}} {
		if part.n > 0 {
			text += fmt.Sprintf(", %d %s", part.n, part.what)
		}
	}
	return text
}

// skippedRequest stands in the place of a result.
type skippedRequest struct {
	Skipped          bool   `json:"skipped"`
	PaymentRequestID string `json:"paymentRequestId,omitempty"`
	RefundRequestID  string `json:"refundRequestId,omitempty"`
	CaptureRequestID string `json:"captureRequestId,omitempty"`
	PaymentID        string `json:"paymentId,omitempty"`
	ResultCode       string `json:"resultCode"`
	SentAt           string `json:"sentAt"`
}

// skippedResult is the result of a request that the journal knows as done.
func skippedResult(env *cli.Env, d *request.Document, e journal.Entry) output.Result {
	return output.Result{
		Value: skippedRequest{
			Skipped: true, PaymentRequestID: d.Get("paymentRequestId"), RefundRequestID: d.Get("refundRequestId"),
			CaptureRequestID: d.Get("captureRequestId"), PaymentID: e.PaymentID,
			ResultCode: e.ResultCode, SentAt: e.Time.UTC().Format("2006-01-02T15:04:05Z"),
		},
		Quiet: e.PaymentID,
		Text: func(w io.Writer) error {
			_, err := fmt.Fprintf(w, "%s\n", env.Theme().Status(ui.StatusOK, ui.Clean(e.RequestID)+" was already sent at "+cli.TimeText(e.Time)))
			return err
		},
	}
}
