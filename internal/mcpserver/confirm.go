package mcpserver

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// question is the name of the one thing that the user is asked.
const question = "confirm"

// questionError ends a call with a question to the user. The client asks it, and calls
// the tool again with the answer.
type questionError struct {
	message, state string
}

func (e *questionError) Error() string { return "the user has to confirm" }

func asQuestion(err error, into **questionError) bool { return errors.As(err, into) }

func (e *questionError) result() *mcp.CallToolResult {
	return &mcp.CallToolResult{
		RequestState: e.state,
		InputRequests: mcp.InputRequestMap{question: &mcp.ElicitParams{
			Mode:    "form",
			Message: e.message,
			RequestedSchema: map[string]any{
				"type": "object", "required": []string{question},
				"properties": map[string]any{question: map[string]any{
					"type": "boolean", "title": "Send it", "description": "true sends the request, which moves real money",
				}},
			},
		}},
	}
}

// confirmations are the questions that wait for an answer, each for one call with its
// very arguments.
type confirmations struct {
	mu      sync.Mutex
	waiting map[string][sha256.Size]byte
}

// maxWaiting is how many questions may wait; an agent that asks for more has to begin
// again.
const maxWaiting = 32

func (w *confirmations) add(state string, of [sha256.Size]byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.waiting == nil || len(w.waiting) >= maxWaiting {
		w.waiting = map[string][sha256.Size]byte{}
	}
	w.waiting[state] = of
}

// take reports whether a question about a call was asked; it can be answered once.
func (w *confirmations) take(state string, of [sha256.Size]byte) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	asked, ok := w.waiting[state]
	delete(w.waiting, state)
	return ok && asked == of
}

// permit decides whether an operation may be sent to the profile's gateway.
func (c *call) permit(g *flow.Gateway, op spec.Operation) error {
	if g.Local || op.Reads {
		return nil
	}
	name := op.Name
	if name == "" {
		name = "a call that is in no table"
	}
	if !c.o.AllowPayments {
		return apperr.New(apperr.Config, fmt.Sprintf("%s may change something at the gateway of profile %s, and this server only reads there", name, g.Profile), nil,
			"use the simulator: leave the argument account out",
			"to allow it, the user starts the server with --allow-payments").WithCode("payments-not-allowed")
	}
	if !g.Live {
		return nil
	}
	return c.confirm(g, name)
}

// confirm wants the user's word before real money moves. The agent cannot give it: it
// comes beside the arguments, from the client.
func (c *call) confirm(g *flow.Gateway, what string) error {
	about := sha256.Sum256(append([]byte(c.request.Params.Name+"\x00"), c.arguments...))
	if given, ok := c.request.Params.InputResponses[question].(*mcp.ElicitResult); ok {
		yes, _ := given.Content[question].(bool)
		if !c.asked.take(c.request.Params.RequestState, about) {
			return apperr.New(apperr.Config, "this confirmation belongs to no question that waits, so nothing was sent", nil, "call the tool again").WithCode("not-confirmed")
		}
		if given.Action != "accept" || !yes {
			return apperr.New(apperr.Config, "the user did not confirm, so nothing was sent", nil, "do not try again unless the user asks for it").WithCode("not-confirmed")
		}
		g.LiveAllowed = true
		return nil
	}
	if caps := c.request.ClientCapabilities(); caps == nil || caps.Elicitation == nil || caps.Elicitation.Form == nil && caps.Elicitation.URL != nil {
		return apperr.New(apperr.Config, fmt.Sprintf("client id %s is live, so the user has to confirm %s, and this client cannot ask", g.Client.ClientID, what), nil,
			"use the simulator: leave the argument account out",
			"the user can send it on the command line; antom pay --help").WithCode("not-confirmed")
	}
	request, err := requestText(c.arguments)
	if err != nil {
		return err
	}
	state, err := c.newState()
	if err != nil {
		return err
	}
	c.asked.add(state, about)
	return &questionError{state: state, message: fmt.Sprintf("LIVE: real money moves. Send %s with profile %s (client id %s)?\n%s",
		what, g.Profile, g.Client.ClientID, request)}
}

// newState makes a name for a question that nobody can guess.
func (c *call) newState() (string, error) {
	var random [16]byte
	if _, err := c.o.Rand.Read(random[:]); err != nil {
		return "", apperr.New(apperr.Internal, "making a random number", err)
	}
	return hex.EncodeToString(random[:]), nil
}
