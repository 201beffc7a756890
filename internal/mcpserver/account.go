package mcpserver

import (
	"context"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
)

// gateway is where a call goes: the simulator, or the gateway of the profile.
func (c *call) gateway(ctx context.Context, account string) (*flow.Gateway, error) {
	if account == accountProfile && c.o.Profile == nil {
		return nil, apperr.New(apperr.Usage, "this server has no profile", nil, "leave the argument account out",
			"the user starts the server with --profile NAME")
	}
	if account == accountProfile {
		g := c.o.Profile.Gateway.Again(c.events())
		g.LiveAllowed = false // the user's word for this very call does it
		return g, nil
	}
	sim, err := c.o.Simulator(ctx)
	if err != nil {
		return nil, err
	}
	return sim.Gateway.Again(c.events()), nil
}
