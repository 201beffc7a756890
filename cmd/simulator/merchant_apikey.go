package simulator

import (
	"cmp"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
)

func newMerchantAPIKeyCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	var r sandbox.APIKeyRequest
	cmd := &cobra.Command{
		Use:   "api-key CLIENT_ID",
		Short: "Make an API key for a merchant, or find it again",
		Long: `Make an API key for a merchant, or find the one that it has. The simulator then accepts requests of
the merchant with the header Authorization: Bearer KEY instead of a signature. The key is in a file
that only you can read, and is printed only with --show. Signed requests are accepted as before.`,
		Example: `  antom sandbox merchant api-key SANDBOX_LOCAL
  antom sandbox merchant api-key SANDBOX_LOCAL --new`,
		Args: cli.IDArg("one client id", "antom sandbox merchant list"),
	}
	cmd.Flags().BoolVar(&r.New, "new", false, "make another key; the present one is not accepted any more")
	cmd.Flags().BoolVar(&r.Show, "show", false, "print the key")
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		r.ClientID = args[0]
		o, c, err := outputAndControl(env, cmd, s)
		if err != nil {
			return err
		}
		key, err := c.APIKey(cmd.Context(), r)
		if err != nil {
			return merchantError(r.ClientID, err)
		}
		return env.Print(cmd, o, output.Result{
			Value: key, Quiet: cmp.Or(key.Key, key.File),
			Text: func(w io.Writer) error { return writeAPIKey(env, w, key) },
		})
	})
	return cmd
}

func writeAPIKey(env *cli.Env, w io.Writer, key sandbox.APIKey) error {
	t := env.Theme()
	title := "API key of " + key.ClientID
	if key.Made {
		title = "New " + title
	}
	fmt.Fprintf(w, "%s\n\n", t.Status(ui.StatusOK, title))
	t.Pairs(w, env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
		{Label: "Client ID", Value: key.ClientID},
		{Label: "File", Value: key.File},
		{Label: "Key", Value: key.Key},
	}))
	if key.File == "" && key.Key == "" {
		env.Hint("the key is kept in memory only; to see it: antom sandbox merchant api-key %s --show", key.ClientID)
	}
	return nil
}
