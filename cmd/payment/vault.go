package payment

import (
	"cmp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/tokens"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// vaultCommand lets a buyer store a card, and keeps the token that comes of it.
type vaultCommand struct {
	requestCommand
	show  showFlags
	name  string
	force bool // replace a token
	store tokens.Store
}

// vaultFields are the flags for fields of vaults.createVaultingSession.
func vaultFields() []fieldFlag {
	return []fieldFlag{
		{"request-id", "vaultingRequestId", "unique `id` of this request (default: a new id); the same id never stores two cards"},
		{"redirect-url", "redirectUrl", "`URL` of the page to which the buyer returns"},
		{"notify-url", "vaultingNotificationUrl", "`URL` that Antom sends notifyVaulting to"},
		{"merchant-region", "merchantRegion", "`country` that you sell from, two letters"},
	}
}

// NewVaultCmd returns the command vault with those below it.
func NewVaultCmd(env *cli.Env) *cobra.Command {
	c := &vaultCommand{requestCommand: requestCommand{op: spec.OperationNamed(spec.OpVaultsCreateVaultingSession)}}
	cmd := &cobra.Command{
		Use:     "vault",
		Short:   "Let a buyer store a card, and keep the token",
		GroupID: cli.GroupPay,
		Long: `Let a buyer store a card for later payments (vaulting). The command sends vaults.createVaultingSession
and prints the link of the page on which the buyer stores the card. Your server never sees the number.

With --wait, the command inquires until the card is stored, and keeps its token under --name in a file
that only you can read. Tokens are never printed. Without --wait, antom vault fetch NAME gets the token
later.

antom pay --token-of NAME charges the card.`,
		Example: `  antom vault --local --name anna --wait --open
  antom vault --name anna --notify-url https://shop.example/vaulted
  antom vault fetch anna
  antom pay --token-of anna --amount 12.34 --currency HKD`,
	}
	cli.MakeGroup(env, cmd)
	c.request.single = true
	c.request.addFields(cmd, vaultFields())
	fl := cmd.Flags()
	fl.StringVar(&c.name, "name", "", "`name` to store the token under (default: card)")
	fl.BoolVar(&c.force, "replace", false, "replace the token that is stored under the name")
	c.send.Add(cmd, true)
	c.wait.add(cmd)
	c.show.add(cmd)
	cli.AddDryRun(cmd, &c.dryRun)
	c.request.addReference(cmd)
	c.check = func() error { return c.checkFlags(env) }
	c.connected = func(conn *cli.Connection, dry bool) {
		if conn.Local && !dry && c.show.open && !conn.Simulator.Served {
			c.wait.on = true // the page that opens is served by this very command
		}
	}
	c.requestCommand.show = func(s *sender, _ *flow.Request, x *flow.Answer) error { return c.showSession(s, x) }
	cli.RunAlone(cmd, c.run(env))
	cmd.AddCommand(newVaultFetchCmd(env), newTokenListCmd(env, cardWords()), newTokenShowCmd(env, cardWords()), newTokenRemoveCmd(env, cardWords()))
	return cmd
}

// checkFlags refuses what could only fail after the request was sent.
func (c *vaultCommand) checkFlags(env *cli.Env) (err error) {
	if err := c.show.check(env); err != nil {
		return err
	}
	if c.store, err = tokenStore(env); err != nil {
		return err
	}
	return checkNewName(env, c.store, cardWords(), cmp.Or(c.name, defaultCardName()), c.force)
}

// defaultCardName is the name of a card without --name.
func defaultCardName() string { return strings.ToLower(methodCard) }

// methodCard is the payment method of all cards.
const methodCard = "CARD"

// tokenOf is the token that shall come of a vaulting session.
func (c *vaultCommand) tokenOf(s *sender, x *flow.Answer) tokens.Token {
	now := s.env.Now()
	return tokens.Token{
		Name: cmp.Or(c.name, defaultCardName()), Kind: tokens.Card, ClientID: s.conn.Client.ClientID, Local: s.conn.Local,
		Method: methodCard, RequestID: x.RequestField("vaultingRequestId"), Created: now, Updated: now,
	}
}
