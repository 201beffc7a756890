package setup

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/keys"
)

// keysGenerateFlags are the flags of keys generate.
type keysGenerateFlags struct {
	private, public string
	bits            int
	force           bool
}

// keyPairResult is the JSON form of a new key pair.
type keyPairResult struct {
	PrivateKeyFile string `json:"privateKeyFile"`
	PublicKeyFile  string `json:"publicKeyFile"`
	Bits           int    `json:"bits"`
	Fingerprint    string `json:"fingerprint"`
	PublicKey      string `json:"publicKey"`
}

func newKeysGenerateCmd(env *cli.Env) *cobra.Command {
	f := &keysGenerateFlags{}
	cmd := &cobra.Command{
		Use:   "generate",
		Short: "Generate an RSA key pair of your own",
		Long: `Generate an RSA key pair of your own. The private key signs your requests; it is written as PKCS#8
PEM with mode 0600. The public key is the one that you upload to the Antom Dashboard, which accepts
the line that is printed; it is also written as SPKI PEM. It is not Antom's public key, which you
copy from the Dashboard. Existing files are replaced only with --force.`,
		Example: `  antom keys generate
  antom keys generate --private shop.pem --public shop.pub.pem`,
		Args: cli.NoArgs,
	}
	fl := cmd.Flags()
	fl.StringVar(&f.private, "private", "merchant_private.pem", "`file` for your private key")
	fl.StringVar(&f.public, "public", "merchant_public.pem", "`file` for your public key")
	fl.IntVar(&f.bits, "bits", keys.MinGenerateBits, "length of the key in `bits`; Antom uses 2048")
	fl.BoolVar(&f.force, "force", false, "replace existing files")
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error { return runKeysGenerate(env, cmd, f) })
	return cmd
}

func runKeysGenerate(env *cli.Env, cmd *cobra.Command, f *keysGenerateFlags) error {
	o, err := env.OutputOptions(false)
	if err != nil {
		return err
	}
	g, err := generateKeyPair(env, f)
	if err != nil {
		return err
	}
	err = env.Print(cmd, o, output.Result{
		Value: g, Quiet: g.PrivateKeyFile,
		Text: func(w io.Writer) error { return writeKeyPair(env, w, g) },
	})
	if err != nil {
		return cli.Nevertheless(env, err, "the key pair was generated nevertheless: antom keys show "+apperr.ShellQuote(g.PrivateKeyFile))
	}
	if o.Format == output.Text {
		env.Hint("upload your public key: Antom Dashboard, Developer, Quick start")
		env.Hint("then create a profile: antom init --client-id ID --private-key %s --antom-public-key FILE", apperr.ShellQuote(g.PrivateKeyFile))
	}
	return nil
}

// sameFile reports whether two names refer to the same file.
func sameFile(a, b string) bool {
	if filepath.Clean(a) == filepath.Clean(b) {
		return true
	}
	first, err1 := os.Stat(a)
	second, err2 := os.Stat(b)
	return err1 == nil && err2 == nil && os.SameFile(first, second)
}

// generateKeyPair generates a key pair and writes both files. If the public key
// cannot be written, the private key stays: the public key can be derived from it.
func generateKeyPair(env *cli.Env, f *keysGenerateFlags) (keyPairResult, error) {
	if f.private == "-" || f.public == "-" {
		return keyPairResult{}, apperr.New(apperr.Usage, "--private and --public take the name of a file, not - for standard output", nil, "antom keys generate --private merchant_private.pem --public merchant_public.pem")
	}
	if sameFile(f.private, f.public) {
		return keyPairResult{}, apperr.New(apperr.Usage, "--private and --public name the same file", nil, "give each key a file of its own, such as --public merchant_public.pem")
	}
	if !f.force {
		for _, name := range []string{f.private, f.public} {
			if fileExists(name) {
				return keyPairResult{}, apperr.New(apperr.Usage, "", &durable.ExistsError{Path: name},
					"choose another name, or add --force to replace it").WithCode("exists")
			}
		}
	}
	private, err := keys.Generate(env.Rand, f.bits)
	if err != nil {
		return keyPairResult{}, apperr.New(apperr.Usage, "--bits", err)
	}
	key := keys.NewKey(private)
	privatePEM, err := keys.Encode(key, keys.FormPKCS8, keys.ContainerPEM)
	if err != nil {
		return keyPairResult{}, err
	}
	publicPEM, err := keys.Encode(key, keys.FormSPKI, keys.ContainerPEM)
	if err != nil {
		return keyPairResult{}, err
	}
	line, err := cli.PublicKeyText(key)
	if err != nil {
		return keyPairResult{}, err
	}
	if err := writeKeyFile(f.private, privatePEM, true, f.force); err != nil {
		return keyPairResult{}, err
	}
	if err := writeKeyFile(f.public, publicPEM, false, f.force); err != nil {
		return keyPairResult{}, err
	}
	return keyPairResult{
		PrivateKeyFile: f.private, PublicKeyFile: f.public, Bits: key.Bits(),
		Fingerprint: keys.Fingerprint(key.Public), PublicKey: line,
	}, nil
}

func writeKeyPair(env *cli.Env, w io.Writer, g keyPairResult) error {
	t := env.Theme()
	fmt.Fprintf(w, "%s\n\n", t.Status(ui.StatusOK, fmt.Sprintf("RSA key pair of %d bits", g.Bits)))
	t.Pairs(w, env.Streams().Width, []ui.Pair{
		{Label: "Private key", Value: g.PrivateKeyFile + " (mode 0600; keep it secret)"},
		{Label: "Public key", Value: g.PublicKeyFile},
		{Label: "Fingerprint", Value: g.Fingerprint},
	})
	_, err := fmt.Fprintf(w, "\n%s\n%s\n", t.Title("Your public key, to upload (Antom Dashboard, Developer, Quick start)"), g.PublicKey)
	return err
}
