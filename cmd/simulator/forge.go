package simulator

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
)

// runSandboxForge sends a forged notification, which the application must refuse.
func runSandboxForge(env *cli.Env, cmd *cobra.Command, s *ServeFlags, args []string, last cli.LastFlag, forgery string) error {
	if !slices.Contains(sandbox.Forgeries(), forgery) {
		return cli.UsageError("--forge", &sandbox.ForgeryError{Name: forgery})
	}
	o, c, err := outputAndControl(env, cmd, s)
	if err != nil {
		return err
	}
	id, err := paymentID(cmd.Context(), env, c, args, last)
	if err != nil {
		return err
	}
	f, err := c.Forge(cmd.Context(), id, forgery)
	var nothing *sandbox.NothingToNotifyError
	switch {
	case errors.As(err, &nothing):
		return apperr.New(apperr.Usage, "", err, "antom sandbox notifications")
	case err != nil:
		return simulatedPaymentError(id, err)
	}
	if err := env.Print(cmd, o, output.Result{
		Value: f, Quiet: f.NotificationID,
		Text: func(w io.Writer) error { return writeForged(env, w, f) },
	}); err != nil {
		return err
	}
	switch {
	case f.Refused:
		return nil
	case f.Acknowledged:
		return cli.PrintedError(env, o, apperr.New(apperr.Failed, "the application acknowledged a forged notification", nil,
			"antom webhook test --help").WithCode("forgery-acknowledged"))
	}
	return cli.PrintedError(env, o, apperr.New(apperr.Failed, "forged notification of "+id, errors.New(ui.Clean(f.Problem))).WithCode("not-acknowledged"))
}

func writeForged(env *cli.Env, w io.Writer, f sandbox.Forged) error {
	t := env.Theme()
	kind, text := ui.StatusFailed, "The application did not respond"
	switch {
	case f.Refused:
		kind, text = ui.StatusOK, "The application refused the forged notification"
	case f.Acknowledged:
		text = "The application acknowledged a forged notification"
	}
	response := ""
	if f.HTTPStatus != 0 {
		response = fmt.Sprintf("HTTP %d", f.HTTPStatus)
	}
	fmt.Fprintf(w, "%s\n\n", t.Status(kind, text))
	t.Pairs(w, env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
		{Label: "Forgery", Value: f.Forgery},
		{Label: "URL", Value: cli.LinkText(t, f.URL)},
		{Label: "Response", Value: response},
		{Label: "Problem", Value: ui.Clean(f.Problem)},
		{Label: "ID", Value: f.NotificationID},
	}))
	return nil
}
