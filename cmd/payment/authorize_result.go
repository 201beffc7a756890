package payment

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/tokens"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// showConsent shows where the buyer agrees and, where asked, waits for that.
func (c *authorizeCommand) showConsent(s *sender, x *flow.Answer) error {
	if c.catch != nil {
		defer c.catch.listener.Close()
	}
	if err := x.Err(); err != nil {
		return err
	}
	t := c.tokenOf(s, x)
	if err := c.checkName(s.env, t.Name); err != nil {
		return err
	}
	if err := ask(s.env, c.store, t); err != nil {
		return tokenError(t.Name, err, accountWords().list())
	}
	v := &createResult{Answer: x, sender: s, flags: &c.show}
	if err := v.saveQR(); err != nil {
		s.env.Warn("%v", err)
	}
	consent := output.Result{
		Value: consentValue(x, t), Raw: x.Response.Body, Quiet: cmp.Or(x.Link(), x.CodeText()),
		Text: func(w io.Writer) error { return writeConsent(w, v, t) },
	}
	if c.catch == nil {
		if err := s.print(consent); err != nil {
			return err
		}
		v.warn()
		v.open()
		c.hint(s, v, t)
		return nil
	}
	if s.plainText() {
		if err := s.print(consent); err != nil {
			return err
		}
		v.warn()
	} else {
		v.writeLink()
		v.WarnOfLinks()
	}
	v.open()
	code, err := c.await(s, t)
	if err != nil {
		return err
	}
	return authorized(s.ctx, s.env, s.output, s.conn.Gateway, c.store, t, code)
}

// consentValue is the JSON form: the response, with what a script needs to go on.
func consentValue(x *flow.Answer, t tokens.Token) any {
	body := *x.Body
	body.Set("name", spec.NewString(t.Name))
	body.Set("authState", spec.NewString(t.RequestID))
	return cli.RawJSON(body.AppendJSON(nil))
}

func writeConsent(w io.Writer, v *createResult, t tokens.Token) error {
	theme := v.sender.env.Theme()
	fmt.Fprintf(w, "%s\n\n", theme.Status(ui.StatusWaiting, "Waiting for the buyer to agree"))
	theme.Pairs(w, v.sender.env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
		{Label: "Name", Value: t.Name},
		{Label: "Method", Value: ui.Clean(t.Method)},
		{Label: "authState", Value: ui.Clean(t.RequestID)},
		{Label: "Open", Value: cli.LinkText(theme, cmp.Or(v.LinkIn("normalUrl"), v.LinkIn("authUrl")))},
		{Label: "App link", Value: cli.LinkText(theme, v.LinkIn("applinkUrl"))},
		{Label: "App scheme", Value: cli.LinkText(theme, v.LinkIn("schemeUrl"))},
		{Label: "Code", Value: v.CodeText()},
		trustPair(v.sender.env, v.Answer),
	}))
	return v.drawQR(w)
}

// hint says how to go on once the buyer has agreed.
func (c *authorizeCommand) hint(s *sender, v *createResult, t tokens.Token) {
	if sim := s.conn.Simulator; sim != nil && !sim.Served && v.Link() != "" {
		s.env.Hint("the link works while the simulator runs: antom sandbox (or use --wait)")
	}
	s.env.Hint("when the buyer has returned to your page, pass its address on: %s", s.env.Commands().Line("authorize apply "+apperr.ShellQuote(t.Name)))
}

// await waits until the buyer has returned with an authCode.
func (c *authorizeCommand) await(s *sender, t tokens.Token) (code string, err error) {
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	if c.wait.limit > 0 {
		ctx, cancel = context.WithTimeout(ctx, c.wait.limit)
		defer cancel()
	}
	progress := ui.NewProgress(s.env.Streams())
	defer progress.Done()
	if !s.env.Global.Quiet && !cli.Debugging(s.env) {
		progress.Update("waiting for the buyer")
	}
	code, err = c.catch.wait(ctx, t.RequestID, func(why string) { s.env.Warn("%s", why) })
	next := "if the buyer returned elsewhere, pass on the address: " + s.env.Commands().Line("authorize apply "+apperr.ShellQuote(t.Name))
	switch {
	case err == nil && code == "":
		return "", c.declined(s, t)
	case errors.Is(err, context.DeadlineExceeded):
		return "", apperr.New(apperr.Pending, fmt.Sprintf("the buyer has not agreed within %s", c.wait.limit), nil, next).WithCode("waiting")
	case errors.Is(err, context.Canceled):
		return "", apperr.New(apperr.Interrupted, "interrupted while waiting for the buyer", nil, next)
	}
	return code, err
}

// declined forgets what waited for a buyer who did not agree: nothing can come of it.
func (c *authorizeCommand) declined(s *sender, t tokens.Token) error {
	if err := c.store.Remove(t.Name); err != nil && !errors.Is(err, tokens.ErrNotFound) {
		s.env.Warn("%v", err)
	}
	again := fmt.Sprintf("authorize --method %s --name %s --wait", apperr.ShellQuote(t.Method), apperr.ShellQuote(t.Name))
	return apperr.New(apperr.Failed, "the buyer did not agree", nil, "to ask again: "+s.env.Commands().Line(again)).WithCode("declined")
}

// The values of grantType.
const (
	grantCode    = "AUTHORIZATION_CODE"
	grantRefresh = "REFRESH_TOKEN"
)

// exchange gets new tokens for an authCode or a refresh token, and stores them.
func exchange(ctx context.Context, g *flow.Gateway, store tokens.Store, t tokens.Token, grant, secret string) (tokens.Token, error) {
	field := "authCode"
	if grant == grantRefresh {
		field = "refreshToken"
	}
	x, err := g.CallFields(ctx, spec.OpAuthorizationsApplyToken, "the token "+t.Name, "grantType", grant, "customerBelongsTo", t.Method, field, secret)
	if err != nil {
		return t, err
	}
	if x.Field("accessToken") == "" {
		return t, apperr.New(apperr.NoAnswer, "the response has no accessToken", nil)
	}
	t.Secret, t.Expires = x.Field("accessToken"), moment(x.Field("accessTokenExpiryTime"))
	if refresh := x.Field("refreshToken"); refresh != "" {
		t.Refresh, t.RefreshExpires = refresh, moment(x.Field("refreshTokenExpiryTime"))
	}
	t.Updated = nowOf(g)
	if err := store.Put(t); err != nil {
		return t, apperr.New(apperr.Internal, "the token was issued, but it could not be stored", err, "let the buyer agree again: antom authorize --method "+t.Method+" --name NAME")
	}
	return t, nil
}

// moment reads a time of a response; zero when it is none.
func moment(text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return at
}

func nowOf(g *flow.Gateway) time.Time {
	if g.Client.Now == nil {
		return time.Now()
	}
	return g.Client.Now()
}
