// Package sandbox is a simulator of Antom's gateway on one machine: no account,
// no network, no money. It verifies requests, signs responses with its own keys,
// keeps payments over restarts, and shows the pages that a buyer would see.
//
// The engine decides, the store remembers, the gateway speaks Antom's signed
// interface, and the checkout shows pages. This package puts them together, serves
// them, and lets other processes control what is served.
package sandbox

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log"
	mathrand "math/rand/v2"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"github.com/antom-cli/antom/internal/httpserve"
	"github.com/antom-cli/antom/internal/poll"
	"github.com/antom-cli/antom/internal/sandbox/checkout"
	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/fault"
	"github.com/antom-cli/antom/internal/sandbox/gateway"
	"github.com/antom-cli/antom/internal/sandbox/notifier"
	"github.com/antom-cli/antom/internal/sandbox/requestlog"
	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/internal/sandbox/websdk"
)

// DefaultAddr is where the simulator listens unless it is told otherwise.
const DefaultAddr = "127.0.0.1:8964"

// DefaultLockTimeout is how long a command should wait for another one that holds
// the state: longer than a client usually waits for its answers.
const DefaultLockTimeout = 30 * time.Second

// SDKPath is where the stand-in for Antom's web SDK is, below the base URL.
const SDKPath = websdk.ScriptPath

// ReadSessionData reads a paymentSessionData or a vaultingSessionData of a simulator.
func ReadSessionData(data string) (engine.SessionData, error) { return engine.ReadSessionData(data) }

// formSecretKey is where the store has the secret behind the forms' tokens.
const formSecretKey = "form-secret"

// secretSize is the size of the secret behind the forms' tokens, in bytes.
const secretSize = 32

// ErrLocked says that another process has the simulator's state open.
var ErrLocked = store.ErrLocked

// DamagedError says that the state could not be read and was moved aside.
type DamagedError = store.DamagedError

// Options says how to run a simulator. The zero value is one in memory.
type Options struct {
	// Dir is the state directory; empty keeps everything in memory.
	Dir string
	// Now is the clock; time.Now when nil.
	Now func() time.Time
	// Rand is where ids and secrets come from; crypto/rand when nil.
	Rand io.Reader
	// Seed, when not nil, makes ids that depend on it and on the calls before alone, for
	// tests. Keys and secrets come from Rand all the same. It is for a simulator in
	// memory, whose ids nobody keeps.
	Seed *uint64
	// BaseURL is the address that links begin with, such as
	// "http://127.0.0.1:8964". Empty means that of DefaultAddr, until Serve
	// knows better.
	BaseURL string
	// LockTimeout is how long Open waits for another process to let go of Dir.
	LockTimeout time.Duration
	// TimeScale makes the simulator's own times pass faster; 0 means 1.
	TimeScale float64
	// NotifyDelay is how long a notification is due after what it reports, by the
	// simulator's own time; 0 is at once.
	NotifyDelay time.Duration
	// Identity is used instead of the one in Dir when it has keys.
	Identity Identity
	// Faults are what goes wrong from the beginning.
	Faults []fault.Fault
	// Limits are those of Serve; zeros stand for defaults. Log takes the place of
	// its ErrorLog.
	Limits httpserve.Limits
	// Log gets what the server has to complain about, line by line, such as a
	// client that does not trust its certificate; nil drops it.
	Log func(line string)
	// NotifyURL stands for the address in the Dashboard: where notifications go
	// when neither the request nor the merchant has one. Empty sends none then.
	NotifyURL string
	// AllowRemoteNotify lets notifications leave this machine.
	AllowRemoteNotify bool
	// NotifyRoots are the authorities that applications are trusted by; nil means
	// those of the system.
	NotifyRoots *x509.CertPool
	// NotifyTransport delivers the notifications in place of the network, for
	// tests; nil is the network.
	NotifyTransport http.RoundTripper
	// OnCall is told of every call of a served simulator, by several goroutines;
	// nil is allowed.
	OnCall func(Call)
	// OnRefused is told only of those that were refused or had no response, which
	// costs nothing for the others; nil is allowed.
	OnRefused func(Call)
	// OnNotify is told of every delivery of a notification, the last of its
	// attempts, and OnNotifyError of failures to keep track of them; nil is allowed.
	OnNotify      func(Notification)
	OnNotifyError func(error)
	// Metrics counts what the simulator does; nil counts nothing.
	Metrics *Metrics
	// Dashboard makes the pages at the root of a served simulator and below
	// DashboardPath; nil leaves a page there that says what the simulator is.
	Dashboard func(Site) (http.Handler, error)
	// Timer starts a timer for what is due later; a real one when nil.
	Timer func(time.Duration) (fires <-chan time.Time, stop func() bool)
	// KeysDir is the directory whose merchants and certificate authority are used,
	// for a simulator in memory that clients shall know already, and by which Dial
	// finds it unless another one is there; empty means Dir.
	KeysDir string
	// Replay answers calls from a recording; the zero value is none.
	Replay gateway.Replay
	// Sleep waits before an answer that was asked to be late; nil waits in real time.
	Sleep func(context.Context, time.Duration) error
}

// withDefaults fills in what the caller left to us.
func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Sleep == nil {
		o.Sleep = poll.Sleep
	}
	return o
}

// idSource is where the randomness of ids comes from.
func (o Options) idSource(secure io.Reader) io.Reader {
	if o.Seed == nil {
		return secure
	}
	var seed [32]byte
	binary.BigEndian.PutUint64(seed[:], *o.Seed)
	return mathrand.NewChaCha8(seed)
}

// Sandbox is a simulator. It is safe for use by several goroutines.
type Sandbox struct {
	dir       string
	keysDir   string
	rand      io.Reader
	now       func() time.Time // the real time
	clock     clock
	snapshots snapshots
	metrics   *Metrics
	sleep     func(context.Context, time.Duration) error
	store     store.Store
	engine    *engine.Engine
	identity  Identity
	faults    *fault.Set
	limits    httpserve.Limits
	errorLog  *log.Logger
	ca        lazyAuthority
	known     *merchants
	apiKeys   *apiKeys
	notifier  *notifier.Notifier
	own       atomic.Pointer[netip.AddrPort] // where it is served
	base      atomic.Pointer[string]
	fixed     atomic.Bool // the base URL was given and Serve must not change it
	pages     http.Handler
	websdk    http.Handler
	gateway   http.Handler
	requests  *requestlog.Log
	changes   changes
	dashboard http.Handler // nil for none
	session   string       // names this run to those who control it
	token     string       // what they have to show
	access    string       // what people on other machines have to show for the dashboard
	handler   http.Handler
}

// Open makes a simulator ready. The error is ErrLocked when another process uses
// the directory, or a *DamagedError when the state in it cannot be read.
func Open(o Options) (*Sandbox, error) {
	o = o.withDefaults()
	s := &Sandbox{dir: o.Dir, keysDir: o.KeysDir, now: o.Now, rand: engine.LockedReader(o.Rand), sleep: o.Sleep, requests: requestlog.New()}
	s.clock.real = o.Now
	s.snapshots.shelf = newShelf(o.Dir)
	s.setBase("http://" + DefaultAddr)
	if o.BaseURL != "" {
		s.SetBaseURL(o.BaseURL)
	}
	s.limits, s.errorLog = withDefaults(o.Limits), newErrorLog(o.Log)
	s.limits.ErrorLog = s.errorLog
	s.ca = lazyAuthority{dir: cmp.Or(o.KeysDir, o.Dir), now: o.Now}
	s.faults = newFaults(s.rand, o.Faults)
	if err := s.open(o); err != nil {
		return nil, err
	}
	if err := s.assemble(o); err != nil {
		return nil, errors.Join(err, s.store.Close())
	}
	return s, nil
}

// open gets the store and the keys.
func (s *Sandbox) open(o Options) (err error) {
	if s.identity = o.Identity; !s.identity.complete() {
		if s.identity, err = LoadIdentity(o.Dir, s.rand); err != nil {
			return err
		}
	}
	if o.Dir == "" {
		s.store = store.NewMemory()
		return nil
	}
	opened, err := store.Open(store.Options{Dir: o.Dir, LockTimeout: o.LockTimeout, Now: o.Now})
	if err != nil {
		return err
	}
	s.store = opened
	return nil
}

// assemble builds the handlers over the store.
func (s *Sandbox) assemble(o Options) (err error) {
	s.metrics = o.Metrics
	if err := s.clock.load(s.store, s.errorLog.Printf); err != nil {
		return err
	}
	secret, err := s.formSecret()
	if err != nil {
		return err
	}
	if s.session, err = randomText(s.rand); err != nil {
		return err
	}
	if s.token, err = randomText(s.rand); err != nil {
		return err
	}
	if s.access, err = randomText(s.rand); err != nil {
		return err
	}
	if s.known, err = loadMerchants(merchantsPath(cmp.Or(o.KeysDir, o.Dir)), s.identity, o.NotifyURL); err != nil {
		return err
	}
	s.apiKeys = newAPIKeys(cmp.Or(o.KeysDir, o.Dir), s.rand)
	s.engine = engine.New(engine.Options{
		Store: s.store, BaseURL: s.baseURL, ClientID: s.identity.ClientID, Clients: s.known.ids,
		Now: s.clock.Now, Rand: o.idSource(s.rand), NumberedIDs: o.Seed != nil, TimeScale: o.TimeScale, NotifyDelay: o.NotifyDelay,
		Changed: s.changed, DefaultNotifyURL: s.known.notifyURL,
	})
	if err := s.engine.Prepare(); err != nil {
		return err
	}
	s.notifier = s.newNotifier(o)
	s.pages, err = checkout.New(checkout.Options{Engine: s.engine, Secret: secret, Now: s.clock.Now, BaseURL: s.baseURL, Brand: s.known.brand})
	if err != nil {
		return err
	}
	s.websdk = websdk.New(s.engine)
	s.gateway = gateway.New(gateway.Options{
		Engine: s.engine, Merchant: s.known.find, Merchants: s.known.everyone, APIKey: s.apiKeys.find, Key: s.identity.AntomKey,
		Faults: s.faults, Now: s.now, Sleep: s.sleep, Replay: o.Replay,
		Failed:  func(err error) { s.errorLog.Printf("the simulator failed: %v", err) },
		Observe: s.observe(o.OnCall, o.OnRefused),
	})
	if o.Dashboard != nil {
		if s.dashboard, err = o.Dashboard(s.site(secret)); err != nil {
			return err
		}
	}
	s.handler = s.routes()
	return nil
}

// formSecret is kept in the store, so that a page that was open in a browser
// still works after a restart.
func (s *Sandbox) formSecret() (secret []byte, err error) {
	err = s.store.View(func(tx store.Tx) error { secret = tx.Get(store.Meta, formSecretKey); return nil })
	if err != nil || len(secret) == secretSize {
		return secret, err
	}
	secret = make([]byte, secretSize)
	if _, err := io.ReadFull(s.rand, secret); err != nil {
		return nil, fmt.Errorf("making a secret for the pages: %w", err)
	}
	return secret, s.store.Update(func(tx store.Tx) error { return tx.Put(store.Meta, formSecretKey, secret) })
}

// Close ends the use of the state. The handler must not be called after it.
func (s *Sandbox) Close() error { return s.store.Close() }

// Handler serves everything: the signed interface, the pages, the images of
// order codes, and the control interface.
func (s *Sandbox) Handler() http.Handler { return s.handler }

// Identity returns the keys and the client id to call with.
func (s *Sandbox) Identity() Identity { return s.identity }

// Faults are what goes wrong. They can be changed at any time.
func (s *Sandbox) Faults() *fault.Set { return s.faults }

// SetBaseURL sets the address that links begin with from now on, in place of
// the one that Serve would find out.
func (s *Sandbox) SetBaseURL(url string) {
	s.fixed.Store(true)
	s.setBase(strings.TrimRight(url, "/"))
}

func (s *Sandbox) setBase(url string) { s.base.Store(&url) }

func (s *Sandbox) baseURL() string { return *s.base.Load() }
