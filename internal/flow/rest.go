package flow

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/printable"
)

// leftOver is a request of a batch that did not end well, or was not sent.
type leftOver struct {
	request *Request
	reason  string
}

// keepRest writes the requests that are left, if any, into a file that can be sent
// again, and returns its name. They keep their ids, so that a payment that was
// made all the same is found and not made twice.
func (r *Run) keepRest(left []leftOver) string {
	if len(left) == 0 || !r.options.Batch.KeepRest {
		return ""
	}
	name := r.options.Batch.restFile()
	text, err := r.restText(left)
	if err == nil {
		err = durable.WriteFile(name, text, durable.WriteOptions{Mode: 0o600, Overwrite: true})
	}
	if err != nil {
		r.gateway.Events.warn("the failed and unsent requests could not be written: %v", err)
		return ""
	}
	return name
}

// restText is the requests as YAML documents, each after a comment with its reason.
func (r *Run) restText(left []leftOver) ([]byte, error) {
	var text bytes.Buffer
	for _, l := range left {
		fmt.Fprintf(&text, "---\n# %s\n", strings.ReplaceAll(printable.Clean(l.reason), "\n", " "))
		body := json.RawMessage(l.request.Document.Bytes(r.options.Operation.Name))
		// Not the context of the command: it may have ended, and this is for afterwards.
		err := output.Print(context.Background(), &text, output.Options{Format: output.YAML}, output.Result{Value: body})
		if err != nil {
			return nil, err
		}
	}
	return text.Bytes(), nil
}

// restFile is where what is left goes: beside the batch, or where the batch was
// left over itself, over it.
func (b Batch) restFile() string {
	if b.Rest != "" {
		return b.Rest
	}
	if b.File == "-" {
		return "failed.yaml"
	}
	return strings.TrimSuffix(strings.TrimSuffix(b.File, filepath.Ext(b.File)), ".failed") + ".failed.yaml"
}
