package operator

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/reconcile"
	"github.com/antom-cli/antom/internal/reconfile"
)

// exportFlags name files for the differences.
type exportFlags struct {
	csv   string
	xlsx  string
	force bool
}

func (f *exportFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.csv, "csv", "", "also write all differences to this CSV `file`")
	fl.StringVar(&f.xlsx, "xlsx", "", "also write all differences and the totals to this XLSX `file`")
	fl.BoolVar(&f.force, "force", false, "replace the files of --csv and --xlsx")
}

// verify refuses, before the work is done, a name of another format and to replace a file.
func (f *exportFlags) verify() error {
	for _, out := range []struct{ flag, name string }{{"--csv", f.csv}, {"--xlsx", f.xlsx}} {
		if out.name == "" {
			continue
		}
		if end := "." + strings.TrimPrefix(out.flag, "--"); !strings.EqualFold(filepath.Ext(out.name), end) {
			return cli.UsageError(out.flag+" "+apperr.ShellQuote(out.name), errors.New("the name must end in "+end))
		}
		if f.force {
			continue
		}
		if _, err := os.Lstat(out.name); !errors.Is(err, fs.ErrNotExist) && err == nil {
			return existsError(out.flag, &durable.ExistsError{Path: out.name})
		}
	}
	return nil
}

func existsError(flag string, err error) error {
	return apperr.New(apperr.Usage, flag, err, "choose another name, or replace it: --force")
}

// write writes the differences to the files that were asked for.
func (f *exportFlags) write(env *cli.Env, run *reconcile.Run, each reconcile.Findings) error {
	writes := []struct {
		flag, name string
		write      func(io.Writer) error
	}{
		{"--csv", f.csv, func(w io.Writer) error { return reconcile.WriteCSV(w, each) }},
		{"--xlsx", f.xlsx, func(w io.Writer) error { return reconcile.WriteXLSX(w, each, run.Totals()) }},
	}
	for _, out := range writes {
		if out.name == "" {
			continue
		}
		if out.flag == "--xlsx" && run.Count() >= reconfile.MaxSheetRows {
			return apperr.New(apperr.Usage, "--xlsx: there are more differences than a sheet has rows", nil, "write them as CSV: --csv "+apperr.ShellQuote(out.name+".csv"))
		}
		err := durable.StreamFile(out.name, durable.WriteOptions{Overwrite: f.force}, out.write)
		var exists *durable.ExistsError
		switch {
		case errors.As(err, &exists):
			return existsError(out.flag, err)
		case err != nil:
			return apperr.New(apperr.Config, "writing "+out.flag, err)
		}
		env.Note("%s written to %s", cli.Plural(run.Count(), "difference"), out.name)
	}
	return nil
}
