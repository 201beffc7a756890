package operator

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/reconcile"
	"github.com/antom-cli/antom/internal/ui"
)

// checkFlags say whether Antom is asked about what differs.
type checkFlags struct {
	check bool
	rate  float64
}

// maxRate bounds --rate: more is a load, not a check.
const maxRate = 50

func (f *checkFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.BoolVar(&f.check, "check", false, "ask Antom about every payment that differs, with inquiryPayment; a repeat goes on where it was stopped")
	fl.Float64Var(&f.rate, "rate", 5, "ask about at most this `number` of payments a second")
}

func (f *checkFlags) verify(env *cli.Env, rated bool) error {
	switch {
	case !f.check && len(env.Account) > 0:
		return apperr.New(apperr.Usage, "the account flags require --check: otherwise nothing is sent", nil)
	case rated && !f.check:
		return apperr.New(apperr.Usage, "--rate requires --check", nil)
	case !(f.rate > 0 && f.rate <= maxRate):
		return cli.UsageError(fmt.Sprintf("--rate %g", f.rate), fmt.Errorf("it must be more than 0 and at most %d", maxRate))
	}
	return nil
}

// answers are what Antom said, by the id that was asked by.
type answers map[string]flow.PaymentState

// connect finds the gateway to ask; nil without --check.
func (f *checkFlags) connect(ctx context.Context, env *cli.Env, send *cli.SendFlags) (*cli.Connection, error) {
	if !f.check {
		return nil, nil
	}
	return cli.Connect(ctx, env, send, cli.ToSend)
}

// ask inquires about the payments of the findings.
func (f *checkFlags) ask(ctx context.Context, env *cli.Env, run *reconcile.Run, conn *cli.Connection, progress *ui.Progress) (answers, error) {
	found := answers{}
	var payments []flow.Inquiry
	var ids []string
	err := run.Each(func(finding *reconcile.Finding) error {
		requestID, paymentID, ok := finding.Payment()
		id := requestID + paymentID
		if _, twice := found[id]; !ok || twice {
			return nil
		}
		found[id] = flow.PaymentState{}
		payments = append(payments, flow.Inquiry{RequestID: requestID, AntomID: paymentID})
		ids = append(ids, id)
		return nil
	})
	if err != nil || len(payments) == 0 {
		return found, err
	}
	options := flow.AskOptions{
		Interval: time.Duration(float64(time.Second) / f.rate), Known: answersKnownFor, Sleep: env.Sleep, Now: env.Now(),
	}
	failed := 0
	err = conn.AskPayments(ctx, payments, options, func(i int, s flow.PaymentState) {
		found[ids[i]] = s
		if s.Err != nil {
			failed++
			env.Warn("payment %s: %v", ids[i], s.Err)
		}
		progress.Bar(i+1, len(payments), ids[i])
	})
	if err != nil {
		return nil, err
	}
	if failed > 0 {
		env.Warn("%s got no usable response; the same command asks again", cli.Plural(failed, "payment"))
	}
	return found, nil
}

// apply adds the answers to the findings.
func (a answers) apply(each reconcile.Findings) reconcile.Findings {
	return func(use func(*reconcile.Finding) error) error {
		return each(func(f *reconcile.Finding) error {
			requestID, paymentID, ok := f.Payment()
			if s, asked := a[requestID+paymentID]; ok && asked && s.Err == nil {
				f.Confirm(s.Status, s.Code, cli.MajorAmount(s.Amount.Currency, s.Amount.Value))
			}
			return use(f)
		})
	}
}
