package webhook

import (
	"bytes"
	"fmt"
	"io"

	"github.com/antom-cli/antom/internal/sidebyside"
	"github.com/antom-cli/antom/internal/verify"
)

// writeDifference shows what was signed beside what was captured, if the diagnosis
// proves what was signed and that is something else.
func (p *verifyPrinter) writeDifference(w io.Writer, r *verify.Result) {
	d := r.Diagnosis
	if d == nil || d.Signed == nil || bytes.Equal(d.Signed, r.Content) {
		return
	}
	t := p.env.Theme()
	fmt.Fprintf(w, "\n%s\n", t.Title("What was signed, and what was captured"))
	layout := sidebyside.Layout{Width: p.env.Streams().Width, Columns: t.Columns, Paint: t.Warning, Muted: t.Muted}
	_ = layout.Write(w, sidebyside.Blocks(sidebyside.Diff(d.Signed, r.Content))) // like all that is printed here, w keeps its error
}
