package antom

import (
	"fmt"
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// A RequestError lists what is wrong with a request. It was not sent.
type RequestError struct {
	Reason    Reason         // ReasonInvalidRequest
	Operation string         // such as "pay"
	Findings  []spec.Finding // at least one, each of severity spec.Error
}

func (e *RequestError) Error() string {
	texts := make([]string, len(e.Findings))
	for i, f := range e.Findings {
		texts[i] = printable(strings.TrimPrefix(f.Path+": "+f.Message, ": "), maxExcerpt)
		if f.Nearest != "" {
			texts[i] += " (did you mean " + printable(f.Nearest, maxName) + "?)"
		}
	}
	return fmt.Sprintf("the request to %s is not valid, and was not sent: %s", e.Operation, strings.Join(texts, "; "))
}

// unknownField is the rule of package spec about members that it does not
// describe. They are no mistake here: a caller puts them into Extra on purpose.
const unknownField = "unknown-field"

// Validate checks the body of a request to path by the rules of package spec,
// at the client's present time. The typed calls do it by themselves. The error
// is a *RequestError with every "must" of Antom's that is broken; what is only
// unwise, or not certain, is no error. Members that the rules do not know are
// let through, and so is everything to a path whose fields are not described.
func (c *Client) Validate(path string, body []byte) error {
	operation, ok := spec.FindOperation(path)
	if !ok || !operation.Described() {
		return nil
	}
	root, err := spec.ParseJSON(body)
	if err != nil {
		return &ConfigError{Reason: ReasonRequest, Detail: "the request is not JSON", Err: err}
	}
	var broken []spec.Finding
	for _, f := range spec.Validate(operation.Name, root, spec.Options{Now: c.now()}) {
		if f.Severity == spec.Error && f.Rule != unknownField {
			broken = append(broken, f)
		}
	}
	if broken == nil {
		return nil
	}
	return &RequestError{Reason: ReasonInvalidRequest, Operation: operation.Name, Findings: broken}
}

// requestBody writes the request of a typed call, and checks it.
func (c *Client) requestBody(operation string, missing bool, request any) ([]byte, error) {
	if missing {
		return nil, &ConfigError{Reason: ReasonRequest, Detail: "the request to " + operation + " is nil"}
	}
	body, err := encode(request)
	if err != nil {
		return nil, &ConfigError{Reason: ReasonRequest, Detail: "the request cannot be written as JSON", Err: err}
	}
	if c.NoValidate {
		return body, nil
	}
	return body, c.Validate(pathOf(operation), body)
}
