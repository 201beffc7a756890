package cmd

import (
	"strconv"

	"github.com/antom-cli/antom/internal/debuglog"
	"github.com/antom-cli/antom/pkg/antom"
)

// debugging reports whether --debug or ANTOM_DEBUG asks for a log of all requests
// and responses.
func (a *App) debugging() bool {
	on, _ := strconv.ParseBool(a.Getenv("ANTOM_DEBUG"))
	return a.global.debug || on
}

// trace returns what logs a try of a call on standard error, nil without --debug.
func (a *App) trace() func(antom.Attempt) {
	if !a.debugging() {
		return nil
	}
	return func(at antom.Attempt) {
		a.telling.Lock()
		defer a.telling.Unlock()
		// A log that cannot be written is no reason to end a payment.
		_ = debuglog.Attempt(a.streams().Err, at, a.Now())
	}
}
