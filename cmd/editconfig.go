package cmd

import "github.com/antom-cli/antom/internal/config"

// editableConfig loads the configuration for a change. It accepts invalid values,
// so that the user can correct them.
func (a *App) editableConfig() (*config.Config, error) {
	o := a.configOptions()
	o.Edit = true
	c, err := config.Load(o)
	if err != nil {
		return nil, asConfig("reading the configuration", err)
	}
	return c, nil
}

// profileToEdit returns the profile to change: the selected one, or "default" if
// there is none.
func (a *App) profileToEdit(c *config.Config) string {
	return or(or(a.global.profile, c.ProfileName()), "default")
}
