package operator

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/reconcile"
	"github.com/antom-cli/antom/internal/reconfile"
	"github.com/antom-cli/antom/internal/sandbox"
)

// salesFlags say what the files are compared with.
type salesFlags struct {
	orders  string
	columns []string
	journal bool
	inbox   bool
	store   string
	none    bool
}

func (f *salesFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&f.orders, "orders", "", "compare with the orders in this CSV `file` instead of the journal")
	fl.StringArrayVar(&f.columns, "map", nil, "a column of --orders, as `FIELD=COLUMN`: amount=Total (repeatable; fields: "+strings.Join(reconcile.OrderFieldNames(), ", ")+")")
	fl.BoolVar(&f.journal, "journal", false, "with --orders: compare with the journal as well")
	fl.BoolVar(&f.inbox, "inbox", false, "compare with the received notifications as well")
	fl.StringVar(&f.store, "store", "", "where the notifications of --inbox are: a `directory`, or a database such as postgres://user@host/db")
	fl.BoolVar(&f.none, "no-sales", false, "compare with no sales: only check the files by themselves")
	_ = cmd.RegisterFlagCompletionFunc("map", cli.CompleteComputed(func() []string {
		names := reconcile.OrderFieldNames()
		for i := range names {
			names[i] += "="
		}
		return names
	}))
}

// verify refuses flags that do not go together.
func (f *salesFlags) verify() error {
	switch {
	case f.none && (f.orders != "" || f.journal || f.inbox):
		return apperr.New(apperr.Usage, "--no-sales cannot be used with --orders, --journal or --inbox", nil)
	case len(f.columns) > 0 && f.orders == "":
		return apperr.New(apperr.Usage, "--map requires --orders", nil)
	case f.journal && f.orders == "":
		return apperr.New(apperr.Usage, "--journal requires --orders: without it the journal is used anyway", nil)
	case f.store != "" && !f.inbox:
		return apperr.New(apperr.Usage, "--store requires --inbox", nil)
	}
	return nil
}

// withoutSales reports whether the files list transactions, and there was no sale to
// compare them with. A day without transactions needs none.
func withoutSales(run *reconcile.Run) bool {
	return run.Sales == 0 && slices.ContainsFunc(run.Files, func(f *reconcile.File) bool {
		return f.Kind != reconfile.Summary && f.Rows > 0
	})
}

// compared is an error when nothing was compared, unless that was wanted: a wrong profile
// must not pass for files that match.
func (f *salesFlags) compared(run *reconcile.Run) error {
	if f.none || !withoutSales(run) {
		return nil
	}
	source := "the journal has none; it is that of this machine"
	if f.orders != "" {
		source = f.orders + " has none"
	}
	return apperr.New(apperr.Config, "there are no sales to compare with", errors.New(source),
		"compare with a list of orders: --orders FILE",
		"compare with the received notifications: --inbox",
		"for the payments of another profile, --profile NAME; for those of the simulator, --local",
		"to check the files only by themselves: --no-sales",
	).WithCode("no-sales")
}

// read adds the sales of every source to the comparison.
func (f *salesFlags) read(ctx context.Context, env *cli.Env, run *reconcile.Run, send *cli.SendFlags) error {
	if f.none {
		return nil
	}
	if f.orders != "" {
		if err := f.readOrders(ctx, env, run); err != nil {
			return err
		}
	}
	if f.orders == "" || f.journal {
		if err := readJournal(ctx, env, run, send.Local); err != nil {
			return err
		}
	}
	if f.inbox {
		return f.readInbox(ctx, env, run, send.Local)
	}
	return nil
}

func (f *salesFlags) readOrders(ctx context.Context, env *cli.Env, run *reconcile.Run) error {
	columns, err := reconcile.ParseMap(f.columns)
	if err != nil {
		return apperr.New(apperr.Usage, "--map", err)
	}
	in, closeFile, err := env.OpenArgument(f.orders)
	if err != nil {
		return err
	}
	defer closeFile()
	list, err := reconcile.NewOrders(in, columns)
	if err == nil {
		err = readSales(ctx, run, list.Next)
	}
	var bad *reconcile.OrdersError
	if !errors.As(err, &bad) || errors.Is(err, context.Canceled) {
		return err
	}
	hint := "correct the line, or leave it out"
	var format *reconfile.FormatError
	switch {
	case errors.As(err, &format):
		hint = format.Do
	case bad.Columns == nil && bad.Line == 1:
		hint = "pass a CSV file in UTF-8 whose first line names the columns"
	case bad.Columns != nil:
		hint = "name the column: --map " + bad.Field + "=COLUMN; there are: " + strings.Join(bad.Columns, ", ")
	}
	return apperr.New(apperr.Usage, "reading "+f.orders, bad, hint).WithCode("orders")
}

// readJournal adds the payments and refunds in the journal: of the simulator or of real
// gateways, and of --profile where it is given.
func readJournal(ctx context.Context, env *cli.Env, run *reconcile.Run, local bool) error {
	j, err := cli.RequireJournal(env)
	if err != nil {
		return err
	}
	env.WarnWritable()
	local = accountOf(env, local).local
	profile := env.Global.Profile
	if local {
		profile = "" // --local goes with any profile
	}
	l, damaged, err := flow.ReadLedger(j, &local, profile)
	if err != nil {
		return err
	}
	if damaged > 0 {
		env.Warn("%s of %s cannot be read, and is left out", cli.Plural(damaged, "line"), j.Path())
	}
	return readSales(ctx, run, each(reconcile.FromLedger(l)))
}

// account says whose sales are compared: those of the simulator, those of one client id
// or, without one, those of every real account.
type account struct {
	local    bool
	clientID string
}

// accountOf is the account that the flags and the profile choose.
func accountOf(env *cli.Env, local bool) account {
	c, err := env.Config()
	switch {
	case local, err == nil && c.Local():
		return account{local: true}
	case err == nil && env.Global.Profile != "":
		return account{clientID: c.ClientID()}
	}
	return account{}
}

// has reports whether a notification for a client id is for the account.
func (a account) has(clientID string) bool {
	if a.local || a.clientID == "" {
		return a.local == (clientID == sandbox.ClientID)
	}
	return clientID == a.clientID
}

// each gives the items of a list until io.EOF.
func each(list []reconcile.Sale) func() (reconcile.Sale, error) {
	return func() (reconcile.Sale, error) {
		if len(list) == 0 {
			return reconcile.Sale{}, io.EOF
		}
		sale := list[0]
		list = list[1:]
		return sale, nil
	}
}

// readInbox adds the verified notifications for the account whose journal would be read:
// the store is one for the simulator and for real accounts.
func (f *salesFlags) readInbox(ctx context.Context, env *cli.Env, run *reconcile.Run, local bool) error {
	store, err := cli.OpenReader(env, f.store)
	if err != nil {
		return err
	}
	verified, number, of := true, 0, accountOf(env, local)
	filter := inbox.Filter{Verified: &verified, OnDamage: func(d *inbox.Damage) { env.Warn("%v; it is skipped", d) }}
	for record, err := range store.List(ctx, filter) {
		if err != nil {
			return cli.ReadingError(err)
		}
		number++
		if !of.has(record.Message.ClientID) {
			continue
		}
		sale, ok := reconcile.FromRecord(record, number)
		if !ok {
			continue
		}
		if err := run.AddSale(ctx, sale); err != nil {
			return runError(err)
		}
	}
	return nil
}
