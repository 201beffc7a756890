package flow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// APIOptions say how any operation is called.
type APIOptions struct {
	Name       string // of the operation, or its path
	Method     string // HTTP; "" is that of the operation
	Sets       []string
	NoValidate bool
	Strict     bool
}

// NewAPICall finds an operation by its name or its path. A path that is in no
// table is called all the same, after a warning: Antom may have operations that
// are newer.
func NewAPICall(o APIOptions, events Events) (*Call, error) {
	path, name, err := OperationPath(o.Name)
	if err != nil {
		return nil, err
	}
	if name == "" {
		warnOfUnknownPath(events, path)
	}
	known, _ := spec.FindOperation(name)
	if strings.HasPrefix(path, "/v1/") && name != "" && !strings.Contains(path, "?") {
		path = known.Path // as Antom's documents shorten it
	}
	if known.Transport != "" {
		return nil, apperr.New(apperr.Usage, fmt.Sprintf("%s is not a signed call with a JSON body, and this command sends nothing else", known.Name), nil,
			known.Note, "antom explain "+known.Name)
	}
	return &Call{Operation: spec.OperationNamed(name), Path: path, Prepare: antom.PrepareOptions{Method: strings.ToUpper(o.Method)}}, nil
}

// OperationPath accepts the name of an operation or a path. The name is empty for
// a path that is in no table.
func OperationPath(given string) (path, name string, err error) {
	if op, ok := spec.FindOperation(given); ok {
		if strings.HasPrefix(given, "/") {
			return given, op.Name, nil
		}
		return op.Path, op.Name, nil
	}
	if strings.HasPrefix(given, "/") {
		return given, "", nil
	}
	hint := "give an operation's name, such as pay, or a path that begins with /"
	if near := spec.NearestOperations(given, 3); len(near) > 0 {
		hint = "did you mean " + strings.Join(near, ", ") + "?"
	}
	return "", "", apperr.New(apperr.Usage, fmt.Sprintf("there is no operation %q", given), nil, hint, "to list all: antom api --list")
}

func warnOfUnknownPath(events Events, path string) {
	near := ""
	if names := spec.NearestOperations(path, 1); len(names) > 0 {
		op, _ := spec.FindOperation(names[0])
		near = fmt.Sprintf("; did you mean %s?", op.Path)
	}
	events.warn("no operation is known at %s%s", printable.Clean(path), near)
}

// OneDocument wants a single request of a file for a command.
func OneDocument(docs []*request.Document, file, command string) (*request.Document, error) {
	if len(docs) > 1 {
		return nil, apperr.New(apperr.Usage, fmt.Sprintf("%s contains %d requests; %s takes one", FileName(file), len(docs), command), nil)
	}
	return docs[0], nil
}

// FillBytes makes the exact bytes of a file the body of a call.
func (g *Gateway) FillBytes(c *Call, body []byte, file string) {
	root, err := spec.ParseJSON(body)
	if err != nil {
		g.Events.warn("%s is not JSON (%v); its bytes are sent as they are", FileName(file), err)
	}
	c.Root, c.Body = root, body
}

// FillDocument makes a document the body of a call, with the profile's defaults
// and --set. It is checked where the fields of the operation are known.
func (g *Gateway) FillDocument(c *Call, d *request.Document, o APIOptions) error {
	r := &Run{gateway: g, Requests: []*Request{{Document: d}}, options: Options{
		Operation: c.Operation, NoValidate: o.NoValidate || spec.Request(c.Operation.Name) == nil, Strict: o.Strict,
	}}
	if err := g.applyProfile(d, c.Operation); err != nil {
		return err
	}
	if err := ApplySets(d, o.Sets); err != nil {
		r.mistakes = append(r.mistakes, flagMistake("--set", err))
	}
	if err := r.validate(); err != nil {
		return withHint(err, "its fields: antom explain "+c.Operation.Name)
	}
	c.Root, c.Body = d.Root, d.Bytes(c.Operation.Name)
	return nil
}

// withHint puts another hint in the place of those that an error has.
func withHint(err error, hint string) error {
	var known *apperr.Error
	if !errors.As(err, &known) {
		return err
	}
	other := *known
	other.Hints = []string{hint}
	return &other
}

// CallAPI guards and sends a call of any operation. With keepRetries it is tried
// again as often as the client says; else only where a repeat is known to be safe.
func (g *Gateway) CallAPI(ctx context.Context, c *Call, keepRetries bool) (*Answer, error) {
	if !c.Operation.Reads {
		if err := g.GuardLive(); err != nil {
			return nil, err
		}
	}
	if !keepRetries && !c.repeatable() {
		g.Client.Retries = 0
	}
	// Without the id of a payment there is nothing that inquire could ask for.
	c.Ask = cmp.Or(c.Ask, InquiryOf(c.Operation, c.Root).Words(), "history --limit 1")
	return g.Send(ctx, c)
}

// repeatable reports whether the call may be tried again by itself: the tables
// say that a repeat is safe, and the id that makes it safe is there.
func (c *Call) repeatable() bool {
	if c.Operation.Retry != "same-request-id" {
		return false
	}
	return c.Operation.IdempotencyField == "" || c.Root.At(c.Operation.IdempotencyField).String() != ""
}
