package antom

import "github.com/antom-cli/antom/pkg/antom/spec"

// Is makes errors.Is(err, antom.CodeOrderNotExist) hold for a result with that
// code.
func (e *ResultError) Is(target error) bool {
	code, ok := target.(ResultCode)
	return ok && code != "" && code == e.Result.ResultCode
}

// Meaning says what the code means for this operation, in a few words out of
// Antom's reference; "" for a code that is not documented. It is for people:
// branch on the code.
func (e *ResultError) Meaning() string { return e.documented().Message }

// NextStep says what Antom's reference advises to do next; "" for a code that is
// not documented.
func (e *ResultError) NextStep() string { return e.documented().Next }

// documented finds the code as one of the operation, else of the gateway, else
// of any operation.
func (e *ResultError) documented() spec.Code {
	if c, ok := spec.CodeFor(e.Operation, string(e.Result.ResultCode)); ok {
		return c
	}
	if all := spec.FindCode(string(e.Result.ResultCode)); len(all) > 0 {
		return all[0]
	}
	return spec.Code{}
}

// operationOf is the name of the operation at a path, "" if it is none.
func operationOf(path string) string {
	o, _ := spec.FindOperation(path)
	return o.Name
}

// pathOf is where an operation is called.
func pathOf(operation string) string {
	o, _ := spec.FindOperation(operation)
	return o.Path
}
