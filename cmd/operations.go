package cmd

import (
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// operation is an operation as the commands use it.
type operation struct {
	name    string
	command string // of antom's that calls it
	creates bool   // makes a payment or a session, so ids and amounts get defaults
	moves   bool   // changes a payment that is there
	address string // where it is called, when that is not its usual path
}

func opPay() operation           { return operationNamed(spec.OpPay) }
func opSession() operation       { return operationNamed(spec.OpCreatePaymentSession) }
func opInquiry() operation       { return operationNamed(spec.OpInquiryPayment) }
func opInquiryRefund() operation { return operationNamed(spec.OpInquiryRefund) }
func opCancel() operation        { return operationNamed(spec.OpCancel) }
func opRefund() operation        { return operationNamed(spec.OpRefund) }
func opCapture() operation       { return operationNamed(spec.OpCapture) }
func opConsult() operation       { return operationNamed(spec.OpConsult) }

// namedOperations are those that have a command of their own.
func namedOperations() []operation {
	var named []operation
	for _, known := range spec.Operations() {
		if known.Command != "" {
			named = append(named, operationNamed(known.Name))
		}
	}
	return named
}

// operationNamed is what is known of an operation; of most it is the name only.
func operationNamed(name string) operation {
	known := spec.OperationNamed(name)
	return operation{name: name, command: known.Command, creates: known.Creates, moves: known.Moves}
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

// localDefaults are the fields that Antom requires of a payment or a session and
// that only the simulator can make up. A hosted page needs goods and a buyer.
func (o operation) localDefaults(d *request.Document, url string) []fieldDefault {
	if !o.creates {
		return nil
	}
	fields := []fieldDefault{
		{"order.orderDescription", "Test order"},
		{"paymentRedirectUrl", url + "/checkout/result"},
	}
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
