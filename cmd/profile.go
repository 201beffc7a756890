package cmd

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

func newProfileCmd(app *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "profile",
		Short:   "List, select and show profiles, one for each merchant account",
		GroupID: groupSetup,
	}
	app.group(cmd)
	cmd.AddCommand(newProfileListCmd(app), newProfileUseCmd(app), newProfileShowCmd(app))
	return cmd
}

func newProfileListCmd(app *App) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the profiles; the one in use is marked",
		Args:  noArgs,
		RunE: app.run(func(cmd *cobra.Command, _ []string) error {
			c, o, err := app.configAndOutput()
			if err != nil {
				return err
			}
			return app.print(cmd, o, output.Result{
				Value: map[string]any{"current": c.ProfileName(), "profiles": allProfiles(c)},
				Quiet: strings.Join(allProfiles(c), "\n"),
				Text:  func(w io.Writer) error { return writeProfiles(w, c) },
			})
		}),
	}
}

// allProfiles returns the profiles of the configuration and the built-in one.
func allProfiles(c *config.Config) []string {
	return append(slices.Clone(c.Profiles()), config.LocalProfile)
}

func writeProfiles(w io.Writer, c *config.Config) error {
	for _, name := range allProfiles(c) {
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

func newProfileUseCmd(app *App) *cobra.Command {
	return &cobra.Command{
		Use:               "use NAME",
		Short:             "Select the profile that commands use",
		Example:           "  antom profile use local",
		Args:              argCount(1, 1, "one profile name"),
		ValidArgsFunction: app.completeProfiles,
		RunE: app.run(func(cmd *cobra.Command, args []string) error {
			o, err := app.outputOptions(false)
			if err != nil {
				return err
			}
			c, err := app.editableConfig()
			if err != nil {
				return err
			}
			if err := c.UseProfile(args[0]); err != nil {
				return settingError("the profile", err)
			}
			return app.printChange(cmd, o, change{
				Value: map[string]string{"profile": args[0], "configFile": c.Path()}, Quiet: args[0],
				Message: fmt.Sprintf("commands use profile %s from now on", args[0]),
			})
		}),
	}
}

func newProfileShowCmd(app *App) *cobra.Command {
	return &cobra.Command{
		Use:   "show [NAME]",
		Short: "Show the settings of a profile that an SDK needs",
		Example: `  antom profile show
  antom profile show local`,
		Args:              argCount(0, 1, "one profile name"),
		ValidArgsFunction: app.completeProfiles,
		RunE: app.run(func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				if given := app.global.profile; given != "" && given != args[0] {
					return apperr.New(apperr.Usage, fmt.Sprintf("two profiles: --profile %s and %s", given, args[0]), nil)
				}
				app.global.profile = args[0]
			}
			c, o, err := app.configAndOutput()
			if err != nil {
				return err
			}
			pairs, err := app.profileFacts(cmd, c)
			if err != nil {
				return err
			}
			value := profileValue(pairs)
			return app.print(cmd, o, output.Result{
				Value: value,
				Quiet: c.ClientID(),
				Text: func(w io.Writer) error {
					shown := make([]ui.Pair, len(pairs))
					for i, p := range pairs {
						shown[i] = ui.Pair{Label: p.label, Value: p.value}
					}
					app.theme().Pairs(w, app.streams().Width, withoutEmpty(shown))
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

func (a *App) profileFacts(cmd *cobra.Command, c *config.Config) ([]profileFact, error) {
	if c.Local() {
		return a.localProfileFacts(cmd)
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
		if key, kerr := keys.ParsePrivate(data, a.passphrase(cmd.Context(), source)); kerr == nil {
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
		return nil, asConfig("Antom's public key", err)
	}
	if len(sources) == 0 {
		facts = append(facts, profileFact{"antomPublicKey", "Antom's key", "missing, so answers cannot be verified"})
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
func (a *App) localProfileFacts(cmd *cobra.Command) ([]profileFact, error) {
	dir := a.sandboxDir()
	identity, err := sandbox.LoadIdentity(dir, a.Rand)
	if err != nil {
		return nil, sandboxError(err)
	}
	line, err := oneLine(&keys.Key{Public: &identity.AntomKey.PublicKey})
	if err != nil {
		return nil, err
	}
	gateway := sandboxURL(sandbox.DefaultAddr)
	if dir != "" {
		if remote, err := sandbox.Dial(cmd.Context(), dir); err == nil {
			gateway = remote.URL()
		}
	}
	return []profileFact{
		{"profile", "Profile", config.LocalProfile},
		{"clientId", "Client ID", identity.ClientID},
		{"mode", "Mode", "simulator: no money moves"},
		{"gateway", "Gateway", gateway},
		{"keyVersion", "Key version", "1"},
		{"merchantPrivateKeyFile", "Merchant private key", identity.MerchantPrivateKeyFile},
		{"merchantPublicKeyFile", "Merchant public key", identity.MerchantPublicKeyFile},
		{"antomPublicKeyFile", "Antom's public key", identity.AntomPublicKeyFile},
		{"antomPublicKey", "Antom's key on one line", line},
	}, nil
}
