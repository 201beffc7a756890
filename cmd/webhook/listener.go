package webhook

import (
	"net/url"

	"github.com/antom-cli/antom/cmd/cli"
)

// simulated reports whether the listener receives the simulator's notifications.
func (f *ListenFlags) simulated(env *cli.Env) bool {
	if len(f.keys) > 0 {
		return false
	}
	c, err := env.Config()
	return f.Local || err == nil && c.Local()
}

// NotifyPath returns the path and query that notifications are sent to. If they are
// forwarded to one application it is that of the application, because the signature
// covers it.
func (f *ListenFlags) NotifyPath() string {
	target, err := url.Parse(f.Forward)
	if f.Path != "/" || f.Forward == "" || err != nil || target.Path == "" {
		return f.Path
	}
	return target.RequestURI()
}
