package reference

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Skeleton is an example request of an operation, as YAML: the fields that Antom
// always requires, with values to be replaced, and the others as comments. It is nil
// if the fields of the operation are not described.
func Skeleton(operation string) []byte {
	op, _ := spec.FindOperation(operation)
	request := spec.Request(operation)
	if request == nil {
		return nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", cmp.Or(op.Summary, "A request of "+operation+"."))
	fmt.Fprintf(&b, "# Replace the values; more about a field: antom explain %s.FIELD\n", op.Name)
	writeSkeleton(&b, request, "")
	if !hasRequired(request) {
		b.WriteString("{}\n")
	}
	writeOptional(&b, request)
	return []byte(b.String())
}

func hasRequired(t *spec.Type) bool {
	for i := range t.Fields {
		if t.Fields[i].Required == spec.Yes {
			return true
		}
	}
	return false
}

// writeSkeleton writes the required fields of an object.
func writeSkeleton(b *strings.Builder, t *spec.Type, indent string) {
	for i := range t.Fields {
		f := &t.Fields[i]
		if f.Required != spec.Yes {
			continue
		}
		item := ""
		if f.Array {
			item = "- "
		}
		object := f.Object != nil && hasRequired(f.Object)
		switch {
		case object:
			inner := indent + "  "
			fmt.Fprintf(b, "%s%s:\n", indent, f.Name)
			var nested strings.Builder
			writeSkeleton(&nested, f.Object, inner)
			text := nested.String()
			if f.Array {
				text = indent + "- " + strings.TrimPrefix(text, inner)
			}
			b.WriteString(text)
		case f.Array:
			fmt.Fprintf(b, "%s%s:\n%s%s%s\n", indent, f.Name, indent, item, skeletonValue(f))
		default:
			fmt.Fprintf(b, "%s%s: %s\n", indent, f.Name, skeletonValue(f))
		}
	}
}

// writeOptional names the fields that need not be there.
func writeOptional(b *strings.Builder, t *spec.Type) {
	for i := range t.Fields {
		f := &t.Fields[i]
		if f.Required == spec.Yes {
			continue
		}
		about := f.Note
		if f.Required == spec.Conditional {
			about = strings.TrimSpace("required when " + f.When + ". " + about)
		}
		fmt.Fprintln(b, strings.TrimSpace(fmt.Sprintf("# %s: %s", f.Name, about)))
	}
}

// skeletonValue is a value that a field allows.
func skeletonValue(f *spec.Field) string {
	switch {
	case len(f.Enum) > 0:
		return `"` + f.Enum[0] + `"`
	case f.Object != nil || f.Type == "object":
		return "{}"
	case f.Type == "boolean":
		return "true"
	case f.Type == "integer", f.Type == "number":
		return "1"
	case f.Name == "value":
		return `"1000"`
	}
	switch f.Format {
	case "iso8601-datetime":
		return `"2026-11-20T12:00:00+08:00"`
	case "iso4217":
		return "USD"
	case "iso3166-1-alpha2":
		return "SG"
	case "url":
		return "https://example.com/notify"
	}
	return skeletonText(f)
}

// skeletonText is a placeholder made of the field's name: EXAMPLE-ID for exampleId.
func skeletonText(f *spec.Field) string {
	if f.Name == "paymentMethodType" {
		return "CARD"
	}
	var b strings.Builder
	for i, c := range f.Name {
		if i > 0 && c >= 'A' && c <= 'Z' {
			b.WriteByte('-')
		}
		b.WriteRune(c)
	}
	text := strings.ToUpper(b.String())
	if f.MaxLength > 0 && len(text) > f.MaxLength {
		text = strings.Trim(text[:f.MaxLength], "-")
	}
	return `"` + text + `"`
}
