package cmd

import "github.com/antom-cli/antom/internal/config"

// editableConfig loads the configuration for a change: a value that is wrong
// must not keep the user from mending it.
func (a *App) editableConfig() (*config.Config, error) {
	o := a.configOptions()
	o.Edit = true
	c, err := config.Load(o)
	if err != nil {
		return nil, asConfig("reading the configuration", err)
	}
	return c, nil
}

// profileToEdit is the profile that a change goes to: the chosen one, or
// "default" on a machine that has none.
func (a *App) profileToEdit(c *config.Config) string {
	return or(or(a.global.profile, c.ProfileName()), "default")
}
