package webhook

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/pgstore"
	"github.com/antom-cli/antom/internal/receiver"
	"github.com/antom-cli/antom/internal/storeurl"
	"github.com/antom-cli/antom/internal/ui"
)

// shared reports whether the store is one that several machines share.
func (f *ListenFlags) shared(env *cli.Env) (bool, error) {
	if f.NoStore {
		return false, nil
	}
	name, err := cli.StoreName(env, f.Store)
	return storeurl.Is(name), err
}

// checkQueued refuses routes that cannot be kept in a queue.
func checkQueued(routes []receiver.Route) error {
	for _, r := range routes {
		if r.Secret() {
			return cli.UsageError("--forward", errors.New("a shared store keeps the URL for other workers, so it must not hold a user or a password"),
				"let the application accept the notifications by their signature")
		}
	}
	return nil
}

// databaseOptions say how a listener uses a store in a database.
func (s *listenServer) databaseOptions(routes []receiver.Route, keys []ReadyKey) pgstore.Options {
	o := pgstore.Options{OnState: func(err error) {
		s.events.PrintStore(err, "notifications are answered with 500 until it does, and Antom sends them again")
	}}
	for _, k := range keys {
		o.Keys = append(o.Keys, k.Fingerprint)
	}
	if len(routes) > 0 {
		o.Target = func(r *inbox.Record) (string, bool) { return receiver.TargetOf(routes, r) }
	}
	return o
}

// storeLine says in JSON that a store does not work, or works again.
type storeLine struct {
	Event   string `json:"event"`
	Working bool   `json:"working"`
	Error   string `json:"error,omitempty"`
}

// PrintStore says that a store does not work, and what that means, or that it works again.
func (w *EventWriter) PrintStore(err error, consequence string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.json && err != nil:
		w.Write(cli.JSONLine(storeLine{Event: "store", Error: err.Error()}))
	case w.json:
		w.Write(cli.JSONLine(storeLine{Event: "store", Working: true}))
	case err != nil:
		w.env.Warn("the store does not work: %v; %s", err, consequence)
	default:
		w.env.Note("the store works again")
	}
}

// endpoint is what receives notifications. With a shared store they are acknowledged
// once they are stored, and those to be forwarded are queued.
func (s *listenServer) endpoint(store OpenStore, routes []receiver.Route) http.Handler {
	o := s.options
	queue, ok := store.Store.(inbox.Queue)
	if ok && len(routes) > 0 {
		o.Forward, o.ForwardRetry = nil, 0
		s.worker = &receiver.Worker{Options: s.options, Queue: queue, OnAttempt: s.events.PrintForwarded}
	}
	if database, ok := store.Store.(*pgstore.Store); ok {
		o.Ready = database.Ready
		if s.metrics != nil {
			s.metrics.Waiting = database.Waiting
		}
	}
	return receiver.New(o)
}

// work forwards what is queued until the context ends. The function that it returns
// waits for the attempts that are under way.
func (s *listenServer) work(ctx context.Context) (wait func()) {
	if s.worker == nil {
		return func() {}
	}
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.worker.Run(ctx)
	}()
	return func() {
		stop()
		<-ended
	}
}

// forwardedLine is one attempt of a worker in JSON.
type forwardedLine struct {
	Event            string `json:"event"`
	Time             string `json:"time"`
	ID               string `json:"id"`
	NotifyType       string `json:"notifyType,omitempty"`
	PaymentRequestID string `json:"paymentRequestId,omitempty"`
	PaymentID        string `json:"paymentId,omitempty"`
	URL              string `json:"url"`
	Attempt          int    `json:"attempt"`
	MaxAttempts      int    `json:"maxAttempts"`
	Status           int    `json:"status,omitempty"`
	Acknowledged     bool   `json:"acknowledged"`
	Failed           bool   `json:"failed,omitempty"` // it was the last attempt
	Error            string `json:"error,omitempty"`
	NextAttempt      string `json:"nextAttempt,omitempty"`
	NotNoted         string `json:"notNoted,omitempty"` // why the attempt is not in the store; it will be made again
	DurationMS       int64  `json:"durationMs"`
}

func newForwardedLine(f receiver.Forwarded) forwardedLine {
	r, a := f.Claim.Record, f.Attempt
	line := forwardedLine{
		Event: "forward", Time: a.At.UTC().Format(time.RFC3339Nano), ID: r.ID, NotifyType: r.NotifyType, PaymentRequestID: r.PaymentRequestID,
		PaymentID: r.PaymentID, URL: a.URL, Attempt: f.Claim.Attempt, MaxAttempts: len(notification.Ladder()),
		Status: a.Status, Acknowledged: a.Acknowledged, Failed: f.Failed, Error: a.Err, DurationMS: a.DurationMS,
	}
	if f.Err != nil {
		line.NotNoted = f.Err.Error()
	}
	if !f.Next.IsZero() {
		line.NextAttempt = f.Next.UTC().Format(time.RFC3339)
	}
	return line
}

// PrintForwarded shows an attempt to forward a queued notification.
func (w *EventWriter) PrintForwarded(f receiver.Forwarded) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if f.Err != nil && !w.json {
		w.env.Warn("notification %s: %v; it is forwarded again", f.Claim.Record.ID, f.Err)
	}
	switch {
	case w.listed():
		if !f.Attempt.Acknowledged {
			w.env.Warn("%s", forwardedText(w.env, f))
		}
	case w.json:
		w.Write(cli.JSONLine(newForwardedLine(f)))
	case w.quiet:
	default:
		w.Write(forwardedText(w.env, f))
	}
}

// forwardedText describes an attempt on one line.
func forwardedText(env *cli.Env, f receiver.Forwarded) string {
	r, a, t := f.Claim.Record, f.Attempt, env.Theme()
	parts := []string{cli.TimeText(a.At), ui.Clean(recordType(r)), ui.Clean(recordID(r))}
	text := "forward " + attemptText(a, f.Claim.Attempt, len(notification.Ladder()))
	switch {
	case a.Acknowledged:
	case f.Failed:
		text = t.Status(ui.StatusFailed, text+"; that was the last attempt")
	default:
		text = t.Status(ui.StatusFailed, fmt.Sprintf("%s; the next one in %s", text, cli.ShortDuration(f.Next.Sub(a.At))))
	}
	return strings.Join(append(parts, text, (time.Duration(a.DurationMS)*time.Millisecond).String(), t.Muted("["+r.ID+"]")), "  ")
}

// newForwardWriter writes the lines of a worker.
func newForwardWriter(env *cli.Env, o output.Options) *EventWriter {
	return NewEventWriter(env, o, EventOptions{})
}
