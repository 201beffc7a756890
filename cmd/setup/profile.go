package setup

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

func NewProfileCmd(env *cli.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "profile",
		Short:   "List, select and show profiles, one for each merchant account",
		GroupID: cli.GroupSetup,
	}
	cli.MakeGroup(env, cmd)
	cmd.AddCommand(newProfileListCmd(env), newProfileUseCmd(env), newProfileShowCmd(env))
	return cmd
}

func newProfileListCmd(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the profiles and mark the one in use",
		Args:  cli.NoArgs,
		RunE: env.Run(func(cmd *cobra.Command, _ []string) error {
			c, o, err := env.ConfigAndOutput()
			if err != nil {
				return err
			}
			return env.Print(cmd, o, output.Result{
				Value: map[string]any{"current": c.ProfileName(), "profiles": cli.AllProfiles(c)},
				Quiet: strings.Join(cli.AllProfiles(c), "\n"),
				Text:  func(w io.Writer) error { return writeProfiles(w, c) },
			})
		}),
	}
}

func writeProfiles(w io.Writer, c *config.Config) error {
	for _, name := range cli.AllProfiles(c) {
		mark, about := " ", ""
		if name == c.ProfileName() {
			mark = "*"
		}
		if name == config.LocalProfile {
			about = "  (built in: the simulator on this machine)"
		}
		if _, err := fmt.Fprintf(w, "%s %s%s\n", mark, name, about); err != nil {
			return err
		}
	}
	return nil
}

func newProfileUseCmd(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "use NAME",
		Short:   "Select the profile that commands use",
		Example: "  antom profile use local",
		Args:    cli.ArgCount(1, 1, "one profile name"),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
			return cli.CompleteProfiles(env, cmd, args, prefix)
		},
		RunE: env.Run(func(cmd *cobra.Command, args []string) error {
			o, err := env.OutputOptions(false)
			if err != nil {
				return err
			}
			c, err := cli.EditableConfig(env)
			if err != nil {
				return err
			}
			if err := c.UseProfile(args[0]); err != nil {
				return settingError("the profile", err)
			}
			return cli.PrintChange(env, cmd, o, cli.Change{
				Value: map[string]string{"profile": args[0], "configFile": c.Path()}, Quiet: args[0],
				Message: fmt.Sprintf("profile %s is now in use", args[0]),
			})
		}),
	}
}

func newProfileShowCmd(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "show [NAME]",
		Short: "Show the settings of a profile that an SDK needs",
		Example: `  antom profile show
  antom profile show local`,
		Args: cli.ArgCount(0, 1, "one profile name"),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, prefix string) ([]string, cobra.ShellCompDirective) {
			return cli.CompleteProfiles(env, cmd, args, prefix)
		},
		RunE: env.Run(func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				if given := env.Global.Profile; given != "" && given != args[0] {
					return apperr.New(apperr.Usage, fmt.Sprintf("two profiles: --profile %s and %s", given, args[0]), nil)
				}
				env.Global.Profile = args[0]
			}
			c, o, err := env.ConfigAndOutput()
			if err != nil {
				return err
			}
			pairs, err := profileFacts(env, cmd, c)
			if err != nil {
				return err
			}
			value := profileValue(pairs)
			return env.Print(cmd, o, output.Result{
				Value: value,
				Quiet: c.ClientID(),
				Text: func(w io.Writer) error {
					shown := make([]ui.Pair, len(pairs))
					for i, p := range pairs {
						shown[i] = ui.Pair{Label: p.label, Value: p.value}
					}
					env.Theme().Pairs(w, env.Streams().Width, cli.NonEmptyPairs(shown))
					return nil
				},
			})
		}),
	}
}

// profileValue returns the JSON form of a profile. A key that occurs several times,
// such as Antom's public key during a key change, becomes a list.
func profileValue(facts []profileFact) map[string]any {
	value := map[string]any{}
	for _, f := range facts {
		switch before := value[f.key].(type) {
		case nil:
			value[f.key] = f.value
		case string:
			value[f.key] = []string{before, f.value}
		case []string:
			value[f.key] = append(before, f.value)
		}
	}
	return value
}

// profileFact is one line of `antom profile show`, with its JSON key.
type profileFact struct{ key, label, value string }

func profileFacts(env *cli.Env, cmd *cobra.Command, c *config.Config) ([]profileFact, error) {
	if c.Local() {
		return localProfileFacts(env, cmd)
	}
	facts := []profileFact{
		{"profile", "Profile", c.ProfileName()},
		{"clientId", "Client ID", c.ClientID()},
		{"mode", "Mode", modeText(c.ClientID())},
		{"gateway", "Gateway", c.Gateway()},
		{"keyVersion", "Key version", c.KeyVersion()},
	}
	if c.UsesAPIKey() {
		facts = append(facts, profileFact{"apiKey", "API key", c.APIKeySource()})
	} else if data, source, err := c.PrivateKey(cmd.Context()); err == nil {
		text := source
		if key, kerr := keys.ParsePrivate(data, cli.Passphrase(cmd.Context(), env, source)); kerr == nil {
			text += " (" + keys.Fingerprint(key.Public) + ")"
		} else {
			text += " (not usable: " + kerr.Error() + ")"
		}
		facts = append(facts, profileFact{"privateKey", "Private key", text})
	} else {
		facts = append(facts, profileFact{"privateKey", "Private key", "not usable: " + err.Error()})
	}
	sources, err := c.AntomKeys(cmd.Context())
	if err != nil {
		return nil, cli.ConfigError("Antom's public key", err)
	}
	if len(sources) == 0 {
		facts = append(facts, profileFact{"antomPublicKey", "Antom's key", "missing, so responses cannot be verified"})
	}
	for _, s := range sources {
		text := s.Source
		if key, kerr := keys.ParsePublic(s.Data); kerr == nil {
			text += " (" + keys.Fingerprint(key.Public) + ")"
		} else {
			text += " (not usable: " + kerr.Error() + ")"
		}
		facts = append(facts, profileFact{"antomPublicKey", "Antom's key", text})
	}
	for _, d := range c.Defaults() {
		facts = append(facts, profileFact{"defaults." + d.Path, d.Path, d.Text})
	}
	return facts, cmd.Context().Err()
}

func modeText(clientID string) string {
	switch {
	case clientID == "":
		return ""
	case antom.Live(clientID):
		return "live: real money"
	default:
		return "sandbox"
	}
}

// localProfileFacts returns everything that an SDK needs to call the simulator.
func localProfileFacts(env *cli.Env, cmd *cobra.Command) ([]profileFact, error) {
	dir := cli.SandboxDir(env)
	identity, err := sandbox.LoadIdentity(dir, env.Rand)
	if err != nil {
		return nil, cli.SandboxError(err)
	}
	line, err := cli.PublicKeyText(&keys.Key{Public: &identity.AntomKey.PublicKey})
	if err != nil {
		return nil, err
	}
	return []profileFact{
		{"profile", "Profile", config.LocalProfile},
		{"clientId", "Client ID", identity.ClientID},
		{"mode", "Mode", "simulator: no money moves"},
		{"gateway", "Gateway", cli.RunningSimulatorURL(cmd.Context(), dir)},
		{"keyVersion", "Key version", "1"},
		{"merchantPrivateKeyFile", "Merchant private key", identity.MerchantPrivateKeyFile},
		{"merchantPublicKeyFile", "Merchant public key", identity.MerchantPublicKeyFile},
		{"antomPublicKeyFile", "Antom's public key", identity.AntomPublicKeyFile},
		{"antomPublicKey", "Antom's key on one line", line},
	}, nil
}
