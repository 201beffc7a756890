package spec

import (
	"slices"
	"strings"
	"testing"
)

func TestOperationsAreSound(t *testing.T) {
	t.Parallel()
	if len(operations) != 152 {
		t.Errorf("%d operations", len(operations))
	}
	names, paths := map[string]bool{}, map[string]bool{}
	for _, o := range Operations() {
		if names[o.Name] || paths[o.Path] {
			t.Errorf("%s (%s) occurs twice", o.Name, o.Path)
		}
		names[o.Name], paths[o.Path] = true, true
		if !strings.HasPrefix(o.Path, "/ams/") || strings.Contains(o.Path, "//") || o.SandboxPath == "" || o.Method != "POST" || o.Group == "" {
			t.Errorf("%+v", o)
		}
		if described := Request(o.Name) != nil && Response(o.Name) != nil; o.Described() != described || o.Core && !described {
			t.Errorf("%s: core is %t, described %t", o.Name, o.Core, described)
		}
		if o.IdempotencyField != "" && o.Described() && Request(o.Name).Field(o.IdempotencyField) == nil {
			t.Errorf("%s has no field %s", o.Name, o.IdempotencyField)
		}
		if !slices.Contains([]string{"", "same-request-id", "new-request-id", "none"}, o.Retry) {
			t.Errorf("%s: retry is %q", o.Name, o.Retry)
		}
		if o.Reads && (o.IdempotencyField != "" || o.Retry != "same-request-id") {
			t.Errorf("%s only reads, and yet: id %q, retry %q", o.Name, o.IdempotencyField, o.Retry)
		}
		if !slices.Contains([]string{"", "multipart", "unsigned"}, o.Transport) || o.Transport != "" && o.Note == "" {
			t.Errorf("%s: transport is %q, note %q", o.Name, o.Transport, o.Note)
		}
		checkConfidence(t, o.Name, o.Source, o.Confidence)
	}
}

// TestChangesAreNotReads names calls that must never pass for mere questions.
func TestChangesAreNotReads(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"pay", "createPaymentSession", "cancel", "refund", "capture", "fetchNonce", "authorizations.consult"} {
		if o, ok := FindOperation(name); !ok || o.Reads {
			t.Errorf("%s: found %t, reads %t", name, ok, o.Reads)
		}
	}
	for _, name := range []string{"inquiryPayment", "inquiryRefund", "consult", "retrievePaymentSession"} {
		if o, ok := FindOperation(name); !ok || !o.Reads {
			t.Errorf("%s: found %t, reads %t", name, ok, o.Reads)
		}
	}
}

func checkConfidence(t *testing.T, what, source, confidence string) {
	t.Helper()
	if source == "" || !slices.Contains([]string{"high", "medium", "low"}, confidence) {
		t.Errorf("%s: source %q, confidence %q", what, source, confidence)
	}
}

func TestFieldsAreSound(t *testing.T) {
	t.Parallel()
	var check func(path string, typ *Type)
	check = func(path string, typ *Type) {
		seen := map[string]bool{}
		for i := range typ.Fields {
			f := &typ.Fields[i]
			where := path + "." + f.Name
			if seen[f.Name] {
				t.Errorf("%s occurs twice", where)
			}
			seen[f.Name] = true
			if f.Object != nil && f.Object.Name != f.Type {
				t.Errorf("%s: type %s, object %s", where, f.Type, f.Object.Name)
			}
			if f.Object == nil && !f.Leaf() && f.Type != freeObject && typ.Name != f.Type {
				t.Errorf("%s: type %s is not described", where, f.Type)
			}
			if f.Required == Conditional && f.When == "" {
				t.Errorf("%s is required, but not when", where)
			}
			if f.Enum != nil && (len(f.Enum) == 0 || slices.Contains(f.Enum, "")) {
				t.Errorf("%s: enum %q", where, f.Enum)
			}
			checkConfidence(t, where, f.Source, f.Confidence)
			if f.Object != nil {
				check(where, f.Object)
			}
		}
	}
	for _, m := range allMessages() {
		for _, typ := range []*Type{m.request, m.response, m.notification} {
			if typ != nil {
				check(m.name, typ)
			}
		}
	}
	if got := Notifications(); len(got) != 9 {
		t.Errorf("notifications: %v", got)
	}
}

// allMessages are the messages with tables, and those without.
func allMessages() []message {
	all := slices.Clone(messages)
	for _, name := range plainNames() {
		all = append(all, plainMessage(name))
	}
	return all
}

func TestRequirementsLeadToFields(t *testing.T) {
	t.Parallel()
	for _, r := range requirements {
		for _, operation := range r.in {
			typ := Request(operation)
			if r.response {
				typ = Response(operation)
			}
			paths := slices.Concat(r.require, r.requireOneOf)
			for _, w := range r.when {
				paths = append(paths, w.path)
			}
			for _, path := range paths {
				if typ.At(strings.ReplaceAll(path, "[]", "")) == nil {
					t.Errorf("%s: %s has no field %s", r.id, operation, path)
				}
			}
		}
		if r.message == "" || r.source == "" || r.severity != Error && r.severity != Warning {
			t.Errorf("%+v", r)
		}
	}
}

func TestCodesAreSound(t *testing.T) {
	t.Parallel()
	seen := map[[2]string]bool{}
	for _, c := range Codes() {
		key := [2]string{c.Operation, c.Code}
		if seen[key] {
			t.Errorf("%v occurs twice", key)
		}
		seen[key] = true
		if !slices.Contains([]string{"S", "F", "U"}, c.Status) || c.Message == "" || c.Next == "" {
			t.Errorf("%+v", c)
		}
		if !slices.Contains([]string{"none", "same-request-id", "new-request-id", "after-fix", "contact-support"}, c.Retryable) {
			t.Errorf("%v: retryable is %q", key, c.Retryable)
		}
		if c.Operation != "" && Request(c.Operation) == nil {
			t.Errorf("%v: unknown operation", key)
		}
		checkConfidence(t, c.Code, c.Source, c.Confidence)
	}
}

func TestMethodsAreSound(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, m := range Methods() {
		if seen[m.Code] || m.Code != strings.ToUpper(m.Code) || len(m.Code) > 64 || m.Name == "" || m.Kind == "" {
			t.Errorf("%+v", m)
		}
		seen[m.Code] = true
		for _, c := range m.Currencies {
			if _, ok := FindCurrency(c); !ok {
				t.Errorf("%s: currency %s", m.Code, c)
			}
		}
		for _, r := range m.Regions {
			if _, ok := slices.BinarySearch(regionCodes, r); !ok && r != "EU" && r != "global" {
				t.Errorf("%s: region %s", m.Code, r)
			}
		}
		for _, limit := range []string{m.Min, m.Max} {
			words := strings.Fields(limit)
			if len(words) > 1 && !slices.Contains(m.Currencies, words[1]) {
				t.Errorf("%s: %q is not in one of %v", m.Code, limit, m.Currencies)
			}
			if _, _, ok := compared(limit, Charge{Currency: lastOf(m.Currencies), Value: "1"}); len(m.Currencies) == 1 && limit != "" && !ok {
				t.Errorf("%s: %q is no limit", m.Code, limit)
			}
		}
		checkConfidence(t, m.Code, m.Source, m.Confidence)
		checkConfidence(t, m.Code, m.Source, m.CurrencyConfidence)
	}
}

func lastOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[len(list)-1]
}

func TestMethodRulesAreSound(t *testing.T) {
	t.Parallel()
	reasons := Response("consult").At("paymentOptions.disableReason").Enum
	for _, r := range methodRules {
		if _, ok := CodeFor("pay", r.code); !ok || !slices.Contains(reasons, r.disableReason) {
			t.Errorf("%+v", r)
		}
	}
	for _, r := range fieldRules {
		used := func(kind string) bool {
			return slices.ContainsFunc(Methods(), func(m Method) bool { return m.Kind == kind })
		}
		if Request("pay").At(r.field) == nil || r.message == "" || r.source == "" || slices.ContainsFunc(r.kinds, func(kind string) bool { return !used(kind) }) {
			t.Errorf("%+v", r)
		}
	}
	for _, r := range terminalRules {
		if !slices.Contains(Request("pay").At("env.terminalType").Enum, r.terminal) {
			t.Errorf("%+v", r)
		}
	}
}

func TestCurrenciesAreSound(t *testing.T) {
	t.Parallel()
	codes, numbers, listed := map[string]bool{}, map[string]string{}, 0
	for _, c := range Currencies() {
		if codes[c.Code] || len(c.Code) != 3 || len(c.Numeric) != 3 || c.Name == "" || c.Decimals < 0 || c.Decimals > 4 {
			t.Errorf("%+v", c)
		}
		codes[c.Code] = true
		// The Caribbean guilder took the number of the one that it replaced.
		if other := numbers[c.Numeric]; other != "" && c.Numeric != "532" {
			t.Errorf("%s and %s have number %s", c.Code, other, c.Numeric)
		}
		numbers[c.Numeric] = c.Code
		if c.Listed {
			listed++
		}
		for _, m := range c.OnlyFor {
			if _, ok := FindMethod(m); !ok {
				t.Errorf("%s: method %s", c.Code, m)
			}
		}
	}
	if listed != 24 {
		t.Errorf("%d listed currencies", listed)
	}
	if !slices.IsSorted(regionCodes) || len(regionCodes) != 250 {
		t.Errorf("%d regions", len(regionCodes))
	}
}

// TestNoInsideTalk keeps words out of the texts that mean nothing to a reader.
func TestNoInsideTalk(t *testing.T) {
	t.Parallel()
	var texts []string
	for _, o := range operations {
		texts = append(texts, o.Note, o.Source)
	}
	for _, c := range codes {
		texts = append(texts, c.Message, c.Next, c.Source)
	}
	for _, m := range methods {
		texts = append(texts, m.Note, m.Source, m.Flow)
	}
	for _, m := range allMessages() {
		for _, typ := range []*Type{m.request, m.response, m.notification} {
			if typ != nil {
				for _, f := range typ.Fields {
					texts = append(texts, f.Note, f.When, f.Source)
				}
			}
		}
	}
	for _, s := range texts {
		for _, word := range []string{"seed", "docs(", ".yaml", "sdk)"} {
			if strings.Contains(strings.ToLower(s), word) {
				t.Errorf("%q in %q", word, s)
			}
		}
	}
}
