package webhook

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/pkg/antom"
)

// ShownFlags say what a listener shows, and how.
type ShownFlags struct {
	kind   string
	status string
	plain  bool
}

// Add declares the flags.
func (f *ShownFlags) Add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.kind, "type", "", "show only notifications of this `type`; * matches any characters")
	fl.StringVar(&f.status, "status", "", "show only notifications with this result `status` or result code")
	fl.BoolVar(&f.plain, "plain", false, "print one line for each event instead of the list on the terminal")
}

// Filter selects the notifications that are shown.
func (f *ShownFlags) Filter() inbox.Filter { return inbox.Filter{NotifyType: f.kind, Status: f.status} }

// Text says what is shown, "" for everything.
func (f *ShownFlags) Text() string {
	var parts []string
	if f.kind != "" {
		parts = append(parts, "type "+f.kind)
	}
	if f.status != "" {
		parts = append(parts, "status "+f.status)
	}
	return strings.Join(parts, " and ")
}

// Interactive reports whether events are shown as a list on the terminal.
func (f *ShownFlags) Interactive(env *cli.Env, o output.Options) bool {
	s := env.Streams()
	return !f.plain && s.InTTY && s.OutTTY && !s.Dumb && o.Format == output.Text && !o.Quiet && env.Log == nil && !env.Global.Debug
}

// NewEventOptions says what a listener shows. store is the directory that notifications
// are stored in, "" for none, and keyFlags are the flags of webhook verify that select
// the keys of the listener.
func NewEventOptions(f *ListenFlags, store, keyFlags string) EventOptions {
	o := EventOptions{Shown: f.Shown.Filter()}
	if store != "" {
		o.Explain = explainCommand(f, keyFlags)
	}
	return o
}

// explainCommand returns a function that returns the command that explains why a stored
// notification was rejected. keyFlags select the same keys.
func explainCommand(f *ListenFlags, keyFlags string) func(r *inbox.Record) string {
	store := ""
	if f.Store != "" {
		store = " --store " + apperr.ShellQuote(f.Store)
	}
	verify := "antom webhook verify" + keyFlags
	if f.MaxAge > 0 {
		verify += " --max-age " + f.MaxAge.String()
	}
	return func(r *inbox.Record) string {
		if r.Trimmed || r.Cause == string(antom.ReasonWrongClient) {
			return "antom webhook show " + r.ID + store
		}
		return verify + " --stored " + r.ID + store
	}
}

// KeyFlags are the flags of webhook verify that select the keys of the listener.
func (f *ListenFlags) KeyFlags(env *cli.Env) string {
	switch {
	case f.Local:
		return " --local" + env.GatewayFlags()
	case len(f.keys) == 0:
		return env.GatewayFlags()
	}
	flags := ""
	for _, key := range f.keys {
		flags += " --key " + apperr.ShellQuote(key)
	}
	return flags
}
