package payment

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/tokens"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// authorizeCommand asks a buyer to permit debits, and keeps the token that comes of it.
type authorizeCommand struct {
	requestCommand
	show   showFlags
	name   string
	scopes []string
	addr   string
	force  bool // replace a token
	store  tokens.Store
	catch  *catcher // takes the buyer's return; nil without --wait
}

// authorizeFields are the flags for fields of authorizations.consult.
func authorizeFields() []fieldFlag {
	return []fieldFlag{
		{"method", "customerBelongsTo", "payment `method` whose account the buyer links, such as ALIPAY_HK"},
		{"terminal", "env.terminalType", "buyer's `terminal`: WEB, WAP, APP or MINI_APP (default: WEB)"},
		{"os", "env.osType", "buyer's `system`: IOS or ANDROID"},
		{"client-ip", "env.clientIp", "buyer's public IP `address`"},
		{"redirect-url", "authRedirectUrl", "`URL` of the page to which the buyer returns with the authCode"},
		{"notify-url", "authNotifyUrl", "`URL` that Antom sends notifyAuthorization to"},
		{"merchant-region", "merchantRegion", "`country` that you sell from, two letters"},
	}
}

// NewAuthorizeCmd returns the command authorize with those below it.
func NewAuthorizeCmd(env *cli.Env) *cobra.Command {
	c := &authorizeCommand{requestCommand: requestCommand{op: spec.OperationNamed(spec.OpAuthorizationsConsult)}}
	cmd := &cobra.Command{
		Use:     "authorize",
		Short:   "Ask a buyer to permit debits of an account, and keep the token",
		GroupID: cli.GroupPay,
		Long: `Ask a buyer to link an account with a payment method (Auto Debit, Scan to Bind), so that you can debit
it without asking again. The command sends authorizations.consult and prints the link, or draws the
code, with which the buyer agrees.

With --wait, this command is the page that the buyer returns to: it checks authState, exchanges the
authCode for the tokens, and stores them under --name in a file that only you can read. Tokens are
never printed. Without --wait, antom authorize apply NAME takes the address that the buyer returned to.

antom pay --token-of NAME debits the account.`,
		Example: `  antom authorize --local --method ALIPAY_HK --name anna --wait --open
  antom authorize --method GCASH --name anna --redirect-url https://shop.example/linked
  antom authorize apply anna
  antom pay --token-of anna --amount 12.34 --currency HKD`,
	}
	cli.MakeGroup(env, cmd)
	c.request.single = true
	c.request.addFields(cmd, authorizeFields())
	fl := cmd.Flags()
	fl.StringVar(&c.name, "name", "", "`name` to store the token under (default: the payment method in lower case)")
	fl.BoolVar(&c.force, "replace", false, "replace the token that is stored under the name")
	fl.StringSliceVar(&c.scopes, "scope", nil, "what the buyer permits: a `scope` such as AGREEMENT_PAY or USER_INFO (repeatable; default AGREEMENT_PAY)")
	fl.StringVar(&c.addr, "addr", "127.0.0.1:0", "loopback `address` that takes the buyer's return with --wait; port 0 takes any free port")
	c.send.Add(cmd, true)
	c.wait.addLimit(cmd, "wait for the buyer, or for at most this `duration`, as in --wait=5m; then store the token")
	c.show.add(cmd)
	cli.AddDryRun(cmd, &c.dryRun)
	c.request.addReference(cmd)
	_ = cmd.RegisterFlagCompletionFunc("scope", cli.CompleteFixed(spec.Request(spec.OpAuthorizationsConsult).Field("scopes").Enum...))
	c.check = func() error { return c.checkFlags(env) }
	c.connected = func(conn *cli.Connection, dry bool) {
		if conn.Local && !dry && c.show.open && !conn.Simulator.Served {
			c.wait.on = true // the page that opens is served by this very command
		}
	}
	c.options = c.complete
	c.requestCommand.show = func(s *sender, _ *flow.Request, x *flow.Answer) error { return c.showConsent(s, x) }
	cli.RunAlone(cmd, c.run(env))
	cmd.AddCommand(newAuthorizeApplyCmd(env), newTokenListCmd(env, accountWords()), newTokenShowCmd(env, accountWords()),
		newAuthorizeRefreshCmd(env), newAuthorizeRevokeCmd(env), newTokenRemoveCmd(env, accountWords()))
	return cmd
}

// checkFlags refuses what could only fail after the request was sent.
func (c *authorizeCommand) checkFlags(env *cli.Env) (err error) {
	if err := c.show.check(env); err != nil {
		return err
	}
	if c.store, err = tokenStore(env); err != nil {
		return err
	}
	if c.wait.on && c.request.given("redirect-url") {
		return apperr.New(apperr.Usage, "--redirect-url: with --wait, this command is the page that the buyer returns to", nil,
			"omit --redirect-url, or omit --wait and use: antom authorize apply NAME")
	}
	if !cli.LoopbackAddress(c.addr) {
		return cli.AddressError("--addr", c.addr, "127.0.0.1:0", errors.New("it must be a loopback address with a port, because an authCode comes to it"))
	}
	if c.name == "" {
		return nil
	}
	return c.checkName(env, c.name)
}

// checkName refuses a name under which there is a token that can be used.
func (c *authorizeCommand) checkName(env *cli.Env, name string) error {
	return checkNewName(env, c.store, accountWords(), name, c.force)
}

// complete adds the scopes, and this command as the page that the buyer returns to.
func (c *authorizeCommand) complete(o *flow.Options) error {
	for i, scope := range c.scopes {
		o.Overlay.Fields = append(o.Overlay.Fields, flow.Field{
			Flag: "--scope", Path: fmt.Sprintf("scopes[%d]", i), Value: flow.Value{Text: strings.ToUpper(scope), Given: true},
		})
	}
	if !c.wait.on || o.DryRun {
		return nil
	}
	var err error
	if c.catch, err = newCatcher(c.addr); err != nil {
		return err
	}
	o.Overlay.Fields = append(o.Overlay.Fields, flow.Field{Flag: "--wait", Path: "authRedirectUrl", Value: flow.Value{Text: c.catch.url, Given: true}})
	return nil
}

// tokenOf is the token that shall come of a consult request.
func (c *authorizeCommand) tokenOf(s *sender, x *flow.Answer) tokens.Token {
	method, now := x.RequestField("customerBelongsTo"), s.env.Now()
	return tokens.Token{
		Name: cmp.Or(c.name, strings.ToLower(method)), Kind: tokens.Account, ClientID: s.conn.Client.ClientID, Local: s.conn.Local,
		Method: method, RequestID: x.RequestField("authState"), Created: now, Updated: now,
	}
}
