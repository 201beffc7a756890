package webhook

import (
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/verify"
	"github.com/antom-cli/antom/internal/verify/report"
)

// verifyReport is the file of --report.
type verifyReport struct {
	name   string
	redact bool
	force  bool
	report *report.Report // nil: none is wanted
}

func (v *verifyReport) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&v.name, "report", "", "also write the results to this HTML `file`, to send to a colleague")
	fl.BoolVar(&v.redact, "redact", false, "hide card data, the data of buyers and unknown headers in the file of --report")
	fl.BoolVar(&v.force, "force", false, "replace the file of --report if it exists")
}

// begin checks the flags before anything is verified.
func (v *verifyReport) begin(keys []verify.Key) error {
	if v.name == "" {
		if v.redact {
			return cli.UsageError("--redact", errors.New("it needs --report FILE"), "antom webhook verify --help")
		}
		return nil
	}
	if _, err := os.Lstat(v.name); err == nil && !v.force {
		return reportExists(&durable.ExistsError{Path: v.name})
	}
	var err error
	v.report, err = report.New(report.Options{Redact: v.redact, Keys: keys, Version: cli.BuildVersion().Version})
	return err
}

// take adds a result.
func (v *verifyReport) take(r *verify.Result) error {
	if v.report == nil {
		return nil
	}
	return v.report.Add(r)
}

// write writes the file.
func (v *verifyReport) write(env *cli.Env) error {
	if v.report == nil {
		return nil
	}
	err := durable.StreamFile(v.name, durable.WriteOptions{Overwrite: v.force}, func(w io.Writer) error {
		return v.report.Write(w, env.Now())
	})
	var exists *durable.ExistsError
	switch {
	case errors.As(err, &exists):
		return reportExists(err)
	case err != nil:
		return apperr.New(apperr.Config, "writing --report", err)
	}
	if !v.redact {
		env.Note("the report is in %s; it can have data of buyers in it, which --redact hides", v.name)
		return nil
	}
	env.Note("the report is in %s", v.name)
	return nil
}

func reportExists(err error) error {
	return apperr.New(apperr.Usage, "--report", err, "choose another name, or replace it: --force")
}
