package payment

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/tokens"
	"github.com/antom-cli/antom/internal/ui"
)

// tokenWords are how the commands of a kind of token speak.
type tokenWords struct {
	kind    tokens.Kind
	command string // such as "authorize"
	nouns   string // of a list
}

// list is the command that lists the tokens.
func (w tokenWords) list() string { return "antom " + w.command + " list" }

func accountWords() tokenWords { return tokenWords{tokens.Account, "authorize", "authorizations"} }

func cardWords() tokenWords { return tokenWords{tokens.Card, "vault", "cards"} }

// tokenStore is where the tokens of this machine are.
func tokenStore(env *cli.Env) (tokens.Store, error) {
	dir := cli.JoinDir(env.StateDir(), "tokens")
	if dir == "" {
		return tokens.Store{}, cli.NoDirectoryError("the tokens", "set HOME or XDG_STATE_HOME")
	}
	return tokens.Store{Dir: dir}, nil
}

// tokenError explains why a token cannot be used. lists are the commands that tell the
// names.
func tokenError(name string, err error, lists ...string) error {
	var known *apperr.Error
	switch {
	case errors.As(err, &known):
		return err
	case errors.Is(err, tokens.ErrNotFound):
		return apperr.New(apperr.Usage, fmt.Sprintf("there is no token with the name %s", apperr.ShellQuote(name)), nil, lists...).WithCode("not-found")
	case tokens.CheckName(name) != nil:
		return apperr.New(apperr.Usage, "", err, lists...)
	}
	return apperr.New(apperr.Config, "token "+name, err)
}

// findToken reads a token of a kind.
func findToken(env *cli.Env, words tokenWords, name string) (tokens.Store, tokens.Token, error) {
	store, err := tokenStore(env)
	if err != nil {
		return store, tokens.Token{}, err
	}
	t, err := store.Get(name)
	if err == nil && t.Kind != words.kind {
		err = tokens.ErrNotFound
	}
	if err != nil {
		return store, t, tokenError(name, err, words.list())
	}
	return store, t, nil
}

// checkNewName refuses a name under which there is a token that can be used, unless it
// shall be replaced.
func checkNewName(env *cli.Env, store tokens.Store, words tokenWords, name string, replace bool) error {
	if err := tokens.CheckName(name); err != nil {
		return cli.UsageError("--name", err)
	}
	t, err := store.Get(name)
	switch {
	case errors.Is(err, tokens.ErrNotFound) || replace:
		return nil
	case err != nil:
		return tokenError(name, err, words.list())
	case t.State(env.Now()) == tokens.Waiting && t.Kind == words.kind:
		return nil // the buyer did not agree yet: this takes its place
	}
	return apperr.New(apperr.Usage, fmt.Sprintf("there is a token with the name %s already", name), nil,
		"choose another: --name NAME", "to replace it: --replace").WithCode("exists")
}

// checkOwner refuses a token of another gateway or client.
func checkOwner(conn *cli.Connection, t tokens.Token) error {
	switch {
	case t.Local && !conn.Local:
		return apperr.New(apperr.Usage, fmt.Sprintf("token %s is of the simulator", t.Name), nil, "add --local")
	case !t.Local && conn.Local:
		return apperr.New(apperr.Usage, fmt.Sprintf("token %s is of client id %s, not of the simulator", t.Name, t.ClientID), nil, "omit --local")
	case t.ClientID != conn.Client.ClientID:
		return apperr.New(apperr.Usage, fmt.Sprintf("token %s is of client id %s, and this request of %s", t.Name, t.ClientID, conn.Client.ClientID), nil,
			"choose the profile of that client id: --profile NAME")
	}
	return nil
}

// shownToken is the JSON form of a token, without what is secret.
type shownToken struct {
	Name           string       `json:"name"`
	Kind           tokens.Kind  `json:"kind"`
	Status         tokens.State `json:"status"`
	Method         string       `json:"method"`
	Label          string       `json:"label,omitempty"`
	ClientID       string       `json:"clientId"`
	Local          bool         `json:"local"`
	RequestID      string       `json:"requestId,omitempty"`
	Expires        time.Time    `json:"expires,omitzero"`
	RefreshExpires time.Time    `json:"refreshExpires,omitzero"`
	Created        time.Time    `json:"created"`
	Updated        time.Time    `json:"updated"`
}

func newShownToken(env *cli.Env, t tokens.Token) shownToken {
	return shownToken{
		Name: t.Name, Kind: t.Kind, Status: t.State(env.Now()), Method: t.Method, Label: t.Label, ClientID: t.ClientID, Local: t.Local,
		RequestID: t.RequestID, Expires: t.Expires, RefreshExpires: t.RefreshExpires, Created: t.Created.UTC(), Updated: t.Updated.UTC(),
	}
}

// printToken shows a token without what is secret.
func printToken(ctx context.Context, env *cli.Env, o output.Options, t tokens.Token, title string) error {
	shown := newShownToken(env, t)
	err := env.PrintResult(ctx, o, output.Result{
		Value: shown, Quiet: t.Name,
		Text: func(w io.Writer) error {
			theme := env.Theme()
			fmt.Fprintf(w, "%s\n\n", theme.Status(tokenStatus(shown.Status), title))
			theme.Pairs(w, env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
				{Label: "Name", Value: t.Name},
				{Label: "Status", Value: string(shown.Status)},
				{Label: "Method", Value: ui.Clean(t.Method)},
				{Label: "Card", Value: ui.Clean(t.Label)},
				{Label: "Client ID", Value: ui.Clean(t.ClientID)},
				{Label: requestIDLabel(t.Kind), Value: ui.Clean(t.RequestID)},
				{Label: "Usable until", Value: timeText(t.Expires)},
				{Label: "Refresh until", Value: timeText(t.RefreshExpires)},
			}))
			return nil
		},
	})
	if err == nil && shown.Status == tokens.Usable {
		env.Hint("pay with it: antom pay --token-of %s --amount AMOUNT --currency CURRENCY%s", apperr.ShellQuote(t.Name), flagsOf(env, t.Local))
	}
	return err
}

// flagsOf are the flags of a command about something that is stored on this machine:
// those of this command, or --local for what is of the simulator.
func flagsOf(env *cli.Env, local bool) string {
	if flags := env.Commands().Flags; flags != "" || !local {
		return flags
	}
	return " --local"
}

// requestIDLabel is what Antom calls the merchant's own id of a token.
func requestIDLabel(kind tokens.Kind) string {
	if kind == tokens.Account {
		return "authState"
	}
	return "Request ID"
}

func tokenStatus(s tokens.State) ui.StatusKind {
	switch s {
	case tokens.Usable:
		return ui.StatusOK
	case tokens.Waiting:
		return ui.StatusWaiting
	}
	return ui.StatusFailed
}

func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return cli.TimeText(t)
}

func newTokenListCmd(env *cli.Env, words tokenWords) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the stored " + words.nouns,
		Args:  cli.NoArgs,
		RunE: env.Run(func(cmd *cobra.Command, _ []string) error {
			o, err := env.OutputOptions(false)
			if err != nil {
				return err
			}
			store, err := tokenStore(env)
			if err != nil {
				return err
			}
			list, damaged, err := store.List(words.kind)
			if err != nil {
				return apperr.New(apperr.Config, "", err)
			}
			for _, name := range damaged {
				env.Warn("the file of token %s cannot be read; to remove it: antom %s remove %s", name, words.command, apperr.ShellQuote(name))
			}
			shown := []shownToken{}
			for _, t := range list {
				shown = append(shown, newShownToken(env, t))
			}
			return env.Print(cmd, o, output.Result{
				Value: shown, Quiet: cli.QuietLines(shown, func(t shownToken) string { return t.Name }),
				Text: func(w io.Writer) error { return writeTokens(env, w, words, shown) },
			})
		}),
	}
}

func writeTokens(env *cli.Env, w io.Writer, words tokenWords, list []shownToken) error {
	if len(list) == 0 {
		env.Note("there are no stored %s", words.nouns)
		return nil
	}
	rows := make([][]string, len(list))
	for i, t := range list {
		owner := t.ClientID
		if t.Local {
			owner = "simulator"
		}
		rows[i] = []string{t.Name, string(t.Status), ui.Clean(t.Method), ui.Clean(t.Label), timeText(t.Expires), ui.Clean(owner)}
	}
	return cli.WriteColumns(env, w, []cli.Column{
		{Header: "NAME"}, {Header: "STATUS"}, {Header: "METHOD"}, {Header: "CARD", Drop: 3}, {Header: "USABLE UNTIL", Drop: 2}, {Header: "OF", Drop: 1},
	}, rows)
}

func newTokenShowCmd(env *cli.Env, words tokenWords) *cobra.Command {
	return &cobra.Command{
		Use:               "show NAME",
		Short:             "Show what is stored under a name, without the token",
		Args:              cli.ArgCount(1, 1, "one name"),
		ValidArgsFunction: completeTokens(env, words.kind),
		RunE: env.Run(func(cmd *cobra.Command, args []string) error {
			o, err := env.OutputOptions(false)
			if err != nil {
				return err
			}
			_, t, err := findToken(env, words, args[0])
			if err != nil {
				return err
			}
			return printToken(cmd.Context(), env, o, t, "Token "+t.Name)
		}),
	}
}

// removedToken is the JSON form of a token that was removed.
type removedToken struct {
	Name    string `json:"name"`
	Removed bool   `json:"removed"`
	Revoked bool   `json:"revoked"`
}

func newTokenRemoveCmd(env *cli.Env, words tokenWords) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "remove NAME",
		Short: "Remove a stored token from this machine",
		Long: `Remove a stored token from this machine. Nothing is sent: for Antom, the token stays usable until it
ends.`,
		Example:           "  antom " + words.command + " remove anna --yes",
		Args:              cli.ArgCount(1, 1, "one name"),
		ValidArgsFunction: completeTokens(env, words.kind),
	}
	cli.AddYes(cmd, &yes)
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		o, err := env.OutputOptions(false)
		if err != nil {
			return err
		}
		store, err := tokenStore(env)
		if err != nil {
			return err
		}
		name := args[0]
		t, err := store.Get(name)
		if errors.Is(err, tokens.ErrNotFound) || tokens.CheckName(name) != nil || err == nil && t.Kind != words.kind {
			return tokenError(name, tokens.ErrNotFound, words.list())
		}
		sure, err := cli.ConfirmRemoval(env, cmd, yes, "token "+name, "antom "+words.command+" remove "+apperr.ShellQuote(name)+" --yes")
		if err != nil || !sure {
			return err
		}
		if err := store.Remove(name); err != nil {
			return tokenError(name, err, words.list())
		}
		return cli.PrintChange(env, cmd, o, cli.Change{
			Value: removedToken{Name: name, Removed: true}, Quiet: name, Message: "token " + name + " is removed from this machine",
		})
	})
	return cmd
}

// completeTokens completes the names of stored tokens.
func completeTokens(env *cli.Env, kind tokens.Kind) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		store, err := tokenStore(env)
		if err != nil || len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		list, _, _ := store.List(kind) // what cannot be read is not offered
		var names []string
		for _, t := range list {
			names = append(names, t.Name)
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}
