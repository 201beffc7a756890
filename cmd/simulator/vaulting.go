package simulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
)

func newSandboxVaultingCmd(env *cli.Env, f *ServeFlags) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "vaulting",
		Short: "Decide on storing cards in the buyer's place",
	}
	cli.MakeGroup(env, cmd)
	cmd.AddCommand(
		newVaultingDecideCmd(env, f, "accept ID", "Store the card as the buyer would", sandbox.Control.AcceptVaulting),
		newVaultingDecideCmd(env, f, "decline ID", "Do not store the card, as a buyer who declines", sandbox.Control.DeclineVaulting),
		newVaultingListCmd(env, f),
	)
	return cmd
}

// newVaultingDecideCmd makes a command that decides on one vaulting.
func newVaultingDecideCmd(env *cli.Env, f *ServeFlags, use, short string, decide func(sandbox.Control, context.Context, string) (sandbox.Vaulting, error)) *cobra.Command {
	return &cobra.Command{
		Use:   use,
		Short: short,
		Long:  short + ". ID is the vaultingRequestId, the vaultingSessionId or the id of the vaulting.",
		Args:  cli.IDArg("one vaultingRequestId or vaulting id", "antom sandbox vaulting list"),
		RunE: env.Run(func(cmd *cobra.Command, args []string) error {
			o, c, err := outputAndControl(env, cmd, f)
			if err != nil {
				return err
			}
			v, err := decide(c, cmd.Context(), args[0])
			if err != nil {
				return vaultingError(args[0], err)
			}
			return env.Print(cmd, o, output.Result{
				Value: v, Quiet: v.Status,
				Text: func(w io.Writer) error { return writeVaulting(env, w, v) },
			})
		}),
	}
}

// vaultingError separates a wrong id or state from an error of the simulator.
func vaultingError(id string, err error) error {
	var state *sandbox.VaultingError
	if errors.As(err, &state) || errors.Is(err, sandbox.ErrNotFound) {
		return apperr.New(apperr.Usage, "", err, "antom sandbox vaulting list")
	}
	return fmt.Errorf("vaulting %s: %w", id, err)
}

func writeVaulting(env *cli.Env, w io.Writer, v sandbox.Vaulting) error {
	t := env.Theme()
	fmt.Fprintf(w, "%s\n\n", t.Status(vaultingKind(v.Status), "Vaulting "+v.Status))
	t.Pairs(w, env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
		{Label: "Request ID", Value: ui.Clean(v.VaultingRequestID)},
		{Label: "ID", Value: v.VaultingID},
		{Label: "Card", Value: ui.Clean(v.Brand + " " + v.MaskedCardNo)},
		{Label: "Client ID", Value: ui.Clean(v.ClientID)},
		{Label: "Returns to", Value: cli.LinkText(t, v.ReturnURL)},
	}))
	return nil
}

func vaultingKind(status string) ui.StatusKind {
	switch status {
	case "SUCCESS":
		return ui.StatusOK
	case "PROCESSING":
		return ui.StatusWaiting
	}
	return ui.StatusFailed
}

func newVaultingListCmd(env *cli.Env, f *ServeFlags) *cobra.Command {
	var limit cli.LimitFlag
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the simulator's vaultings, newest first",
		Args:  cli.NoArgs,
	}
	limit.Add(cmd, "vaultings")
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error {
		if err := limit.Check(); err != nil {
			return err
		}
		o, c, err := outputAndControl(env, cmd, f)
		if err != nil {
			return err
		}
		list, err := c.Vaultings(cmd.Context())
		if err != nil {
			return apperr.New(apperr.Internal, "listing the vaultings", err)
		}
		list = cli.Limited(env, limit, list)
		return env.Print(cmd, o, output.Result{
			Value: list, Quiet: cli.QuietLines(list, func(v sandbox.Vaulting) string { return v.VaultingRequestID }),
			Text: func(w io.Writer) error { return writeVaultings(env, w, list) },
		})
	})
	return cmd
}

func writeVaultings(env *cli.Env, w io.Writer, list []sandbox.Vaulting) error {
	if len(list) == 0 {
		env.Note("the simulator has no vaultings yet")
		return nil
	}
	rows := make([][]string, len(list))
	for i, v := range list {
		rows[i] = []string{cli.TimeCell(env, v.Created), v.Status, ui.Clean(v.VaultingRequestID), ui.Clean(v.Brand + " " + strings.TrimLeft(v.MaskedCardNo, "*")), v.VaultingID}
	}
	return cli.WriteColumns(env, w, []cli.Column{
		{Header: "CREATED"}, {Header: "STATUS"}, {Header: "REQUEST ID"}, {Header: "CARD", Drop: 2}, {Header: "ID", Drop: 1},
	}, rows)
}
