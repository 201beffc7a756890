package cli

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/antom-cli/antom/internal/debuglog"
	"github.com/antom-cli/antom/pkg/antom"
)

// Debugging reports whether --debug or ANTOM_DEBUG asks for a log of all requests
// and responses.
func Debugging(env *Env) bool {
	on, _ := strconv.ParseBool(env.Getenv("ANTOM_DEBUG"))
	return env.Global.Debug || on
}

// AttemptLogger returns what logs a try of a call on standard error, nil without --debug.
func AttemptLogger(env *Env) func(antom.Attempt) {
	if !Debugging(env) {
		return nil
	}
	// A log that cannot be written is no reason to end a payment.
	return func(at antom.Attempt) { _ = debuglog.Attempt(debugWriter{env}, at, env.Now()) }
}

// LogDeliveries makes a client that sends to applications log what it does on standard
// error, with --debug.
func LogDeliveries(env *Env, c *http.Client) *http.Client {
	if !Debugging(env) {
		return c
	}
	logged := *c
	logged.Transport = debuglog.Transport{Base: c.Transport, Out: debugWriter{env}, Now: env.Now}
	return &logged
}

// debugWriter writes one exchange at a time to standard error: as it is, or as one
// object of a JSON log.
type debugWriter struct{ env *Env }

func (w debugWriter) Write(p []byte) (int, error) {
	w.env.writing.Lock()
	defer w.env.writing.Unlock()
	if w.env.Log != nil {
		w.env.Log.write("debug", "%s", strings.TrimSuffix(string(p), "\n"))
		return len(p), nil
	}
	return w.env.Streams().Err.Write(p)
}
