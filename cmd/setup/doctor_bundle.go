package setup

import (
	"net/url"
	"time"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/doctor"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/journal"
)

// writeBundle writes the support bundle.
func writeBundle(env *cli.Env, x *doctorRun, f *doctorFlags) error {
	b := doctor.Bundle{
		Version: doctor.BundleVersion, Made: env.Now().UTC().Truncate(time.Second), Program: cli.BuildVersion(),
		Profile: x.settings.Profile, Profiles: len(x.config.Profiles()),
		Settings: settingValues(x.config), Findings: x.findings, Environment: setVariables(env.Getenv),
	}
	b.Defaults, b.Journal = []string{}, []doctor.Exchange{}
	for _, d := range x.config.Defaults() {
		b.Defaults = append(b.Defaults, d.Path)
	}
	if j := env.Journal(); j != nil {
		entries, err := j.List(journal.Filter{Limit: bundledRequests})
		if err == nil {
			b.Journal = exchanges(entries)
		}
	}
	text, err := b.JSON(bundleRedaction(env, x.config))
	if err != nil {
		return err
	}
	err = durable.WriteFile(f.bundle, text, durable.WriteOptions{Mode: 0o600, Overwrite: f.force})
	if err != nil {
		return apperr.New(apperr.Usage, "writing the support bundle", err, "choose a file in an existing directory: --bundle FILE")
	}
	return nil
}

// bundledRequests is how many of the newest requests a bundle contains.
const bundledRequests = 20

func exchanges(entries []journal.Entry) []doctor.Exchange {
	all := []doctor.Exchange{}
	for _, e := range entries {
		all = append(all, doctor.Exchange{
			Time: e.Time, Operation: e.Operation, Local: e.Local, PaymentID: e.PaymentID, State: e.State,
			ResultStatus: e.ResultStatus, ResultCode: e.ResultCode, PaymentStatus: e.PaymentStatus,
			Trust: e.Trust, Attempts: e.Attempts, DurationMS: e.DurationMS,
		})
	}
	return all
}

// environmentNames returns the names of the variables that antom uses.
func environmentNames() []string {
	return []string{
		"ANTOM_PROFILE", "ANTOM_CLIENT_ID", "ANTOM_GATEWAY", "ANTOM_PRIVATE_KEY_FILE", "ANTOM_PRIVATE_KEY",
		"ANTOM_PRIVATE_KEY_COMMAND", "ANTOM_API_KEY", "ANTOM_API_KEY_FILE", "ANTOM_API_KEY_COMMAND", "ANTOM_PRIVATE_KEY_KEYRING", "ANTOM_KEY_PASSPHRASE", "ANTOM_PUBLIC_KEY_FILE", "ANTOM_PUBLIC_KEY",
		"ANTOM_KEY_VERSION", "ANTOM_LIVE", "ANTOM_TIMEOUT", "ANTOM_CONNECT_TIMEOUT", "ANTOM_CA_FILE", "ANTOM_RETRIES", "ANTOM_OUTPUT", "ANTOM_COLOR", "ANTOM_DEBUG", "ANTOM_PROJECT_FILE",
		"ANTOM_CONFIG", "ANTOM_STATE_DIR", "ANTOM_SANDBOX_DIR", "ANTOM_SANDBOX_NOTIFY_DELAY", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy",
		"SSL_CERT_FILE", "SSL_CERT_DIR", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "NO_COLOR", "TERM", "DBUS_SESSION_BUS_ADDRESS",
	}
}

func setVariables(getenv func(string) string) []string {
	names := []string{}
	for _, name := range environmentNames() {
		if getenv(name) != "" {
			names = append(names, name)
		}
	}
	return names
}

// bundleRedaction returns the known texts that a bundle must not contain.
func bundleRedaction(env *cli.Env, c *config.Config) doctor.Redaction {
	r := doctor.Redaction{Home: cli.UserDirs(env).Home}
	for _, name := range []string{"ANTOM_KEY_PASSPHRASE", "ANTOM_PRIVATE_KEY", "ANTOM_PUBLIC_KEY", "ANTOM_PRIVATE_KEY_COMMAND", "ANTOM_API_KEY", "ANTOM_API_KEY_COMMAND", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"} {
		r.Secrets = append(r.Secrets, env.Getenv(name))
		if u, err := url.Parse(env.Getenv(name)); err == nil && u.User != nil {
			password, _ := u.User.Password()
			r.Secrets = append(r.Secrets, u.User.String(), u.User.Username(), password)
		}
	}
	r.Secrets = append(r.Secrets, c.Get(config.KeyPrivateKeyCommand).Text, c.Get(config.KeyAPIKeyCommand).Text)
	for _, d := range c.Defaults() {
		r.Secrets = append(r.Secrets, d.Text)
	}
	return r
}
