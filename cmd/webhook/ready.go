package webhook

import (
	"cmp"
	"fmt"
	"net"
	"strings"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/receiver"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/internal/verify"
	"github.com/antom-cli/antom/pkg/keys"
)

// ListenerReady is the ready line that scripts wait for.
type ListenerReady struct {
	Event    string          `json:"event"`
	URL      string          `json:"url"`
	Port     int             `json:"port"`
	Store    string          `json:"store,omitempty"`
	Keys     []ReadyKey      `json:"keys"`
	Forward  []ForwardTarget `json:"forward,omitempty"`
	Metrics  string          `json:"metrics,omitempty"` // their URL
	Warnings []string        `json:"warnings,omitempty"`
}

// ReadyKey is a public key that notifications are verified with.
type ReadyKey struct {
	Fingerprint string `json:"fingerprint"`
	Source      string `json:"source"`         // for people
	File        string `json:"file,omitempty"` // "" if the key is in no file
	PublicKey   string `json:"publicKey"`      // Base64 on one line, as the Antom Dashboard accepts it
}

// ForwardTarget is an application that notifications are forwarded to, as it was found
// when the listener started.
type ForwardTarget struct {
	Pattern   string `json:"pattern"` // of the types of notification
	URL       string `json:"url"`
	Reachable *bool  `json:"reachable,omitempty"` // nil: not checked, because a proxy is used
	Error     string `json:"error,omitempty"`
}

func newReadyKeys(list []verify.Key) []ReadyKey {
	ready := make([]ReadyKey, len(list))
	for i, k := range list {
		text, err := cli.PublicKeyText(&keys.Key{Public: k.Public})
		if err != nil {
			text = ""
		}
		ready[i] = ReadyKey{Fingerprint: keys.Fingerprint(k.Public), Source: k.Name, File: k.File, PublicKey: text}
	}
	return ready
}

// NewForwardTargets is the JSON form of what a probe found.
func NewForwardTargets(list []receiver.Target) []ForwardTarget {
	var targets []ForwardTarget
	for _, t := range list {
		target := ForwardTarget{Pattern: t.Pattern, URL: t.URL, Error: t.Problem}
		if !t.Proxied {
			target.Reachable = &t.Reachable
		}
		targets = append(targets, target)
	}
	return targets
}

// wildcard reports whether an address stands for all addresses of this machine.
func wildcard(addr net.Addr) bool {
	tcp, ok := addr.(*net.TCPAddr)
	return ok && tcp.IP.IsUnspecified()
}

func portOf(addr net.Addr) int {
	if tcp, ok := addr.(*net.TCPAddr); ok {
		return tcp.Port
	}
	return 0
}

// Text says where notifications are forwarded to, and whether the application answers.
func (t ForwardTarget) Text() string {
	text := t.URL
	if t.Pattern != "*" {
		text = t.Pattern + " to " + text
	}
	switch {
	case t.Reachable == nil:
		return text + " (not checked: a proxy is used)"
	case *t.Reachable:
		return text + " (accepts connections)"
	}
	return text + " (no connection)"
}

// ReadyWarnings are what the user should know before the first notification: targets
// that do not answer, and an address that the network can reach.
// flag is the flag of the address.
func ReadyWarnings(flag string, addr net.Addr, targets []ForwardTarget) []string {
	var warnings []string
	if wildcard(addr) {
		warnings = append(warnings, fmt.Sprintf("the listener accepts connections from the network; to accept them from this machine only: %s 127.0.0.1:%d",
			flag, portOf(addr)))
	}
	for _, t := range targets {
		if t.Reachable != nil && !*t.Reachable {
			warnings = append(warnings, fmt.Sprintf("the application at %s does not accept connections: %s", t.URL, t.Error))
		}
	}
	return warnings
}

// WarnReady prints the warnings, unless they are part of a ready line in JSON.
func WarnReady(env *cli.Env, o output.Options, warnings []string) {
	if o.Format == output.JSON {
		return
	}
	for _, text := range warnings {
		env.Warn("%s", text)
	}
}

// Text names a key for people by its fingerprint and its file.
func (k ReadyKey) Text() string { return k.Fingerprint + " (" + cmp.Or(k.File, k.Source) + ")" }

// writeListenerReady writes the ready line, or the URL alone with --quiet.
func writeListenerReady(env *cli.Env, o output.Options, l ListenerReady, shown string) error {
	w := env.Streams().Out
	switch {
	case o.Format == output.JSON:
		_, err := fmt.Fprintln(w, cli.JSONLine(l))
		return err
	case o.Quiet:
		_, err := fmt.Fprintln(w, l.URL)
		return err
	}
	t := env.Theme()
	parts := []string{"ready", t.Link(l.URL), "store " + cmp.Or(l.Store, "none")}
	for _, k := range l.Keys {
		parts = append(parts, "key "+k.Text())
	}
	for _, f := range l.Forward {
		parts = append(parts, "forward "+f.Text())
	}
	if l.Metrics != "" {
		parts = append(parts, "metrics "+t.Link(l.Metrics))
	}
	if shown != "" {
		parts = append(parts, "shows only "+shown)
	}
	var b strings.Builder
	t.Note(&b, strings.Join(parts, "  "))
	_, err := fmt.Fprint(w, b.String())
	env.Hint("stop it with Ctrl-C")
	return err
}

// facts are what the list shows about the listener.
func (l ListenerReady) facts(shown string) []ui.Pair {
	pairs := []ui.Pair{{Label: "URL", Value: l.URL}}
	for _, k := range l.Keys {
		pairs = append(pairs, ui.Pair{Label: "Key", Value: k.Text()})
	}
	for _, f := range l.Forward {
		pairs = append(pairs, ui.Pair{Label: "Forward", Value: f.Text()})
	}
	return append(pairs, ui.Pair{Label: "Store", Value: cmp.Or(l.Store, "none")}, ui.Pair{Label: "Shown", Value: shown})
}

// lines are what the list always shows about the listener.
func (l ListenerReady) lines(shown string) []string {
	var lines []string
	for _, f := range l.Forward {
		lines = append(lines, "forward "+f.Text())
	}
	if len(lines) == 0 {
		lines = append(lines, "notifications are acknowledged here; --forward URL sends them to your application")
	}
	if shown != "" {
		lines = append(lines, "shows only "+shown)
	}
	return lines
}
