package webhook

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/pgstore"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
)

// inboxFilterFlags are the flags that select stored notifications.
type inboxFilterFlags struct {
	store    string
	period   cli.PeriodFlags
	order    cli.OrderFlag
	kind     string
	id       string
	status   string
	verified bool
	rejected bool
	failed   bool
	cmd      *cobra.Command // nil: the command has no filters
}

func (f *inboxFilterFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	cli.AddStore(cmd, &f.store)
	f.period.Add(cmd, "notifications received")
	fl.StringVar(&f.kind, "type", "", "only this `notifyType`; * matches any characters")
	fl.StringVar(&f.id, "id", "", "only notifications with this `id`: of the notification, the payment or the request")
	f.order.Add(cmd, "notifications")
	fl.StringVar(&f.status, "status", "", cli.StatusUsage("notifications"))
	fl.BoolVar(&f.verified, "verified", false, "only notifications that verified")
	fl.BoolVar(&f.rejected, "rejected", false, "only notifications that were rejected")
	fl.BoolVar(&f.failed, "failed", false, "only notifications that were forwarded and that no application acknowledged")
	cmd.MarkFlagsMutuallyExclusive("verified", "rejected")
	f.cmd = cmd
}

// idGiven reports whether --id was given, perhaps empty.
func (f *inboxFilterFlags) idGiven() bool { return f.cmd != nil && f.cmd.Flags().Changed("id") }

func (f *inboxFilterFlags) filter(env *cli.Env) (inbox.Filter, error) {
	if f.idGiven() {
		if err := cli.CheckID("--id", f.id, "leave --id out to select all"); err != nil {
			return inbox.Filter{}, err
		}
	}
	if err := cli.CheckGiven(f.cmd, "type", "status"); err != nil {
		return inbox.Filter{}, err
	}
	filter := inbox.Filter{NotifyType: f.kind, ID: f.id, Status: f.status, Failed: f.failed}
	var err error
	if filter.Since, filter.Until, err = f.period.Times(env.Now(), "nothing can match"); err != nil {
		return filter, err
	}
	if filter.IDs, err = f.order.IDs(env); err != nil {
		return filter, err
	}
	if f.order.IsSet() && len(filter.IDs) == 0 {
		env.Warn("the journal has no payment of this order, and a notification does not name its order; to look for a payment: antom webhook list --id ID")
	}
	if f.verified || f.rejected {
		filter.Verified = &f.verified
	}
	filter.OnDamage = func(d *inbox.Damage) { env.Warn("%v; it is skipped", d) }
	return filter, nil
}

// isSet reports whether any filter was given.
func (f *inboxFilterFlags) isSet() bool {
	return f.period.IsSet() || f.order.IsSet() || f.kind != "" || f.idGiven() || f.status != "" || f.verified || f.rejected || f.failed
}

// reader opens the store, until the program ends.
func (f *inboxFilterFlags) reader(env *cli.Env) (inbox.Reader, error) {
	return cli.OpenReader(env, f.store)
}

// awaited is reader for a store that a listener may still have to make.
func (f *inboxFilterFlags) awaited(env *cli.Env) (inbox.Reader, error) {
	name, err := cli.StoreName(env, f.store)
	if err != nil {
		return nil, err
	}
	return cli.OpenNamed(env, name)
}

func newWebhookListCmd(env *cli.Env) *cobra.Command {
	f := &inboxFilterFlags{}
	var limit cli.LimitFlag
	var follow bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List received notifications, newest first",
		Long: `List the received notifications, newest first.

--since, --until, --order and --status mean the same as in antom history. ` + cli.OrderHelp,
		Example: `  antom webhook list --since 1h --rejected
  antom webhook list --since 7d --until 2026-11-20 --status FAIL
  antom webhook list --order ORDER20261120120000ABCDEFGH
  antom webhook list --type 'PAYMENT_*' -o json
  antom webhook list --follow`,
		Args: cli.NoArgs,
	}
	f.add(cmd)
	limit.Add(cmd, "notifications")
	cmd.Flags().BoolVar(&follow, "follow", false, "list the oldest first, then wait for new ones")
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error {
		o, err := env.OutputOptions(true, output.Text, output.JSON)
		if err != nil {
			return err
		}
		filter, err := f.filter(env)
		if err != nil {
			return err
		}
		if err := limit.Check(); err != nil {
			return err
		}
		if follow {
			if err := cli.LinesOnly(o, "antom webhook list --follow"); err != nil {
				return err
			}
			if cmd.Flags().Changed("limit") {
				return apperr.New(apperr.Usage, "--follow cannot be used with --limit: it lists all notifications", nil)
			}
			reader, err := f.awaited(env)
			if err != nil {
				return err
			}
			return followInbox(env, cmd, o, reader.Follow(cmd.Context(), filter))
		}
		reader, err := f.reader(env)
		if err != nil {
			return err
		}
		filter.Limit, filter.Reverse = limit.Most, true
		return listInbox(env, cmd, o, reader.List(cmd.Context(), filter), f.isSet())
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
	Synthetic        bool   `json:"synthetic,omitempty"` // made by webhook backfill, not sent by Antom
	DuplicateOf      string `json:"duplicateOf,omitempty"`
	KeyFingerprint   string `json:"keyFingerprint,omitempty"`
	// Acknowledged is the application's answer, if the notification was forwarded.
	Acknowledged *bool           `json:"acknowledged,omitempty"`
	Forward      []inbox.Attempt `json:"forward,omitempty"`
}

func newStoredLine(r *inbox.Record) storedLine {
	amount := recordAmount(r)
	line := storedLine{
		ID: r.ID, ReceivedAt: r.ReceivedAt.UTC().Format(time.RFC3339Nano), NotifyType: r.NotifyType,
		PaymentRequestID: r.PaymentRequestID, PaymentID: r.PaymentID, RequestID: r.RequestID, ObjectID: r.ObjectID, Trimmed: r.Trimmed, ResultStatus: string(r.Result.ResultStatus), ResultCode: string(r.Result.ResultCode),
		Currency: amount.Currency, Value: amount.Value, Verified: r.Verified, Cause: r.Cause, Synthetic: r.Synthetic, DuplicateOf: r.DuplicateOf,
		KeyFingerprint: r.KeyFingerprint, Forward: r.Forward,
	}
	if len(r.Forward) > 0 {
		acknowledged := r.Acknowledged()
		line.Acknowledged = &acknowledged
	}
	return line
}

func listInbox(env *cli.Env, cmd *cobra.Command, o output.Options, records iter.Seq2[*inbox.Record, error], filtered bool) error {
	lines := []storedLine{}
	rows := [][]string{}
	var ids []string
	for r, err := range records {
		if err != nil {
			return cli.ReadingError(err)
		}
		lines = append(lines, newStoredLine(r))
		rows = append(rows, storedRow(env, r))
		ids = append(ids, r.ID)
	}
	return env.Print(cmd, o, output.Result{
		Value: lines, Quiet: strings.Join(ids, "\n"),
		Text: func(w io.Writer) error {
			if len(rows) == 0 {
				cli.NoteNoNotification(env, filtered)
				return nil
			}
			return cli.WriteColumns(env, w, storedColumns(), rows)
		},
	})
}

// storedColumns can do without what webhook show tells, and without the time, with
// which the id begins.
func storedColumns() []cli.Column {
	return []cli.Column{
		{Header: "RECEIVED", Drop: 3}, {Header: "ID"}, {Header: "TYPE"}, {Header: "REQUEST ID"}, {Header: "AMOUNT", Drop: 2},
		{Header: "MEANING", Drop: 1}, {Header: "SIGNATURE"},
	}
}

func storedRow(env *cli.Env, r *inbox.Record) []string {
	signature, amount := "verified", recordAmount(r)
	switch {
	case r.Synthetic:
		signature = "none: synthetic"
	case !r.Verified:
		signature = "rejected: " + r.Cause
	}
	if r.DuplicateOf != "" {
		signature += ", repeated"
	}
	return []string{
		cli.TimeCell(env, r.ReceivedAt), r.ID, recordType(r), recordID(r),
		cli.MajorAmount(amount.Currency, amount.Value), recordMeaning(r), signature,
	}
}

// followInbox prints stored notifications as they arrive, until it is stopped.
func followInbox(env *cli.Env, cmd *cobra.Command, o output.Options, records iter.Seq2[*inbox.Record, error]) error {
	w := env.Streams().Out
	if o.Format == output.Text && !o.Quiet {
		cli.WriteHeader(env, w, storedColumns())
	}
	for r, err := range records {
		switch {
		case errors.Is(err, context.Canceled):
			return nil
		case err != nil:
			return cli.ReadingError(err)
		}
		row := storedRow(env, r)
		for i := range row {
			row[i] = ui.Clean(row[i]) // text from outside must not add lines or columns
		}
		line := strings.Join(row, "\t")
		switch {
		case o.Quiet:
			line = r.ID
		case o.Format == output.JSON:
			line = cli.JSONLine(newStoredLine(r))
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

func newWebhookShowCmd(env *cli.Env) *cobra.Command {
	f := &inboxFilterFlags{}
	var last cli.LastFlag
	var web bool
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "Show a stored notification; -o raw prints the exact bytes of its body",
		Example: `  antom webhook show 20261120-120000-1-0
  antom webhook show 20261120-120000-1-0 -o raw
  antom webhook show --last
  antom webhook show --last --web`,
	}
	last.Add(cmd, "one id from antom webhook list", "stored notification")
	cli.AddStore(cmd, &f.store)
	cli.AddWeb(cmd, &web)
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		o, err := env.OutputOptions(true, output.Text, output.JSON, output.YAML, output.Raw)
		if err != nil {
			return err
		}
		r, err := oneNotification(env, f, args, last)
		if err != nil {
			return err
		}
		if web {
			return cli.OpenPaymentPage(env, cmd, o, r.Message.ClientID == sandbox.ClientID, cmp.Or(r.PaymentRequestID, r.PaymentID))
		}
		return env.Print(cmd, o, output.Result{
			Value: newNotificationDetails(r), Raw: r.Message.Body, Quiet: string(r.Message.Body),
			Text: func(w io.Writer) error { return writeStored(env, w, r) },
		})
	})
	return cmd
}

// oneNotification is the notification with the id that was given, or the newest.
func oneNotification(env *cli.Env, f *inboxFilterFlags, args []string, last cli.LastFlag) (*inbox.Record, error) {
	if last.Last {
		return newestNotification(env, f)
	}
	return storedNotification(env, f, args[0])
}

func storedNotification(env *cli.Env, f *inboxFilterFlags, id string) (*inbox.Record, error) {
	if err := cli.CheckID("the id", id, "antom webhook list"); err != nil {
		return nil, err
	}
	reader, err := f.reader(env)
	if err != nil {
		return nil, err
	}
	r, err := reader.Get(env.Ctx, id)
	if err != nil {
		return nil, noSuchNotification(id, err)
	}
	return r, nil
}

func noSuchNotification(id string, err error) error {
	if pgstore.ProblemOf(err) != "" {
		return cli.ReadingError(err)
	}
	return apperr.New(apperr.Usage, "notification "+apperr.ShellQuote(id), err, "antom webhook list")
}

// headerField is one header field in JSON.
type headerField struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// notificationDetails is the JSON form of a stored notification with headers and body.
type notificationDetails struct {
	storedLine
	Method     string        `json:"method"`
	Path       string        `json:"path"`
	Headers    []headerField `json:"headers"`
	Body       string        `json:"body,omitempty"`
	BodyBase64 []byte        `json:"bodyBase64,omitempty"`
}

func newNotificationDetails(r *inbox.Record) notificationDetails {
	s := notificationDetails{storedLine: newStoredLine(r), Method: r.Message.Method, Path: r.Message.Path}
	for _, h := range r.Headers {
		s.Headers = append(s.Headers, headerField{h.Name, h.Value})
	}
	if body := r.Message.Body; utf8.Valid(body) {
		s.Body = string(body)
	} else {
		s.BodyBase64 = body
	}
	return s
}

func writeStored(env *cli.Env, w io.Writer, r *inbox.Record) error {
	t, amount := env.Theme(), recordAmount(r)
	kind, text := ui.StatusOK, "verified with "+r.KeyFingerprint
	switch {
	case r.Synthetic:
		kind, text = ui.StatusWarning, "synthetic: made from the verified response to an inquiry; Antom did not send or sign it"
	case !r.Verified:
		kind, text = ui.StatusFailed, "rejected: "+r.Cause+"; its content is only a claim"
	}
	fmt.Fprintf(w, "%s\n\n", t.Status(kind, text))
	pairs := []ui.Pair{
		{Label: "ID", Value: r.ID},
		{Label: "Received", Value: cli.TimeText(r.ReceivedAt)},
		{Label: "Type", Value: r.NotifyType},
		{Label: "Meaning", Value: recordMeaning(r)},
		{Label: "Payment request ID", Value: r.PaymentRequestID},
		{Label: "Payment ID", Value: r.PaymentID},
		{Label: "Request ID", Value: r.RequestID},
		{Label: "Own ID", Value: r.ObjectID},
		{Label: "Amount", Value: cli.MajorAmount(amount.Currency, amount.Value)},
		{Label: "Repeats", Value: r.DuplicateOf},
	}
	if r.Trimmed {
		pairs = append(pairs, ui.Pair{Label: "Not stored", Value: "body and headers, because too many rejected notifications came within an hour"})
	}
	for _, at := range r.Forward {
		pairs = append(pairs, ui.Pair{Label: "Forwarded", Value: ui.Clean(at.URL + ": " + attemptResult(at))})
	}
	t.Pairs(w, env.Streams().Width, cli.NonEmptyPairs(pairs))
	fmt.Fprintf(w, "\n%s %s\n", ui.Clean(r.Message.Method), ui.Clean(r.Message.Path))
	for _, h := range r.Headers {
		fmt.Fprintf(w, "%s: %s\n", ui.Clean(h.Name), ui.Clean(h.Value))
	}
	_, err := fmt.Fprintf(w, "\n%s\n", env.Cleaner()(string(r.Message.Body)))
	return err
}
