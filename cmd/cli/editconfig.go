package cli

import (
	"cmp"
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
