package agent

import (
	"context"
	"errors"
	"log/slog"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/httpclient"
	"github.com/antom-cli/antom/internal/mcpserver"
	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/internal/verify"
)

// mcpFlags are those of mcp.
type mcpFlags struct {
	ephemeral     bool
	allowPayments bool
	live          bool
	dir           string
	store         string
	network       cli.NetworkFlags
}

// NewMCPCmd returns the command mcp.
func NewMCPCmd(env *cli.Env) *cobra.Command {
	f := &mcpFlags{}
	cmd := &cobra.Command{
		Use:     "mcp",
		Short:   "Serve coding agents with the Model Context Protocol",
		GroupID: cli.GroupLocal,
		Long: `Serve a coding agent or an assistant with the Model Context Protocol (MCP) over standard input and
output, until it closes standard input. The agent starts this command; docs/agents.md shows the
configuration of common clients. The tools look up Antom's interface, check requests, drive payments
of the simulator, verify captured notifications, test a handler on this machine, and read the journal
and the received notifications.

Everything goes to the simulator with the state of the other --local commands, so antom sandbox list
shows what the agent does; with --ephemeral, the state is kept in memory. A real account is used only
with --profile, and then for reading only. With --allow-payments, the agent may also send requests that
change something at the gateway. A live profile requires --live; then each request that moves money
also needs your confirmation in the client, and is refused if the client cannot ask you.`,
		Example: `  antom mcp
  antom mcp --ephemeral --dir captures
  antom mcp --profile shop`,
		Args: cli.NoArgs,
		RunE: env.Run(func(cmd *cobra.Command, _ []string) error { return runMCP(cmd.Context(), env, f) }),
	}
	fl := cmd.Flags()
	fl.BoolVar(&f.ephemeral, "ephemeral", false, "keep payments in memory only")
	fl.BoolVar(&f.allowPayments, "allow-payments", false, "with --profile: also send requests that change something at its gateway")
	fl.BoolVar(&f.live, "live", false, "with --profile: allow a live client id; what moves money needs your confirmation each time")
	fl.StringVar(&f.dir, "dir", "", "`directory` that captures may be read from (default: the working directory, unless it is / or your home)")
	cli.AddStore(cmd, &f.store)
	f.network.AddCAFile(cmd)
	return cmd
}

func runMCP(ctx context.Context, env *cli.Env, f *mcpFlags) error {
	if err := f.check(env); err != nil {
		return err
	}
	log := newLog(env)
	o := mcpserver.Options{
		Version: cli.BuildVersion().Version, UserAgent: "antom-cli/" + cli.BuildVersion().Version,
		AllowPayments: f.allowPayments, Journal: env.Journal(), Inbox: (&store{env: env, name: f.store}).open,
		Suspects: func(ctx context.Context) verify.Suspects { return cli.Suspects(ctx, env, true) },
		Now:      env.Now, Sleep: env.Sleep, Rand: env.Rand, Log: log,
	}
	var err error
	if o.Dir, o.NoDir, err = readableDir(env, f.dir); err != nil {
		return err
	}
	if o.Profile, err = openProfile(ctx, env, f); err != nil {
		return err
	}
	way, err := f.network.Client(env)
	if err != nil {
		return err
	}
	way.Direct, way.Control = true, httpclient.OnlyHere // an agent tests handlers of this machine, whatever a name leads to
	o.Deliveries = cli.LogDeliveries(env, notification.NewHTTPClient(way))
	here := &simulator{env: env, inMemory: f.ephemeral}
	o.Simulator = here.open
	if env.Streams().InTTY {
		env.Note("this command speaks with an agent, not with people; end it with Ctrl-D or Ctrl-C")
	}
	return mcpserver.Serve(ctx, o, env.In, env.Out)
}

// check refuses flags that need a profile where none is named. A profile of the
// environment or of the project file is not enough: whoever starts the server says
// which account an agent may use.
func (f *mcpFlags) check(env *cli.Env) error {
	if env.Global.Profile != "" {
		return nil
	}
	for _, flag := range []struct {
		name  string
		given bool
	}{{"--allow-payments", f.allowPayments}, {"--live", f.live}} {
		if flag.given {
			return apperr.New(apperr.Usage, flag.name+" requires --profile", errors.New("without a profile, everything goes to the simulator, where an agent may do everything"),
				"antom mcp", "antom profile list")
		}
	}
	return nil
}

// openProfile connects to the gateway of the profile; nil without one.
func openProfile(ctx context.Context, env *cli.Env, f *mcpFlags) (*mcpserver.Profile, error) {
	if env.Global.Profile == "" || env.Global.Profile == config.LocalProfile {
		return nil, nil
	}
	c, err := env.Config()
	if err != nil {
		return nil, err
	}
	conn, err := cli.Connect(ctx, env, &cli.SendFlags{Network: f.network}, cli.ToSend)
	if err != nil {
		return nil, err
	}
	if conn.Live && !f.live {
		return nil, apperr.New(apperr.Config, "profile "+conn.Profile+" is live: real money could move", nil,
			"to let the agent use it, add --live", "to use the simulator: antom mcp").WithCode("live")
	}
	keys, err := cli.ProfileKeys(ctx, c)
	if err != nil {
		return nil, err
	}
	return &mcpserver.Profile{Name: conn.Profile, Live: conn.Live, Gateway: conn.Gateway, Keys: keys}, nil
}

// newLog writes what the server has to say to standard error: complaints, and with
// --debug every call.
func newLog(env *cli.Env) *slog.Logger {
	level := slog.LevelError + 1 // a client that ends is no error
	if cli.Debugging(env) {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(env.Streams().Err, &slog.HandlerOptions{Level: level}))
}
