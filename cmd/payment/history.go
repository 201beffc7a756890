package payment

import (
	"cmp"
	"io"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// historyFlags are those of history.
type historyFlags struct {
	limit     cli.LimitFlag
	operation string
	id        string
	period    cli.PeriodFlags
	order     cli.OrderFlag
	status    string
	local     bool
	real      bool

	web        bool
	duplicates bool // orders that were paid more than once
	check      bool
}

// NewHistoryCmd returns the command history.
func NewHistoryCmd(env *cli.Env) *cobra.Command {
	f := &historyFlags{}
	cmd := &cobra.Command{
		Use:     "history",
		Short:   "List the requests sent from this machine",
		GroupID: cli.GroupLocal,
		Long: `List the journal of the requests sent from this machine, newest first. A request is written to the
journal before its first byte is sent. The journal holds ids, amounts and result codes, but no bodies
and no keys.

--since, --until, --order and --status mean the same as in antom webhook list. ` + cli.OrderHelp + `

--duplicates lists the orders with more than one successful payment, which Antom asks merchants to look
for. The first payment is kept; for each of the others, the command that refunds it is shown. --since
and --until then choose the orders with a payment made in that time; all their payments count.
The list is based on the journal. --check first inquires about every payment of an order with several
payments.`,
		Example: `  antom history --limit 5
  antom history --id ORDER20261120120000ABCDEFGH -o json
  antom history --since 7d --until 2026-11-20 --status FAIL
  antom history --order ORDER20261120120000ABCDEFGH
  antom history --duplicates --check --quiet`,
		Args: cli.NoArgs,
	}
	fl := cmd.Flags()
	f.limit.Add(cmd, "requests")
	fl.StringVar(&f.operation, "operation", "", "only requests of this `operation`, such as pay")
	fl.StringVar(&f.id, "id", "", "only requests with this `id`: of the request, the order or the payment")
	f.order.Add(cmd, "requests")
	fl.StringVar(&f.status, "status", "", cli.StatusUsage("requests"))
	f.period.Add(cmd, "requests sent")
	fl.BoolVar(&f.local, "local", false, "only requests to the simulator")
	fl.BoolVar(&f.real, "real", false, "only requests to a real gateway")
	fl.BoolVar(&f.duplicates, "duplicates", false, "list the orders with more than one successful payment, with the commands that refund the others")
	fl.BoolVar(&f.check, "check", false, "with --duplicates: first inquire about every payment of an order with several payments")
	cli.AddWeb(cmd, &f.web)
	cli.AddAccountFlags(cmd)
	cmd.MarkFlagsMutuallyExclusive("local", "real")
	cmd.MarkFlagsMutuallyExclusive("duplicates", "operation")
	for _, name := range []string{"limit", "order", "status", "web"} {
		cmd.MarkFlagsMutuallyExclusive("duplicates", name)
	}
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error {
		if cmd.Flags().Changed("id") {
			if err := cli.CheckID("--id", f.id, "leave --id out to list all"); err != nil {
				return err
			}
		}
		if err := cli.CheckGiven(cmd, "operation", "status"); err != nil {
			return err
		}
		switch {
		case !f.check && len(env.Account) > 0:
			return apperr.New(apperr.Usage, "the account flags require --duplicates --check: otherwise nothing is sent", nil)
		case f.check && !f.duplicates:
			return apperr.New(apperr.Usage, "--check requires --duplicates", nil)
		case f.duplicates:
			return runDuplicates(cmd.Context(), env, f)
		}
		return runHistory(env, cmd, f)
	})
	return cmd
}

func runHistory(env *cli.Env, cmd *cobra.Command, f *historyFlags) error {
	o, err := env.OutputOptions(true)
	if err != nil {
		return err
	}
	filter, err := f.filter(env)
	if err != nil {
		return err
	}
	filter.Profile = env.Global.Profile
	j, err := cli.RequireJournal(env)
	if err != nil {
		return err
	}
	env.WarnWritable()
	report, err := j.Scan(filter)
	if err != nil {
		return err
	}
	entries := []journal.Entry{}
	for _, e := range report.Entries {
		e.Time = e.Time.UTC() // JSON has UTC, whatever the zone of the machine that wrote it
		entries = append(entries, e)
	}
	warnDamaged(env, report, j)
	if f.web {
		return openNewest(env, cmd, o, entries)
	}
	return env.Print(cmd, o, output.Result{
		Value: entries,
		Quiet: cli.QuietLines(entries, entryID),
		Text:  func(w io.Writer) error { return writeHistory(env, w, entries) },
	})
}

// openNewest opens the page of the payment that the newest request is about.
func openNewest(env *cli.Env, cmd *cobra.Command, o output.Options, entries []journal.Entry) error {
	if len(entries) == 0 {
		return apperr.New(apperr.Usage, "no request matches the filters, so there is no page to open", nil, "antom history")
	}
	e := entries[0]
	id := cmp.Or(e.PaymentRequestID, e.PaymentID)
	if spec.OperationNamed(e.Operation).About == outcome.Payment {
		id = cmp.Or(e.RequestID, e.PaymentID)
	}
	return cli.OpenPaymentPage(env, cmd, o, e.Local, id)
}

func (f *historyFlags) filter(env *cli.Env) (journal.Filter, error) {
	filter := journal.Filter{Operation: f.operation, ID: f.id, Status: f.status, Limit: f.limit.Most}
	if err := f.limit.Check(); err != nil {
		return filter, err
	}
	if f.local || f.real {
		filter.Local = &f.local
	}
	var err error
	if filter.Since, filter.Until, err = f.period.Times(env.Now(), "nothing can match"); err != nil {
		return filter, err
	}
	filter.IDs, err = f.order.IDs(env)
	return filter, err
}

func writeHistory(env *cli.Env, w io.Writer, entries []journal.Entry) error {
	if len(entries) == 0 {
		env.Note("no request matches the filters")
		return nil
	}
	rows := make([][]string, len(entries))
	for i, e := range entries {
		rows[i] = []string{
			cli.TimeCell(env, e.Time), e.Operation, cmp.Or(e.RequestID, e.PaymentID), cli.EntryAmount(e), cli.EntryOutcome(e), e.Profile,
		}
		if env.Streams().OutTTY {
			shortenEntry(rows[i], e)
		}
	}
	return cli.WriteColumns(env, w, []cli.Column{
		{Header: "TIME"}, {Header: "OPERATION"}, {Header: "REQUEST ID"}, {Header: "AMOUNT", Drop: 2}, {Header: "OUTCOME"}, {Header: "PROFILE", Drop: 1},
	}, rows)
}

// shortenEntry makes room for the ids on a terminal: an operation is called by its
// command, and what was verified shows its state only.
func shortenEntry(row []string, e journal.Entry) {
	const operation, outcome = 1, 4
	row[operation] = cmp.Or(spec.OperationNamed(e.Operation).Command, e.Operation)
	if e.Trust == string(antom.TrustVerified) {
		row[outcome] = cmp.Or(cmp.Or(e.PaymentStatus, e.RefundStatus), e.ResultCode)
	}
}

// entryID is the id that an entry can be asked for by.
func entryID(e journal.Entry) string { return cmp.Or(e.RequestID, e.PaymentID) }

// warnDamaged warns of lines of the journal that are left out.
func warnDamaged(env *cli.Env, report journal.Report, j *journal.Journal) {
	if report.Damaged > 0 {
		env.Warn("%s of %s cannot be read, and is left out", cli.Plural(report.Damaged, "line"), j.Path())
	}
}
