package agent

import (
	"context"
	"sync"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/mcpserver"
)

// simulator finds the simulator for each call of a tool: one that another process
// serves, or else one of this process, which others then find. It is opened when a
// tool first needs it.
type simulator struct {
	env      *cli.Env
	inMemory bool

	mu  sync.Mutex
	own *cli.Connection // to the simulator of this process, nil: there is none
}

func (s *simulator) open(ctx context.Context) (*mcpserver.Simulator, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	conn := s.own
	if conn == nil {
		var err error
		if conn, err = s.connect(ctx); err != nil {
			return nil, err
		}
	}
	return &mcpserver.Simulator{
		Gateway: conn.Gateway, Control: conn.Simulator.Control, Identity: conn.Simulator.Identity(), URL: conn.Simulator.URL,
	}, nil
}

// connect connects to the simulator. One of this process is served, so that links work
// and the other commands see it; it outlives the call.
func (s *simulator) connect(ctx context.Context) (*cli.Connection, error) {
	c, err := cli.EditableConfig(s.env) // a broken configuration is no obstacle
	if err != nil {
		return nil, err
	}
	open := cli.ConnectLocal
	if s.inMemory {
		open = cli.ConnectInMemory
	}
	conn, err := open(ctx, s.env, c, &cli.SendFlags{})
	if err != nil {
		return nil, err
	}
	if conn.Simulator.Own == nil {
		return conn, nil // another process may end, so it is looked for each time
	}
	if err := conn.ServeHere(s.env.Ctx, s.env); err != nil {
		return nil, err
	}
	s.own = conn
	return conn, nil
}
