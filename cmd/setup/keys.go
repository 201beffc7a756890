package setup

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/keys"
)

func NewKeysCmd(env *cli.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "keys",
		Short:   "Generate, inspect, convert and match RSA keys",
		GroupID: cli.GroupSetup,
		Long: `Generate, inspect, convert and match RSA keys.

All common forms are read: PKCS#8 (also encrypted), PKCS#1, SPKI, certificates, OpenSSH and PKCS#12
(.p12, .pfx), as PEM, one-line Base64, DER or JWK. Nothing is sent.`,
	}
	cli.MakeGroup(env, cmd)
	cmd.AddCommand(
		newKeysGenerateCmd(env),
		newKeysShowCmd(env),
		newKeysPublicCmd(env),
		newKeysConvertCmd(env),
		newKeysMatchCmd(env),
		newKeysImportCmd(env),
		newKeysExportCmd(env),
		newKeysRemoveCmd(env),
	)
	return cmd
}

// readKey reads any key from a file or from standard input ("-").
func readKey(env *cli.Env, cmd *cobra.Command, name string) (*keys.Key, error) {
	data, err := cli.ReadKeyData(env, name)
	if err != nil {
		return nil, err
	}
	key, err := keys.Parse(data, cli.Passphrase(cmd.Context(), env, name))
	if err != nil {
		return nil, cli.KeyError(name, err)
	}
	return key, nil
}

// keyInfo is the JSON form of a key without the key itself.
type keyInfo struct {
	File        string   `json:"file"`
	Kind        string   `json:"kind"` // private or public
	Algorithm   string   `json:"algorithm"`
	Bits        int      `json:"bits"`
	Form        string   `json:"form"`
	Container   string   `json:"container"`
	Fingerprint string   `json:"fingerprint"`
	Mode        string   `json:"mode,omitempty"`
	Notes       []string `json:"notes"`
}

func describeKey(name string, key *keys.Key) keyInfo {
	if name == "-" {
		name = "standard input"
	}
	info := keyInfo{
		File: name, Kind: "public", Algorithm: "RSA", Bits: key.Bits(),
		Form: string(key.Form), Container: string(key.Container),
		Fingerprint: keys.Fingerprint(key.Public), Notes: append([]string{}, key.Notes...),
	}
	if key.Private == nil {
		return info
	}
	info.Kind = "private"
	if mode, exposed := keys.Exposed(name); exposed {
		info.Mode = fmt.Sprintf("%04o", mode)
		info.Notes = append(info.Notes, fmt.Sprintf("other users can read this private key (mode %04o); run: chmod 600 %s", mode, apperr.ShellQuote(name)))
	}
	return info
}

func writeKeyInfo(env *cli.Env, w io.Writer, info keyInfo) error {
	t := env.Theme()
	t.Pairs(w, env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
		{Label: "File", Value: info.File},
		{Label: "Key", Value: fmt.Sprintf("%s %s key, %d bits", info.Algorithm, info.Kind, info.Bits)},
		{Label: "Form", Value: info.Form + " in " + info.Container},
		{Label: "Fingerprint", Value: info.Fingerprint},
	}))
	for _, n := range info.Notes {
		fmt.Fprintf(w, "%s %s\n", t.Warning("note:"), ui.Clean(n))
	}
	return nil
}

func newKeysShowCmd(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "show FILE",
		Short: "Show what a key file contains, without the key itself",
		Example: `  antom keys show merchant_private.pem
  pbpaste | antom keys show -`,
		Args: cli.ArgCount(1, 1, "one key file, or - for standard input"),
		RunE: env.Run(func(cmd *cobra.Command, args []string) error {
			o, err := env.OutputOptions(false)
			if err != nil {
				return err
			}
			key, err := readKey(env, cmd, args[0])
			if err != nil {
				return err
			}
			info := describeKey(args[0], key)
			return env.Print(cmd, o, output.Result{
				Value: info, Quiet: info.Fingerprint,
				Text: func(w io.Writer) error { return writeKeyInfo(env, w, info) },
			})
		}),
	}
}

func newKeysMatchCmd(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "match PRIVATE PUBLIC",
		Short:   "Check that two files belong to the same key pair",
		Example: "  antom keys match merchant_private.pem merchant_public.pem",
		Args:    cli.ArgCount(2, 2, "two key files"),
		RunE: env.Run(func(cmd *cobra.Command, args []string) error {
			o, err := env.OutputOptions(false)
			if err != nil {
				return err
			}
			if args[0] == "-" && args[1] == "-" {
				return apperr.New(apperr.Usage, "only one of the two keys can come from standard input", nil)
			}
			first, err := readKey(env, cmd, args[0])
			if err != nil {
				return err
			}
			second, err := readKey(env, cmd, args[1])
			if err != nil {
				return err
			}
			return printMatch(env, cmd, o, args, keys.Fingerprint(first.Public), keys.Fingerprint(second.Public))
		}),
	}
}

func printMatch(env *cli.Env, cmd *cobra.Command, o output.Options, names []string, first, second string) error {
	if first != second {
		return apperr.New(apperr.Config, fmt.Sprintf("%s and %s do not belong together", names[0], names[1]),
			fmt.Errorf("their fingerprints are %s and %s", first, second)).WithCode("no-match")
	}
	return env.Print(cmd, o, output.Result{
		Value: map[string]any{"match": true, "fingerprint": first},
		Quiet: "true",
		Text: func(w io.Writer) error {
			_, err := fmt.Fprintf(w, "%s\n%s\n", env.Theme().Status(ui.StatusOK, "Same key pair"), first)
			return err
		},
	})
}

// writeKeyFile writes key material to a new file; force replaces an existing one.
func writeKeyFile(path string, data []byte, private, force bool) error {
	mode := fs.FileMode(0o644)
	if private {
		mode = 0o600
	}
	err := durable.WriteFile(path, data, durable.WriteOptions{Mode: mode, Overwrite: force})
	var exists *durable.ExistsError
	switch {
	case errors.As(err, &exists):
		return apperr.New(apperr.Usage, "", exists, "choose another name, or add --force to replace it").WithCode("exists")
	case err != nil:
		return apperr.New(apperr.Config, "", err)
	}
	return nil
}
