package simulator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/reconfile"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/statement"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// reportFlags are those of sandbox report.
type reportFlags struct {
	date     string
	kinds    []string
	dir      string
	currency string
	broken   string
	xlsx     bool
	force    bool
}

func newSandboxReportCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	f := &reportFlags{}
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Write reconciliation files of the simulator's payments",
		Long: `Write the reconciliation files of a day, in the form of Antom's: the transactions, the settlement with
fees, and its summary. They are for antom reconcile, and for programs that read such files. Fees and
quotes are made up, but add up. A day is from midnight to midnight in GMT+8. A day without payments has
files without rows, as Antom's have.

Inquire about the payments before you compare: until then the journal has them as PROCESSING.

--break makes a mistake on purpose: a wrong amount, a missing or repeated payment, a wrong sum.`,
		Example: `  antom inquire P1 --local
  antom sandbox report --out reports
  antom reconcile reports/*.csv --local
  antom sandbox report --date 2026-11-20 --kind settlement --kind summary --settlement-currency USD --out reports
  antom sandbox report --break missing --out reports
  antom reconcile reports/*.csv --local`,
		Args: cli.NoArgs,
	}
	fl := cmd.Flags()
	fl.StringVar(&f.date, "date", "", "`day` of the transactions in GMT+8, such as 2026-11-20 (default: today)")
	fl.StringSliceVar(&f.kinds, "kind", nil, "write only this `kind`: transaction, settlement or summary (repeatable; default: all)")
	fl.StringVar(&f.dir, "out", "", "`directory` for the files (required)")
	fl.StringVar(&f.currency, "settlement-currency", "", "`currency` to settle in, such as USD (default: that of each payment)")
	fl.StringVar(&f.broken, "break", "", "make a `mistake`: amount, missing, duplicate or sum")
	fl.BoolVar(&f.xlsx, "xlsx", false, "write XLSX files instead of CSV")
	fl.BoolVar(&f.force, "force", false, "replace files that exist")
	_ = cmd.RegisterFlagCompletionFunc("kind", cli.CompleteFixed("transaction", "settlement", "summary"))
	_ = cmd.RegisterFlagCompletionFunc("break", cli.CompleteFixed("amount", "missing", "duplicate", "sum"))
	_ = cmd.RegisterFlagCompletionFunc("settlement-currency", cli.CompleteCurrencies)
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error { return runReport(env, cmd, s, f) })
	return cmd
}

// writtenFile is a file that was written, in JSON.
type writtenFile struct {
	Path string         `json:"path"`
	Kind reconfile.Kind `json:"report"`
	Rows int            `json:"rows"`
}

func runReport(env *cli.Env, cmd *cobra.Command, s *ServeFlags, f *reportFlags) error {
	o, err := env.OutputOptions(false)
	if err != nil {
		return err
	}
	kinds, options, err := f.options(env)
	if err != nil {
		return err
	}
	c, err := control(env, cmd, s)
	if err != nil {
		return err
	}
	entries, err := dayEntries(cmd.Context(), c, options.Day)
	if err != nil {
		return err
	}
	if err := statement.Breakable(entries, kinds, options.Break); err != nil {
		return cli.UsageError("--break "+apperr.ShellQuote(f.broken), err)
	}
	files, err := statement.Files(entries, kinds, options)
	if err != nil {
		return apperr.New(apperr.Internal, "making the files", err)
	}
	written, err := f.write(files)
	if err != nil {
		return err
	}
	err = env.Print(cmd, o, output.Result{
		Value: written,
		Quiet: cli.QuietLines(written, func(w writtenFile) string { return w.Path }),
		Text: func(w io.Writer) error {
			rows := make([][]string, len(written))
			for i, file := range written {
				rows[i] = []string{file.Path, file.Kind.Title(), strconv.Itoa(file.Rows)}
			}
			return cli.WriteRecords(env, w, []string{"FILE", "REPORT", "ROWS"}, rows)
		},
	})
	if err == nil && len(entries) == 0 {
		env.Note("the simulator has no transactions of %s (GMT+8)", options.Day.Format(time.DateOnly))
	}
	return err
}

// options checks the flags.
func (f *reportFlags) options(env *cli.Env) ([]reconfile.Kind, statement.Options, error) {
	o := statement.Options{Currency: strings.ToUpper(f.currency), XLSX: f.xlsx, Break: statement.Break(f.broken)}
	if f.dir == "" {
		return nil, o, apperr.New(apperr.Usage, "--out is missing", nil, "name a directory for the files: antom sandbox report --out reports")
	}
	if o.Currency != "" {
		if _, err := spec.ParseCurrency(o.Currency); err != nil {
			return nil, o, cli.UsageError("--settlement-currency", err)
		}
	}
	var kinds []reconfile.Kind
	for _, name := range f.kinds {
		kind := reconfile.Kind(strings.ToLower(name))
		if !slices.Contains(reconfile.Kinds(), kind) {
			return nil, o, cli.UsageError("--kind "+apperr.ShellQuote(name), errors.New("it must be transaction, settlement or summary"))
		}
		kinds = append(kinds, kind)
	}
	if len(kinds) == 0 {
		kinds = reconfile.Kinds()
	}
	day := cmp.Or(f.date, env.Now().In(statement.Zone()).Format(time.DateOnly))
	var err error
	if o.Day, err = time.ParseInLocation(time.DateOnly, day, statement.Zone()); err != nil {
		return nil, o, cli.UsageError("--date "+apperr.ShellQuote(day), errors.New("it must be a day, such as 2026-11-20"))
	}
	return kinds, o, nil
}

// dayEntries are the transactions of the simulator that were made on a day.
func dayEntries(ctx context.Context, c sandbox.Control, day time.Time) ([]statement.Entry, error) {
	payments, err := c.List(ctx)
	if err != nil {
		return nil, apperr.New(apperr.Internal, "listing the payments", err)
	}
	slices.Reverse(payments) // oldest first
	var entries []statement.Entry
	for _, p := range payments {
		d, err := c.Show(ctx, p.PaymentID)
		if err != nil {
			return nil, apperr.New(apperr.Internal, "reading payment "+p.PaymentID, err)
		}
		for _, e := range paymentEntries(d) {
			if !e.Time.Before(day) && e.Time.Before(day.AddDate(0, 0, 1)) {
				entries = append(entries, e)
			}
		}
	}
	return entries, nil
}

// paymentEntries are a payment with its refunds and captures as transactions.
func paymentEntries(d sandbox.Details) []statement.Entry {
	payment := statement.Entry{
		Type: "PAYMENT", TransactionID: d.PaymentID, RequestID: d.PaymentRequestID, OrderID: d.OrderID, Method: d.Method,
		Status: d.Status, Currency: d.Currency, Value: d.Value, Time: d.Created, Settled: d.Status == "SUCCESS" && len(d.Captures) == 0,
	}
	if !d.Paid.IsZero() {
		payment.Created, payment.Time = d.Created, d.Paid
	}
	if len(d.Captures) > 0 {
		payment.Type = "AUTHORIZATION"
	}
	entries := []statement.Entry{payment}
	for _, parts := range []struct {
		name string
		list []sandbox.Part
	}{{"CAPTURE", d.Captures}, {"REFUND", d.Refunds}} {
		for _, p := range parts.list {
			e := payment
			e.Type, e.RequestID, e.OriginalRequestID = parts.name, p.RequestID, d.PaymentRequestID
			e.Status, e.Currency, e.Value, e.Settled = p.Status, p.Currency, p.Value, p.Status == "SUCCESS"
			e.Created, e.Time = p.Created, p.Created
			entries = append(entries, e)
		}
	}
	return append(entries, disputeEntries(d, payment)...)
}

// disputeEntries are what disputes took from a payment, and what came back.
func disputeEntries(d sandbox.Details, payment statement.Entry) []statement.Entry {
	var entries []statement.Entry
	for _, p := range d.Disputes {
		if p.Type != "CHARGEBACK" {
			continue // it takes no money
		}
		e := payment
		e.Type, e.TransactionID, e.RequestID, e.OriginalRequestID = "DISPUTE", p.DisputeID, "", d.PaymentRequestID
		e.Status, e.Currency, e.Value, e.Settled = "SUCCESS", p.Currency, p.Value, true
		e.Created, e.Time = p.Created, p.Created
		if p.Status == "RDR" {
			e.Type = "RAPID_DISPUTE_RESOLUTION"
		}
		entries = append(entries, e)
		if p.Status == "WON" || p.Status == "CANCELLED" {
			e.Type, e.Time = "DISPUTE_REVERSAL", p.Updated
			entries = append(entries, e)
		}
	}
	return entries
}

func (f *reportFlags) write(files []*statement.File) ([]writtenFile, error) {
	if err := cli.MakeDir(f.dir); err != nil {
		return nil, err
	}
	written := []writtenFile{}
	for _, file := range files {
		path := filepath.Join(f.dir, file.Name)
		err := durable.StreamFile(path, durable.WriteOptions{Overwrite: f.force}, file.Write)
		var exists *durable.ExistsError
		switch {
		case errors.As(err, &exists):
			return nil, apperr.New(apperr.Usage, "--out", err, "choose another directory, or replace the files: --force")
		case err != nil:
			return nil, apperr.New(apperr.Config, fmt.Sprintf("writing %s", path), err)
		}
		written = append(written, writtenFile{path, file.Kind, file.Rows})
	}
	return written, nil
}
