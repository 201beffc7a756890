package simulator

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

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

// subscriptionID is the id that was given, or with --last that of the newest subscription.
func subscriptionID(ctx context.Context, env *cli.Env, c sandbox.Control, args []string, f cli.LastFlag) (string, error) {
	if !f.Last {
		return args[0], nil
	}
	list, err := c.Subscriptions(ctx)
	if err != nil {
		return "", apperr.New(apperr.Internal, "listing the subscriptions", err)
	}
	if len(list) == 0 {
		return "", apperr.New(apperr.Usage, "the simulator has no subscriptions yet", nil, "antom subscription create --help")
	}
	env.Note("the newest subscription is %s", list[0].RequestID)
	return list[0].SubscriptionID, nil
}

// authorizationID is the id that was given, or with --last that of the newest
// authorization.
func authorizationID(ctx context.Context, env *cli.Env, c sandbox.Control, args []string, f cli.LastFlag) (string, error) {
	if !f.Last {
		return args[0], nil
	}
	list, err := c.Authorizations(ctx)
	if err != nil {
		return "", apperr.New(apperr.Internal, "listing the authorizations", err)
	}
	if len(list) == 0 {
		return "", apperr.New(apperr.Usage, "the simulator has no authorizations yet", nil, "antom authorize --help")
	}
	env.Note("the newest authorization is %s", list[0].AuthState)
	return list[0].AuthorizationID, nil
}

// addLast declares --last of a command that checks the form of its id.
func addLast(cmd *cobra.Command, last *cli.LastFlag, id, newest string) {
	check := cmd.Args
	last.Add(cmd, id, newest)
	count := cmd.Args
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if err := count(cmd, args); err != nil || last.Last {
			return err
		}
		return check(cmd, args)
	}
}

// subject begins a message about a thing with its id, unless the cause quotes the id.
func subject(what, id string, cause error) string {
	if strings.Contains(cause.Error(), strconv.Quote(id)) {
		return ""
	}
	return what + " " + apperr.ShellQuote(id)
}
