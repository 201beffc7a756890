package main

import (
	"slices"
	"strings"
)

// valueType is a string type of package antom for the values of some fields. The
// constants are named after the type and the value; the values are the enums of
// the data.
type valueType struct {
	fields   []string
	typeName string
	doc      string
	plural   string
}

// valueTypes are the types that have constants. Those of handWritten fields, and
// of the result codes, which are a table of their own, have no plural.
var valueTypes = []valueType{
	{[]string{"paymentStatus"}, "PaymentStatus", "A PaymentStatus is the state of a payment, in the answer to inquiryPayment.", "states of a payment"},
	{[]string{"refundStatus"}, "RefundStatus", "A RefundStatus is the state of a refund, in the answer to inquiryRefund and in notifications.", "states of a refund"},
	{[]string{"productCode"}, "ProductCode", "A ProductCode is the product that a payment is made with.", "products"},
	{[]string{"terminalType"}, "TerminalType", "A TerminalType is the kind of terminal that the buyer is at.", "kinds of terminals"},
	{[]string{"osType"}, "OSType", "An OSType is the operating system of the buyer's device.", "operating systems"},
	{[]string{"resultCode", "paymentResultCode"}, "ResultCode", "", ""},
	{[]string{"resultStatus"}, "ResultStatus", "", ""},
}

// leafType is the Go type of a field that holds a single value.
func leafType(f field) string {
	for _, t := range valueTypes {
		if slices.Contains(t.fields, f.Name) {
			return t.typeName
		}
	}
	return "string"
}

// writeValues writes the types of values and their constants.
func writeValues(m *model, w *writer) {
	w.header("antom")
	for _, t := range valueTypes {
		if t.plural == "" {
			continue
		}
		for _, line := range wrap(t.doc+" Antom may send values that have no constant.", 80) {
			w.line("// %s", line)
		}
		w.line("type %s string", t.typeName)
		w.line("")
		w.line("// The %s.", t.plural)
		w.line("const (")
		for _, value := range m.enumOf(t) {
			w.line("%s%s %s = %q", t.typeName, constantName(value), t.typeName, value)
		}
		w.line(")")
		w.line("")
	}
	writeCodeConstants(m, w)
}

func writeCodeConstants(m *model, w *writer) {
	w.line("// The result codes of all operations and of the gateway, with resultStatus and")
	w.line("// what they mean for the first operation that has them. [ResultError.Meaning] knows")
	w.line("// what one means for the call that it answers.")
	w.line("const (")
	var known []string
	for _, c := range m.allCodes() {
		if !slices.Contains(known, c.Code) {
			known = append(known, c.Code)
			w.line("Code%s ResultCode = %q // %s: %s", constantName(c.Code), c.Code, c.Status, oneLine(c.Message))
		}
	}
	w.line(")")
}

// allCodes are the codes of the operations, then those of the gateway.
func (m *model) allCodes() []code {
	var all []code
	for _, t := range m.Codes.Operations {
		all = append(all, t.Codes...)
	}
	return append(all, m.Codes.Gateway...)
}

// enumOf returns the values of all fields of a type, in the order of the data.
func (m *model) enumOf(t valueType) []string {
	var values []string
	add := func(fields []field) {
		for _, f := range fields {
			if slices.Contains(t.fields, f.Name) {
				values = append(values, f.Enum...)
			}
		}
	}
	for _, msg := range m.Messages {
		for _, p := range messageParts(msg) {
			add(p.fields)
		}
	}
	for _, o := range m.Types {
		add(o.Fields)
	}
	var unique []string
	for _, v := range values {
		if !slices.Contains(unique, v) {
			unique = append(unique, v)
		}
	}
	return unique
}

// capitalWords are the words of values that stay in capital letters.
var capitalWords = []string{"IOS", "WAP", "KYB", "KYC", "URL", "ID", "CPF", "API"}

// constantName turns ORDER_NOT_EXIST into OrderNotExist.
func constantName(value string) string {
	words := strings.Split(value, "_")
	for i, word := range words {
		if !slices.Contains(capitalWords, word) {
			words[i] = upperFirst(strings.ToLower(word))
		}
	}
	return strings.Join(words, "")
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
