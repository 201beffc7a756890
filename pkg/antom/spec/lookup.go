package spec

import (
	"cmp"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/ordered"
)

// Operations returns every operation: the core ones first, in the order of a
// payment's life.
func Operations() []Operation { return slices.Clone(operations) }

// FindOperation finds an operation by its name ("pay"), by its path in any of
// the forms that people write ("/ams/api/v1/payments/pay",
// "/ams/sandbox/api/v1/payments/pay", "/v1/payments/pay") or by the last part
// of its name where only one operation ends so ("applyToken").
func FindOperation(nameOrPath string) (Operation, bool) {
	if strings.Contains(nameOrPath, "/") {
		return findPath(nameOrPath)
	}
	var tail *Operation
	for i := range operations {
		o := &operations[i]
		if o.Name == nameOrPath {
			return *o, true
		}
		if lastPart(o.Name) == nameOrPath {
			if tail != nil {
				return findLater(nameOrPath)
			}
			tail = o
		}
	}
	if tail == nil {
		return Operation{}, false
	}
	return *tail, true
}

// OperationNamed is the entry of an operation. For one whose fields are not
// described, or that is in no table, ids and amount are those of a payment
// unless the entry says otherwise: that is what most calls name theirs.
func OperationNamed(name string) Operation {
	o, known := FindOperation(name)
	if !known {
		o.Name = name
	}
	if !o.Core {
		o.RequestIDField = cmp.Or(o.RequestIDField, "paymentRequestId")
		o.AntomIDField = cmp.Or(o.AntomIDField, "paymentId")
		o.AmountField = cmp.Or(o.AmountField, "paymentAmount")
	}
	return o
}

// TransactionSubject is what a transaction of a payment is about, by its
// transactionType in the answer to inquiryPayment: "REFUND" is a refund. "" for
// a type that stands for no operation.
func TransactionSubject(transactionType string) Subject {
	for i := range operations {
		if t := operations[i].Transaction; t != "" && t == transactionType {
			return operations[i].About
		}
	}
	return ""
}

// IsAccepted reports whether a result code means, for any operation, that the
// request was accepted and is still running.
func IsAccepted(code string) bool {
	return code != "" && slices.ContainsFunc(operations[:], func(o Operation) bool { return o.Accepted == code })
}

// findLater finds an exact name when the last part alone is ambiguous.
func findLater(name string) (Operation, bool) {
	for i := range operations {
		if operations[i].Name == name {
			return operations[i], true
		}
	}
	return Operation{}, false
}

func findPath(path string) (Operation, bool) {
	version := versioned(path)
	for i := range operations {
		o := &operations[i]
		if o.Path == path || o.SandboxPath == path || versioned(o.Path) == version {
			return *o, true
		}
	}
	return Operation{}, false
}

// versioned returns the part of a path from its version on, without leading
// slash: "v1/payments/pay".
func versioned(path string) string {
	path, _, _ = strings.Cut(path, "?")
	path = strings.Trim(path, "/")
	for _, prefix := range []string{"ams/sandbox/api/", "ams/api/", "ams/"} {
		if rest, ok := strings.CutPrefix(path, prefix); ok {
			return strings.TrimLeft(rest, "/")
		}
	}
	return path
}

func lastPart(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// NearestOperations returns up to max operation names that s may mean, the
// likeliest first.
func NearestOperations(s string, max int) []string {
	type match struct {
		name     string
		distance int
	}
	s = lastPart(strings.Trim(strings.ReplaceAll(s, "/", "."), "."))
	if s == "" {
		return nil
	}
	var found []match
	for i := range operations {
		name := operations[i].Name
		if d := nameDistance(strings.ToLower(s), strings.ToLower(name)); d <= allowedDistance(s) {
			found = append(found, match{name, d})
		}
	}
	ordered.Sort(found, func(a, b match) int { return a.distance - b.distance })
	var names []string
	for _, m := range found[:min(len(found), max)] {
		names = append(names, m.name)
	}
	return names
}

// nameDistance tells how far s is from an operation's name: a part of the name
// counts as one edit, a shared beginning of some length as two.
func nameDistance(s, name string) int {
	const shared = 5
	last := lastPart(name)
	d := distance(s, last)
	if strings.Contains(name, s) {
		d = min(d, 1)
	}
	if len(s) >= shared && strings.HasPrefix(last, s[:shared]) {
		d = min(d, 2)
	}
	return d
}

// Request returns the fields of an operation's request, nil when they are not
// described. The result must not be changed.
func Request(operation string) *Type { return messageOf(operation).request }

// Response returns the fields of the answer to an operation, nil when they are
// not described. The result must not be changed.
func Response(operation string) *Type { return messageOf(operation).response }

// Notification returns the fields of a notification such as "notifyPayment",
// nil when they are not described. The result must not be changed.
func Notification(name string) *Type { return messageOf(name).notification }

// Notifications returns the names of the notifications whose fields are
// described.
func Notifications() []string {
	var names []string
	for i := range messages {
		if messages[i].notification != nil {
			names = append(names, messages[i].name)
		}
	}
	return names
}

func messageOf(name string) message {
	for i := range messages {
		if messages[i].name == name {
			return messages[i]
		}
	}
	if m := plainMessage(name); m.plain {
		return m
	}
	if o, ok := FindOperation(name); ok && o.Name != name {
		return messageOf(o.Name)
	}
	return message{}
}

// Codes returns every result code of every operation, and those of the gateway
// with an empty Operation.
func Codes() []Code { return slices.Clone(codes) }

// FindCode returns what a result code means for each operation that has it.
func FindCode(code string) []Code {
	var found []Code
	for i := range codes {
		if codes[i].Code == code {
			found = append(found, codes[i])
		}
	}
	return found
}

// CodeFor returns what a result code means in the answer to an operation or in
// a notification: as the operation's own code, else as one of the gateway.
func CodeFor(operation, code string) (Code, bool) {
	for _, s := range sameCodes {
		if s.message == operation {
			operation = s.operation
		}
	}
	gateway := -1
	for i := range codes {
		if codes[i].Code != code {
			continue
		}
		switch codes[i].Operation {
		case operation:
			return codes[i], true
		case "":
			gateway = i
		}
	}
	if gateway < 0 {
		return Code{}, false
	}
	return codes[gateway], true
}

// Methods returns the known payment methods.
func Methods() []Method { return slices.Clone(methods) }

// FindMethod finds a payment method by its code. The list grows: an unknown
// code is no mistake.
func FindMethod(code string) (Method, bool) {
	for i := range methods {
		if methods[i].Code == code {
			return methods[i], true
		}
	}
	return Method{}, false
}

// Currencies returns the currencies that Antom lists, then the other ones of
// ISO 4217.
func Currencies() []Currency { return slices.Clone(currencies) }

// FindCurrency finds a currency by its code. See [ParseCurrency] for the reason
// why there is none.
func FindCurrency(code string) (Currency, bool) {
	for i := range currencies {
		if currencies[i].Code == code {
			return currencies[i], true
		}
	}
	return Currency{}, false
}

// IsRegion tells whether a code is one of ISO 3166-1: two capital letters.
func IsRegion(code string) bool {
	_, ok := slices.BinarySearch(regionCodes, code)
	return ok
}

// RightRegion returns the code that people mean who write a wrong one ("UK"
// for GB), "" when that is not known.
func RightRegion(code string) string {
	for _, m := range mistakenRegions {
		if m.wrong == code {
			return m.right
		}
	}
	return ""
}
