package cmd

import (
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// operation is what the commands know about an API operation beyond the
// specification: how to fill it in for a first try.
type operation struct {
	name    string
	command string // of antom's that calls it
	creates bool   // makes a payment or a session, so ids and amounts get defaults
	moves   bool   // changes a payment that is there
	address string // where it is called, when that is not its usual path
	local   func(d *request.Document, simulatorURL string) []fieldDefault
}

func opPay() operation {
	return operation{name: "pay", command: "pay", creates: true, local: localPayDefaults}
}

func opSession() operation {
	return operation{name: "createPaymentSession", command: "session", creates: true, local: localSessionDefaults}
}

func opInquiry() operation { return operation{name: "inquiryPayment", command: "inquire"} }

func opInquiryRefund() operation {
	return operation{name: "inquiryRefund", command: "inquire-refund"}
}

func opCancel() operation  { return operation{name: "cancel", command: "cancel", moves: true} }
func opRefund() operation  { return operation{name: "refund", command: "refund", moves: true} }
func opCapture() operation { return operation{name: "capture", command: "capture", moves: true} }
func opConsult() operation { return operation{name: "consult", command: "consult"} }

// namedOperations are those that have a command of their own.
func namedOperations() []operation {
	return []operation{opPay(), opSession(), opInquiry(), opInquiryRefund(), opCancel(), opRefund(), opCapture(), opConsult()}
}

// operationNamed is what is known of an operation; of most it is the name only.
func operationNamed(name string) operation {
	for _, op := range namedOperations() {
		if op.name == name {
			return op
		}
	}
	return operation{name: name}
}

// changes tells whether anything is different after the call.
func (o operation) changes() bool { return o.creates || o.moves }

// path is where the operation is called.
func (o operation) path() string {
	if o.address != "" {
		return o.address
	}
	op, _ := spec.FindOperation(o.name)
	return op.Path
}

// accepts tells whether a request of the operation has a field at path, so
// that a profile's defaults go only where they belong.
func (o operation) accepts(path string) bool {
	steps, err := spec.ParsePath(path)
	if err != nil || len(steps) == 0 {
		return false
	}
	t := spec.Request(o.name)
	if t == nil {
		return false
	}
	for _, f := range t.Fields {
		if f.Name == steps[0].Name {
			return true
		}
	}
	return false
}

// requires tells whether the request must have the field at path: Antom requires
// it, and what is around it is required or there.
func (o operation) requires(d *request.Document, path string) bool {
	t := spec.Request(o.name)
	for i, r := range path + "." {
		if r != '.' {
			continue
		}
		f := t.At(path[:i])
		if f == nil || f.Required != spec.Yes && !d.Has(path[:i]) {
			return false
		}
	}
	return true
}

func (o operation) localDefaults(d *request.Document, url string) []fieldDefault {
	if o.local == nil {
		return nil
	}
	return o.local(d, url)
}

// localPayDefaults are the fields that Antom requires and that only the
// simulator can make up.
func localPayDefaults(_ *request.Document, url string) []fieldDefault {
	return []fieldDefault{
		{"order.orderDescription", "Test order"},
		{"paymentRedirectUrl", url + "/checkout/result"},
	}
}

// localSessionDefaults add the goods and the buyer that a hosted page needs.
func localSessionDefaults(d *request.Document, url string) []fieldDefault {
	fields := localPayDefaults(d, url)
	if d.Get("productScene") != spec.SceneHosted {
		return fields
	}
	if !d.Has("order.goods") {
		fields = append(fields,
			fieldDefault{"order.goods[0].referenceGoodsId", "GOODS1"},
			fieldDefault{"order.goods[0].goodsName", "Test goods"},
			fieldDefault{"order.goods[0].goodsUnitAmount.currency", d.Get("paymentAmount.currency")},
			fieldDefault{"order.goods[0].goodsUnitAmount.value", d.Get("paymentAmount.value")},
			fieldDefault{"order.goods[0].goodsQuantity", "1"},
		)
	}
	return append(fields,
		fieldDefault{"order.buyer.referenceBuyerId", "BUYER1"},
		fieldDefault{"order.buyer.buyerName.fullName", "Test Buyer"},
	)
}
