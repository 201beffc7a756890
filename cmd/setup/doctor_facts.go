package setup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/doctor"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

// doctorRun is one run of doctor: what it checks and what it found.
type doctorRun struct {
	env      *cli.Env
	config   *config.Config // never nil, but it may have invalid values
	settings doctor.Settings
	keys     doctor.Keys
	findings []doctor.Finding
}

// runDoctorChecks makes the checks that f selects.
func runDoctorChecks(env *cli.Env, cmd *cobra.Command, f *doctorFlags) (*doctorRun, error) {
	if cmd.Flags().Changed("timeout") && f.send.Timeout <= 0 {
		return nil, apperr.New(apperr.Usage, "--timeout must be more than zero, such as 10s", nil)
	}
	x := &doctorRun{env: env}
	if err := x.readSettings(f.send.Local); err != nil {
		return nil, err
	}
	x.findings = x.settings.Check()
	local := x.settings.Local
	if !local && len(x.settings.Problems) == 0 {
		x.readKeys(cmd)
		x.findings = append(x.findings, x.keys.Check()...)
	}
	switch {
	case local:
		x.checkSimulator(cmd, f)
	case len(x.settings.Problems) > 0 || x.config.Gateway() == "" || x.settings.Profile == "" && len(x.settings.Missing) > 0:
	case f.offline:
		x.add(doctor.Finding{Group: doctor.GroupNetwork, Check: "network", Severity: doctor.Skipped, What: "the network was not checked (--offline)"})
	default:
		x.checkGateway(cmd, f)
	}
	x.checkMachine(cmd.Context())
	if f.goLive {
		if err := x.checkGoLive(); err != nil {
			return nil, err
		}
	}
	return x, cmd.Context().Err()
}

func (x *doctorRun) add(found ...doctor.Finding) { x.findings = append(x.findings, found...) }

func (x *doctorRun) report() doctorReport {
	r := doctorReport{
		Worst:    doctor.Worst(x.findings),
		Errors:   doctor.Count(x.findings, doctor.Error),
		Warnings: doctor.Count(x.findings, doctor.Warning),
		Profile:  x.settings.Profile,
		Settings: x.settings.Values,
		Findings: x.findings,
	}
	r.OK = r.Errors == 0
	if r.Settings == nil {
		r.Settings = []doctor.Value{}
	}
	return r
}

// readSettings reads the configuration, even if it has invalid values.
func (x *doctorRun) readSettings(local bool) error {
	env := x.env
	o := env.ConfigOptions()
	c, err := config.Load(o)
	s := &x.settings
	if err != nil {
		s.Problems = configProblems(err)
		o.Edit = true
		if c, err = config.Load(o); err != nil { // not even YAML
			s.Unreadable = true
			for i := range s.Problems {
				s.Problems[i].Fix = "correct it in an editor, or use another file: --config FILE"
			}
			o.File = filepath.Join(os.TempDir(), "antom-no-such-configuration.yaml") // the other checks run without it
			if c, err = config.Load(o); err != nil {
				return cli.ConfigError("reading the configuration", err)
			}
		}
	}
	x.config = c
	s.File, s.Project, s.Warnings = c.Path(), c.ProjectFile(), c.Warnings()
	if env.EnvFile != nil {
		s.EnvFile = env.EnvFile.Path()
	}
	s.FileFound = c.Path() != "" && fileExists(c.Path())
	s.Local = local || c.Local()
	if s.Local {
		s.Profile = config.LocalProfile
		return cli.RefuseAccountFlags(env)
	}
	s.Profile, s.Origin = c.ProfileName(), profileOrigin(c)
	s.Live, s.LiveAllow = c.ClientID() != "" && antom.Live(c.ClientID()), c.LiveAllowed()
	s.Values = settingValues(c)
	for _, key := range []string{config.KeyClientID, config.KeyPrivateKey, config.KeyAntomPublicKey} {
		if key == config.KeyPrivateKey && c.UsesAPIKey() {
			continue // nothing is signed
		}
		if c.Require(key) != nil {
			s.Missing = append(s.Missing, doctor.Missing{Key: key, Fix: config.SetCommand(key) + env.ProfileFlags()})
		}
	}
	return nil
}

// settingValues returns the settings that have a value, with their origins.
func settingValues(c *config.Config) []doctor.Value {
	values := []doctor.Value{}
	for _, v := range c.List() {
		if v.Text != "" {
			values = append(values, doctor.Value{Key: v.Key, Text: shortSetting(v), Origin: v.Origin.String()})
		}
	}
	return values
}

// configProblems returns the problems of a configuration that cannot be loaded.
func configProblems(err error) []doctor.Problem {
	var several *config.ProblemsError
	if !errors.As(err, &several) {
		p := doctor.Problem{Message: err.Error(), Fix: "to see which file is read: antom config path"}
		var known *apperr.Error
		if errors.As(err, &known) && len(known.Hints) > 0 {
			p.Fix = strings.Join(known.Hints, ", or ")
		}
		return []doctor.Problem{p}
	}
	var problems []doctor.Problem
	for _, p := range several.Problems {
		text := p.Message
		if p.Nearest != "" {
			text += fmt.Sprintf("; did you mean %q?", p.Nearest)
		}
		problems = append(problems, doctor.Problem{Where: p.Where, Message: text, Fix: problemFix(p.Where)})
	}
	return problems
}

// problemFix says how to correct a problem at a place.
func problemFix(where string) string {
	switch {
	case strings.HasPrefix(where, "environment"):
		return "correct the variable, or unset it"
	case strings.HasPrefix(where, "--"):
		return "correct the flag, or leave it out"
	case strings.Contains(where, config.ProjectFileName):
		return "correct it there"
	}
	return "correct it there, or set another value: antom config set KEY VALUE"
}

// profileOrigin tells what chose the profile in use.
func profileOrigin(c *config.Config) string {
	switch origin := c.ProfileOrigin(); origin.Kind {
	case config.FromProfile, config.FromDefault:
		return c.Path()
	default:
		return origin.String()
	}
}

// shortSetting returns a value for a report without the text of keys.
func shortSetting(v config.Value) string {
	texts := strings.Split(v.Text, "\n")
	if v.List != nil {
		texts = slices.Clone(v.List)
	}
	for i, text := range texts {
		if keys.LooksLikeKey(text) {
			texts[i] = "(key text)"
		}
	}
	return strings.Join(texts, ", ")
}

// readKeys reads the keys of the profile.
func (x *doctorRun) readKeys(cmd *cobra.Command) {
	env, c := x.env, x.config
	x.keys = doctor.Keys{Version: c.KeyVersion(), Quote: apperr.ShellQuote}
	switch {
	case c.UsesAPIKey():
		x.keys.API = inspectAPIKey(env, cmd, c)
	case c.Require(config.KeyPrivateKey) == nil:
		x.keys.Private = inspectPrivateKey(env, cmd, c)
	}
	for _, s := range antomKeySources(cmd.Context(), c) {
		p := doctor.PublicKey{Source: s.source, Err: s.err}
		if p.Err == nil {
			p.Key, p.Err = keys.ParsePublic(s.data)
		}
		x.keys.Antom = append(x.keys.Antom, p)
	}
}

// inspectAPIKey reads the API key and reports only its source.
func inspectAPIKey(env *cli.Env, cmd *cobra.Command, c *config.Config) *doctor.APIKey {
	_, err := c.APIKey(cmd.Context())
	k := &doctor.APIKey{Source: c.APIKeySource(), Err: err}
	if file, ok := c.APIKeyFile(); ok {
		k.File = file
		k.Mode, k.Expose = keys.Exposed(file)
	}
	return k
}

func inspectPrivateKey(env *cli.Env, cmd *cobra.Command, c *config.Config) *doctor.PrivateKey {
	data, source, err := c.PrivateKey(cmd.Context())
	p := &doctor.PrivateKey{Source: source, Err: err}
	if err == nil {
		p.Key, p.Err = keys.ParsePrivate(data, cli.Passphrase(cmd.Context(), env, "the private key in "+source))
	}
	var known *apperr.Error
	if errors.As(p.Err, &known) {
		p.Fixes = known.Hints
	}
	file, ok := c.PrivateKeyFile()
	if !ok {
		return p
	}
	p.File = file
	p.Mode, p.Expose = keys.Exposed(file)
	p.Beside = publicBeside(cmd.Context(), file)
	return p
}

// publicBeside reads the public key file next to a private one. It tries the names
// that antom uses and those that are common.
func publicBeside(ctx context.Context, private string) *doctor.PublicKey {
	base, extension := strings.TrimSuffix(private, filepath.Ext(private)), filepath.Ext(private)
	for _, name := range []string{
		strings.TrimSuffix(base, "_private") + "_public" + extension, base + ".pub" + extension, private + ".pub",
	} {
		if name == private {
			continue
		}
		data, err := durable.ReadKey(ctx, name)
		if err != nil {
			continue
		}
		if key, err := keys.ParsePublic(data); err == nil {
			return &doctor.PublicKey{Source: name, Key: key}
		}
	}
	return nil
}

// keySource is one of Antom's public keys as it is configured.
type keySource struct {
	data   []byte
	source string
	err    error
}

func antomKeySources(ctx context.Context, c *config.Config) []keySource {
	if !c.Get(config.KeyAntomPublicKey).Set {
		return nil
	}
	sources, err := c.AntomKeys(ctx)
	if err != nil {
		return []keySource{{source: c.Get(config.KeyAntomPublicKey).Origin.String(), err: err}}
	}
	var all []keySource
	for _, s := range sources {
		all = append(all, keySource{data: s.Data, source: s.Source})
	}
	return all
}
