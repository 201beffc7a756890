package cli

import (
	"cmp"
	"maps"
	"slices"

	"github.com/antom-cli/antom/internal/config"
)

// EditableConfig loads the configuration for a change. It accepts invalid values,
// so that the user can correct them.
func EditableConfig(env *Env) (*config.Config, error) {
	o := env.ConfigOptions()
	o.Edit = true
	c, err := config.Load(o)
	if err != nil {
		return nil, ConfigError("reading the configuration", err)
	}
	return c, nil
}

// ProfileToEdit returns the profile to change: the selected one, or "default" if
// there is none.
func ProfileToEdit(env *Env, c *config.Config) string {
	return cmp.Or(cmp.Or(env.Global.Profile, c.ProfileName()), "default")
}

// AllProfiles returns the profiles of the configuration and the built-in one.
func AllProfiles(c *config.Config) []string {
	return append(slices.Clone(c.Profiles()), config.LocalProfile)
}

// ConfigOptions are what the configuration is found by.
func (env *Env) ConfigOptions() config.Options {
	d := UserDirs(env)
	return config.Options{
		Getenv:     env.Getenv,
		EnvFile:    env.EnvFile,
		ProjectDir: workDir(),
		HomeDir:    d.Home,
		ConfigHome: d.config,
		StateHome:  d.state,
		File:       env.Global.Config,
		Flags:      flagSettings(env),
		Profile:    env.Global.Profile,
		OS:         env.OS,
		Stderr:     env.Err,
		Keyring:    OpenKeyring(env).Get,
	}
}

func loadConfig(env *Env) (*config.Config, error) {
	c, err := config.Load(env.ConfigOptions())
	if err != nil {
		return nil, ConfigError("reading the configuration", err)
	}
	for _, w := range c.Warnings() {
		env.Warn("%s", w)
	}
	return c, nil
}

// flagSettings are the configuration keys that have a flag of their own and
// were given on this command line.
func flagSettings(env *Env) map[string]string {
	settings := map[string]string{}
	maps.Copy(settings, env.Account)
	if env.Global.Output != "" {
		settings["output"] = env.Global.Output
	}
	if env.Global.Color != "" {
		settings["color"] = env.Global.Color
	}
	return settings
}
