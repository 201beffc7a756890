package payment

import (
	"context"
	"errors"
	"fmt"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/tokens"
)

// ask stores what the buyer is asked for. A token that can be paid with keeps its place
// until the buyer has agreed to the new one.
func ask(env *cli.Env, store tokens.Store, t tokens.Token) error {
	old, err := store.Get(t.Name)
	if err != nil || old.Secret == "" {
		return store.Put(t) // there is none, it waits too, or it cannot be read
	}
	env.Note("the present token %s stays usable until the buyer has agreed", t.Name)
	old.Next = &t
	return store.Put(old)
}

// authorized exchanges an authCode for the token t that was asked for, and shows it. A
// token whose place it takes is kept under another name, so that it can be revoked.
func authorized(ctx context.Context, env *cli.Env, o output.Options, g *flow.Gateway, store tokens.Store, t tokens.Token, code string) error {
	old, oldErr := store.Get(t.Name)
	t, err := exchange(ctx, g, store, t, grantCode, code)
	if err != nil {
		return err
	}
	if err := printToken(ctx, env, o, t, "Authorized: the account can be debited"); err != nil {
		return err
	}
	if oldErr != nil || old.Secret == "" || old.Secret == t.Secret {
		return nil
	}
	old.Next = nil
	if old.Name, err = replacedName(store, t.Name); err == nil {
		err = store.Put(old)
	}
	if err != nil {
		env.Warn("the token that was replaced is not revoked, and could not be kept: %v", err)
		return nil
	}
	env.Warn("the token that was replaced can still debit the account; it is kept as %s", old.Name)
	command := "antom authorize revoke " + apperr.ShellQuote(old.Name)
	if old.Local {
		command += " --local"
	}
	env.Hint("to end it: %s", command)
	return nil
}

// replacedName is a free name for a token that was replaced.
func replacedName(store tokens.Store, name string) (string, error) {
	const most = 100
	for i := 1; i <= most; i++ {
		end := fmt.Sprintf(".replaced%d", i)
		free := name[:min(len(name), tokens.MaxName-len(end))] + end
		if _, err := store.Get(free); errors.Is(err, tokens.ErrNotFound) {
			return free, nil
		}
	}
	return "", fmt.Errorf("there are %d replaced tokens of %s", most, name)
}
