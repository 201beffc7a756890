package cmd

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/internal/ui"
)

// leftOver is a request of a batch that did not end well, or was not sent.
type leftOver struct {
	doc *request.Document
	why string
}

// keepRest writes the requests that are left, if any, into a file that can be run
// again, and returns its name. They keep their ids, so that a payment that was
// made all the same is found and not made twice.
func (r *run) keepRest() string {
	if len(r.left) == 0 || !r.flags.keep {
		return ""
	}
	name := r.restFile()
	var text bytes.Buffer
	for _, l := range r.left {
		fmt.Fprintf(&text, "---\n# %s\n", strings.ReplaceAll(ui.Clean(l.why), "\n", " "))
		o := output.Options{Format: output.YAML}
		if err := output.Print(r.cmd.Context(), &text, o, output.Result{Value: rawJSON(l.doc.Bytes(r.op.name))}); err != nil {
			r.app.warn("the requests that are left could not be written: %v", err)
			return ""
		}
	}
	if err := durable.WriteFile(name, text.Bytes(), durable.WriteOptions{Mode: 0o600, Overwrite: true}); err != nil {
		r.app.warn("the requests that are left could not be written: %v", err)
		return ""
	}
	return name
}

// restFile is where what is left goes: beside the batch, or where the batch was
// left over itself, over it.
func (r *run) restFile() string {
	if r.flags.rest != "" {
		return r.flags.rest
	}
	name := r.file
	if name == "-" {
		return "rest.yaml"
	}
	return strings.TrimSuffix(strings.TrimSuffix(name, filepath.Ext(name)), ".rest") + ".rest.yaml"
}
