package setup

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/keys"
)

// keyringEntry is the JSON form of a key in the keyring.
type keyringEntry struct {
	Name        string `json:"name"`
	Bits        int    `json:"bits"`
	Fingerprint string `json:"fingerprint"`
	PublicKey   string `json:"publicKey"`
}

func newKeysImportCmd(env *cli.Env) *cobra.Command {
	var name string
	var force bool
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Store a private key in the keyring of the operating system",
		Long: `Store a private key in the keyring of the operating system: the Keychain of macOS, the Credential
Manager of Windows, or the Secret Service of a Linux desktop. If the file has a passphrase, it is
asked for but not stored, because the keyring protects the key. The file is not removed; delete it
when you have another copy.

A profile refers to the key by its name: antom config set private-key-keyring NAME`,
		Example: `  antom keys import shop.pem --name shop
  antom config set private-key-keyring shop`,
		Args: cli.ArgCount(1, 1, "one key file, or - for standard input"),
	}
	cmd.Flags().StringVar(&name, "name", "", "`name` of the key in the keyring (default: the profile in use)")
	cmd.Flags().BoolVar(&force, "force", false, "replace an existing key")
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		o, err := env.OutputOptions(false)
		if err != nil {
			return err
		}
		name, err := keyringName(env, name)
		if err != nil {
			return err
		}
		data, err := cli.ReadKeyData(env, args[0])
		if err != nil {
			return err
		}
		key, err := keys.ParsePrivate(data, cli.Passphrase(cmd.Context(), env, args[0]))
		if err != nil {
			return cli.KeyError(args[0], err)
		}
		if err := storeKey(env, cmd, name, key, force); err != nil {
			return err
		}
		return printKeyringEntry(env, cmd, o, name, key)
	})
	return cmd
}

// keyringName returns name, or that of the profile in use for "".
func keyringName(env *cli.Env, name string) (string, error) {
	if name == "" {
		c, err := cli.EditableConfig(env)
		if err != nil {
			return "", err
		}
		name = cli.ProfileToEdit(env, c)
	}
	if err := config.CheckProfileName(name); err != nil {
		return "", cli.UsageError("--name", err)
	}
	return name, nil
}

// storeKey stores a private key in the keyring as one line of PKCS#8. Without force
// it does not replace a key of the same name, which may be the only copy.
func storeKey(env *cli.Env, cmd *cobra.Command, name string, key *keys.Key, force bool) error {
	text, err := keys.Encode(key, keys.FormPKCS8, keys.ContainerBase64)
	if err != nil {
		return err
	}
	ring := cli.OpenKeyring(env)
	if !force {
		switch there, err := ring.Has(cmd.Context(), name); {
		case err != nil:
			return err
		case there:
			return apperr.New(apperr.Usage, "the keyring has a key "+name+" already", nil,
				"choose another name: --name NAME", "or add --force to replace it").WithCode("exists")
		}
	}
	return ring.Set(cmd.Context(), name, text)
}

func printKeyringEntry(env *cli.Env, cmd *cobra.Command, o output.Options, name string, key *keys.Key) error {
	line, err := cli.PublicKeyText(key)
	if err != nil {
		return err
	}
	e := keyringEntry{Name: name, Bits: key.Bits(), Fingerprint: keys.Fingerprint(key.Public), PublicKey: line}
	err = env.Print(cmd, o, output.Result{
		Value: e, Quiet: name,
		Text: func(w io.Writer) error {
			env.Theme().Pairs(w, env.Streams().Width, []ui.Pair{
				{Label: "Keyring entry", Value: e.Name},
				{Label: "Fingerprint", Value: e.Fingerprint},
			})
			return nil
		},
	})
	if err == nil {
		env.Hint("to use it in the profile: antom config set private-key-keyring %s%s", apperr.ShellQuote(name), env.ProfileFlags())
	}
	return err
}

func newKeysExportCmd(env *cli.Env) *cobra.Command {
	e := keyEncoding{to: string(keys.FormPKCS8)}
	cmd := &cobra.Command{
		Use:   "export NAME",
		Short: "Write a private key from the keyring to a file with mode 0600",
		Example: `  antom keys export shop --out shop.pem
  antom keys export shop --as base64 --out -`,
		Args: cli.ArgCount(1, 1, "the name of a key in the keyring"),
	}
	e.addContainer(cmd, "pem")
	e.addOutput(cmd)
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		if e.out == "" {
			return noOutputError()
		}
		data, err := cli.OpenKeyring(env).Get(cmd.Context(), args[0])
		if err != nil {
			return err
		}
		key, err := keys.ParsePrivate(data, nil)
		if err != nil {
			return cli.KeyError("keyring entry "+args[0], err)
		}
		return writeEncoded(env, cmd, key, e)
	})
	return cmd
}

func newKeysRemoveCmd(env *cli.Env) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "remove NAME",
		Short: "Remove a private key from the keyring",
		Long: `Remove a private key from the keyring. This cannot be undone: unless you have another copy, write the
key to a file first with antom keys export. On a terminal the command asks for confirmation;
elsewhere it needs --yes.`,
		Example: "  antom keys remove shop --yes",
		Args:    cli.ArgCount(1, 1, "the name of a key in the keyring"),
	}
	cli.AddYes(cmd, &yes)
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error { return runKeysRemove(env, cmd, args[0], yes) })
	return cmd
}

// removedKey is the JSON form of a key that was removed from the keyring.
type removedKey struct {
	Name    string `json:"name"`
	Removed bool   `json:"removed"`
}

func runKeysRemove(env *cli.Env, cmd *cobra.Command, name string, yes bool) error {
	o, err := env.OutputOptions(false)
	if err != nil {
		return err
	}
	ring := cli.OpenKeyring(env)
	found, err := ring.Has(cmd.Context(), name)
	if err != nil {
		return err
	}
	if found {
		command := "antom keys remove " + apperr.ShellQuote(name) + " --yes"
		sure, err := cli.ConfirmRemoval(env, cmd, yes, "the private key "+name+" from the keyring", command)
		if err != nil || !sure {
			return err
		}
	}
	if err := ring.Remove(cmd.Context(), name); err != nil {
		return err
	}
	return cli.PrintChange(env, cmd, o, cli.Change{
		Value: removedKey{Name: name, Removed: true}, Quiet: name,
		Message: "the key " + name + " is removed from the keyring",
	})
}
