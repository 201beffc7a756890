package flow

import (
	"cmp"
	"context"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Call is one request that is ready to be sent.
type Call struct {
	Operation spec.Operation
	Path      string     // where it is called; empty is the operation's usual path
	Root      *spec.Node // what the body means, nil when it is not JSON
	Body      []byte     // sent byte for byte
	Prepare   antom.PrepareOptions

	// Payment is the payment that the request is about, nil when it is not known.
	Payment *ledger.Payment
	// Amounts are what the answer must have, by field. When nil, the answer must not
	// contradict what the journal knows.
	Amounts map[string]antom.Amount
	// Ask are the words of the command that asks what became of the request. When
	// empty they are made from the ids in it.
	Ask string

	// earlier finds the newest entry of the journal with a request id; nil looks it up.
	earlier func(requestID string) (journal.Entry, bool, error)
}

// newCall is the call of a document.
func newCall(op spec.Operation, d *request.Document) *Call {
	return &Call{Operation: op, Root: d.Root, Body: d.Bytes(op.Name)}
}

func (c *Call) path() string { return cmp.Or(c.Path, c.Operation.Path) }

func (c *Call) askWords() string {
	if c.Operation.Name == spec.OpCustomsDeclare {
		return cmp.Or(c.Ask, declarationWords(c.Root))
	}
	return cmp.Or(c.Ask, InquiryOf(c.Operation, c.Root).Words(), "inquire --last")
}

// harmless reports whether the call only asks, and about no payment.
func (c *Call) harmless() bool {
	return about(c.Operation) == outcome.Methods || c.Operation.About == spec.SubjectExchangeRates
}

// Send signs and sends one request, and verifies the answer. The journal has the
// request before the first byte goes out, so that a killed command loses nothing.
func (g *Gateway) Send(ctx context.Context, c *Call) (*Answer, error) {
	g.announce()
	return g.send(ctx, c)
}

// send is Send without the announcement. Several may go on at the same time.
func (g *Gateway) send(ctx context.Context, c *Call) (*Answer, error) {
	finish := g.beginJournal(c)
	o := antom.CallOptions{PrepareOptions: c.Prepare, Expected: g.expected(c)}
	response, err := g.Client.CallWith(ctx, c.path(), c.Body, o)
	finish(response, err)
	if err != nil {
		return nil, g.sendError(c, err)
	}
	return g.newAnswer(c, response)
}

// ask sends an inquiry.
func (g *Gateway) ask(ctx context.Context, q Inquiry, payment *ledger.Payment) (*Answer, error) {
	c, err := q.Call()
	if err != nil {
		return nil, err
	}
	c.Payment = payment
	return g.Send(ctx, c)
}

// sendError is why a call has no answer, with the ids that let the user go on.
func (g *Gateway) sendError(c *Call, err error) error {
	if apperr.KindOf(err) != apperr.Interrupted {
		return g.explain(c, err)
	}
	if !antom.Sent(err) {
		return apperr.New(apperr.Interrupted, "interrupted; nothing was sent", nil)
	}
	e := apperr.New(apperr.Interrupted, "interrupted; the request may have been received", nil)
	if c.Operation.Changes() {
		e.Hints = []string{"ask for the outcome: " + g.Commands.Line(c.askWords())}
	}
	return e
}
