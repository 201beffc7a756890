package setup

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/doctor"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/extension"
)

// sameNameFindings tells of other programs called antom in PATH. Antom has one of its own
// for macOS.
func sameNameFindings(env *cli.Env) []doctor.Finding {
	self, err := env.Executable()
	if err != nil {
		return nil
	}
	f := doctor.Finding{Group: doctor.GroupMachine, Check: "name", Severity: doctor.OK}
	for i, path := range cli.Extensions(env).Programs("antom") {
		if extension.SameFile(path, self) {
			continue
		}
		what := "another program"
		if isCopy(env.Ctx, path) {
			what = "another copy of this program"
		}
		switch {
		case env.Name != "" && env.Name != "antom":
			f.What = what + " is called antom; this one was started as " + env.Name
		case i > 0:
			f.What = what + " is called antom too; this one comes first in PATH"
		default:
			f.Severity = doctor.Warning
			f.What = what + " is called antom, and comes first in PATH: a typed antom runs that one"
			f.Fix = `put the directory of ` + self + ` first in PATH, or give this program another name: "Another program of this name" in docs/setup.md`
		}
		f.Where = path
		return []doctor.Finding{f}
	}
	return nil
}

// modulePath is in the file of every copy of this program.
const modulePath = "github.com/antom-cli/antom/cmd"

// isCopy reports whether a file contains this program, of any version. It is not run to
// find out.
func isCopy(ctx context.Context, path string) bool {
	const chunk = 1 << 20
	f, err := durable.Open(ctx, path)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }() // nothing was written
	in := io.LimitReader(f, 256*chunk)
	buffer := make([]byte, 0, chunk+len(modulePath))
	for {
		n, err := io.ReadFull(in, buffer[len(buffer):len(buffer)+chunk])
		buffer = buffer[:len(buffer)+n]
		if bytes.Contains(buffer, []byte(modulePath)) {
			return true
		}
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) || n < chunk {
			return false
		}
		keep := copy(buffer, buffer[len(buffer)-len(modulePath):])
		buffer = buffer[:keep]
	}
}
