package cli

import (
	"context"
	"crypto/x509"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/httpclient"
	"github.com/antom-cli/antom/internal/neterr"
)

// maxCAFile is the largest file of certificates that is read, in bytes. The list of a
// whole operating system has about 250 kB.
const maxCAFile = 4 << 20

// NetworkFlags say how connections are made: to the gateway, and to applications.
type NetworkFlags struct {
	connectTimeout time.Duration
	caFile         string
	flags          []*pflag.FlagSet // of the commands that have them, of which one is called
}

// Add declares the flags.
func (f *NetworkFlags) Add(cmd *cobra.Command) {
	f.AddCAFile(cmd)
	cmd.Flags().DurationVar(&f.connectTimeout, "connect-timeout", 0, "time limit of one connection (default 5s)")
}

// AddCAFile declares only --ca-file.
func (f *NetworkFlags) AddCAFile(cmd *cobra.Command) {
	f.flags = append(f.flags, cmd.Flags())
	cmd.Flags().StringVar(&f.caFile, "ca-file", "", "also trust servers by the certificates in this PEM `file`")
}

func (f *NetworkFlags) given(name string) bool {
	return slices.ContainsFunc(f.flags, func(flags *pflag.FlagSet) bool { return flags.Changed(name) })
}

// Client returns what HTTP clients are made from: by the flags, else by the
// configuration. A configuration that cannot be read is no obstacle here; the flags and
// the defaults are used then.
func (f *NetworkFlags) Client(env *Env) (httpclient.Options, error) {
	c, err := env.Config()
	if err != nil {
		c = nil
	}
	return f.client(env, c)
}

// client is Client for a configuration, nil for none.
func (f *NetworkFlags) client(env *Env, c *config.Config) (httpclient.Options, error) {
	o := httpclient.Options{ConnectTimeout: f.connectTimeout}
	if f.given("connect-timeout") && f.connectTimeout <= 0 {
		return o, apperr.New(apperr.Usage, "--connect-timeout must be more than zero, such as 5s", nil)
	}
	file, source := f.caFile, "--ca-file"
	if c != nil && !f.given("connect-timeout") {
		o.ConnectTimeout = c.ConnectTimeout()
	}
	if c != nil && !f.given("ca-file") {
		v := c.Get(config.KeyCAFile)
		file, source = v.Text, "ca-file of "+v.Origin.String()
	}
	if file == "" && !f.given("ca-file") {
		return o, nil
	}
	roots, err := ReadCAFile(env.Ctx, file)
	if err != nil {
		hints := []string{"pass a file of certificates in PEM form: --ca-file FILE"}
		if !f.given("ca-file") && c.Get(config.KeyCAFile).Origin.Kind == config.FromProfile {
			hints = []string{
				"to set another file: antom config set ca-file FILE" + env.ProfileFlags(),
				"to trust the system's authorities only: antom config unset ca-file" + env.ProfileFlags(),
			}
		}
		return o, apperr.New(apperr.Config, source+" "+file, err, hints...)
	}
	o.Roots = roots
	if f.given("ca-file") {
		env.caFile = file
	}
	return o, nil
}

// ReadCAFile reads a file of certificates and adds them to the authorities of the system.
func ReadCAFile(ctx context.Context, file string) (*x509.CertPool, error) {
	pem, err := durable.ReadInput(ctx, file, maxCAFile)
	if err != nil {
		return nil, PathReason(err)
	}
	return httpclient.Roots(pem)
}

// Place is where this process runs, which decides what to try when a connection fails.
func Place(env *Env) neterr.Place {
	return neterr.Place{Getenv: env.Getenv, Exists: exists}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
