package webhook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/pgstore"
	"github.com/antom-cli/antom/internal/receiver"
	"github.com/antom-cli/antom/pkg/antom"
)

// backfillFlags are those of webhook backfill.
type backfillFlags struct {
	send   cli.SendFlags
	store  string
	since  string
	dryRun bool
}

func newWebhookBackfillCmd(env *cli.Env) *cobra.Command {
	f := &backfillFlags{}
	cmd := &cobra.Command{
		Use:   "backfill",
		Short: "Make up for notifications that never came, by inquiries",
		Long: `Ask Antom for the payments and refunds of the journal whose notification was not received, and store
the notification that Antom would have sent for each that is final. Only requests that were sent from
this machine with this client id are asked for, a few at a time.

Such a notification is synthetic: it is made from the verified response to an inquiry. It has the
header Antom-Synthetic: true and no signature, and it is marked in list, show and JSON. A notification
from Antom is never replaced; one that comes later is stored as well. An application that verifies
signatures refuses a synthetic notification, unless webhook replay --resign signs it with the
simulator's key.`,
		Example: `  antom webhook backfill --since 24h --dry-run
  antom webhook backfill --since 2026-11-20 --profile shop
  antom webhook backfill --local --since 1h`,
		Args: cli.NoArgs,
	}
	f.send.Add(cmd, false)
	fl := cmd.Flags()
	cli.AddStore(cmd, &f.store)
	fl.StringVar(&f.since, "since", "24h", "only requests sent since this `time`"+cli.MomentForms)
	fl.BoolVar(&f.dryRun, "dry-run", false, "list what would be asked for; send and store nothing")
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error { return runBackfill(cmd.Context(), env, f) })
	return cmd
}

// backfilled is the JSON form of one payment or refund.
type backfilled struct {
	Operation string `json:"operation"` // of the inquiry
	RequestID string `json:"requestId"`
	// Outcome is "missing" (a dry run), "stored", "not-final", "no-notification" or "failed".
	Outcome string `json:"outcome"`
	Status  string `json:"status,omitempty"` // paymentStatus or refundStatus
	// ID is that of the synthetic notification in the store.
	ID        string `json:"id,omitempty"`
	Synthetic bool   `json:"synthetic,omitempty"`
	Error     string `json:"error,omitempty"`
}

func runBackfill(ctx context.Context, env *cli.Env, f *backfillFlags) error {
	o, err := env.OutputOptions(true, output.Text, output.JSON, output.YAML)
	if err != nil {
		return err
	}
	if err := cli.CheckID("--since", f.since, "leave --since out, or give it a value"); err != nil {
		return err
	}
	since, err := cli.ParseMoment("--since", f.since, env.Now())
	if err != nil {
		return err
	}
	name, err := cli.StoreName(env, f.store)
	if err != nil {
		return err
	}
	conn, err := cli.Connect(ctx, env, &f.send, cli.Purpose(!f.dryRun))
	if err != nil {
		return err
	}
	b := &backfill{env: env, gateway: conn.Gateway, store: name}
	missing, err := b.missing(ctx, inbox.Filter{Since: since})
	if err != nil {
		return err
	}
	if f.dryRun {
		for _, n := range missing {
			b.results = append(b.results, backfilled{Operation: n.Inquiry.Operation().Name, RequestID: n.Inquiry.RequestID, Outcome: "missing"})
		}
		return b.print(ctx, o)
	}
	if len(missing) > 0 {
		if err := b.fill(ctx, missing); err != nil {
			return errors.Join(b.printStored(ctx, o), err)
		}
	}
	return errors.Join(b.print(ctx, o), b.failure())
}

// backfill makes up for notifications that never came.
type backfill struct {
	env     *cli.Env
	gateway *flow.Gateway
	store   string // its name
	results []backfilled
	first   error // of the inquiries
	failed  int
}

// missing lists the requests of the journal whose result is in no stored notification.
func (b *backfill) missing(ctx context.Context, filter inbox.Filter) ([]flow.Notified, error) {
	sent, err := b.gateway.NotifiedRequests(filter.Since)
	if err != nil {
		return nil, apperr.New(apperr.Config, "reading the journal", err)
	}
	reader, err := cli.OpenNamed(b.env, b.store)
	if err != nil {
		return nil, err
	}
	filter.OnDamage = func(d *inbox.Damage) { b.env.Warn("%v; it is skipped", d) }
	told := map[flow.Inquiry]bool{}
	for r, err := range reader.List(ctx, filter) {
		if err != nil {
			return nil, cli.ReadingError(err)
		}
		switch {
		case !r.Verified && !r.Synthetic: // it may be anybody's
		case r.Message.ClientID != b.gateway.Client.ClientID: // another account may use the same ids
		case r.NotifyType == "PAYMENT_RESULT":
			told[flow.Inquiry{RequestID: r.PaymentRequestID}] = true
		case r.NotifyType == "REFUND_RESULT":
			told[flow.Inquiry{About: outcome.Refund, RequestID: r.RequestID}] = true
		}
	}
	var missing []flow.Notified
	for _, n := range sent {
		if !told[n.Inquiry] {
			missing = append(missing, n)
		}
	}
	return missing, nil
}

// fill asks for what is missing and stores what is final.
func (b *backfill) fill(ctx context.Context, missing []flow.Notified) error {
	store, err := openStore(b.env, b.store, pgstore.Options{})
	if err != nil {
		return err
	}
	b.gateway.AskAll(ctx, missing, func(n flow.Notified, x *flow.Answer, err error) {
		b.results = append(b.results, b.one(ctx, store, n, x, err))
	})
	return ctx.Err()
}

// one judges the answer to one inquiry.
func (b *backfill) one(ctx context.Context, store receiver.Store, n flow.Notified, x *flow.Answer, err error) backfilled {
	r := backfilled{Operation: n.Inquiry.Operation().Name, RequestID: n.Inquiry.RequestID, Outcome: "failed"}
	fail := func(err error) backfilled {
		if b.failed++; b.first == nil {
			b.first = err
		}
		r.Error = err.Error()
		return r
	}
	if err != nil {
		return fail(err)
	}
	if !x.Succeeded() || !x.Response.Verified {
		result := x.Response.Result
		r.Outcome, r.Error = "no-notification", fmt.Sprintf("Antom answered %s %s", result.ResultStatus, result.ResultCode)
		return r
	}
	r.Status = x.Status()
	body, ok := notification.FromInquiry(x.Operation.Name, x.Body)
	switch {
	case !ok && outcome.StateOf(r.Status) == outcome.Ended:
		r.Outcome = "no-notification"
		return r
	case !ok:
		r.Outcome = "not-final"
		return r
	}
	record, err := b.record(body)
	if err != nil {
		return fail(err)
	}
	if err := store.Append(context.WithoutCancel(ctx), record); err != nil {
		return fail(cli.StoreError("", err))
	}
	r.Outcome, r.ID, r.Synthetic = "stored", record.ID, true
	return r
}

// record is the synthetic notification as it is stored. It has no signature.
func (b *backfill) record(body []byte) (*inbox.Record, error) {
	n, err := antom.ParseNotification(body)
	if err != nil {
		return nil, err
	}
	at := b.env.Now()
	clientID := b.gateway.Client.ClientID
	r := &inbox.Record{
		Notification: *n, ReceivedAt: at, Synthetic: true, Cause: causeSynthetic,
		Headers: []capture.Header{
			{Name: antom.HeaderClientID, Value: clientID},
			{Name: antom.HeaderRequestTime, Value: notification.TimeText(at)},
			{Name: "Content-Type", Value: notification.ContentType},
			{Name: notification.HeaderSynthetic, Value: "true"},
		},
	}
	r.Message = antom.Message{
		Method: http.MethodPost, Path: b.path(n.Kind), ClientID: clientID, Time: notification.TimeText(at), Body: body,
	}
	return r, nil
}

// causeSynthetic is the cause with which a synthetic notification is not verified.
const causeSynthetic = "synthetic"

// path is where Antom would have sent it: the path of the notify URL of the profile, "/"
// if it has none.
func (b *backfill) path(kind string) string {
	field := "paymentNotifyUrl"
	if kind == antom.KindRefund {
		field = "refundNotifyUrl"
	}
	for _, d := range b.gateway.Defaults {
		if d.Path != field {
			continue
		}
		if u, err := url.Parse(d.Text); err == nil && u.RequestURI() != "" {
			return u.RequestURI()
		}
	}
	return "/"
}

// printStored prints what was stored before an interrupt, if anything.
func (b *backfill) printStored(ctx context.Context, o output.Options) error {
	b.results = slices.DeleteFunc(b.results, func(r backfilled) bool { return r.ID == "" })
	if len(b.results) == 0 {
		return nil
	}
	return b.print(context.WithoutCancel(ctx), o)
}

func (b *backfill) print(ctx context.Context, o output.Options) error {
	var stored []string
	rows := make([][]string, len(b.results))
	for i, r := range b.results {
		if r.ID != "" {
			stored = append(stored, r.ID)
		}
		what := strings.ReplaceAll(r.Outcome, "-", " ") // words for people, codes for programs
		if r.Synthetic {
			what = "stored, synthetic"
		}
		if r.Error != "" {
			what += ": " + r.Error
		}
		rows[i] = []string{r.Operation, r.RequestID, r.Status, r.ID, what}
	}
	if b.results == nil {
		b.results = []backfilled{}
	}
	err := b.env.PrintResult(ctx, o, output.Result{
		Value: b.results, Quiet: strings.Join(stored, "\n"),
		Text: func(w io.Writer) error {
			if len(rows) == 0 {
				b.env.Note("no notification is missing")
				return nil
			}
			return cli.WriteRecords(b.env, w, []string{"INQUIRY", "REQUEST", "STATUS", "ID", "OUTCOME"}, rows)
		},
	})
	if err == nil && len(stored) > 0 && o.Format == output.Text {
		b.env.Hint("antom webhook show %s", stored[0])
		b.env.Note("to send one to an application: antom webhook replay %s --to URL; it has no signature, --resign signs it with the simulator's key", stored[0])
	}
	return err
}

// failure is the error that decides the exit code, nil if every inquiry was answered.
func (b *backfill) failure() error {
	if b.first == nil {
		return nil
	}
	e := apperr.New(apperr.KindOf(b.first), fmt.Sprintf("%d of %d inquiries failed", b.failed, len(b.results)), b.first)
	e.Hints = append(e.Hints, "to ask again for what is not stored: "+b.gateway.Commands.Line("webhook backfill"))
	return e
}
