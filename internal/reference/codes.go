package reference

import (
	"slices"
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Code is the JSON form of a result code of one operation.
type Code struct {
	Code       string `json:"code"`
	Operation  string `json:"operation"` // "" for the gateway's own codes
	Status     string `json:"status"`    // S, F or U
	Message    string `json:"meaning"`
	Next       string `json:"next"`
	Retryable  string `json:"retry"`
	Source     string `json:"source"`
	Confidence string `json:"confidence"`
}

// CodeFilter chooses codes. A zero field chooses everything.
type CodeFilter struct {
	Operation string // an operation or notification; the gateway's codes belong to every one
	Status    string // S, F or U, in either case
}

// Codes returns the codes that a filter chooses, in the order of the tables.
// The error is a *NotFoundError.
func Codes(f CodeFilter) ([]Code, error) {
	operation, err := codeOperation(f.Operation)
	if err != nil {
		return nil, err
	}
	status, err := codeStatus(f.Status)
	if err != nil {
		return nil, err
	}
	found := []Code{}
	for _, c := range spec.Codes() {
		if status != "" && c.Status != status || operation != "" && !belongs(c, operation) {
			continue
		}
		found = append(found, Code(c))
	}
	return found, nil
}

// belongs reports whether an answer to operation can have the code with this
// meaning.
func belongs(c spec.Code, operation string) bool {
	right, ok := spec.CodeFor(operation, c.Code)
	return ok && right == c
}

// codeOperation finds the operation that the user means.
func codeOperation(name string) (string, error) {
	if name == "" || slices.Contains(spec.Notifications(), name) {
		return name, nil
	}
	if op, ok := spec.FindOperation(name); ok {
		return op.Name, nil
	}
	return "", &NotFoundError{What: "operation", Name: name, Near: nearOperations(name)}
}

func nearOperations(name string) []string {
	found := spec.NearestOperations(name, maxNear)
	if n := spec.Nearest(name, spec.Notifications()); n != "" && !slices.Contains(found, n) {
		found = append(found, n)
	}
	return found
}

func codeStatus(s string) (string, error) {
	status := strings.ToUpper(s)
	if !slices.Contains([]string{"", "S", "F", "U"}, status) {
		return "", &NotFoundError{What: "result status", Name: s, Near: []string{"S", "F", "U"}}
	}
	return status, nil
}

// FindCode returns what a code means for each operation that the filter
// chooses. The code may be written in lower case. The error is a
// *NotFoundError.
func FindCode(code string, f CodeFilter) ([]Code, error) {
	all, err := Codes(f)
	if err != nil {
		return nil, err
	}
	found := []Code{}
	var names []string
	for _, c := range all {
		if c.Code == strings.ToUpper(code) {
			found = append(found, c)
		}
		if !slices.Contains(names, c.Code) {
			names = append(names, c.Code)
		}
	}
	if len(found) > 0 {
		return found, nil
	}
	return nil, &NotFoundError{What: "result code", Of: f.Operation, Name: code, Near: near(code, names)}
}

// LooksLikeCode reports whether a text has the form of a result code rather than
// of a file's name.
func LooksLikeCode(s string) bool {
	return s != "" && strings.Trim(strings.ToUpper(s), "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
}

// Meaning is what a code means, and for which operations it means that.
type Meaning struct {
	Code
	Operations []string // "" for the gateway
}

// Meanings puts codes together that mean the same, in their order.
func Meanings(codes []Code) []Meaning {
	var all []Meaning
	for _, c := range codes {
		same := func(m Meaning) bool {
			return m.Code.Code == c.Code && m.Status == c.Status && m.Message == c.Message && m.Next == c.Next && m.Retryable == c.Retryable
		}
		if i := slices.IndexFunc(all, same); i >= 0 {
			all[i].Operations = append(all[i].Operations, c.Operation)
			continue
		}
		all = append(all, Meaning{Code: c, Operations: []string{c.Operation}})
	}
	return all
}

// StatusText says what a result status means.
func StatusText(status string) string {
	switch status {
	case "S":
		return "S (done)"
	case "F":
		return "F (failed, final)"
	case "U":
		return "U (outcome unknown)"
	}
	return status
}

// RetryText says how a request may be repeated after a code.
func RetryText(retry string) string {
	switch retry {
	case "none":
		return "no"
	case "same-request-id":
		return "yes, with the same request id"
	case "new-request-id":
		return "yes, with a new request id"
	case "after-fix":
		return "yes, after you correct the request"
	case "contact-support":
		return "no, ask Antom's support first"
	}
	return retry
}
