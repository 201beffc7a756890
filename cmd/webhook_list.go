package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
)

// inboxFilterFlags choose stored notifications.
type inboxFilterFlags struct {
	store    string
	since    string
	until    string
	kind     string
	id       string
	status   string
	verified bool
	rejected bool
}

func (f *inboxFilterFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.store, "store", "", "`directory` of the store")
	fl.StringVar(&f.since, "since", "", "only since a `time`: 10m, 2026-11-20, or an ISO 8601 time")
	fl.StringVar(&f.until, "until", "", "only before a `time`")
	fl.StringVar(&f.kind, "type", "", "only this `notifyType`; * stands for any characters")
	fl.StringVar(&f.id, "id", "", "only with this `id`: of the notification, the payment or its request")
	fl.StringVar(&f.status, "status", "", "only with this result `status` or code")
	fl.BoolVar(&f.verified, "verified", false, "only those that verified")
	fl.BoolVar(&f.rejected, "rejected", false, "only those that were rejected")
	cmd.MarkFlagsMutuallyExclusive("verified", "rejected")
}

func (f *inboxFilterFlags) filter(a *App) (inbox.Filter, error) {
	filter := inbox.Filter{NotifyType: f.kind, ID: f.id, Status: f.status}
	var err error
	if filter.Since, err = parseMoment("--since", f.since, a.Now()); err != nil {
		return filter, err
	}
	if filter.Until, err = parseMoment("--until", f.until, a.Now()); err != nil {
		return filter, err
	}
	if !filter.Since.IsZero() && !filter.Until.IsZero() && !filter.Since.Before(filter.Until) {
		return filter, apperr.New(apperr.Usage, "--since is not before --until, so nothing can fit", nil)
	}
	if f.verified || f.rejected {
		filter.Verified = &f.verified
	}
	filter.OnDamage = func(d *inbox.Damage) { a.warn("%v; it is left out", d) }
	return filter, nil
}

// chooses tells whether any filter was given.
func (f *inboxFilterFlags) chooses() bool {
	return f.since != "" || f.until != "" || f.kind != "" || f.id != "" || f.status != "" || f.verified || f.rejected
}

// dir is the store that is meant.
func (f *inboxFilterFlags) dir(a *App) (string, error) {
	if dir := or(f.store, a.inboxDir()); dir != "" {
		return dir, nil
	}
	return "", noPlace("the store", "name one: --store DIR")
}

func newWebhookListCmd(app *App) *cobra.Command {
	f := &inboxFilterFlags{}
	var limit limitFlag
	var follow bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the notifications that were received, newest first",
		Example: `  antom webhook list --since 1h --rejected
  antom webhook list --type 'PAYMENT_*' -o json
  antom webhook list --follow`,
		Args: noArgs,
	}
	f.add(cmd)
	limit.add(cmd, 20, "notifications")
	cmd.Flags().BoolVar(&follow, "follow", false, "oldest first, and go on with new ones as they come")
	cmd.RunE = app.run(func(cmd *cobra.Command, _ []string) error {
		o, err := app.outputOptions(true, output.Text, output.JSON)
		if err != nil {
			return err
		}
		dir, err := f.dir(app)
		if err != nil {
			return err
		}
		filter, err := f.filter(app)
		if err != nil {
			return err
		}
		if err := limit.check(); err != nil {
			return err
		}
		if follow {
			if err := linesOnly(o, "antom webhook list --follow"); err != nil {
				return err
			}
			if cmd.Flags().Changed("limit") {
				return apperr.New(apperr.Usage, "--follow goes without --limit", nil)
			}
			return app.followInbox(cmd, o, inbox.Follow(cmd.Context(), dir, filter))
		}
		filter.Limit, filter.Reverse = limit.most, true
		return app.listInbox(cmd, o, inbox.List(dir, filter))
	})
	return cmd
}

// storedLine is one stored notification in JSON.
type storedLine struct {
	ID               string `json:"id"`
	ReceivedAt       string `json:"receivedAt"`
	NotifyType       string `json:"notifyType,omitempty"`
	PaymentRequestID string `json:"paymentRequestId,omitempty"`
	PaymentID        string `json:"paymentId,omitempty"`
	RequestID        string `json:"requestId,omitempty"` // of a refund, a capture or the like
	ObjectID         string `json:"objectId,omitempty"`  // its own id
	Trimmed          bool   `json:"trimmed,omitempty"`   // body and headers were not kept
	ResultStatus     string `json:"resultStatus,omitempty"`
	ResultCode       string `json:"resultCode,omitempty"`
	Currency         string `json:"currency,omitempty"`
	Value            string `json:"value,omitempty"`
	Verified         bool   `json:"verified"`
	Cause            string `json:"cause,omitempty"`
	DuplicateOf      string `json:"duplicateOf,omitempty"`
	KeyFingerprint   string `json:"keyFingerprint,omitempty"`
	// Acknowledged is what the application said, where it was asked.
	Acknowledged *bool           `json:"acknowledged,omitempty"`
	Forward      []inbox.Attempt `json:"forward,omitempty"`
}

func newStoredLine(r *inbox.Record) storedLine {
	amount := recordAmount(r)
	line := storedLine{
		ID: r.ID, ReceivedAt: r.ReceivedAt.UTC().Format(time.RFC3339Nano), NotifyType: r.NotifyType,
		PaymentRequestID: r.PaymentRequestID, PaymentID: r.PaymentID, RequestID: r.RequestID, ObjectID: r.ObjectID, Trimmed: r.Trimmed, ResultStatus: string(r.Result.ResultStatus), ResultCode: string(r.Result.ResultCode),
		Currency: amount.Currency, Value: amount.Value, Verified: r.Verified, Cause: r.Cause, DuplicateOf: r.DuplicateOf,
		KeyFingerprint: r.KeyFingerprint, Forward: r.Forward,
	}
	if len(r.Forward) > 0 {
		acknowledged := r.Acknowledged()
		line.Acknowledged = &acknowledged
	}
	return line
}

func (a *App) listInbox(cmd *cobra.Command, o output.Options, records iter.Seq2[*inbox.Record, error]) error {
	lines := []storedLine{}
	rows := [][]string{}
	var ids []string
	for r, err := range records {
		if err != nil {
			return apperr.New(apperr.Config, "reading the store", err)
		}
		lines = append(lines, newStoredLine(r))
		rows = append(rows, storedRow(r))
		ids = append(ids, r.ID)
	}
	return a.print(cmd, o, output.Result{
		Value: lines, Quiet: strings.Join(ids, "\n"),
		Text: func(w io.Writer) error {
			if len(rows) == 0 {
				a.note("no notification that fits was received yet")
				return nil
			}
			return a.writeRecords(w, storedHeader(), rows)
		},
	})
}

func storedHeader() []string {
	return []string{"RECEIVED", "ID", "TYPE", "PAYMENT", "AMOUNT", "MEANING", "SIGNATURE"}
}

func storedRow(r *inbox.Record) []string {
	signature, amount := "verified", recordAmount(r)
	if !r.Verified {
		signature = "rejected: " + r.Cause
	}
	if r.DuplicateOf != "" {
		signature += ", again"
	}
	return []string{
		shortTime(r.ReceivedAt), r.ID, r.NotifyType, recordID(r),
		majorAmount(amount.Currency, amount.Value), recordMeaning(r), signature,
	}
}

// followInbox prints stored notifications as they come, until it is stopped.
func (a *App) followInbox(cmd *cobra.Command, o output.Options, records iter.Seq2[*inbox.Record, error]) error {
	w := a.streams().Out
	for r, err := range records {
		switch {
		case errors.Is(err, context.Canceled):
			return nil
		case err != nil:
			return apperr.New(apperr.Config, "reading the store", err)
		}
		row := storedRow(r)
		for i := range row {
			row[i] = ui.Clean(row[i]) // a stranger's text must not make lines or columns
		}
		line := strings.Join(row, "\t")
		switch {
		case o.Quiet:
			line = r.ID
		case o.Format == output.JSON:
			line = jsonLine(newStoredLine(r))
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	if err := cmd.Context().Err(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

func newWebhookShowCmd(app *App) *cobra.Command {
	f := &inboxFilterFlags{}
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "Show one stored notification whole; -o raw gives the body's exact bytes",
		Example: `  antom webhook show 20261120-120000-1-0
  antom webhook show 20261120-120000-1-0 -o raw`,
		Args: argCount(1, 1, "one id, as antom webhook list shows it"),
	}
	cmd.Flags().StringVar(&f.store, "store", "", "`directory` of the store")
	cmd.RunE = app.run(func(cmd *cobra.Command, args []string) error {
		o, err := app.outputOptions(true, output.Text, output.JSON, output.YAML, output.Raw)
		if err != nil {
			return err
		}
		r, err := app.storedNotification(f, args[0])
		if err != nil {
			return err
		}
		return app.print(cmd, o, output.Result{
			Value: newShown(r), Raw: r.Message.Body, Quiet: string(r.Message.Body),
			Text: func(w io.Writer) error { return app.writeStored(w, r) },
		})
	})
	return cmd
}

func (a *App) storedNotification(f *inboxFilterFlags, id string) (*inbox.Record, error) {
	dir, err := f.dir(a)
	if err != nil {
		return nil, err
	}
	r, err := inbox.Get(dir, id)
	if err != nil {
		return nil, apperr.New(apperr.Usage, "notification "+id, err, "antom webhook list")
	}
	return r, nil
}

// shownHeader is one header field in JSON.
type shownHeader struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// shown is a stored notification whole.
type shown struct {
	storedLine
	Method     string        `json:"method"`
	Path       string        `json:"path"`
	Headers    []shownHeader `json:"headers"`
	Body       string        `json:"body,omitempty"`
	BodyBase64 []byte        `json:"bodyBase64,omitempty"`
}

func newShown(r *inbox.Record) shown {
	s := shown{storedLine: newStoredLine(r), Method: r.Message.Method, Path: r.Message.Path}
	for _, h := range r.Headers {
		s.Headers = append(s.Headers, shownHeader{h.Name, h.Value})
	}
	if body := r.Message.Body; utf8.Valid(body) {
		s.Body = string(body)
	} else {
		s.BodyBase64 = body
	}
	return s
}

func (a *App) writeStored(w io.Writer, r *inbox.Record) error {
	t, amount := a.theme(), recordAmount(r)
	kind, text := ui.StatusOK, "verified with "+r.KeyFingerprint
	if !r.Verified {
		kind, text = ui.StatusFailed, "rejected: "+r.Cause+"; what it says is only claimed"
	}
	fmt.Fprintf(w, "%s\n\n", t.Status(kind, text))
	pairs := []ui.Pair{
		{Label: "ID", Value: r.ID},
		{Label: "Received", Value: shortTime(r.ReceivedAt)},
		{Label: "Type", Value: r.NotifyType},
		{Label: "Means", Value: recordMeaning(r)},
		{Label: "Payment", Value: or(r.PaymentRequestID, r.PaymentID)},
		{Label: "Request ID", Value: r.RequestID},
		{Label: "Own ID", Value: r.ObjectID},
		{Label: "Amount", Value: majorAmount(amount.Currency, amount.Value)},
		{Label: "Again", Value: r.DuplicateOf},
	}
	if r.Trimmed {
		pairs = append(pairs, ui.Pair{Label: "Left out", Value: "body and headers: too many rejected notifications came within an hour"})
	}
	for _, at := range r.Forward {
		pairs = append(pairs, ui.Pair{Label: "Forwarded", Value: forwardText(at)})
	}
	t.Pairs(w, a.streams().Width, withoutEmpty(pairs))
	fmt.Fprintf(w, "\n%s %s\n", ui.Clean(r.Message.Method), ui.Clean(r.Message.Path))
	for _, h := range r.Headers {
		fmt.Fprintf(w, "%s: %s\n", ui.Clean(h.Name), ui.Clean(h.Value))
	}
	_, err := fmt.Fprintf(w, "\n%s\n", a.cleaner()(string(r.Message.Body)))
	return err
}
