package gateway

import (
	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Recording answers calls from exchanges that were recorded.
type Recording interface {
	// Has reports whether there is an exchange of an operation.
	Has(operation string) bool
	// Answer returns the body of the response for a call, or why no exchange matches.
	Answer(operation string, request *spec.Node) (*spec.Node, error)
}

// Replay says how a Gateway answers from a recording. The zero value is no recording.
type Replay struct {
	Recording Recording
	// Only refuses calls that match no exchange. Without it the engine answers them.
	Only bool
	// Missed is told of calls that match no exchange, by several goroutines; nil for nobody.
	Missed func(operation string, err error, refused bool)
}

// has reports whether an operation was recorded.
func (r Replay) has(operation string) bool { return r.Recording != nil && r.Recording.Has(operation) }

// replay answers a call from the recording. done is false when the engine shall answer.
func (g *Gateway) replay(c call, body *spec.Node) (reply engine.Reply, done bool) {
	if g.replayed.Recording == nil {
		return reply, false
	}
	response, err := g.replayed.Recording.Answer(c.operation, body)
	if err == nil {
		return engine.Reply{Body: response}, true
	}
	refused := g.replayed.Only || !g.engine.Serves(c.operation)
	if g.replayed.Missed != nil {
		g.replayed.Missed(c.operation, err, refused)
	}
	if refused {
		return engine.Refusal(c.operation, "PARAM_ILLEGAL", "the simulator replays a recording: "+err.Error()), true
	}
	return reply, false
}
