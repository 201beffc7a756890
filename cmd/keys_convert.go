package cmd

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/pkg/keys"
)

// keyForms are what `--to` accepts.
func keyForms() []string { return []string{"pkcs8", "pkcs1", "spki", "pkcs1-public"} }

// keyContainers are what `--as` accepts.
func keyContainers() []string { return []string{"pem", "base64", "der", "jwk"} }

func newKeysPublicCmd(app *App) *cobra.Command {
	var to, as, out string
	var force bool
	cmd := &cobra.Command{
		Use:   "public FILE",
		Short: "Derive the public key; by default the one line that the Dashboard takes",
		Example: `  antom keys public antom_private.pem
  antom keys public antom_private.pem --as pem --out antom_public.pem`,
		Args: argCount(1, 1, "one key file, or - for standard input"),
	}
	fl := cmd.Flags()
	fl.StringVar(&to, "to", "spki", "`form`: spki or pkcs1-public")
	fl.StringVar(&as, "as", "base64", "`container`: base64, pem, der or jwk")
	fl.StringVar(&out, "out", "", "write to a `file` instead of standard output")
	fl.BoolVar(&force, "force", false, "replace a file that exists")
	_ = cmd.RegisterFlagCompletionFunc("to", fixed("spki", "pkcs1-public"))
	_ = cmd.RegisterFlagCompletionFunc("as", fixed(keyContainers()...))
	cmd.RunE = app.run(func(cmd *cobra.Command, args []string) error {
		key, err := app.readKey(cmd, args[0])
		if err != nil {
			return err
		}
		return app.writeEncoded(key.PublicOnly(), to, as, out, force)
	})
	return cmd
}

func newKeysConvertCmd(app *App) *cobra.Command {
	var to, as, out string
	var force bool
	cmd := &cobra.Command{
		Use:   "convert FILE",
		Short: "Write a key in another form, for another program",
		Long: `Write a key in another form. A private key goes to a file with mode 0600 (--out), or to standard
output with --out -.

What Antom's client libraries want: Java, Go and .NET PKCS#8 as Base64; Python and PHP Base64 of
PKCS#8 or PKCS#1; public keys SPKI as Base64.`,
		Example: `  antom keys convert old.pem --to pkcs8 --as base64 --out key.txt
  antom keys convert key.txt --as pem --out key.pem
  antom keys convert antom_public.pem --as jwk`,
		Args: argCount(1, 1, "one key file, or - for standard input"),
	}
	fl := cmd.Flags()
	fl.StringVar(&to, "to", "", "`form`: pkcs8, pkcs1, spki or pkcs1-public (default: pkcs8, or spki of a public key)")
	fl.StringVar(&as, "as", "pem", "`container`: pem, base64, der or jwk")
	fl.StringVar(&out, "out", "", "write to a `file`; - for standard output")
	fl.BoolVar(&force, "force", false, "replace a file that exists")
	_ = cmd.RegisterFlagCompletionFunc("to", fixed(keyForms()...))
	_ = cmd.RegisterFlagCompletionFunc("as", fixed(keyContainers()...))
	cmd.RunE = app.run(func(cmd *cobra.Command, args []string) error {
		key, err := app.readKey(cmd, args[0])
		if err != nil {
			return err
		}
		if to == "" {
			to = "pkcs8"
			if key.Private == nil {
				to = "spki"
			}
		}
		if _, err := checkChoice("--to", to, keyForms()); err != nil {
			return err
		}
		if _, err := checkChoice("--as", as, keyContainers()); err != nil {
			return err
		}
		if key.Private != nil && !isPublicForm(to) && out == "" {
			return apperr.New(apperr.Usage, "a private key is not printed by accident", nil,
				"write it to a file: --out FILE", "or to standard output: --out -")
		}
		return app.writeEncoded(key, to, as, out, force)
	})
	return cmd
}

// writeEncoded encodes a key and writes it to out, or to standard output.
func (a *App) writeEncoded(key *keys.Key, to, as, out string, force bool) error {
	form, err := checkChoice("--to", to, keyForms())
	if err != nil {
		return err
	}
	container, err := checkChoice("--as", as, keyContainers())
	if err != nil {
		return err
	}
	if isPublicForm(form) {
		key = key.PublicOnly()
	}
	if container == string(keys.ContainerJWK) {
		form = string(keys.FormJWK) // a JWK is form and container in one
	}
	data, err := keys.Encode(key, keys.Form(form), keys.Container(container))
	if err != nil {
		return apperr.New(apperr.Usage, "converting the key", err)
	}
	if out == "" || out == "-" {
		if container == "der" && a.streams().OutTTY {
			return apperr.New(apperr.Usage, "DER is binary and is not written to a terminal", nil, "add --out FILE")
		}
		_, err := a.Out.Write(data)
		return err
	}
	if err := writeKeyFile(out, data, key.Private != nil, force); err != nil {
		return err
	}
	a.note("written to %s", out)
	return nil
}

// isPublicForm tells whether a form holds a public key only.
func isPublicForm(form string) bool {
	return form == string(keys.FormSPKI) || form == string(keys.FormPKCS1Public)
}

// checkChoice checks a value against a fixed list.
func checkChoice(flag, value string, allowed []string) (string, error) {
	for _, a := range allowed {
		if a == value {
			return a, nil
		}
	}
	return "", apperr.New(apperr.Usage, fmt.Sprintf("%s %q is not known", flag, value), nil, "it can be one of "+strings.Join(allowed, ", "))
}

func fileExists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
