package flow

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/internal/neterr"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Gateway is where requests go, and what is to be known on the way there. Its
// fields are set before its first use.
type Gateway struct {
	Client      *antom.Client
	Profile     string           // the name of the profile
	Defaults    []ProfileDefault // of the profile, for fields that nothing else gives
	Local       bool             // the simulator on this machine
	ListenerURL func() string    // of a notification listener of this machine that runs, else ""
	Live        bool             // the client id is live
	LiveAllowed bool             // the user said that real money may move

	Journal *journal.Journal // nil: there is no place for one
	// CheckJournal, when not nil, is called before the journal is written: to warn
	// of one that others may change.
	CheckJournal func()
	// Failure, when not nil, explains an error that is a failure of the simulator
	// itself; for any other it returns nil.
	Failure func(error) *apperr.Error

	Commands Commands
	Place    neterr.Place // where this process runs, for what to try when a connection fails
	Events   Events
	// Trace, when not nil, is called after every attempt of every call, also while
	// waiting.
	Trace func(antom.Attempt)
	Rand  io.Reader // makes ids; nil is crypto/rand

	announced     bool
	newIDAdvised  bool      // Antom's documents advise a new id for a further attempt
	newIDReported sync.Once // that they do
	ledger        *ledger.Ledger
}

// Again is a gateway with the same settings for another request: one that has sent
// nothing and knows no earlier request, and whose events go to events.
func (g *Gateway) Again(events Events) *Gateway {
	client := *g.Client
	next := &Gateway{
		Client: &client, Profile: g.Profile, Defaults: g.Defaults, Local: g.Local, ListenerURL: g.ListenerURL, Live: g.Live, LiveAllowed: g.LiveAllowed,
		Journal: g.Journal, CheckJournal: g.CheckJournal, Failure: g.Failure,
		Commands: g.Commands, Place: g.Place, Events: events, Trace: g.Trace, Rand: g.Rand,
	}
	client.OnAttempt = next.ReportAttempt
	return next
}

// Default is the value of a field that is used where nothing else gives one.
type Default struct{ Path, Text string }

// ProfileDefault is a default of the profile or of the project.
type ProfileDefault struct {
	Default
	Source string // where it comes from, such as "profile shop"
}

// Scope is whose payments the gateway has.
func (g *Gateway) Scope() ledger.Scope {
	return ledger.Scope{ClientID: g.Client.ClientID, Local: g.Local}
}

// now is the time by the clock of the client.
func (g *Gateway) now() time.Time {
	if g.Client.Now == nil {
		return time.Now()
	}
	return g.Client.Now()
}

// announce says, before anything is sent, where it goes and whether real money moves.
func (g *Gateway) announce() {
	if g.announced {
		return
	}
	g.announced = true
	g.Events.emit(Announcement{
		Local: g.Local, Live: g.Live, Profile: g.Profile, ClientID: g.Client.ClientID, Gateway: g.Client.Gateway,
	})
}

// GuardLive refuses to move real money without a word from the user.
func (g *Gateway) GuardLive() error {
	if !g.Live || g.LiveAllowed {
		return nil
	}
	return apperr.New(apperr.Config,
		fmt.Sprintf("client id %s is live: real money would move", g.Client.ClientID), nil,
		"to move real money, add --live (or: antom config set live allow)",
		"to try it out, use --local or a client id that begins with SANDBOX_").WithCode("live")
}

// ReportAttempt passes on an attempt that will be repeated. It is for the OnAttempt of
// the client.
func (g *Gateway) ReportAttempt(ctx context.Context, at antom.Attempt) {
	g.trace(ctx, at)
	if at.Wait <= 0 {
		return
	}
	reason := ""
	switch {
	case at.Err != nil:
		reason = at.Err.Error()
	case at.Response != nil:
		reason = "Antom answered " + string(at.Response.Result.ResultStatus) + " " + string(at.Response.Result.ResultCode)
	}
	g.Events.emit(Attempt{Number: at.Number, Reason: reason, Wait: at.Wait})
	if g.newIDAdvised {
		g.newIDReported.Do(func() {
			g.Events.note("Antom's guide advises a new id after such a response; the same id is safe, because it cannot create a second payment (--retries 0 sends once)")
		})
	}
}

// trace is for the OnAttempt of a client whose attempts are not reported one by one.
func (g *Gateway) trace(_ context.Context, at antom.Attempt) {
	if g.Trace != nil {
		g.Trace(at)
	}
}

// adviseRetries remembers whether Antom's documents advise a new id where the
// same request is sent again.
func (g *Gateway) adviseRetries(op spec.Operation) { g.newIDAdvised = op.Retry == "new-request-id" }

// checkTimeout warns about a time limit in which the answer may not come. With
// strict it is an error.
func (g *Gateway) checkTimeout(op spec.Operation, strict bool) error {
	advised := op.AdvisedTimeout
	if g.Client.Timeout >= advised {
		return nil
	}
	text := fmt.Sprintf("the time limit of %s is %s; Antom advises %s, because some payment methods are slow (--timeout %s)",
		op.Name, g.Client.Timeout, advised, advised)
	if strict {
		return apperr.New(apperr.Usage, text, nil).WithCode("short-timeout")
	}
	g.Events.warn("%s", text)
	return nil
}

// Ledger is what the journal knows about the payments of the gateway, read once.
// A journal that cannot be read is no obstacle: there is a warning, and nothing
// is known.
func (g *Gateway) Ledger() *ledger.Ledger {
	if g.ledger == nil {
		g.ledger = g.readLedger()
	}
	return g.ledger
}

func (g *Gateway) readLedger() *ledger.Ledger {
	if g.Journal == nil {
		return ledger.New(nil)
	}
	report, err := g.Journal.Scan(journal.Filter{Local: &g.Local})
	switch {
	case err != nil:
		g.Events.warn("%v; earlier requests are not known", err)
	case report.Damaged > 0:
		g.Events.warn("%s of %s could not be read; the requests in it are not known", count(report.Damaged, "line"), g.Journal.Path())
	}
	return ledger.New(report.Entries)
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
