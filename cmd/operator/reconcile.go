package operator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/reconcile"
	"github.com/antom-cli/antom/internal/reconfile"
	"github.com/antom-cli/antom/internal/ui"
)

// reconcileFlags are those of reconcile.
type reconcileFlags struct {
	minor   bool
	partial bool
	period  cli.PeriodFlags

	sales salesFlags
	check checkFlags
	files exportFlags
	limit cli.LimitFlag
	send  cli.SendFlags
}

// NewReconcileCmd returns the command reconcile.
func NewReconcileCmd(env *cli.Env) *cobra.Command {
	f := &reconcileFlags{}
	cmd := &cobra.Command{
		Use:     "reconcile FILE…",
		Short:   "Compare Antom's reconciliation files with what was sold",
		GroupID: cli.GroupLocal,
		Long: `Compare the files that Antom delivers for reconciliation with what was sold: transaction details,
settlement details and settlement summaries, as CSV or XLSX, in the current and in the older layout.

The files are checked by themselves: the sum of each row, the summaries, duplicates, currencies and ids.
Then they are compared with the payments and refunds in the journal of this machine, or with a list of
orders (--orders), and with the received notifications (--inbox). Sales at other times than the rows of
the files are not expected in them. Nothing is sent, unless --check asks Antom about the payments that
differ.

The exit code is 0 if everything matches, 7 if something differs, 2 if a file cannot be read, and 3 if
there are no sales to compare with and --no-sales is not given.`,
		Example: `  antom inquire P1
  antom reconcile transactionItems_20261120_000.csv
  antom reconcile settlementItems_*.csv settlementSummary_*.csv --orders orders.csv
  antom reconcile transactionItems_20261120_000.csv --check --csv differences.csv`,
		Args: cli.ArgCount(1, maxFiles, fmt.Sprintf("one or more files, at most %d", maxFiles)),
	}
	fl := cmd.Flags()
	f.sales.add(cmd)
	f.period.AddAs(cmd, "expect sales since this `time` in the files, instead of those of the files' days", "expect sales before this `time` in the files")
	fl.BoolVar(&f.minor, "minor", false, "read amounts in the smallest unit of their currency (default: found out for each file; --minor=false for major units)")
	fl.BoolVar(&f.partial, "partial", false, "accept files without the line <END>")
	f.check.add(cmd)
	f.files.add(cmd)
	f.limit.Add(cmd, "differences")
	f.send.Add(cmd, false)
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error { return runReconcile(cmd, env, f, args) })
	return cmd
}

// maxFiles is how many files one comparison takes.
const maxFiles = 1000

func runReconcile(cmd *cobra.Command, env *cli.Env, f *reconcileFlags, args []string) error {
	o, err := env.OutputOptions(true, output.Text, output.JSON)
	if err != nil {
		return err
	}
	if err := cli.LinesOnly(o, "antom reconcile FILE"); err != nil {
		return err
	}
	options, err := f.options(env, cmd)
	if err != nil {
		return err
	}
	conn, err := f.check.connect(cmd.Context(), env, &f.send) // before minutes of work
	if err != nil {
		return err
	}
	progress := newProgress(env)
	defer progress.Done()
	options.Progress = func(rows int) { progress.UpdateDetail("comparing", cli.Plural(rows, "row")) }
	run := reconcile.New(options)
	env.AtExit(func() {
		if err := run.Close(); err != nil {
			env.Warn("removing the temporary files: %v", err)
		}
	})
	if err := readFiles(cmd.Context(), env, run, args); err != nil {
		return err
	}
	if err := f.sales.read(cmd.Context(), env, run, &f.send); err != nil {
		return err
	}
	if err := run.Finish(cmd.Context()); err != nil {
		return runError(err)
	}
	f.remember(env, run)
	each := withCommands(env, f.send.Local, run.Each)
	if conn != nil {
		answers, err := f.check.ask(cmd.Context(), env, run, conn, progress)
		if err != nil {
			return err
		}
		each = answers.apply(each)
	}
	progress.Done()
	if err := f.files.write(env, run, each); err != nil {
		return err
	}
	return f.print(cmd, env, o, run, each)
}

func (f *reconcileFlags) options(env *cli.Env, cmd *cobra.Command) (o reconcile.Options, err error) {
	o.Partial, o.Orders = f.partial, f.sales.orders
	if cmd.Flags().Changed("minor") {
		o.Minor = &f.minor
	}
	if o.Since, o.Until, err = f.period.Times(env.Now(), "no sale can be expected"); err != nil {
		return o, err
	}
	if err := f.limit.Check(); err != nil {
		return o, err
	}
	if err := f.check.verify(env, cmd.Flags().Changed("rate")); err != nil {
		return o, err
	}
	if err := f.sales.verify(); err != nil {
		return o, err
	}
	return o, f.files.verify()
}

// remember notes the comparison for antom status. One that compared nothing is none.
func (f *reconcileFlags) remember(env *cli.Env, run *reconcile.Run) {
	dir := env.StateDir()
	if dir == "" || f.sales.none || withoutSales(run) {
		return
	}
	last := reconcile.LastRunOf(run, env.Now())
	last.Local = f.send.Local
	if c, err := env.Config(); err == nil && !last.Local {
		last.Profile, last.Local = c.ProfileName(), c.Local()
	}
	if last.Local {
		last.Profile = config.LocalProfile
	}
	if err := reconcile.SaveLastRun(dir, last); err != nil {
		env.Warn("this comparison is not remembered, so antom status does not show it: %v", err)
	}
}

// newProgress shows nothing where JSON or one value is wanted and nobody looks.
func newProgress(env *cli.Env) *ui.Progress {
	s := env.Streams()
	p := ui.NewProgress(s)
	if cli.Debugging(env) || !s.ErrTTY { // the result says how many rows there were
		p.Done()
	}
	return p
}

// readFiles reads the files of the arguments.
func readFiles(ctx context.Context, env *cli.Env, run *reconcile.Run, args []string) error {
	for _, name := range args {
		in, closeFile, err := env.OpenArgument(name)
		if err != nil {
			return err
		}
		shown := name
		if name == "-" {
			shown = "standard input"
		}
		_, err = run.ReadFile(ctx, shown, in)
		closeFile()
		if err != nil {
			return fileError(shown, name, err)
		}
	}
	return nil
}

// fileError says why a file cannot be read, and what to do. argument is the file on the
// command line.
func fileError(name, argument string, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	var (
		kind   *reconfile.KindError
		list   *reconfile.DownloadList
		format *reconfile.FormatError
	)
	quoted := apperr.ShellQuote(argument)
	hint := "download it again, and do not save it with a spreadsheet program"
	switch {
	case errors.Is(err, reconfile.ErrTruncated):
		return apperr.New(apperr.Usage, "reading "+name, err,
			"download it again; to check what is there: antom reconcile --partial "+quoted).WithCode("truncated")
	case errors.As(err, &list):
		hints := []string{"choose other days, or wait until the report is made"}
		if list.Files > 0 {
			hints = []string{"download the files that it names, and pass these", "their URLs: jq -r '.bill_download_urls[].download_url' " + quoted}
		}
		return apperr.New(apperr.Usage, "reading "+name, err, hints...).WithCode("download-list")
	case errors.As(err, &format):
		hint = format.Do
	case errors.As(err, &kind) && kind.Twice != nil:
		hint = "remove one of the columns, or download the file again"
	case errors.As(err, &kind):
		hint = "pass files of transaction details, settlement details or settlement summaries"
		if reconcile.ListsOrders(kind.Columns) {
			hint += "; for a list of orders use --orders " + quoted
		}
	case errors.Is(err, reconfile.ErrAfterEnd):
		hint = "if it is two files in one, separate them behind the line <END>"
	case errors.Is(err, reconfile.ErrLimit):
		hint = "see docs/reconciliation.md, \"Limits\", for what can be read"
	}
	return apperr.New(apperr.Usage, "reading "+name, err, hint).WithCode("unreadable")
}

// runError is an error of the comparison itself.
func runError(err error) error {
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, reconfile.ErrLimit), errors.Is(err, reconfile.ErrTooLarge):
		return apperr.New(apperr.Usage, "comparing the files", err, "compare fewer files at a time")
	}
	return apperr.New(apperr.Internal, "comparing the files", err, "check that the directory for temporary files has free space; TMPDIR names another one")
}

// exitError is the end of a comparison: 7 when something differs.
func exitError(env *cli.Env, o output.Options, n int, hints []string) error {
	if n == 0 {
		return nil
	}
	e := apperr.New(apperr.Failed, cli.Plural(n, "difference")+" found", nil, hints...).WithCode("differences")
	if o.Quiet {
		return cli.Reported(e)
	}
	return cli.PrintedError(env, o, e)
}

// answersKnownFor is how long the answer to an inquiry is used again by --check.
const answersKnownFor = time.Hour

// readSales adds the sales that next gives until io.EOF.
func readSales(ctx context.Context, run *reconcile.Run, next func() (reconcile.Sale, error)) error {
	for {
		sale, err := next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := run.AddSale(ctx, sale); err != nil {
			return runError(err)
		}
	}
}
