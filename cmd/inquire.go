package cmd

import (
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/request"
)

// inquireFlags are those of inquire.
type inquireFlags struct {
	send      sendFlags
	wait      waitFlags
	expect    expectFlags
	paymentID string
	last      bool
	dryRun    bool
}

func newInquireCmd(app *App) *cobra.Command {
	f := &inquireFlags{}
	cmd := &cobra.Command{
		Use:     "inquire [PAYMENT-REQUEST-ID]",
		Aliases: []string{"inquiry"},
		Short:   "Ask for the state of a payment, or wait until it is final",
		GroupID: groupPay,
		Long: `Send an inquiryPayment request by paymentRequestId, by --payment-id, or for the newest payment
in the journal (--last). The exit code tells the state: 0 SUCCESS, 7 FAIL or CANCELLED,
8 not final yet, 6 when Antom refused the inquiry.

An answer that contradicts what the journal knows of the payment, or --expect-amount, is not
believed: exit code 4. Give --expect-amount in scripts that deliver goods.`,
		Example: `  antom inquire PAY20261120120000ABCDEFGH
  antom inquire --last --wait
  antom inquire ORDER42A --expect-amount 12.34 --currency HKD --quiet
  antom inquire --payment-id 20260101194010800100188000000000000 -o json`,
		Args:              argCount(0, 1, "one paymentRequestId"),
		ValidArgsFunction: app.completeRequestIDs,
	}
	f.send.add(cmd, false)
	f.wait.add(cmd)
	f.expect.add(cmd)
	cmd.Flags().StringVar(&f.paymentID, "payment-id", "", "ask by Antom's `id` of the payment instead")
	cmd.Flags().BoolVar(&f.last, "last", false, "ask for the newest payment in the journal")
	addDryRun(cmd, &f.dryRun)
	cmd.RunE = app.run(func(cmd *cobra.Command, args []string) error { return app.inquire(cmd, args, f) })
	return cmd
}

func (a *App) inquire(cmd *cobra.Command, args []string, f *inquireFlags) error {
	o, err := a.outputOptions(true, output.Text, output.JSON, output.YAML, output.Raw, output.Curl)
	if err != nil {
		return err
	}
	if err := f.wait.check(cmd); err != nil {
		return err
	}
	q, err := a.whichPayment(args, f)
	if err != nil {
		return err
	}
	amounts, err := f.expect.amounts(cmd, opInquiry())
	if err != nil {
		return err
	}
	dry := f.dryRun || o.Format == output.Curl
	conn, err := a.connect(cmd, &f.send, purpose(!dry))
	if err != nil {
		return err
	}
	conn.amounts, conn.expectWords = amounts, f.expect.words()
	d, err := q.document()
	if err != nil {
		return err
	}
	if dry {
		return a.printRequests(cmd, o, conn, opInquiry(), []*request.Document{d})
	}
	if f.wait.on {
		if err := conn.serveHere(cmd.Context(), a); err != nil {
			return err
		}
		a.about = q.words() + conn.expectWords
		x, err := a.wait(cmd, conn, q, f.wait.options(a, time.Time{}))
		return a.showFinal(cmd, o, x, err)
	}
	x, err := a.send(cmd, conn, opInquiry(), d)
	if err != nil {
		return err
	}
	return a.showStatus(cmd, o, x)
}

// whichPayment finds the one id that the user means.
func (a *App) whichPayment(args []string, f *inquireFlags) (inquiry, error) {
	given := len(args)
	if f.paymentID != "" {
		given++
	}
	if f.last {
		given++
	}
	switch {
	case given == 0:
		return inquiry{}, apperr.New(apperr.Usage, "which payment?", nil,
			"antom inquire PAYMENT-REQUEST-ID, or --payment-id ID, or --last", "ids that were used on this machine: antom history")
	case given > 1:
		return inquiry{}, apperr.New(apperr.Usage, "give one of a paymentRequestId, --payment-id and --last, not several", nil)
	case len(args) == 1 && args[0] == "":
		return inquiry{}, apperr.New(apperr.Usage, "the paymentRequestId is empty", nil, "antom history")
	case len(args) == 1:
		return inquiry{requestID: args[0]}, nil
	case f.paymentID != "":
		return inquiry{otherID: f.paymentID}, nil
	default:
		return a.lastPayment(f.send.local)
	}
}

// lastPayment is the newest payment or session in the journal that this
// command line could ask about: simulated ones with --local, real ones without.
func (a *App) lastPayment(local bool) (inquiry, error) {
	entries, err := a.newest(local, opPay(), opSession())
	if err != nil {
		return inquiry{}, err
	}
	if len(entries) == 0 {
		return inquiry{}, noneYet("payment", a.wantsLocal(local))
	}
	return inquiry{requestID: entries[0].RequestID, session: entries[0].Operation == opSession().name}, nil
}

// newest are the entries of the operations, newest first: of the simulator with
// local, of the profile without.
func (a *App) newest(local bool, ops ...operation) ([]journal.Entry, error) {
	c, err := a.config()
	if err != nil {
		return nil, err
	}
	local = a.wantsLocal(local)
	j := a.journal()
	if j == nil {
		return nil, apperr.New(apperr.Config, "there is no journal: no home directory", nil)
	}
	filter := journal.Filter{Local: &local}
	if !local {
		filter.Profile = c.ProfileName()
	}
	entries, err := j.List(filter)
	if err != nil {
		return nil, journalError(err)
	}
	return slices.DeleteFunc(entries, func(e journal.Entry) bool {
		return e.RequestID == "" || !slices.ContainsFunc(ops, func(op operation) bool { return op.name == e.Operation })
	}), nil
}

// wantsLocal tells whether the command line means the simulator: by its flag or
// by its profile.
func (a *App) wantsLocal(flag bool) bool {
	c, err := a.config()
	return flag || err == nil && c.Local()
}

// noneYet says that the journal has nothing of a kind.
func noneYet(thing string, local bool) error {
	where := fmt.Sprintf("the journal has no %s of this profile yet", thing)
	hint := thing + "s of the simulator are asked for with --local; antom history lists all"
	if local {
		where, hint = fmt.Sprintf("the journal has no %s of the simulator yet", thing), "name one by its id; those that the simulator knows: antom sandbox list"
	}
	return apperr.New(apperr.Usage, where, nil, hint)
}
