package diagnose

import (
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// memberNames writes the names of members as Antom does: paymentRequestId, not
// payment_request_id or PaymentRequestId.
func memberNames() bodyEdit {
	e := rewriting(CauseBodyValues, false, "The names of the members were signed as Antom documents them (paymentRequestId) and are now written differently.", documentedNames)
	e.culprit = "A class or a JSON library with a naming rule of its own is the usual culprit: SNAKE_CASE in Jackson, PascalCase in .NET."
	return e
}

// minRenamed is the smallest number of names that make a naming rule. A single one
// is rather a typing error.
const minRenamed = 2

// documentedNames appends the text with the names that Antom documents, and other
// names in the same way.
func documentedNames(dst []byte, t *text) ([]byte, bool) {
	tokens := t.json()
	known := knownNames()
	renamed := 0
	last := int32(0)
	for i := 0; i+1 < len(tokens); i++ {
		if t.data[tokens[i].start] != '"' || t.data[tokens[i+1].start] != ':' {
			continue
		}
		given := string(t.data[tokens[i].start+1 : tokens[i].end-1])
		name, ok := known[plainName(given)]
		if !ok {
			name = camelName(given)
		}
		if name == given {
			continue
		}
		renamed++
		dst = append(dst, t.data[last:tokens[i].start+1]...)
		dst = append(dst, name...)
		last = tokens[i].end - 1
	}
	return append(dst, t.data[last:]...), renamed >= minRenamed
}

// plainName is a name without what naming rules change.
func plainName(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(name))
}

// camelName writes a name as Antom does, unless it is all in one case.
func camelName(name string) string {
	parts := strings.FieldsFunc(name, func(r rune) bool { return r == '_' || r == '-' || r == ' ' })
	if len(parts) == 0 {
		return name
	}
	for i, part := range parts {
		if i == 0 {
			parts[i] = strings.ToLower(part[:1]) + part[1:]
			continue
		}
		parts[i] = strings.ToUpper(part[:1]) + part[1:]
	}
	return strings.Join(parts, "")
}

// knownNames returns the documented names of notifications by their plain names.
func knownNames() map[string]string {
	names := map[string]string{}
	eachField(func(f *spec.Field) { names[plainName(f.Name)] = f.Name })
	return names
}

// eachField visits the documented fields of all notifications.
func eachField(visit func(*spec.Field)) {
	seen := map[*spec.Type]bool{}
	var walk func(t *spec.Type)
	walk = func(t *spec.Type) {
		if t == nil || seen[t] {
			return
		}
		seen[t] = true
		for i := range t.Fields {
			visit(&t.Fields[i])
			walk(t.Fields[i].Object)
		}
	}
	for _, name := range spec.Notifications() {
		walk(spec.Notification(name))
	}
}
