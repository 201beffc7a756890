package receiver

import (
	"context"
	"net/http"
	"time"

	"github.com/antom-cli/antom/internal/httpclient"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/neterr"
	"github.com/antom-cli/antom/internal/poll"
	"github.com/antom-cli/antom/pkg/antom"
)

const (
	// DefaultMaxBody is the largest body in bytes. Antom's notifications have
	// a few kilobytes.
	DefaultMaxBody = 1 << 20
	// DefaultConcurrency is how many notifications are worked on at once.
	DefaultConcurrency = 128
	// DefaultForwardTimeout is how long one try to forward may take.
	DefaultForwardTimeout = 10 * time.Second
	// maxForward bounds all tries for one delivery together. It must stay
	// below Limits.WriteTimeout, or the answer cannot be written any more.
	maxForward = 45 * time.Second
	// retryAfter is what a busy endpoint asks a sender to wait, in seconds.
	retryAfter = "1"
)

// A Verdict says whether a notification is Antom's.
type Verdict struct {
	Notification *antom.Notification // what was verified; nil if it does not verify
	Cause        string              // why it does not verify: a diagnose.Cause
	Explanation  string              // the same for a person; passed on in the Event
}

// A Store keeps what is received. *inbox.Inbox, *inbox.Memory and *pgstore.Store are stores.
type Store interface {
	// Append makes the record durable and sets its ID, and DuplicateOf if the
	// record is verified and was delivered before.
	Append(ctx context.Context, r *inbox.Record) error
	// Update notes an attempt to forward the record of an id.
	Update(ctx context.Context, id string, a inbox.Attempt) error
	// Acknowledged reports whether an application acknowledged one with this key.
	Acknowledged(key [32]byte) bool
}

// Options say what the endpoint does. Verify is required.
type Options struct {
	// Verify judges a request. Its Body has been read and can be read again.
	Verify func(r *http.Request, body []byte) Verdict
	// Store keeps what is received; nil keeps nothing but tells duplicates.
	Store Store
	// Path is the only path that is served; "" and "/" serve any.
	Path string
	// MaxBody is the largest body in bytes; 0 is DefaultMaxBody.
	MaxBody int64
	// Concurrency is how many notifications are worked on at once; 0 is
	// DefaultConcurrency.
	Concurrency int

	// Forward are the routes; the first that fits is taken. None: the
	// endpoint itself acknowledges.
	Forward []Route
	// ForwardRetry is how often a try that failed is repeated, after 250 ms,
	// 500 ms, 1 s and so on, while the sender waits.
	ForwardRetry int
	// ForwardTimeout bounds one try; 0 is DefaultForwardTimeout.
	ForwardTimeout time.Duration
	// Client forwards; nil is NewClient with its defaults. Redirects are never followed.
	Client *http.Client
	// Ready reports whether notifications can be stored now, for a balancer that
	// asks for ReadyPath; nil: always.
	Ready func(context.Context) error
	// Place is where this process runs, for what to try when a forward fails.
	Place neterr.Place

	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Sleep waits between tries to forward; nil is a timer.
	Sleep func(context.Context, time.Duration) error
	// Metrics counts what the endpoint does; nil counts nothing.
	Metrics *Metrics
	// OnEvent is told of every request when it has been answered. It is
	// called by one goroutine at a time; nil is allowed.
	OnEvent func(Event)
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Store == nil {
		o.Store = inbox.NewMemory(inbox.Options{Now: o.Now})
	}
	if o.MaxBody <= 0 {
		o.MaxBody = DefaultMaxBody
	}
	if o.Concurrency <= 0 {
		o.Concurrency = DefaultConcurrency
	}
	if o.ForwardTimeout <= 0 {
		o.ForwardTimeout = DefaultForwardTimeout
	}
	if o.Client == nil {
		o.Client = NewClient(httpclient.Options{})
	}
	if o.Sleep == nil {
		o.Sleep = poll.Sleep
	}
	if o.OnEvent == nil {
		o.OnEvent = func(Event) {}
	}
	return o
}
