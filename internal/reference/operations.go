package reference

import (
	"slices"
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Operations returns the operations of a group, all of them for "". The error
// is a *NotFoundError.
func Operations(group string) ([]Operation, error) {
	found := []Operation{}
	for _, op := range spec.Operations() {
		if group == "" || strings.EqualFold(op.Group, group) {
			found = append(found, NewOperation(op))
		}
	}
	if len(found) > 0 {
		return found, nil
	}
	groups := Groups()
	likely := near(group, groups)
	if len(likely) == 0 {
		likely = groups
	}
	return nil, &NotFoundError{What: "group of operations", Name: group, Near: likely}
}

// Groups lists the groups of operations, each once, in the order of the tables.
func Groups() []string {
	var groups []string
	for _, op := range spec.Operations() {
		if !slices.Contains(groups, op.Group) {
			groups = append(groups, op.Group)
		}
	}
	return groups
}
