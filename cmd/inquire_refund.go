package cmd

import (
	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/request"
)

func newInquireRefundCmd(app *App) *cobra.Command {
	f := &callFlags{}
	var requestID, refundID string
	var last bool
	var expect expectFlags
	cmd := &cobra.Command{
		Use:     "inquire-refund [REFUND-REQUEST-ID | FILE]",
		Aliases: []string{"inquiry-refund"},
		Short:   "Ask for the state of a refund, or wait until it is final",
		GroupID: groupPay,
		Long: `Send an inquiryRefund request by refundRequestId, by --refund-id, or for the newest refund in the
journal (--last). The exit code tells the state: 0 SUCCESS, 7 FAIL, 8 not final yet, 6 when Antom
refused the inquiry.`,
		Example: `  antom inquire-refund REFUND20261120120000ABCDEFGH
  antom inquire-refund --local --last --wait
  antom inquire-refund --refund-id 20260101194010800100188000000000000 -o json`,
		Args:              argCount(0, 1, "one refundRequestId or one file"),
		ValidArgsFunction: app.completeRefundIDs,
	}
	f.request.addFields(cmd, nil)
	cmd.Flags().StringVar(&refundID, "refund-id", "", "the refund by Antom's `id` of it")
	_ = cmd.RegisterFlagCompletionFunc("refund-id", app.completeAntomsRefundIDs)
	cmd.Flags().BoolVar(&last, "last", false, "the newest refund in the journal")
	f.send.add(cmd, false)
	f.wait.add(cmd)
	expect.add(cmd)
	addDryRun(cmd, &f.dryRun)
	f.request.addReference(cmd)
	c := &call{op: opInquiryRefund(), flags: f}
	c.begin = func(r *calling) (err error) {
		if r.conn.amounts, err = expect.amounts(r.cmd, r.call.op); err != nil {
			return err
		}
		r.conn.expectWords = expect.words()
		return beginInquireRefund(r, requestID, refundID)
	}
	c.show = showRefund
	cmd.RunE = app.runCall(c, func(_ operation, args []string) (files []string, err error) {
		requestID, files = idOrFile(args)
		if err := whichRefund(args, requestID, refundID, last, len(files) > 0 || f.request.file != "" || len(f.request.set) > 0); err != nil {
			return nil, err
		}
		if last {
			requestID, err = app.lastRefund(f.send.local)
		}
		return files, err
	})
	return cmd
}

// whichRefund wants exactly one refund.
func whichRefund(args []string, requestID, refundID string, last, file bool) error {
	given := 0
	for _, used := range []bool{requestID != "", refundID != "", last} {
		if used {
			given++
		}
	}
	switch {
	case len(args) == 1 && args[0] == "":
		return apperr.New(apperr.Usage, "the refundRequestId is empty", nil, "antom history --operation refund")
	case given == 0 && !file:
		return apperr.New(apperr.Usage, "which refund?", nil,
			"antom inquire-refund REFUND-REQUEST-ID, or --refund-id ID, or --last, or a FILE", "refunds of this machine: antom history --operation refund")
	case given > 1:
		return apperr.New(apperr.Usage, "give one of a refundRequestId, --refund-id and --last, not several", nil)
	}
	return nil
}

// beginInquireRefund names the refund. An id that the journal knows as Antom's
// is taken as such.
func beginInquireRefund(r *calling, requestID, refundID string) error {
	if requestID != "" && r.app.isRefundID(requestID) {
		requestID, refundID = "", requestID
	}
	f := &r.call.flags.request
	r.bothIDs(or(refundID, f.final(r.cmd, r.d, "refundId")), or(requestID, f.final(r.cmd, r.d, "refundRequestId")), "refundId", "refundRequestId")
	switch {
	case refundID != "":
		return r.d.Set("refundId", refundID, request.Origin{Flag: "--refund-id"})
	case requestID != "":
		return r.d.Set("refundRequestId", requestID, request.Origin{What: "the command line"})
	}
	return nil
}

// isRefundID tells whether the journal knows an id as Antom's id of a refund.
func (a *App) isRefundID(id string) bool {
	j := a.journal()
	if j == nil {
		return false
	}
	entries, err := j.List(journal.Filter{Operation: opRefund().name, ID: id, Limit: 1})
	return err == nil && len(entries) > 0 && entries[0].RefundID == id && entries[0].RequestID != id
}

// showRefund shows the state of a refund, or waits until it is final.
func showRefund(r *calling, x *answer) error {
	final := outcome.StateOf(x.status()).Final()
	if !r.call.flags.wait.on || final {
		return r.app.showStatus(r.cmd, r.output, x)
	}
	if x.judged().Meaning().Verdict == outcome.Refused {
		return x.err()
	}
	q := inquiry{thing: outcome.Refund, requestID: x.asked("refundRequestId"), otherID: x.asked("refundId")}
	return r.waitFor(q, func() error { return nil })
}

// lastRefund is the newest refund in the journal that this command line could
// ask about: simulated ones with --local, real ones without.
func (a *App) lastRefund(local bool) (string, error) {
	entries, err := a.newest(local, opRefund())
	if err != nil {
		return "", err
	}
	if len(entries) == 0 {
		return "", noneYet("refund", a.wantsLocal(local))
	}
	a.note("the newest refund is %s", entries[0].RequestID)
	return entries[0].RequestID, nil
}
