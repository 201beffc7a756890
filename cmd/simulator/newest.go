package simulator

import (
	"context"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/sandbox"
)

// paymentID is the id that was given, or with --last that of the newest payment.
func paymentID(ctx context.Context, env *cli.Env, c sandbox.Control, args []string, f cli.LastFlag) (string, error) {
	if !f.Last {
		return args[0], nil
	}
	payments, err := c.List(ctx)
	if err != nil {
		return "", apperr.New(apperr.Internal, "listing the payments", err)
	}
	if len(payments) == 0 {
		return "", apperr.New(apperr.Usage, "the simulator has no payments yet", nil,
			"antom pay --local --amount 12.34 --currency HKD --method ALIPAY_HK")
	}
	env.Note("the newest payment is %s", payments[0].PaymentRequestID)
	return payments[0].PaymentID, nil
}
