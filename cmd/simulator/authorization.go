package simulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/httpclient"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// returnTimeout is how long a page of this machine may take for the buyer's return.
const returnTimeout = 5 * time.Second

func newSandboxAuthorizationCmd(env *cli.Env, f *ServeFlags) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "authorization",
		Short: "Decide on authorizations in the buyer's place",
	}
	cli.MakeGroup(env, cmd)
	accept := newConsentCmd(env, f, "accept ID", "Agree to an authorization as the buyer would", sandbox.Control.AcceptAuthorization, true)
	accept.Long = `Agree to an authorization as the buyer would on the consent page. ID is the authState or the id of the
authorization. If the page that the buyer returns to is on this machine, it is opened as a browser would
do it; otherwise its address is only printed.`
	cmd.AddCommand(
		accept,
		newConsentCmd(env, f, "decline ID", "Decline an authorization as the buyer would", sandbox.Control.DeclineAuthorization, true),
		newConsentCmd(env, f, "revoke ID", "End an accepted authorization, as in the app of the payment method", sandbox.Control.RevokeAuthorization, false),
		newAuthorizationListCmd(env, f),
	)
	return cmd
}

// newConsentCmd makes a command that decides on one authorization. returns says that the
// buyer then goes back to the merchant.
func newConsentCmd(env *cli.Env, f *ServeFlags, use, short string, decide func(sandbox.Control, context.Context, string) (sandbox.Authorization, error), returns bool) *cobra.Command {
	const oneID = "one authState or authorization id"
	cmd := &cobra.Command{
		Use:   use,
		Short: short,
		Args:  cli.IDArg(oneID, "antom sandbox authorization list"),
	}
	var last cli.LastFlag
	if returns {
		addLast(cmd, &last, oneID, "authorization of the simulator")
	}
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		o, c, err := outputAndControl(env, cmd, f)
		if err != nil {
			return err
		}
		id, err := authorizationID(cmd.Context(), env, c, args, last)
		if err != nil {
			return err
		}
		a, err := decide(c, cmd.Context(), id)
		if err != nil {
			return authorizationError(id, err)
		}
		err = env.Print(cmd, o, output.Result{
			Value: a, Quiet: a.Status,
			Text: func(w io.Writer) error { return writeAuthorization(env, w, a) },
		})
		if err == nil && returns {
			returnToMerchant(cmd.Context(), env, a.ReturnURL)
		}
		return err
	})
	return cmd
}

// authorizationError separates a wrong id or state from an error of the simulator.
func authorizationError(id string, err error) error {
	var state *sandbox.AuthorizationError
	if errors.As(err, &state) || errors.Is(err, sandbox.ErrNotFound) {
		return apperr.New(apperr.Usage, "", err, "antom sandbox authorization list")
	}
	return fmt.Errorf("authorization %s: %w", id, err)
}

// returnToMerchant opens the page that the buyer returns to, if it is on this machine.
func returnToMerchant(ctx context.Context, env *cli.Env, address string) {
	target, err := url.Parse(address)
	if err != nil || address == "" || target.Scheme != "http" && target.Scheme != "https" || !spec.Loopback(target.Hostname()) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, returnTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return
	}
	client := http.Client{
		Transport:     httpclient.NewTransport(httpclient.Options{Direct: true, OneShot: true}),
		CheckRedirect: httpclient.StayHere,
	}
	response, err := client.Do(req)
	if err != nil {
		env.Note("the page that the buyer returns to does not respond: %s", ui.Clean(target.Host))
		return
	}
	_ = response.Body.Close() // nothing in it matters
	env.Note("the buyer returned to %s, which responded HTTP %d", ui.Clean(target.Host), response.StatusCode)
}

func writeAuthorization(env *cli.Env, w io.Writer, a sandbox.Authorization) error {
	t := env.Theme()
	fmt.Fprintf(w, "%s\n\n", t.Status(authorizationStatus(a.Status), "Authorization "+a.Status))
	t.Pairs(w, env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
		{Label: "authState", Value: ui.Clean(a.AuthState)},
		{Label: "ID", Value: a.AuthorizationID},
		{Label: "Method", Value: a.Method},
		{Label: "Client ID", Value: ui.Clean(a.ClientID)},
		{Label: "Returns to", Value: cli.LinkText(t, a.ReturnURL)},
	}))
	return nil
}

func authorizationStatus(status string) ui.StatusKind {
	switch status {
	case "ACCEPTED":
		return ui.StatusOK
	case "WAITING":
		return ui.StatusWaiting
	}
	return ui.StatusFailed
}

func newAuthorizationListCmd(env *cli.Env, f *ServeFlags) *cobra.Command {
	var limit cli.LimitFlag
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the simulator's authorizations, newest first",
		Args:  cli.NoArgs,
	}
	limit.Add(cmd, "authorizations")
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error {
		if err := limit.Check(); err != nil {
			return err
		}
		o, c, err := outputAndControl(env, cmd, f)
		if err != nil {
			return err
		}
		list, err := c.Authorizations(cmd.Context())
		if err != nil {
			return apperr.New(apperr.Internal, "listing the authorizations", err)
		}
		list = cli.Limited(env, limit, list)
		return env.Print(cmd, o, output.Result{
			Value: list, Quiet: cli.QuietLines(list, func(a sandbox.Authorization) string { return a.AuthState }),
			Text: func(w io.Writer) error { return writeAuthorizations(env, w, list) },
		})
	})
	return cmd
}

func writeAuthorizations(env *cli.Env, w io.Writer, list []sandbox.Authorization) error {
	if len(list) == 0 {
		env.Note("the simulator has no authorizations yet")
		return nil
	}
	rows := make([][]string, len(list))
	for i, a := range list {
		rows[i] = []string{cli.TimeCell(env, a.Created), a.Status, ui.Clean(a.AuthState), a.Method, a.AuthorizationID}
	}
	return cli.WriteColumns(env, w, []cli.Column{
		{Header: "CREATED", Drop: 1}, {Header: "STATUS"}, {Header: "AUTH STATE"}, {Header: "METHOD", Drop: 2}, {Header: "ID"},
	}, rows)
}
