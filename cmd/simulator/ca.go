package simulator

import (
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
)

// authorityFacts is the JSON form of the simulator's certificate authority.
type authorityFacts struct {
	File        string    `json:"file"`
	Certificate string    `json:"certificate"` // PEM
	Fingerprint string    `json:"fingerprint"`
	Expires     time.Time `json:"expires"`
}

func newSandboxCACmd(env *cli.Env, s *ServeFlags) *cobra.Command {
	return &cobra.Command{
		Use:   "ca",
		Short: "Print the CA certificate to trust for the simulator's HTTPS",
		Long: `Print the certificate of the simulator's certificate authority as PEM. A client library that trusts
it accepts the simulator's HTTPS at localhost and loopback addresses. The authority cannot sign for
other names. It is created on first use.`,
		Example: `  antom sandbox ca > antom-ca.pem
  curl --cacert "$(antom sandbox ca -q)" https://127.0.0.1:8964/
  REQUESTS_CA_BUNDLE=$(antom sandbox ca -q) python app.py`,
		Args: cli.NoArgs,
		RunE: env.Run(func(cmd *cobra.Command, _ []string) error { return runSandboxCA(env, cmd, s) }),
	}
}

func runSandboxCA(env *cli.Env, cmd *cobra.Command, s *ServeFlags) error {
	o, err := env.OutputOptions(false)
	if err != nil {
		return err
	}
	dir := s.Dir(env)
	if dir == "" {
		return cli.NoDirectoryError("the simulator's state", "name one: --state DIR")
	}
	authority, err := sandbox.Authority(dir, env.Now)
	if err != nil {
		return apperr.New(apperr.Config, "the simulator's certificate authority", err)
	}
	pem := authority.PEM()
	return env.Print(cmd, o, output.Result{
		Value: authorityFacts{
			File: authority.File(), Certificate: string(pem), Fingerprint: authority.Fingerprint(), Expires: authority.Expires(),
		},
		Raw: pem, Quiet: authority.File(),
		Text: func(w io.Writer) error {
			_, err := w.Write(pem)
			return err
		},
	})
}
