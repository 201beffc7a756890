package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/neterr"
	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/receiver"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
)

// replayFlags are those of webhook replay.
type replayFlags struct {
	filter  inboxFilterFlags
	to      string
	last    bool
	resign  bool
	timeout time.Duration
	network cli.NetworkFlags
}

func newWebhookReplayCmd(env *cli.Env) *cobra.Command {
	f := &replayFlags{}
	cmd := &cobra.Command{
		Use:   "replay [ID…]",
		Args:  cobra.ArbitraryArgs,
		Short: "Send stored notifications again with the same bytes and headers",
		Long: `Send stored notifications to an application again, byte for byte, oldest first. Select them by id or
with filters. The signature stays valid if --to has the path that Antom called.

With --resign each notification gets a new signature with the simulator's key, for an application
that checks the time or has another path. It is a test signature, not one of Antom's.

Without --to, notifications of a shared store are queued again for the applications of its listeners,
from the first attempt on.`,
		Example: `  antom webhook replay 20261120-120000-1-0 --to http://127.0.0.1:3000
  antom webhook replay --last --to 3000
  antom webhook replay --failed --store postgres://antom@db.example/antom
  antom webhook replay --since 10m --to http://127.0.0.1:3000/notify --resign`,
	}
	f.filter.add(cmd)
	addTarget(cmd, &f.to)
	addDeliveryTimeout(cmd, &f.timeout)
	cmd.Flags().BoolVar(&f.last, "last", false, "replay only the newest notification, or the newest that the filters select")
	f.network.Add(cmd)
	cmd.Flags().BoolVar(&f.resign, "resign", false, "sign again with the simulator's key (a test signature)")
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error { return runWebhookReplay(env, cmd, args, f) })
	return cmd
}

// replayResult is the JSON form of one delivery.
type replayResult struct {
	ID           string `json:"id"`
	URL          string `json:"url"`
	Status       int    `json:"status,omitempty"`
	Acknowledged bool   `json:"acknowledged"`
	Resigned     bool   `json:"resigned,omitempty"`
	Error        string `json:"error,omitempty"`
	DurationMS   int64  `json:"durationMs"`
}

func runWebhookReplay(env *cli.Env, cmd *cobra.Command, ids []string, f *replayFlags) error {
	o, err := env.OutputOptions(true, output.Text, output.JSON)
	if err != nil {
		return err
	}
	if len(ids) > 0 && (f.filter.isSet() || f.last) {
		return apperr.New(apperr.Usage, "pass ids or filters, not both", nil)
	}
	if f.to == "" {
		return f.requeue(env, cmd, o, ids)
	}
	f.to = notification.CompleteTarget(f.to)
	if err := checkReplayTarget(f.to); err != nil {
		return err
	}
	if f.timeout <= 0 {
		return cli.UsageError("--timeout", errors.New("it must be more than zero, such as 10s"))
	}
	records, err := f.chosen(env, ids)
	if err != nil {
		return err
	}
	way, err := f.network.Client(env)
	if err != nil {
		return err
	}
	client := cli.LogDeliveries(env, receiver.NewClient(way))
	store, err := f.filter.reader(env)
	if err != nil {
		return err
	}
	sender := &replayer{env: env, store: store, to: f.to, client: client, timeout: f.timeout}
	warnRejected(env, records)
	warnSynthetic(env, records, f.resign)
	if f.resign {
		identity, err := sandbox.LoadIdentity(cli.SandboxDir(env), env.Rand)
		if err != nil {
			return cli.SandboxError(err)
		}
		sender.key = &identity
		env.Note("signed with the simulator's key: a test signature, not Antom's")
	}
	return sender.sendAll(cmd, o, records)
}

func (f *replayFlags) chosen(env *cli.Env, ids []string) ([]*inbox.Record, error) {
	if !f.last {
		return chosenNotifications(env, ids, &f.filter)
	}
	r, err := newestNotification(env, &f.filter)
	return []*inbox.Record{r}, err
}

// chosenNotifications returns the notifications with the ids, or those that the
// filters select.
func chosenNotifications(env *cli.Env, ids []string, f *inboxFilterFlags) ([]*inbox.Record, error) {
	var records []*inbox.Record
	for _, id := range ids {
		r, err := storedNotification(env, f, id)
		if err != nil {
			return nil, err
		}
		records = append(records, r)
	}
	if len(ids) > 0 {
		return records, nil
	}
	if !f.isSet() {
		return nil, apperr.New(apperr.Usage, "which notifications?", nil, "antom webhook list", "pass ids, a filter such as --since 10m, or --last")
	}
	filter, err := f.filter(env)
	if err != nil {
		return nil, err
	}
	reader, err := f.reader(env)
	if err != nil {
		return nil, err
	}
	for r, err := range reader.List(env.Ctx, filter) {
		if err != nil {
			return nil, cli.ReadingError(err)
		}
		records = append(records, r)
	}
	return records, nil
}

// checkReplayTarget refuses a URL that notifications cannot be sent to.
func checkReplayTarget(to string) error {
	target, err := notification.ParseTarget(to)
	if err == nil && target.RawQuery != "" {
		err = errors.New("pass the URL without a query; that of the notification is used")
		target.RawQuery = ""
		return cli.UsageError("--to", err, "did you mean --to "+apperr.ShellQuote(target.String())+"?")
	}
	if err != nil {
		return cli.UsageError("--to", err)
	}
	return nil
}

// warnRejected warns about notifications that did not verify when they arrived.
func warnRejected(env *cli.Env, records []*inbox.Record) {
	for _, r := range records {
		if !r.Verified && !r.Synthetic {
			env.Warn("notification %s was rejected (%s); its content is only a claim", r.ID, r.Cause)
		}
	}
}

// warnSynthetic says what an application makes of notifications that Antom did not send.
func warnSynthetic(env *cli.Env, records []*inbox.Record, resigned bool) {
	n := 0
	for _, r := range records {
		if r.Synthetic {
			n++
		}
	}
	switch {
	case n == 0:
	case resigned:
		env.Warn("%s: made by antom webhook backfill, not sent by Antom", cli.Plural(n, "synthetic notification"))
	default:
		env.Warn("%s without a signature: an application that verifies refuses them; --resign signs with the simulator's key", cli.Plural(n, "synthetic notification"))
	}
}

// replayer sends stored notifications.
type replayer struct {
	env     *cli.Env
	store   inbox.Reader
	sent    []inbox.Sent
	to      string
	client  *http.Client
	timeout time.Duration
	key     *sandbox.Identity // nil: the signature stays as it came
}

// sendAll sends the records in order; the first that is not acknowledged decides
// the exit code.
func (p *replayer) sendAll(cmd *cobra.Command, o output.Options, records []*inbox.Record) error {
	o.Compact = true
	var first error
	defer p.record()
	for _, r := range records {
		result, err := p.send(cmd.Context(), r)
		if cmd.Context().Err() != nil {
			return cmd.Context().Err()
		}
		if err != nil && first == nil {
			first = err
		}
		err = p.env.Print(cmd, o, output.Result{
			Value: result, Quiet: result.ID,
			Text: func(w io.Writer) error { return p.write(w, result) },
		})
		if err != nil {
			return err
		}
	}
	if len(records) == 0 {
		p.env.Note("No notification matches the filters")
	}
	return first
}

func (p *replayer) write(w io.Writer, r replayResult) error {
	kind, text := ui.StatusOK, fmt.Sprintf("acknowledged with %d", r.Status)
	switch {
	case r.Error != "":
		kind, text = ui.StatusFailed, r.Error
	case !r.Acknowledged:
		kind, text = ui.StatusFailed, fmt.Sprintf("answered %d, which does not acknowledge it", r.Status)
	}
	_, err := fmt.Fprintf(w, "%s  %s  %s\n", r.ID, p.env.Theme().Status(kind, text), r.URL)
	return err
}

// send sends one record. The result describes the delivery; the error decides the
// exit code.
func (p *replayer) send(ctx context.Context, r *inbox.Record) (replayResult, error) {
	result := replayResult{ID: r.ID, Resigned: p.key != nil}
	ctx, cancel := context.WithTimeout(ctx, p.timeout)
	defer cancel()
	if r.Trimmed {
		result.Error = "its body was not stored, so it cannot be sent again"
		return result, cli.Reported(apperr.New(apperr.Usage, "notification "+r.ID, nil))
	}
	request, err := p.request(ctx, r)
	if err != nil {
		result.Error = err.Error()
		return result, apperr.New(apperr.Usage, "notification "+r.ID, err)
	}
	result.URL = request.URL.String()
	begin := p.env.Now()
	defer func() { p.note(begin, result) }()
	response, err := p.client.Do(request)
	result.DurationMS = p.env.Now().Sub(begin).Milliseconds()
	if err != nil {
		failed := neterr.Explain(err, neterr.Peer{Name: "the application", URL: request.URL, Limit: p.timeout})
		result.Error = failed.Text
		for _, hint := range failed.Advice(cli.Place(p.env)) {
			p.env.Hint("%s", hint)
		}
		return result, cli.Reported(apperr.New(apperr.NoAnswer, "notification "+r.ID, failed))
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(response.Body, maxReplayAnswer))
	result.Status = response.StatusCode
	result.Acknowledged = antom.CheckAcknowledgement(response.StatusCode, body) == nil
	if !result.Acknowledged {
		return result, cli.Reported(apperr.New(apperr.Failed, "notification "+r.ID+" was not acknowledged", nil))
	}
	return result, nil
}

// maxReplayAnswer is how much of an application's answer is read, in bytes.
const maxReplayAnswer = 1 << 20

// request returns the stored request, addressed to the application.
func (p *replayer) request(ctx context.Context, r *inbox.Record) (*http.Request, error) {
	target, err := url.Parse(p.to)
	if err != nil {
		return nil, err
	}
	path, query, _ := strings.Cut(r.Message.Path, "?")
	if target.Path == "" || target.Path == "/" {
		if target, err = url.Parse(strings.TrimSuffix(p.to, "/") + path); err != nil {
			return nil, err
		}
	}
	target.RawQuery = query // the signature covers it
	request, err := http.NewRequestWithContext(ctx, r.Message.Method, target.String(), bytes.NewReader(r.Message.Body))
	if err != nil {
		return nil, err
	}
	for _, h := range r.Headers {
		switch strings.ToLower(h.Name) {
		case "host", "content-length", "connection", "transfer-encoding", "accept-encoding":
		default:
			request.Header.Add(h.Name, h.Value)
		}
	}
	if p.key == nil {
		return request, nil
	}
	return request, p.sign(request, r)
}

// sign replaces the time and the signature with those of a test signature.
func (p *replayer) sign(request *http.Request, r *inbox.Record) error {
	m := antom.Message{
		Method: r.Message.Method, Path: request.URL.RequestURI(), ClientID: r.Message.ClientID,
		Time: p.env.Now().UTC().Format(time.RFC3339), Body: r.Message.Body,
	}
	s, err := antom.Sign(p.key.AntomKey, antom.DefaultKeyVersion, m)
	if err != nil {
		return err
	}
	request.Header.Set(antom.HeaderRequestTime, m.Time)
	request.Header.Set(antom.HeaderSignature, s.Header())
	return nil
}
