// Package preview serves a page that mounts the web SDK with the data of one
// payment session, and streams the events of the SDK. The page is served from this
// machine at an address that nobody can guess. The events are sent back, kept in
// order, shown on the page and passed to the caller.
package preview

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/antom-cli/antom/internal/httpserve"
)

// tokenBytes is the size of the random part of the address: as much as nobody
// guesses, and as little as fits a line of 60 columns.
const tokenBytes = 16

// maxHistory is the number of events that a page opened later still shows.
const maxHistory = 500

// Page is what the page shows and how it calls the SDK.
type Page struct {
	SDKURL      string // the script
	SessionData string
	Environment string // the SDK's options of these names
	Locale      string
	HideLoading bool   // showLoading: false
	Vaulting    bool   // the session stores a card
	Simulator   bool   // the script is the simulator's stand-in
	Facts       []Fact // about the session, for the reader
	// ScriptOrigins are further origins that scripts may come from.
	ScriptOrigins []string
}

// Fact is a line of the page with a fact about the session.
type Fact struct{ Name, Value string }

// Options are the surroundings. The zero value is good.
type Options struct {
	Now  func() time.Time // time.Now when nil
	Rand io.Reader        // crypto/rand when nil
	// OnEvent gets every event in its order, one at a time. It must not call the
	// Server.
	OnEvent func(Event)
	// Limits are those of Serve; zeros stand for defaults.
	Limits httpserve.Limits
}

// Server serves one preview. It is safe for use by several goroutines.
type Server struct {
	token string
	now   func() time.Time
	tell  func(Event)
	page  Page

	limits httpserve.Limits

	order   sync.Mutex // events reach tell one after the other
	mu      sync.Mutex
	history []Event
	dropped int // how many events were before the history
	final   string
	changed chan struct{} // closed at every change, and made anew
	viewers int
}

// New makes a preview. Its address is known from here on; what it shows is set
// by Show before the first visit.
func New(o Options) (*Server, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.OnEvent == nil {
		o.OnEvent = func(Event) {}
	}
	token := make([]byte, tokenBytes)
	if _, err := io.ReadFull(o.Rand, token); err != nil {
		return nil, fmt.Errorf("making an address for the preview: %w", err)
	}
	return &Server{token: base64.RawURLEncoding.EncodeToString(token), now: o.Now, tell: o.OnEvent, limits: withDefaults(o.Limits), changed: make(chan struct{})}, nil
}

// Path is where the page is: "/…/".
func (s *Server) Path() string { return "/" + s.token + "/" }

// ReturnPath is where a buyer can be sent back to: the same page, which then does
// not mount the SDK again by itself.
func (s *Server) ReturnPath() string { return s.Path() + "return" }

// Show sets what the page shows. It must be called before Handler is used.
func (s *Server) Show(p Page) { s.page = p }

// Viewers is the number of pages that are open now.
func (s *Server) Viewers() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.viewers
}

// Finish tells the open pages that the payment is final, in which state.
func (s *Server) Finish(status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.final = status
	s.wake()
}

// record keeps an event and hands it on.
func (s *Server) record(e Event) {
	s.order.Lock()
	defer s.order.Unlock()
	e.Time = s.now()
	s.mu.Lock()
	s.history = append(s.history, e)
	if len(s.history) > 2*maxHistory {
		s.dropped += len(s.history) - maxHistory
		s.history = append([]Event(nil), s.history[len(s.history)-maxHistory:]...)
	}
	s.wake()
	s.mu.Unlock()
	s.tell(e)
}

// wake lets everybody look again who waits for a change. s.mu is held.
func (s *Server) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// refusal is the message for a request to another host.
func refusal() string { return "the preview is for this machine only" }
