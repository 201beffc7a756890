package cli

import (
	"strconv"

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
	return func(at antom.Attempt) {
		env.writing.Lock()
		defer env.writing.Unlock()
		// A log that cannot be written is no reason to end a payment.
		_ = debuglog.Attempt(env.Streams().Err, at, env.Now())
	}
}
