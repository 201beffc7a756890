package simulator

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/keys"
)

func newSandboxMerchantCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "merchant",
		Short: "Manage the client ids that can call the simulator",
		Long: `Manage the client ids that can call the simulator. SANDBOX_LOCAL is built in. Add your own client ids
with their public keys, so that your application can call the simulator as it calls Antom. They are
stored until you remove them; a reset does not remove them.`,
	}
	cli.MakeGroup(env, cmd)
	cmd.AddCommand(newMerchantAddCmd(env, s), newMerchantSetCmd(env, s), newMerchantListCmd(env, s), newMerchantRemoveCmd(env, s), newMerchantAPIKeyCmd(env, s))
	return cmd
}

func newMerchantAddCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	var file string
	var brand brandFlags
	var m sandbox.NewMerchant
	cmd := &cobra.Command{
		Use:   "add CLIENT_ID",
		Short: "Add a merchant, or a key, notify URL, name or logo to one",
		Example: `  antom sandbox merchant add SANDBOX_5YBW2A2Z4XXXXXXX --public-key merchant.pub.pem
  antom sandbox merchant add SANDBOX_5YBW2A2Z4XXXXXXX --public-key new.pub.pem --key-version 2
  antom sandbox merchant add SANDBOX_5YBW2A2Z4XXXXXXX --public-key merchant.pub.pem --name "Café Zoë" --logo logo.png
  antom sandbox merchant add SANDBOX_LOCAL --notify-url http://127.0.0.1:3000/payNotify`,
		Args: cli.IDArg("one client id", "antom sandbox merchant list"),
	}
	fl := cmd.Flags()
	fl.StringVar(&file, "public-key", "", "`file` with the merchant's public key; - for standard input")
	fl.StringVar(&m.KeyVersion, "key-version", "1", "`version` of the key, as the merchant's requests name it")
	fl.StringVar(&m.NotifyURL, "notify-url", "", "notify `URL` of requests without one, like the one set in the Dashboard")
	brand.add(cmd)
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		m.ClientID = args[0]
		if file == "" && m.NotifyURL == "" && !brand.given(cmd) {
			return apperr.New(apperr.Usage, "--public-key is missing", nil,
				"to derive the public key: antom keys public private.pem --out merchant.pub.pem")
		}
		if file != "" {
			text, err := publicKeyText(env, file)
			if err != nil {
				return err
			}
			m.PublicKey = text
		}
		if err := checkNotifyURL(m.NotifyURL); err != nil {
			return err
		}
		m.NotifyURL = notification.CompleteTarget(m.NotifyURL)
		if err := brand.read(env, &m); err != nil {
			return err
		}
		return addMerchant(env, cmd, s, m)
	})
	return cmd
}

// publicKeyText reads a public key file and returns the key as one line.
func publicKeyText(env *cli.Env, file string) (string, error) {
	data, err := cli.ReadKeyData(env, file)
	if err != nil {
		return "", err
	}
	key, err := keys.ParsePublic(data)
	if err != nil {
		return "", cli.KeyError("--public-key "+file, err)
	}
	return cli.PublicKeyText(key)
}

func addMerchant(env *cli.Env, cmd *cobra.Command, s *ServeFlags, m sandbox.NewMerchant) error {
	o, c, err := outputAndControl(env, cmd, s)
	if err != nil {
		return err
	}
	added, err := c.AddMerchant(cmd.Context(), m)
	if err != nil {
		return merchantError(m.ClientID, err)
	}
	return env.Print(cmd, o, output.Result{
		Value: added, Quiet: added.ClientID,
		Text: func(w io.Writer) error {
			t := env.Theme()
			fmt.Fprintf(w, "%s\n\n", t.Status(ui.StatusOK, "Merchant "+added.ClientID+" can call the simulator"))
			pairs := []ui.Pair{
				{Label: "Client ID", Value: added.ClientID}, {Label: "Name", Value: ui.Clean(added.Name)}, {Label: "Logo", Value: logoSize(added.Logo)},
			}
			for _, version := range slices.Sorted(maps.Keys(added.Keys)) {
				pairs = append(pairs, ui.Pair{Label: "Key " + version, Value: keyFingerprint(added.Keys[version])})
			}
			t.Pairs(w, env.Streams().Width, cli.NonEmptyPairs(append(pairs, ui.Pair{Label: "Notify URL", Value: cli.LinkText(t, added.NotifyURL)})))
			return nil
		},
	})
}

// keyFingerprint returns the fingerprint of a public key in Base64, "" if it is not one.
func keyFingerprint(text string) string {
	key, err := keys.ParsePublic([]byte(text))
	if err != nil {
		return ""
	}
	return keys.Fingerprint(key.Public)
}

// merchantError separates an invalid merchant from an error of the simulator.
func merchantError(clientID string, err error) error {
	var refused *sandbox.MerchantError
	if errors.As(err, &refused) {
		return apperr.New(apperr.Usage, subject("merchant", clientID, err), err, "antom sandbox merchant list")
	}
	return apperr.New(apperr.Internal, "merchant "+apperr.ShellQuote(clientID), err)
}

func newMerchantListCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the merchants that can call the simulator",
		Args:  cli.NoArgs,
		RunE: env.Run(func(cmd *cobra.Command, _ []string) error {
			o, c, err := outputAndControl(env, cmd, s)
			if err != nil {
				return err
			}
			list, err := c.Merchants(cmd.Context())
			if err != nil {
				return apperr.New(apperr.Internal, "listing the merchants", err)
			}
			return env.Print(cmd, o, output.Result{
				Value: append([]sandbox.Merchant{}, list...),
				Quiet: cli.QuietLines(list, func(m sandbox.Merchant) string { return m.ClientID }),
				Text:  func(w io.Writer) error { return writeMerchants(env, w, list) },
			})
		}),
	}
}

func writeMerchants(env *cli.Env, w io.Writer, list []sandbox.Merchant) error {
	rows := make([][]string, len(list))
	for i, m := range list {
		note := ""
		if m.BuiltIn {
			note = "built in"
		}
		rows[i] = []string{
			m.ClientID, strings.Join(slices.Sorted(maps.Keys(m.Keys)), ", "), ui.Clean(m.NotifyURL), note, ui.Clean(m.Name), logoSize(m.Logo),
		}
	}
	return cli.WriteRecords(env, w, []string{"CLIENT ID", "KEY VERSIONS", "NOTIFY URL", "NOTE", "NAME", "LOGO"}, rows)
}

// removedMerchant is the JSON form of a merchant that was removed.
type removedMerchant struct {
	ClientID string `json:"clientId"`
	Removed  bool   `json:"removed"`
}

func newMerchantRemoveCmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	return &cobra.Command{
		Use:     "remove CLIENT_ID",
		Short:   "Remove a merchant and its keys; its payments stay",
		Example: "  antom sandbox merchant remove SANDBOX_5YBW2A2Z4XXXXXXX",
		Args:    cli.IDArg("one client id", "antom sandbox merchant list"),
		RunE: env.Run(func(cmd *cobra.Command, args []string) error {
			o, c, err := outputAndControl(env, cmd, s)
			if err != nil {
				return err
			}
			if err := c.RemoveMerchant(cmd.Context(), args[0]); err != nil {
				return merchantError(args[0], err)
			}
			return cli.PrintChange(env, cmd, o, cli.Change{
				Value: removedMerchant{ClientID: args[0], Removed: true}, Quiet: args[0],
				Message: "merchant " + args[0] + " is removed",
			})
		}),
	}
}
