package outcome

import (
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// NextStep is what to do about a result that is not success. It is never
// empty: a code that the specification does not have for the operation is
// looked up in the other ones, and one that is new to it has the general rule
// of its status.
func NextStep(operation string, r antom.Result) string {
	if next, ok := codeStep(operation, string(r.ResultCode)); ok {
		return next
	}
	if r.ResultStatus == antom.StatusUnknown {
		return "the outcome is unknown; inquire before you send anything else"
	}
	return "antom does not know this code: follow Antom's message, or contact Antom's support with the ids and the time"
}

// codeStep is the specification's advice on a code.
func codeStep(operation, code string) (string, bool) {
	if c, ok := spec.CodeFor(operation, code); ok && c.Next != "" {
		return c.Next, true
	}
	for _, c := range spec.FindCode(code) {
		if c.Next != "" {
			return c.Next, true
		}
	}
	return "", false
}
