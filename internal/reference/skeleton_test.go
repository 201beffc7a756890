package reference

import (
	"bytes"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// TestSkeletonsValidate: of each operation whose fields are described there is an
// explanation, and an example that breaks no rule, not even one that only warns.
// Those of a payment's life have examples of their own, with what their rules want.
func TestSkeletonsValidate(t *testing.T) {
	t.Parallel()
	count := 0
	for _, op := range spec.Operations() {
		if !op.Described() {
			if Skeleton(op.Name) != nil {
				t.Errorf("%s is not described, and has an example", op.Name)
			}
			continue
		}
		count++
		if e, err := Explain(op.Name, Options{}); err != nil || e.Operation == nil || e.Operation.Summary == "" {
			t.Errorf("%s is not explained: %+v, %v", op.Name, e, err)
		}
		docs, err := request.Read("example.yaml", bytes.NewReader(Skeleton(op.Name)))
		if err != nil || len(docs) != 1 {
			t.Errorf("%s: %d documents, %v\n%s", op.Name, len(docs), err, Skeleton(op.Name))
			continue
		}
		if op.Core {
			continue
		}
		for _, p := range docs[0].Problems(op.Name, time.Time{}) {
			t.Errorf("%s: %v\n%s", op.Name, p, Skeleton(op.Name))
		}
	}
	if count < 39 {
		t.Errorf("%d operations are described", count)
	}
}
