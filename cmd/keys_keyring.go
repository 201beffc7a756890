package cmd

import (
	"io"

	"github.com/spf13/cobra"

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

func newKeysImportCmd(app *App) *cobra.Command {
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
		Args: argCount(1, 1, "one key file, or - for standard input"),
	}
	cmd.Flags().StringVar(&name, "name", "", "`name` of the key in the keyring (default: the profile in use)")
	cmd.Flags().BoolVar(&force, "force", false, "replace an existing key")
	cmd.RunE = app.run(func(cmd *cobra.Command, args []string) error {
		o, err := app.outputOptions(false)
		if err != nil {
			return err
		}
		name, err := app.keyringName(name)
		if err != nil {
			return err
		}
		data, err := app.readKeyData(args[0])
		if err != nil {
			return err
		}
		key, err := keys.ParsePrivate(data, app.passphrase(cmd.Context(), args[0]))
		if err != nil {
			return keyError(args[0], err)
		}
		if err := app.storeKey(cmd, name, key, force); err != nil {
			return err
		}
		return app.printKeyringEntry(cmd, o, name, key)
	})
	return cmd
}

// keyringName returns name, or that of the profile in use for "".
func (a *App) keyringName(name string) (string, error) {
	if name == "" {
		c, err := a.editableConfig()
		if err != nil {
			return "", err
		}
		name = a.profileToEdit(c)
	}
	if err := config.CheckProfileName(name); err != nil {
		return "", usage("--name", err)
	}
	return name, nil
}

// storeKey stores a private key in the keyring as one line of PKCS#8. Without force
// it does not replace a key of the same name, which may be the only copy.
func (a *App) storeKey(cmd *cobra.Command, name string, key *keys.Key, force bool) error {
	text, err := keys.Encode(key, keys.FormPKCS8, keys.ContainerBase64)
	if err != nil {
		return err
	}
	ring := a.keyring()
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

func (a *App) printKeyringEntry(cmd *cobra.Command, o output.Options, name string, key *keys.Key) error {
	line, err := oneLine(key)
	if err != nil {
		return err
	}
	e := keyringEntry{Name: name, Bits: key.Bits(), Fingerprint: keys.Fingerprint(key.Public), PublicKey: line}
	err = a.print(cmd, o, output.Result{
		Value: e, Quiet: name,
		Text: func(w io.Writer) error {
			a.theme().Pairs(w, a.streams().Width, []ui.Pair{
				{Label: "Keyring entry", Value: e.Name},
				{Label: "Fingerprint", Value: e.Fingerprint},
			})
			return nil
		},
	})
	if err == nil {
		a.hint("use it in a profile: antom config set private-key-keyring %s", apperr.ShellQuote(name))
	}
	return err
}

func newKeysExportCmd(app *App) *cobra.Command {
	e := keyEncoding{to: string(keys.FormPKCS8)}
	cmd := &cobra.Command{
		Use:   "export NAME",
		Short: "Write a private key from the keyring to a file with mode 0600",
		Example: `  antom keys export shop --out shop.pem
  antom keys export shop --as base64 --out -`,
		Args: argCount(1, 1, "the name of a key in the keyring"),
	}
	e.addContainer(cmd, "pem")
	e.addOutput(cmd)
	cmd.RunE = app.run(func(cmd *cobra.Command, args []string) error {
		if e.out == "" {
			return noOutputError()
		}
		data, err := app.keyring().Get(cmd.Context(), args[0])
		if err != nil {
			return err
		}
		key, err := keys.ParsePrivate(data, nil)
		if err != nil {
			return keyError("keyring entry "+args[0], err)
		}
		return app.writeEncoded(cmd, key, e)
	})
	return cmd
}

func newKeysRemoveCmd(app *App) *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "remove NAME",
		Short: "Remove a private key from the keyring",
		Long: `Remove a private key from the keyring. This cannot be undone: unless you have another copy, write the
key to a file first with antom keys export. On a terminal the command asks for confirmation;
elsewhere it needs --yes.`,
		Example: "  antom keys remove shop --yes",
		Args:    argCount(1, 1, "the name of a key in the keyring"),
	}
	addYes(cmd, &yes)
	cmd.RunE = app.run(func(cmd *cobra.Command, args []string) error { return app.runKeysRemove(cmd, args[0], yes) })
	return cmd
}

// removedKey is the JSON form of a key that was removed from the keyring.
type removedKey struct {
	Name    string `json:"name"`
	Removed bool   `json:"removed"`
}

func (a *App) runKeysRemove(cmd *cobra.Command, name string, yes bool) error {
	o, err := a.outputOptions(false)
	if err != nil {
		return err
	}
	ring := a.keyring()
	found, err := ring.Has(cmd.Context(), name)
	if err != nil {
		return err
	}
	if found {
		command := "antom keys remove " + apperr.ShellQuote(name) + " --yes"
		sure, err := a.confirmRemoval(cmd, yes, "the private key "+name+" from the keyring", command)
		if err != nil || !sure {
			return err
		}
	}
	if err := ring.Remove(cmd.Context(), name); err != nil {
		return err
	}
	return a.printChange(cmd, o, change{
		Value: removedKey{Name: name, Removed: true}, Quiet: name,
		Message: "the key " + name + " is removed from the keyring",
	})
}
