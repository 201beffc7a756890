package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/reference"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// CompleteSetOfArgument completes --set of a command whose first argument is the
// operation.
func CompleteSetOfArgument(_ *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return completeSet(args[0], prefix)
}

// CompleteSetOf completes --set of a command for one operation.
func CompleteSetOf(operation string) Completer {
	return func(_ *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
		return completeSet(operation, prefix)
	}
}

// completeSet completes a field's path, level by level, then "=" and, where
// they are known, the values.
func completeSet(operation, prefix string) ([]string, cobra.ShellCompDirective) {
	const goOn = cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	t := spec.Request(operation)
	if path, _, valued := strings.Cut(prefix, "="); valued {
		var found []string
		for _, value := range fieldValues(t.At(path)) {
			found = append(found, path+"="+value)
		}
		return withPrefix(found, prefix), cobra.ShellCompDirectiveNoFileComp
	}
	if path, ok := completeIndex(t, prefix); ok {
		return []string{path}, goOn
	}
	var found []string
	for _, path := range spec.Fields(operation, prefix) {
		f := t.At(strings.TrimSuffix(path, "."))
		found = append(found, appendEquals(path)+"\t"+fieldHint(f))
	}
	return found, goOn
}

// appendEquals adds "=" to the path of a value. The path of an object stays as it is.
func appendEquals(path string) string {
	if strings.HasSuffix(path, ".") {
		return path
	}
	return path + "="
}

// completeIndex completes a path that ends in an index: "order.goods[2" is
// "order.goods[2].".
func completeIndex(t *spec.Type, prefix string) (string, bool) {
	name, index, ok := strings.Cut(prefix[strings.LastIndexByte(prefix, '.')+1:], "[")
	index = strings.TrimSuffix(index, "]")
	if !ok || name == "" || strings.Trim(index, "0123456789") != "" {
		return "", false
	}
	path := prefix[:strings.LastIndexByte(prefix, '[')]
	f := t.At(path)
	if f == nil || !f.Array {
		return "", false
	}
	if index == "" {
		index = "0"
	}
	path += "[" + index + "]"
	if !f.Leaf() {
		path += "."
	}
	return appendEquals(path), true
}

// fieldHint describes a field: its type, and whether it is required.
func fieldHint(f *spec.Field) string {
	if f == nil {
		return ""
	}
	hint := TypeText(reference.Field{Type: f.Type, Array: f.Array})
	if f.Required == spec.Yes {
		hint += ", required"
	}
	return hint
}

// fieldValues returns the known values of a field.
func fieldValues(f *spec.Field) []string {
	switch {
	case f == nil:
		return nil
	case len(f.Enum) > 0:
		return f.Enum
	case f.Type == "boolean":
		return []string{"true", "false"}
	case f.Name == "paymentMethodType":
		return methodCodes()
	case f.Format == "iso4217":
		return listedCurrencies()
	}
	return nil
}

func methodCodes() []string {
	var codes []string
	for _, m := range spec.Methods() {
		codes = append(codes, m.Code)
	}
	return codes
}

func listedCurrencies() []string {
	var codes []string
	for _, c := range reference.Currencies(reference.CurrencyFilter{Listed: true}) {
		codes = append(codes, c.Code)
	}
	return codes
}
