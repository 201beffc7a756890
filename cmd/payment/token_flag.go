package payment

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/tokens"
)

// methodPath is the field of a payment that names its method.
const methodPath = "paymentMethod.paymentMethodType"

// tokenFlag is --token-of: a payment with a stored token, without the buyer.
type tokenFlag struct {
	name string
	conn *cli.Connection
}

func (f *tokenFlag) add(cmd *cobra.Command, env *cli.Env) {
	cmd.Flags().StringVar(&f.name, "token-of", "", "pay with the stored token of this `name`, without the buyer: see antom authorize, antom vault")
	_ = cmd.RegisterFlagCompletionFunc("token-of", func(cmd *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
		return completeTokens(env, "")(cmd, nil, prefix)
	})
}

// fill adds what the token says to a request. What is only shown has a placeholder in
// the token's place.
func (f *tokenFlag) fill(env *cli.Env, o *flow.Options) error {
	if f.name == "" {
		return nil
	}
	store, err := tokenStore(env)
	if err != nil {
		return err
	}
	t, err := store.Get(f.name)
	if err != nil {
		return tokenError(f.name, err, accountWords().list(), cardWords().list())
	}
	if err := checkOwner(f.conn, t); err != nil {
		return err
	}
	if err := checkUsable(env, t); err != nil {
		return err
	}
	if err := checkMethod(o, t); err != nil {
		return err
	}
	secret := t.Secret
	if o.DryRun {
		secret = "TOKEN_OF_" + t.Name
		env.Note("the token is not shown: %s stands in its place", secret)
	}
	fields := []string{methodPath, t.Method, "paymentMethod.paymentMethodId", secret}
	if t.Kind == tokens.Account {
		fields = append(fields, "productCode", "AGREEMENT_PAYMENT")
	}
	for i := 0; i < len(fields); i += 2 {
		o.Overlay.Fields = append(o.Overlay.Fields, flow.Field{
			Flag: "--token-of " + t.Name, Path: fields[i], Value: flow.Value{Text: fields[i+1], Given: true},
		})
	}
	return nil
}

// checkMethod refuses a --method that the token is not for.
func checkMethod(o *flow.Options, t tokens.Token) error {
	for _, f := range o.Overlay.Fields {
		if f.Path != methodPath || !f.Value.Given || strings.EqualFold(f.Value.Text, t.Method) {
			continue
		}
		return apperr.New(apperr.Usage, "--method "+apperr.ShellQuote(f.Value.Text), fmt.Errorf("the token %s is for %s", t.Name, t.Method),
			"omit --method, or name another token: antom authorize list")
	}
	return nil
}

// checkUsable refuses a token that nothing can be paid with.
func checkUsable(env *cli.Env, t tokens.Token) error {
	name := apperr.ShellQuote(t.Name)
	if t.Kind == tokens.Card && t.State(env.Now()) == tokens.Waiting {
		return apperr.New(apperr.Usage, fmt.Sprintf("the card %s is not known to be stored yet", t.Name), nil, env.Commands().Line("vault fetch "+name))
	}
	switch t.State(env.Now()) {
	case tokens.Waiting:
		return apperr.New(apperr.Usage, fmt.Sprintf("the buyer has not agreed to %s, or the authCode was not exchanged", t.Name), nil,
			env.Commands().Line("authorize apply "+name))
	case tokens.Expired:
		return apperr.New(apperr.Usage, fmt.Sprintf("token %s ended at %s", t.Name, cli.TimeText(t.Expires)), nil,
			"to get a new one: "+env.Commands().Line("authorize refresh "+name))
	}
	return nil
}
