package flow

import (
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// validate holds every document against the specification before any is sent.
// Warnings are events; errors, all of them, become one error.
func (r *Run) validate() error {
	o := &r.options
	mistakes := r.mistakes
	if !o.NoValidate {
		for _, q := range r.Requests {
			mistakes = append(mistakes, r.problems(q.Document)...)
		}
	}
	if len(mistakes) == 0 {
		return nil
	}
	return mistakesError(mistakes, o.Operation, r.gateway.Commands)
}

// problems are the mistakes of one document. What is only a warning becomes an
// event, unless warnings count as errors.
func (r *Run) problems(d *request.Document) []Mistake {
	o := &r.options
	var mistakes []Mistake
	for _, p := range append(d.Problems(o.Operation.Name, r.gateway.now()), r.gateway.settlementProblems(o.Operation, d)...) {
		if r.consequence(d, p) {
			continue
		}
		m := Mistake{Problem: p}
		if !d.Has(p.Path) {
			m.missing = o.Overlay.flagFor(o.Operation, p.Path)
			if p.Origin.File == "" {
				m.Origin = request.Origin{} // nothing that was given is to blame
			}
		}
		if p.Origin.Flag == "--amount" {
			m.Nearest = majorUnits(d.Get(o.Overlay.AmountPaths[0]+".currency"), p.Nearest)
		}
		if p.Severity == spec.Error || o.Strict {
			mistakes = append(mistakes, m)
		} else {
			r.gateway.Events.warn("%s", m)
		}
	}
	return mistakes
}

// consequence reports whether a finding only follows from a mistake that is reported
// already: of a flag, or of paymentAmount where order.orderAmount copies it.
func (r *Run) consequence(d *request.Document, p request.Problem) bool {
	o := &r.options.Overlay
	amount := slices.ContainsFunc(o.AmountPaths, func(path string) bool { return strings.HasPrefix(p.Path, path) })
	for _, m := range r.mistakes {
		switch m.flag {
		case "--amount", "--minor", "--currency":
			// The goods that the simulator fills in cost what the payment does.
			if amount || strings.HasPrefix(p.Path, "order.goods") && p.Origin.File == "" && p.Origin.Flag == "" {
				return true
			}
		case "--goods":
			if strings.HasPrefix(p.Path, "order.goods") {
				return true
			}
		case "--expires-in":
			if p.Path == o.ExpiryPath {
				return true
			}
		}
	}
	if p.Origin.File == "" && !d.Has(p.Path) && !d.Has("paymentAmount") && o.copiesAmountInto(p.Path) {
		return true // the flags of the missing amount give it, too
	}
	original, isCopy := strings.CutPrefix(p.Path, "order.orderAmount")
	if original == "" && d.Has(p.Path) {
		return false // it is about the whole amount: that it differs
	}
	return isCopy && p.Origin.File == "" && d.Get(p.Path) == d.Get("paymentAmount"+original)
}

// copiesAmountInto reports whether the flags of the amount also fill a field that the
// object at path has.
func (o *Overlay) copiesAmountInto(path string) bool {
	return slices.ContainsFunc(o.AmountPaths, func(p string) bool { return strings.HasPrefix(p, path+".") })
}

// flagFor is the flag that fills a field.
func (o *Overlay) flagFor(op spec.Operation, path string) string {
	switch {
	case op.Name == spec.OpCancel && path == "paymentRequestId":
		return "an argument or --payment-id"
	case op.Name == spec.OpInquiryRefund && path == "refundRequestId":
		return "an argument or --refund-id"
	}
	for _, amount := range o.AmountPaths {
		switch path {
		case amount, amount + ".value":
			return "--amount and --currency"
		case amount + ".currency":
			return "--currency"
		}
	}
	for _, f := range o.Fields {
		if f.Path == path && op.Alters {
			return f.Flag
		}
	}
	switch path {
	case "paymentId":
		return "--payment-id"
	case "refundId":
		return "--refund-id"
	case "order.goods":
		return "--goods"
	case "order":
		return "--description and the other order flags"
	case "order.buyer":
		return "--buyer-id"
	case "paymentMethod":
		return "--method"
	case "paymentFactor":
		return "--set paymentFactor.isAuthorization=true" // what the rule for cards names
	case o.ExpiryPath:
		return "--expires-in"
	}
	for _, f := range o.Fields {
		if f.Path == path {
			return f.Flag
		}
	}
	if field := spec.Request(op.Name).At(path); field != nil && field.Object != nil && len(field.Object.Fields) > 0 {
		if field.Array {
			path += "[0]"
		}
		path += "." + field.Object.Fields[0].Name // an object is given by one of its fields
	}
	return "--set " + path + "=…"
}
