package payment

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/poll"
	"github.com/antom-cli/antom/internal/tokens"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// showSession shows where the buyer stores the card and, where asked, waits for that.
func (c *vaultCommand) showSession(s *sender, x *flow.Answer) error {
	if err := x.Err(); err != nil {
		return err
	}
	t := c.tokenOf(s, x)
	if err := ask(s.env, c.store, t); err != nil {
		return tokenError(t.Name, err, cardWords().list())
	}
	v := &createResult{Answer: x, sender: s, flags: &c.show}
	if err := v.saveQR(); err != nil {
		s.env.Warn("%v", err)
	}
	session := output.Result{
		Value: vaultValue(x, t), Raw: x.Response.Body, Quiet: cmp.Or(x.Link(), x.Field("vaultingSessionId")),
		Text: func(w io.Writer) error { return writeVaultingSession(w, v, t) },
	}
	switch {
	case !c.wait.on || s.plainText():
		if err := s.print(session); err != nil {
			return err
		}
		v.warn()
	default:
		v.writeLink()
		v.WarnOfLinks()
	}
	v.open()
	if !c.wait.on {
		c.hint(s, v, t)
		return nil
	}
	t, err := c.await(s, t)
	if err != nil {
		return err
	}
	return printToken(s.ctx, s.env, s.output, t, cardStored)
}

const cardStored = "Stored: the card can be charged"

// vaultValue is the JSON form: the response, with what a script needs to go on.
func vaultValue(x *flow.Answer, t tokens.Token) any {
	body := *x.Body
	body.Set("name", spec.NewString(t.Name))
	body.Set("vaultingRequestId", spec.NewString(t.RequestID))
	return cli.RawJSON(body.AppendJSON(nil))
}

func writeVaultingSession(w io.Writer, v *createResult, t tokens.Token) error {
	theme := v.sender.env.Theme()
	fmt.Fprintf(w, "%s\n\n", theme.Status(ui.StatusWaiting, "Waiting for the buyer to store a card"))
	theme.Pairs(w, v.sender.env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
		{Label: "Name", Value: t.Name},
		{Label: "Request ID", Value: ui.Clean(t.RequestID)},
		{Label: "Session ID", Value: ui.Clean(v.Field("vaultingSessionId"))},
		{Label: "Open", Value: cli.LinkText(theme, v.LinkIn("normalUrl"))},
		{Label: "Open until", Value: timeText(moment(v.Field("vaultingSessionExpiryTime")))},
		trustPair(v.sender.env, v.Answer),
	}))
	return v.drawQR(w)
}

// hint says how to go on once the buyer has stored the card.
func (c *vaultCommand) hint(s *sender, v *createResult, t tokens.Token) {
	if sim := s.conn.Simulator; sim != nil && !sim.Served && v.Link() != "" {
		s.env.Hint("the link works while the simulator runs: antom sandbox (or use --wait)")
	}
	s.env.Hint("when the card is stored, get its token: %s", fetchLine(s.env, t))
}

func fetchLine(env *cli.Env, t tokens.Token) string {
	return env.Commands().Line("vault fetch " + apperr.ShellQuote(t.Name))
}

// await inquires until the card is stored.
func (c *vaultCommand) await(s *sender, t tokens.Token) (tokens.Token, error) {
	progress := ui.NewProgress(s.env.Streams())
	defer progress.Done()
	if !s.env.Global.Quiet && !cli.Debugging(s.env) {
		progress.Update("waiting for the buyer")
	}
	o := poll.Options{Interval: c.wait.interval, Timeout: c.wait.limit, Now: s.env.Now, Sleep: s.env.Sleep}
	var failed error // of the last inquiry
	err := poll.Until(s.ctx, o, func(ctx context.Context) (done bool, err error) {
		t, done, err = fetchCard(ctx, s.conn.Gateway, c.store, t)
		if failed = err; passing(err) {
			return false, nil
		}
		return done, err
	})
	switch {
	case errors.Is(err, poll.ErrTimeout) && failed != nil:
		return t, failed
	case errors.Is(err, poll.ErrTimeout):
		return t, apperr.New(apperr.Pending, fmt.Sprintf("the card has not been stored within %s", c.wait.limit), nil, fetchLine(s.env, t)).WithCode("waiting")
	case errors.Is(err, context.Canceled):
		return t, apperr.New(apperr.Interrupted, "interrupted while waiting for the buyer", nil, fetchLine(s.env, t))
	}
	return t, err
}

// passing reports whether another inquiry can succeed where one had no answer.
func passing(err error) bool {
	var known *apperr.Error
	return errors.As(err, &known) && known.Kind == apperr.NoAnswer
}

// fetchCard inquires about a vaulting, and stores the token of the card. done is false
// as long as the buyer has not decided.
func fetchCard(ctx context.Context, g *flow.Gateway, store tokens.Store, t tokens.Token) (after tokens.Token, done bool, err error) {
	x, decided, err := inquireCard(ctx, g, "the card "+t.Name, t.RequestID)
	if err != nil || !decided {
		return t, false, err
	}
	if x.Field("vaultingStatus") != vaultingStored {
		return t, false, apperr.New(apperr.Failed, "the card was not stored: the buyer declined, or the time was over", nil,
			"to ask again: antom vault --name "+apperr.ShellQuote(t.Name)).WithCode("declined")
	}
	card := x.Body.At("paymentMethodDetail.card")
	if t.Secret = card.Get("cardToken").String(); t.Secret == "" {
		return t, false, apperr.New(apperr.NoAnswer, "the response has no cardToken", nil)
	}
	t.Label, t.Updated = cardLabel(card), nowOf(g)
	if err := store.Put(t); err != nil {
		return t, false, apperr.New(apperr.Internal, "the card is stored at Antom, but its token could not be kept", err, "antom vault fetch "+apperr.ShellQuote(t.Name))
	}
	return t, true, nil
}

// vaultingStored is the vaultingStatus of a card that is stored.
const vaultingStored = "SUCCESS"

// inquireCard inquires about a vaulting. decided is false as long as the buyer has not
// stored the card, nor refused.
func inquireCard(ctx context.Context, g *flow.Gateway, what, requestID string) (x *flow.Answer, decided bool, err error) {
	if x, err = g.CallFields(ctx, spec.OpVaultsInquireVaulting, what, "vaultingRequestId", requestID); err != nil {
		return x, false, err
	}
	switch status := x.Field("vaultingStatus"); status {
	case "PROCESSING":
		return x, false, nil
	case vaultingStored, "FAIL":
		return x, true, nil
	default:
		return x, false, apperr.New(apperr.NoAnswer, fmt.Sprintf("the response has the unknown vaultingStatus %q", status), nil)
	}
}

// cardLabel tells which card it is: the scheme and the visible digits.
func cardLabel(card *spec.Node) string {
	label, number := card.Get("brand").String(), card.Get("maskedCardNo").String()
	if n := len(number); n > 4 {
		number = number[n-4:]
	}
	if label != "" && number != "" {
		label += " "
	}
	return label + number
}

func newVaultFetchCmd(env *cli.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fetch NAME",
		Short: "Get the token of a card that the buyer has stored",
		Long: `Send vaults.inquireVaulting and keep the token of the stored card. As long as the buyer has not decided,
the exit code is 8. It is safe to repeat the command.`,
		Example: "  antom vault fetch anna",
	}
	return newTokenCallCmd(env, cardWords(), cmd, tokens.Token.Asked, func(c *tokenCall) error {
		t, done, err := fetchCard(c.ctx, c.conn.Gateway, c.store, c.token)
		switch {
		case err != nil:
			return err
		case !done:
			return apperr.New(apperr.Pending, fmt.Sprintf("the buyer has not stored the card %s yet", t.Name), nil, fetchLine(c.env, t)).WithCode("waiting")
		}
		return printToken(c.ctx, c.env, c.output, t, cardStored)
	})
}
