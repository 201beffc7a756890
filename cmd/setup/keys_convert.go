package setup

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/pkg/keys"
)

// keyForms returns the values of --to.
func keyForms() []string { return []string{"pkcs8", "pkcs1", "spki", "pkcs1-public"} }

// keyContainers returns the values of --as.
func keyContainers() []string { return []string{"pem", "base64", "der", "jwk"} }

// keyEncoding is the form that a key is written in, and where to.
type keyEncoding struct {
	to, as string // one of keyForms and one of keyContainers
	out    string // a file, "" or "-" for standard output
	force  bool   // replace the file if it exists
}

// addOutput declares the flags that say where a key is written.
func (e *keyEncoding) addOutput(cmd *cobra.Command) {
	cmd.Flags().StringVar(&e.out, "out", "", "write to this `file`; - for standard output")
	cmd.Flags().BoolVar(&e.force, "force", false, "replace an existing file")
}

// addContainer declares --as.
func (e *keyEncoding) addContainer(cmd *cobra.Command, usual string) {
	cmd.Flags().StringVar(&e.as, "as", usual, "`container`: pem, base64, der or jwk")
	_ = cmd.RegisterFlagCompletionFunc("as", cli.CompleteFixed(keyContainers()...))
}

func newKeysPublicCmd(env *cli.Env) *cobra.Command {
	e := keyEncoding{}
	cmd := &cobra.Command{
		Use:   "public FILE",
		Short: "Print the public key that belongs to a key, on one line for the Antom Dashboard",
		Example: `  antom keys public merchant_private.pem
  antom keys public merchant_private.pem --as pem --out merchant_public.pem`,
		Args: cli.ArgCount(1, 1, "one key file, or - for standard input"),
	}
	cmd.Flags().StringVar(&e.to, "to", "spki", "`form`: spki or pkcs1-public")
	e.addContainer(cmd, "base64")
	e.addOutput(cmd)
	_ = cmd.RegisterFlagCompletionFunc("to", cli.CompleteFixed("spki", "pkcs1-public"))
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error {
		key, err := readKey(env, cmd, args[0])
		if err != nil {
			return err
		}
		return writeEncoded(env, cmd, key.PublicOnly(), e)
	})
	return cmd
}

func newKeysConvertCmd(env *cli.Env) *cobra.Command {
	e := keyEncoding{}
	cmd := &cobra.Command{
		Use:   "convert FILE",
		Short: "Convert a key to the form that another program needs",
		Long: `Convert a key to another form. A private key is written to a file with mode 0600 (--out FILE), or
to standard output (--out -).

Antom's client libraries expect these forms:

  Java, Go, .NET   PKCS#8 as Base64
  Python, PHP      PKCS#8 or PKCS#1 as Base64
  public keys      SPKI as Base64`,
		Example: `  antom keys convert old.pem --to pkcs8 --as base64 --out key.txt
  antom keys convert key.txt --as pem --out key.pem
  antom keys convert merchant_public.pem --as jwk`,
		Args: cli.ArgCount(1, 1, "one key file, or - for standard input"),
	}
	cmd.Flags().StringVar(&e.to, "to", "", "`form`: pkcs8, pkcs1, spki or pkcs1-public (default: pkcs8 for a private key, spki for a public key)")
	e.addContainer(cmd, "pem")
	e.addOutput(cmd)
	_ = cmd.RegisterFlagCompletionFunc("to", cli.CompleteFixed(keyForms()...))
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error { return runKeysConvert(env, cmd, args[0], e) })
	return cmd
}

func runKeysConvert(env *cli.Env, cmd *cobra.Command, file string, e keyEncoding) error {
	key, err := readKey(env, cmd, file)
	if err != nil {
		return err
	}
	if e.to == "" {
		e.to = "pkcs8"
		if key.Private == nil {
			e.to = "spki"
		}
	}
	if err := e.check(); err != nil {
		return err
	}
	if key.Private != nil && !isPublicForm(e.to) && e.out == "" {
		return noOutputError()
	}
	return writeEncoded(env, cmd, key, e)
}

// noOutputError refuses to print a private key that nobody asked to see.
func noOutputError() error {
	return apperr.New(apperr.Usage, "a private key is not printed by accident", nil,
		"write it to a file: --out FILE", "or to standard output: --out -")
}

func (e keyEncoding) check() error {
	if err := checkChoice("--to", e.to, keyForms()); err != nil {
		return err
	}
	return checkChoice("--as", e.as, keyContainers())
}

// writtenKey is the JSON form of a key that was written to a file.
type writtenKey struct {
	File        string `json:"file"`
	Kind        string `json:"kind"` // private or public
	Fingerprint string `json:"fingerprint"`
}

// writeEncoded writes a key to standard output, or to a file and reports that.
func writeEncoded(env *cli.Env, cmd *cobra.Command, key *keys.Key, e keyEncoding) error {
	o, err := env.OutputOptions(false)
	if err != nil {
		return err
	}
	if err := e.check(); err != nil {
		return err
	}
	if isPublicForm(e.to) {
		key = key.PublicOnly()
	}
	form, container := keys.Form(e.to), keys.Container(e.as)
	if container == keys.ContainerJWK {
		form = keys.FormJWK // a JWK is both form and container
	}
	data, err := keys.Encode(key, form, container)
	if err != nil {
		return apperr.New(apperr.Usage, "converting the key", err)
	}
	if e.out == "" || e.out == "-" {
		if e.as == "der" && env.Streams().OutTTY {
			return apperr.New(apperr.Usage, "DER is binary and is not written to a terminal", nil, "add --out FILE")
		}
		_, err := env.Out.Write(data)
		return err
	}
	if err := writeKeyFile(e.out, data, key.Private != nil, e.force); err != nil {
		return err
	}
	written := writtenKey{File: e.out, Kind: "public", Fingerprint: keys.Fingerprint(key.Public)}
	if key.Private != nil {
		written.Kind = "private"
	}
	return cli.PrintChange(env, cmd, o, cli.Change{Value: written, Quiet: e.out, Message: "written to " + e.out})
}

// isPublicForm reports whether a form holds a public key only.
func isPublicForm(form string) bool {
	return form == string(keys.FormSPKI) || form == string(keys.FormPKCS1Public)
}

// checkChoice checks a value against a fixed list.
func checkChoice(flag, value string, allowed []string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return apperr.New(apperr.Usage, fmt.Sprintf("%s %q is not known", flag, value), nil, "it can be one of "+strings.Join(allowed, ", "))
}

func fileExists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
