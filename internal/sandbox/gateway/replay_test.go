package gateway

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// oneOperation is a recording that has one operation and answers it once.
type oneOperation struct {
	name string
	left int
}

func (o *oneOperation) Has(operation string) bool { return operation == o.name }

func (o *oneOperation) Answer(operation string, _ *spec.Node) (*spec.Node, error) {
	if operation != o.name || o.left == 0 {
		return nil, errors.New("nothing left")
	}
	o.left--
	return spec.NewObject(), nil
}

func TestReplayOfOperationsThatTheSimulatorDoesNotHave(t *testing.T) {
	t.Parallel()
	const name = "createDeviceCertificate"
	g := New(Options{Engine: engine.New(engine.Options{Store: store.NewMemory(), Now: time.Now})})
	path := spec.OperationNamed(name).Path
	if got := g.operation(path); got != "" {
		t.Fatalf("the simulator has %s: choose another operation for this test", got)
	}
	var missed []string
	g.replayed = Replay{Recording: &oneOperation{name, 1}, Missed: func(operation string, err error, refused bool) {
		missed = append(missed, operation)
		if !refused || err == nil {
			t.Errorf("%s: refused %t, %v", operation, refused, err)
		}
	}}
	if got := g.operation(path); got != name {
		t.Errorf("the operation of %s is %q", path, got)
	}
	if reply, done := g.replay(call{operation: name}, spec.NewObject()); !done || reply.Body == nil {
		t.Errorf("the recorded call: %v, %t", reply, done)
	}
	reply, done := g.replay(call{operation: name}, spec.NewObject())
	if message := reply.Body.At("result.resultMessage").String(); !done || !strings.Contains(message, "nothing left") {
		t.Errorf("the other call: %q, %t", message, done)
	}
	if len(missed) != 1 {
		t.Errorf("missed %v", missed)
	}
}
