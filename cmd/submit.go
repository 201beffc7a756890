package cmd

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// answer is a request that was sent and what came back.
type answer struct {
	app      *App
	op       operation
	conn     *connection
	sent     *spec.Node // the request
	response *antom.Response
	body     *spec.Node // the response's body
}

// request and response fields by path, "" when absent.
func (x *answer) asked(path string) string { return x.sent.At(path).String() }
func (x *answer) got(path string) string   { return x.body.At(path).String() }

// send signs and sends one request. The journal has it before the first byte
// goes out, so that a killed command loses nothing.
func (a *App) send(cmd *cobra.Command, conn *connection, op operation, d *request.Document) (*answer, error) {
	a.announce(conn)
	a.about = askingAbout(op, d.Root).words() + conn.expectWords
	a.harmless = outcome.About(op.name) == outcome.Methods
	return a.transmit(cmd, conn, op, d)
}

// transmit is send without a word about it. Several may go on at the same time.
func (a *App) transmit(cmd *cobra.Command, conn *connection, op operation, d *request.Document) (*answer, error) {
	return a.transmitBody(cmd, conn, op, d.Root, d.Bytes(op.name), antom.PrepareOptions{})
}

// transmitBody sends the exact bytes of a body; root is what they mean, nil
// when they are no JSON.
func (a *App) transmitBody(cmd *cobra.Command, conn *connection, op operation, root *spec.Node, body []byte, prepare antom.PrepareOptions) (*answer, error) {
	finish := a.beginJournal(conn, op, root, body)
	o := antom.CallOptions{PrepareOptions: prepare, Expected: a.expected(conn, op, root)}
	response, err := conn.client.CallWith(cmd.Context(), op.path(), body, o)
	finish(response, err)
	if err != nil {
		return nil, a.afterSending(err, op, root)
	}
	return a.newAnswer(conn, op, root, response)
}

func (a *App) newAnswer(conn *connection, op operation, sent *spec.Node, response *antom.Response) (*answer, error) {
	node, err := spec.ParseJSON(response.Body)
	if err != nil {
		return nil, apperr.New(apperr.NoAnswer, "reading the answer", err, a.askCommand(askingAbout(op, sent).words()))
	}
	return &answer{app: a, op: op, conn: conn, sent: sent, response: response, body: node}, nil
}

// afterSending adds to an error the ids that let the user go on.
func (a *App) afterSending(err error, op operation, sent *spec.Node) error {
	if apperr.KindOf(err) == apperr.Interrupted && !antom.Sent(err) {
		return apperr.New(apperr.Interrupted, "interrupted; nothing was sent", nil)
	}
	if apperr.KindOf(err) == apperr.Interrupted {
		e := apperr.New(apperr.Interrupted, "interrupted; the request may have been received", nil)
		if op.changes() {
			e.Hints = []string{"ask for the outcome: " + a.askCommand(askingAbout(op, sent).words())}
		}
		return e
	}
	return err
}

// beginJournal writes the request ahead and returns what records the outcome.
// A journal that cannot be written is a warning: the payment still goes out.
func (a *App) beginJournal(conn *connection, op operation, sent *spec.Node, body []byte) func(*antom.Response, error) {
	j := a.journal()
	if j == nil {
		a.warn("there is no place for the journal (no home directory); keep the ids yourself")
		return func(*antom.Response, error) {}
	}
	entry := journalEntry(conn, op, sent, body)
	find := j.FindRequest
	if conn.earlier != nil {
		find = conn.earlier
	}
	a.warnReuse(find, op, entry)
	a.warnWritable()
	id, err := j.Begin(entry)
	if err != nil {
		a.warn("the journal cannot be written (%v); keep the ids yourself", err)
		return func(*antom.Response, error) {}
	}
	return func(r *antom.Response, err error) {
		if jerr := j.Finish(id, func(e *journal.Entry) { recordOutcome(e, r, err) }); jerr != nil {
			a.warn("the outcome could not be written to the journal: %v", jerr)
		}
	}
}

func journalEntry(conn *connection, op operation, sent *spec.Node, body []byte) journal.Entry {
	sum := sha256.Sum256(body)
	e := journal.Entry{
		Operation:  op.name,
		Path:       antom.Path(conn.client.ClientID, op.path()),
		Profile:    conn.profile,
		ClientID:   conn.client.ClientID,
		Gateway:    conn.client.Gateway,
		Local:      conn.local(),
		Live:       conn.live,
		RequestID:  sent.Get(requestIDField(op.name)).String(),
		PaymentID:  sent.Get("paymentId").String(),
		RefundID:   sent.Get("refundId").String(),
		CaptureID:  sent.Get("captureId").String(),
		OrderID:    sent.At("order.referenceOrderId").String(),
		Amount:     sent.At(amountField(op.name) + ".value").String(),
		Currency:   sent.At(amountField(op.name) + ".currency").String(),
		Method:     sent.At("paymentMethod.paymentMethodType").String(),
		BodySHA256: hex.EncodeToString(sum[:]),
	}
	if p := conn.payments[or(e.PaymentID, e.RequestID)]; p != nil {
		e.OrderID = or(e.OrderID, p.OrderID)
		if requestIDField(op.name) != "paymentRequestId" {
			e.PaymentRequestID = p.RequestID
		}
	}
	return e
}

// warnReuse tells when an id was used before for another payment: Antom then
// answers for the first one.
func (a *App) warnReuse(find func(string) (journal.Entry, bool, error), op operation, e journal.Entry) {
	if e.RequestID == "" || !op.changes() || op.name == opCancel().name {
		return // a cancel names the payment itself, and can be repeated
	}
	before, found, err := find(e.RequestID)
	same := before.Amount == e.Amount && before.Currency == e.Currency && before.Method == e.Method && (before.PaymentID == e.PaymentID || op.creates) ||
		before.ClientID != e.ClientID || before.Gateway != e.Gateway && !e.Local
	if err != nil || !found || before.Operation != e.Operation || same {
		return
	}
	a.warn("%s %s was used at %s for another %s; Antom goes by the first one",
		requestIDField(op.name), e.RequestID, before.Time.Local().Format("2006-01-02 15:04:05"), outcome.About(op.name))
}

// requestIDField is the merchant's own id of what an operation is about.
func requestIDField(operation string) string { return spec.OperationNamed(operation).RequestIDField }

// amountField is the amount that an operation moves or asks about.
func amountField(operation string) string { return spec.OperationNamed(operation).AmountField }

func recordOutcome(e *journal.Entry, r *antom.Response, err error) {
	switch {
	case err == nil:
		e.State = journal.StateAnswered
	case !antom.Sent(err):
		e.State = journal.StateNotSent
	case errors.Is(err, context.Canceled):
		e.State = journal.StateSent // nobody waited for the answer
	default:
		e.State = journal.StateNoAnswer
	}
	if failed, ok := errors.AsType[*antom.ResponseError](err); ok {
		e.Reason = string(failed.Reason)
	}
	if r == nil {
		return
	}
	e.ResultStatus, e.ResultCode = string(r.Result.ResultStatus), string(r.Result.ResultCode)
	e.Trust, e.Attempts, e.DurationMS = string(r.Trust), r.Attempts, r.Duration.Milliseconds()
	node, perr := spec.ParseJSON(r.Body)
	if perr != nil || !r.Verified {
		return
	}
	e.PaymentID = or(node.Get("paymentId").String(), e.PaymentID)
	e.RefundID = or(node.Get("refundId").String(), e.RefundID)
	e.CaptureID = or(node.Get("captureId").String(), e.CaptureID)
	e.RequestID = or(e.RequestID, node.Get(requestIDField(e.Operation)).String())
	e.PaymentStatus = node.Get("paymentStatus").String()
	e.RefundStatus = node.Get("refundStatus").String()
	if !spec.OperationNamed(e.Operation).Asks() {
		return
	}
	// An inquiry asks by an id alone; the rest is in the answer.
	amount := amountField(e.Operation)
	e.Amount, e.Currency = node.At(amount+".value").String(), node.At(amount+".currency").String()
	e.Method = node.Get("paymentMethodType").String()
	e.PaymentTime = node.Get("paymentTime").String()
}
