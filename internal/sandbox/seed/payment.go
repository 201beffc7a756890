package seed

import (
	"cmp"
	"slices"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// settling is longer than a refund or a capture takes that is decided afterwards.
const settling = 4 * time.Second

// paymentItem is what a file says about a payment or a session.
type paymentItem struct {
	*record
	id, clientID, status, code string
	created, updated           time.Time
	body                       *spec.Node
}

// payment makes a payment or a session in its state, with its captures, refunds and disputes.
func (b *builder) payment(operation, path string, node *spec.Node) {
	p := b.readPayment(operation, path, node)
	captures, refunds, disputes := p.take("captures"), p.take("refunds"), p.take("disputes")
	p.finish()
	if p.bad {
		return
	}
	if operation == engine.OpSession {
		b.made.Sessions++
	} else {
		b.made.Payments++
	}
	// Records of one moment keep the order of the file.
	b.clock = p.created.Add(time.Duration(b.count) * time.Millisecond)
	paymentID, ok := b.open(operation, p)
	if !ok || !b.settle(paymentID, p) {
		return
	}
	b.list(p.at("captures"), captures, func(path string, item *spec.Node) { b.capture(paymentID, p, path, item) })
	b.list(p.at("refunds"), refunds, func(path string, item *spec.Node) { b.refund(paymentID, p, path, item) })
	b.list(p.at("disputes"), disputes, func(path string, item *spec.Node) { b.dispute(paymentID, p, path, item) })
}

func (b *builder) readPayment(operation, path string, node *spec.Node) *paymentItem {
	p := &paymentItem{record: b.record(path, node)}
	p.id = p.needed("paymentRequestId", "ORDER-1")
	if p.clientID = p.text("clientId"); p.clientID == "" {
		p.clientID = b.ClientID
	} else if !slices.Contains(b.Clients, p.clientID) {
		p.problem("clientId", "the simulator has no merchant %q: antom sandbox merchant list", p.clientID)
	}
	amount := p.amount("amount", "")
	method := p.text("method")
	if method == "" && operation == engine.OpPay && !p.bad {
		p.problem("", "method is missing, such as ALIPAY_HK")
	}
	p.status = p.choice("status", string(engine.Processing), string(engine.Pending), string(engine.Success), string(engine.Fail), string(engine.Cancelled))
	if p.code = p.text("resultCode"); p.code != "" && p.status != string(engine.Fail) {
		p.problem("resultCode", "only a payment with the status FAIL has a result code of its own")
	}
	p.created = p.moment("created", b.Now.Add(-time.Minute))
	p.updated = p.moment("updated", p.created)
	if p.updated.Before(p.created) {
		p.problem("updated", "it is before the payment was created")
	}
	p.body = requestBody(operation, p, amount, method)
	return p
}

// requestBody is the request that makes the payment.
func requestBody(operation string, p *paymentItem, amount *spec.Node, method string) *spec.Node {
	body := object("productCode", "CASHIER_PAYMENT", "paymentRequestId", p.id)
	order := object(
		"referenceOrderId", cmp.Or(p.text("orderId"), p.id),
		"orderDescription", cmp.Or(p.text("description"), "Order "+p.id),
	)
	if amount != nil {
		body.Set("paymentAmount", amount)
		order.Set("orderAmount", amount)
		body.Set("settlementStrategy", object("settlementCurrency", amount.Get("currency").String()))
	}
	body.Set("order", order)
	body.Set("env", object("terminalType", "WEB"))
	body.Set("paymentRedirectUrl", spec.NewString(cmp.Or(p.text("redirectUrl"), "https://shop.example/done")))
	if url := p.text("notifyUrl"); url != "" {
		body.Set("paymentNotifyUrl", spec.NewString(url))
	}
	if method != "" {
		body.Set("paymentMethod", object("paymentMethodType", method))
	}
	if operation == engine.OpSession {
		body.Set("productScene", spec.NewString("CHECKOUT_PAYMENT"))
		completeOrder(order, p.id, amount)
	}
	mode := p.text("captureMode")
	if method == "CARD" {
		mode = cmp.Or(mode, "AUTOMATIC")
	}
	if mode != "" {
		body.Set("paymentFactor", object("isAuthorization", "true", "captureMode", mode))
	}
	text := p.text("expires")
	if text == "" && p.updated.After(p.created) { // it must not expire before it was decided
		text = p.updated.Add(time.Minute).Format(time.RFC3339)
	}
	if text != "" {
		at, ok := parseMoment(text, p.b.Now)
		if !ok {
			p.problem("expires", "%q is not a time: write it like in 30m or 2026-11-20T08:00:00+08:00", text)
		}
		body.Set("paymentExpiryTime", spec.NewString(at.Format(time.RFC3339)))
	}
	if more := p.take("request"); more != nil {
		if more.Kind != spec.Object {
			p.problem("request", "it must have the fields of a request")
		} else {
			merge(body, more)
		}
	}
	return body
}

// completeOrder adds what the hosted page needs.
func completeOrder(order *spec.Node, id string, amount *spec.Node) {
	buyer := object("referenceBuyerId", "buyer-1")
	buyer.Set("buyerName", object("fullName", "Ada Lovelace"))
	order.Set("buyer", buyer)
	good := object("referenceGoodsId", id, "goodsName", order.Get("orderDescription").String(), "goodsQuantity", "1")
	if amount != nil {
		good.Set("goodsUnitAmount", amount)
	}
	order.Set("goods", spec.NewArray(good))
}

// once notes the place of a request id. One that is in the file twice is a mistake.
func (r *record) once(bucket store.Bucket, clientID, name, id string) bool {
	key := string(bucket) + clientID + "\x00" + id
	if r.b.paths[key] != "" {
		r.problem(name, "%s is in the file twice", id)
		return false
	}
	r.b.paths[key] = r.at(name)
	return true
}

// open makes the payment.
func (b *builder) open(operation string, p *paymentItem) (paymentID string, ok bool) {
	if !p.once(store.Requests, p.clientID, "paymentRequestId", p.id) {
		return "", false
	}
	reply, ok := b.call(operation, p.clientID, p.body)
	if !ok {
		return "", false
	}
	if code := reply.At("result.resultCode").String(); code != "PAYMENT_IN_PROCESS" && code != "SUCCESS" {
		p.problem("", "%s: %s", code, reply.At("result.resultMessage").String())
		return "", false
	}
	made, err := b.engine.Find(p.id)
	if b.err = err; err != nil {
		return "", false
	}
	return made.PaymentID, true
}

// settle brings the payment into its state.
func (b *builder) settle(paymentID string, p *paymentItem) bool {
	if b.clock.Before(p.updated) {
		b.clock = p.updated
	}
	var err error
	switch engine.Status(p.status) {
	case engine.Processing:
		if made, err := b.engine.FindPayment(paymentID); err == nil && !made.Expires.After(b.Now) {
			p.problem("", "a payment that is PROCESSING would have expired at %s: add expires, such as in 30m", made.Expires.UTC().Format(time.RFC3339))
			return false
		}
	case engine.Pending:
		_, err = b.engine.Pend(paymentID)
	case engine.Success:
		_, err = b.engine.Pay(paymentID, "")
	case engine.Fail:
		_, err = b.engine.Decline(paymentID, p.code)
	case engine.Cancelled:
		reply, ok := b.call(engine.OpCancel, p.clientID, object("paymentId", paymentID))
		return ok && p.succeeded(reply)
	}
	if err != nil {
		name := "status"
		if p.code != "" {
			name = "resultCode"
		}
		p.problem(name, "%v", err)
	}
	return err == nil
}

// refund makes a refund of a payment in its state.
func (b *builder) refund(paymentID string, p *paymentItem, path string, node *spec.Node) {
	r := b.record(path, node)
	id := r.needed("refundRequestId", "REFUND-1")
	amount := r.amount("amount", p.body.At("paymentAmount.currency").String())
	status := r.choice("status", string(engine.Success), string(engine.Processing), string(engine.Fail))
	code := r.text("resultCode")
	created := r.moment("created", b.clock)
	r.finish()
	reason := ""
	switch {
	case code != "" && status != string(engine.Fail):
		r.problem("resultCode", "only a refund with the status FAIL has a result code of its own")
	case status == string(engine.Processing):
		reason = "sim: refund=pending"
	case status == string(engine.Fail) && code != "":
		reason = "sim: refund=fail code=" + code
	case status == string(engine.Fail):
		reason = "sim: refund=fail"
	}
	if r.bad || !r.once(store.RefundRequests, p.clientID, "refundRequestId", id) {
		return
	}
	if b.clock.Before(created) {
		b.clock = created
	}
	body := object("paymentId", paymentID, "refundRequestId", id, "refundReason", reason)
	body.Set("refundAmount", amount)
	reply, ok := b.call(engine.OpRefund, p.clientID, body)
	if ok && r.succeeded(reply) {
		b.made.Refunds++
		b.pass(status == string(engine.Fail))
	}
}

// capture makes a capture of an authorized payment.
func (b *builder) capture(paymentID string, p *paymentItem, path string, node *spec.Node) {
	c := b.record(path, node)
	id := c.needed("captureRequestId", "CAPTURE-1")
	amount := c.amount("amount", p.body.At("paymentAmount.currency").String())
	last := c.choice("last", "false", "true")
	created := c.moment("created", b.clock)
	c.finish()
	if c.bad || !c.once(store.CaptureRequests, p.clientID, "captureRequestId", id) {
		return
	}
	if b.clock.Before(created) {
		b.clock = created
	}
	body := object("paymentId", paymentID, "captureRequestId", id, "isLastCapture", last)
	body.Set("captureAmount", amount)
	reply, ok := b.call(engine.OpCapture, p.clientID, body)
	if ok && c.succeeded(reply) {
		b.made.Captures++
		b.pass(reply.At("result.resultStatus").String() == "U")
	}
}

// pass lets the time pass that something takes to be decided.
func (b *builder) pass(wait bool) {
	if wait {
		b.clock = b.engine.After(b.clock, settling)
		_, b.err = b.engine.Sweep()
	}
}

// call carries out one call.
func (b *builder) call(operation, clientID string, body *spec.Node) (*spec.Node, bool) {
	reply, err := b.engine.Do(engine.Request{Operation: operation, ClientID: clientID, Body: body})
	if err != nil {
		b.err = err
		return nil, false
	}
	return reply.Body, true
}

// succeeded notes a refusal.
func (r *record) succeeded(reply *spec.Node) bool {
	if reply.At("result.resultStatus").String() != "F" {
		return true
	}
	r.problem("", "%s: %s", reply.At("result.resultCode").String(), reply.At("result.resultMessage").String())
	return false
}
