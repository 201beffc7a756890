package payment

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/prompt"
	"github.com/antom-cli/antom/internal/tokens"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// maxReturn is the longest address that a buyer returned to, in bytes.
const maxReturn = 16 << 10

// tokenCall is a command that sends a request about a stored token.
type tokenCall struct {
	env    *cli.Env
	ctx    context.Context
	output output.Options
	store  tokens.Store
	token  tokens.Token
	conn   *cli.Connection
}

// stored picks the token itself, not one that the buyer was asked for in its place.
func stored(t tokens.Token) tokens.Token { return t }

// runTokenCall finds the token, of which it picks one, and the gateway, and runs f.
func runTokenCall(env *cli.Env, words tokenWords, send *cli.SendFlags, pick func(tokens.Token) tokens.Token, f func(t *tokenCall) error) func(*cobra.Command, []string) error {
	return env.Run(func(cmd *cobra.Command, args []string) error {
		c := &tokenCall{env: env, ctx: cmd.Context()}
		var err error
		if c.output, err = env.OutputOptions(true, output.Text, output.JSON, output.YAML); err != nil {
			return err
		}
		if c.store, c.token, err = findToken(env, words, args[0]); err != nil {
			return err
		}
		c.token = pick(c.token)
		if c.conn, err = cli.Connect(c.ctx, env, send, cli.ToSend); err != nil {
			return err
		}
		if err := checkOwner(c.conn, c.token); err != nil {
			return err
		}
		return f(c)
	})
}

func newTokenCallCmd(env *cli.Env, words tokenWords, cmd *cobra.Command, pick func(tokens.Token) tokens.Token, f func(c *tokenCall) error) *cobra.Command {
	send := &cli.SendFlags{}
	cmd.Args = cli.ArgCount(1, 1, "one name")
	cmd.ValidArgsFunction = completeTokens(env, words.kind)
	send.Add(cmd, true)
	cmd.RunE = runTokenCall(env, words, send, pick, f)
	return cmd
}

func newAuthorizeApplyCmd(env *cli.Env) *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "apply NAME",
		Short: "Exchange the authCode of the buyer's return for the token",
		Long: `Exchange the authCode for the tokens, and store them. Paste the address that the buyer returned to:
its authState is checked. It is read from the terminal, from standard input or from a file, because an
argument is visible to other users. An authCode alone is accepted too, such as the one of the
notification AUTHCODE_CREATED.`,
		Example: `  antom authorize apply anna
  echo "$RETURN_URL" | antom authorize apply anna`,
	}
	cmd.Flags().StringVarP(&file, "file", "f", "", "`file` with the address or the authCode; - for standard input")
	return newTokenCallCmd(env, accountWords(), cmd, tokens.Token.Asked, func(c *tokenCall) error {
		text, err := readPasted(c, file)
		if err != nil {
			return err
		}
		code, err := pastedCode(text, c.token.RequestID)
		if err != nil {
			return apperr.New(apperr.Usage, "the buyer's return", err, "paste the whole address that the buyer returned to: "+c.env.Commands().Line("authorize apply "+apperr.ShellQuote(c.token.Name)))
		}
		return authorized(c.ctx, c.env, c.output, c.conn.Gateway, c.store, c.token, code)
	})
}

// readPasted reads what the buyer returned with.
func readPasted(c *tokenCall, file string) (string, error) {
	env := c.env
	if file == "" && env.Streams().Interactive() {
		return prompt.Asker{Streams: env.Streams()}.Text(c.ctx, prompt.Question{
			Title: "The address that the buyer returned to",
			Check: func(text string) error { _, err := pastedCode(text, c.token.RequestID); return err },
		})
	}
	if file == "" {
		file = "-"
	}
	data, err := env.ReadArgument(file, maxReturn)
	return string(data), err
}

// pastedCode finds the authCode in an address, whose authState is checked, or takes the
// text as the code. The error does not show the code.
func pastedCode(text, state string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", errors.New("it is empty")
	}
	if !strings.ContainsAny(text, "/?=&") {
		return text, checkAuthCode(text)
	}
	query := text
	if _, after, ok := strings.Cut(text, "?"); ok {
		query = after
	}
	query, _, _ = strings.Cut(query, "#")
	values, err := url.ParseQuery(query)
	if err != nil {
		return "", errors.New("it is no address")
	}
	code, err := readReturn(values, state)
	if err == nil && code == "" {
		err = errors.New("it has no authCode: the buyer did not agree")
	}
	return code, err
}

func newAuthorizeRefreshCmd(env *cli.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "refresh NAME",
		Short:   "Get a new token before the stored one ends",
		Example: "  antom authorize refresh anna",
	}
	return newTokenCallCmd(env, accountWords(), cmd, stored, func(c *tokenCall) error {
		if c.token.Refresh == "" {
			return apperr.New(apperr.Usage, fmt.Sprintf("token %s has no refresh token", c.token.Name), nil,
				"if the buyer has agreed: "+c.env.Commands().Line("authorize apply "+apperr.ShellQuote(c.token.Name)))
		}
		t, err := exchange(c.ctx, c.conn.Gateway, c.store, c.token, grantRefresh, c.token.Refresh)
		if err != nil {
			return err
		}
		return printToken(c.ctx, c.env, c.output, t, "Token refreshed")
	})
}

func newAuthorizeRevokeCmd(env *cli.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "revoke NAME",
		Short: "End an authorization at Antom, and remove its token",
		Long: `Send a revoke request: the account can no longer be debited. The token is then removed from this
machine. It is safe to repeat the command.`,
		Example: "  antom authorize revoke anna",
	}
	return newTokenCallCmd(env, accountWords(), cmd, stored, func(c *tokenCall) error {
		name := c.token.Name
		if c.token.Secret == "" {
			return apperr.New(apperr.Usage, fmt.Sprintf("the buyer has not agreed to %s, so there is nothing to revoke", name), nil,
				"to remove it from this machine: antom authorize remove "+apperr.ShellQuote(name))
		}
		if _, err := c.conn.CallFields(c.ctx, spec.OpAuthorizationsRevoke, "the token "+name, "accessToken", c.token.Secret); err != nil {
			return err
		}
		if err := c.store.Remove(name); err != nil && !errors.Is(err, tokens.ErrNotFound) {
			return tokenError(name, err, accountWords().list())
		}
		return c.env.PrintResult(c.ctx, c.output, output.Result{
			Value: removedToken{Name: name, Removed: true, Revoked: true}, Quiet: name,
			Text: func(io.Writer) error {
				c.env.Note("authorization %s is revoked, and its token is removed from this machine", name)
				return nil
			},
		})
	})
}
