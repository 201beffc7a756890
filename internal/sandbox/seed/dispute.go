package seed

import (
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// evidence is the document of a dispute that a file calls defended.
const evidence = "%PDF-1.4\n% made by antom sandbox seed\n"

// dispute makes a dispute of a paid payment in its state.
func (b *builder) dispute(paymentID string, p *paymentItem, path string, node *spec.Node) {
	d := b.record(path, node)
	opened := engine.NewDispute{
		Type:       d.choice("type", engine.DisputeTypes()...),
		ReasonCode: d.text("reasonCode"), Reason: d.text("reason"), Source: d.text("source"),
	}
	if node.Get("amount") != nil {
		opened.Value = d.amount("amount", p.body.At("paymentAmount.currency").String()).Get("value").String()
	}
	d.known = append(d.known, "amount")
	status := engine.DisputeStatus(d.choice("status", disputeStates()...))
	created := d.moment("created", b.clock)
	if text := d.text("due"); text != "" {
		at, ok := parseMoment(text, b.Now)
		if !ok || !at.After(created) {
			d.problem("due", "%q is not a time after the dispute was opened: write it like in 3d or 2026-11-20T08:00:00+08:00", text)
		}
		opened.Due = at.Sub(created)
	}
	opened.RDR = status == engine.DisputeRDR
	d.finish()
	if d.bad {
		return
	}
	if b.clock.Before(created) {
		b.clock = created
	}
	made, err := b.engine.OpenDispute(paymentID, opened)
	if err == nil {
		err = b.answer(made.DisputeID, p.clientID, status)
	}
	if err != nil {
		d.problem("", "%v", err)
		return
	}
	if status == engine.DisputeOpen && !made.Due.IsZero() && !made.Due.After(b.Now) {
		d.problem("", "a dispute that is OPEN would have ended at %s: add due, such as in 3d", made.Due.UTC().Format(time.RFC3339))
		return
	}
	b.made.Disputes++
}

// disputeStates are the states that a file can name, the usual one first.
func disputeStates() []string {
	var names []string
	for _, s := range engine.DisputeStatuses() {
		if s != engine.DisputeExpired { // it comes with the time: due
			names = append(names, string(s))
		}
	}
	return names
}

// answer brings an open dispute into its state.
func (b *builder) answer(id, clientID string, status engine.DisputeStatus) error {
	if slices.Contains([]engine.DisputeStatus{engine.DisputeDefended, engine.DisputeWon, engine.DisputeLost}, status) {
		document := base64.StdEncoding.EncodeToString([]byte(evidence))
		if err := b.disputeCall(engine.OpDefendDispute, clientID, object("disputeId", id, "disputeEvidence", document)); err != nil {
			return err
		}
	}
	var err error
	switch status {
	case engine.DisputeAccepted:
		err = b.disputeCall(engine.OpAcceptDispute, clientID, object("disputeId", id))
	case engine.DisputeCancelled:
		_, err = b.engine.CancelDispute(id)
	case engine.DisputeWon, engine.DisputeLost:
		_, err = b.engine.JudgeDispute(id, status == engine.DisputeWon)
	}
	return err
}

// disputeCall is a call of the merchant that must succeed.
func (b *builder) disputeCall(operation, clientID string, body *spec.Node) error {
	reply, ok := b.call(operation, clientID, body)
	if !ok {
		return b.err
	}
	if reply.At("result.resultStatus").String() == "F" {
		text := []string{reply.At("result.resultCode").String(), reply.At("result.resultMessage").String()}
		return &refusedError{strings.Join(text, ": ")}
	}
	return nil
}

// refusedError is what the engine said against a call.
type refusedError struct{ text string }

func (e *refusedError) Error() string { return e.text }
