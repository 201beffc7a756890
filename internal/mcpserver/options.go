package mcpserver

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/verify"
)

// Options say what a server works with. All but Profile, Journal, Inbox, Suspects, Dir
// and Log are required.
type Options struct {
	Version   string // of this program
	UserAgent string // of the requests that the test of a handler sends

	// Simulator connects to the simulator. It is called for each request.
	Simulator func(context.Context) (*Simulator, error)
	// Profile is the account that was named at start; nil: only the simulator is used.
	Profile *Profile
	// AllowPayments lets the profile do more than read.
	AllowPayments bool

	Journal *journal.Journal // nil: there is no place for one
	// Inbox opens the store of received notifications. It is called for each request;
	// nil: there is no place for one.
	Inbox    func() (inbox.Reader, error)
	Suspects func(context.Context) verify.Suspects
	// Dir is the directory that captures may be read from; "" reads no file, and NoDir
	// says why.
	Dir, NoDir string

	// Grace is how long calls may go on when the client has closed its end; 0 is ten
	// seconds, as long as an inquiry at a slow database or gateway takes.
	Grace time.Duration

	Deliveries *http.Client // sends notifications to applications of this machine, and must connect to no other
	Now        func() time.Time
	Sleep      func(context.Context, time.Duration) error
	Rand       io.Reader
	Log        *slog.Logger
}

// Simulator is the simulator at one moment.
type Simulator struct {
	Gateway  *flow.Gateway
	Control  sandbox.Control
	Identity sandbox.Identity
	URL      string
}

// Profile is an account at a real gateway.
type Profile struct {
	Name    string
	Live    bool // payments move real money
	Gateway *flow.Gateway
	Keys    []verify.Key // Antom's, which notifications are verified with
}
