package setup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/doctor"
	"github.com/antom-cli/antom/internal/prompt"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
)

// dashboardPlace is the page that has the keys and the client id.
const dashboardPlace = "Antom Dashboard, Developer, Quick start"

// otherGateway is the choice of a gateway by its URL.
const otherGateway = "other"

// initWizard asks for the settings of a profile. It writes nothing.
type initWizard struct {
	env    *cli.Env
	cmd    *cobra.Command
	config *config.Config
	flags  *initFlags
	ask    prompt.Asker
	setup  *setup
	known  bool // the profile exists and is completed
}

// asker returns what asks questions on the terminal.
func asker(env *cli.Env) prompt.Asker { return prompt.Asker{Streams: env.Streams()} }

// promptForSetup asks for everything that the flags leave out.
func promptForSetup(env *cli.Env, cmd *cobra.Command, c *config.Config, name string, f *initFlags) (*setup, error) {
	if err := checkPlace(c, name); err != nil {
		return nil, err
	}
	i := &initWizard{
		env: env, cmd: cmd, config: c, flags: f, ask: asker(env),
		setup: &setup{profile: name},
	}
	i.print("%s", env.Errs().Title("A profile for Antom"))
	i.print("You need the client id and Antom's public key from the %s. Nothing is written before the last question. Ctrl-C stops.", dashboardPlace)
	for _, step := range []func(context.Context) error{
		i.profileName, i.clientID, i.region, i.privateKey, i.antomKey, i.paymentDefaults, i.confirm,
	} {
		if err := step(cmd.Context()); err != nil {
			return nil, interruptedError(err)
		}
	}
	return i.setup, nil
}

// interruptedError says that nothing was written, after Ctrl-C or at the end of the
// input (Ctrl-D).
func interruptedError(err error) error {
	switch {
	case errors.Is(err, context.Canceled):
		return apperr.New(apperr.Interrupted, "interrupted; nothing was written", nil)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return apperr.New(apperr.Interrupted, "the input ended before the last question; nothing was written", nil)
	}
	return err
}

// print writes a line to the terminal.
func (i *initWizard) print(format string, args ...any) {
	s := i.env.Streams()
	i.env.Errs().Item(s.Err, s.ErrWidth, ui.Item{Text: fmt.Sprintf(format, args...)})
}

// showAnswer writes an accepted answer to the terminal.
func (i *initWizard) showAnswer(label, value string) {
	s := i.env.Streams()
	i.env.Errs().Item(s.Err, s.ErrWidth, ui.Item{Mark: i.env.Errs().Status(ui.StatusOK, label+":"), Text: value})
}

// profileName asks what to do if the profile already exists, unless it can be
// completed. It takes the settings that the flags, or the profile, have.
func (i *initWizard) profileName(ctx context.Context) error {
	f, complete := i.flags, !i.flags.force
	for complete && i.mustReplace() {
		choice, err := i.ask.Choose(ctx, prompt.Choice{
			Title: fmt.Sprintf("Profile %q exists already", i.setup.profile),
			Options: []prompt.Option{
				{Name: "new", Label: "Create another one"},
				{Name: "replace", Label: "Replace its client id and keys"},
			},
		})
		if err != nil {
			return err
		}
		if choice == "replace" {
			complete = false
			break
		}
		i.setup.profile, err = i.ask.Text(ctx, prompt.Question{
			Title: "Name of the new profile", Help: "Letters, digits, -, _ and . are allowed.", Check: config.CheckProfileName,
		})
		if err != nil {
			return err
		}
	}
	i.known = complete && i.config.HasProfile(i.setup.profile)
	if complete {
		f.complete(i.cmd, i.config, i.setup.profile)
	}
	i.setup.clientID, i.setup.gateway, i.setup.keyVersion = f.clientID, f.gateway, f.keyVersion
	i.showAnswer("Profile", i.setup.profile)
	return nil
}

// mustReplace reports whether the profile has settings that init could only replace.
func (i *initWizard) mustReplace() bool {
	name := i.setup.profile
	return isComplete(i.config, name) || len(i.flags.replaced(i.cmd, i.config, name)) > 0
}

func (i *initWizard) clientID(ctx context.Context) error {
	var err error
	if i.setup.clientID == "" {
		i.setup.clientID, err = i.ask.Text(ctx, prompt.Question{
			Title: "Client ID",
			Help:  "From the " + dashboardPlace + ". In the sandbox it begins with SANDBOX_; any other client id is live and moves real money.",
			Check: i.checkSetting(config.KeyClientID),
		})
		if err != nil {
			return err
		}
	} else if err := i.checkSetting(config.KeyClientID)(i.setup.clientID); err != nil {
		return err
	}
	about := "sandbox: no money moves"
	if antom.Live(i.setup.clientID) {
		about = "LIVE: real money moves; commands that create payments need --live"
	}
	i.showAnswer("Client ID", i.setup.clientID+" ("+about+")")
	return nil
}

// checkSetting returns a check for the value of a setting.
func (i *initWizard) checkSetting(key string) func(string) error {
	return func(value string) error {
		return i.config.Check(i.setup.profile, []config.Change{{Key: key, Values: []string{value}}})
	}
}

// has reports whether the profile that is completed has a value for a setting.
func (i *initWizard) has(key string) bool {
	return i.known && i.config.ProfileValue(i.setup.profile, key) != ""
}

func (i *initWizard) region(ctx context.Context) error {
	if !i.cmd.Flags().Changed("gateway") && !i.has(config.KeyGateway) {
		choice, err := i.ask.Choose(ctx, prompt.Choice{
			Title: "Region of your account",
			Help:  "A key belongs to one region. The domain names in the Dashboard show it.",
			Options: []prompt.Option{
				{Name: "sg", Label: "Asia-Pacific"},
				{Name: "us", Label: "North America"},
				{Name: "de", Label: "Europe"},
				{Name: otherGateway, Label: "Another URL"},
			},
		})
		if err == nil && choice == otherGateway {
			choice, err = i.ask.Text(ctx, prompt.Question{Title: "Gateway URL", Help: "For example https://open-sea-global.alipay.com", Check: i.checkSetting(config.KeyGateway)})
		}
		if err != nil {
			return err
		}
		i.setup.gateway = choice
	}
	i.showAnswer("Region", i.setup.gateway)
	return nil
}

// confirm shows the profile and asks whether to write it.
func (i *initWizard) confirm(ctx context.Context) error {
	s := i.setup
	if err := checkSettings(i.env, i.config, s); err != nil {
		return err
	}
	i.print("")
	pairs := []ui.Pair{
		{Label: "Profile", Value: s.profile + " in " + i.config.Path()},
		{Label: "Client ID", Value: s.clientID + " (" + modeText(s.clientID) + ")"},
		{Label: "Region", Value: s.gateway},
		{Label: "Private key", Value: i.keyLocation()},
		{Label: "Key version", Value: s.keyVersion},
	}
	for _, d := range s.defaults {
		pairs = append(pairs, ui.Pair{Label: strings.TrimPrefix(d.Key, "defaults."), Value: d.Values[0]})
	}
	i.env.Errs().Pairs(i.env.Streams().Err, i.env.Streams().ErrWidth, pairs)
	sure, err := i.ask.Confirm(ctx, "Write this profile?", true)
	if err == nil && !sure {
		return context.Canceled
	}
	return err
}

// checkAfterInit runs the offline checks of doctor, and the others if wanted.
func checkAfterInit(env *cli.Env, cmd *cobra.Command, d initResult) error {
	env.Global.Profile = d.Profile
	x, err := runDoctorChecks(env, cmd, &doctorFlags{offline: true})
	if err != nil {
		return err
	}
	report := x.report()
	errs, s := env.Errs(), env.Streams()
	for _, f := range report.Findings {
		if f.Severity == doctor.Error || f.Severity == doctor.Warning {
			writeFindingTo(env, s.Err, errs, s.ErrWidth, f)
		}
	}
	if report.Worst == doctor.OK {
		errs.Item(s.Err, s.ErrWidth, ui.Item{Mark: errs.Status(ui.StatusOK, "doctor:"), Text: "no problems found on this machine"})
	}
	if !d.Complete {
		initHints(env, d)
		return nil
	}
	online, err := asker(env).Confirm(cmd.Context(), "Is the public key uploaded? If so, check the gateway now (one inquiry, which changes nothing)", !d.Generated)
	if err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	if err != nil || !online {
		env.Hint("to check the profile after you upload the public key: antom doctor")
		return nil
	}
	if x, err = runDoctorChecks(env, cmd, &doctorFlags{}); err != nil {
		return err
	}
	writeDoctor(env, s.Out, x.report())
	return nil
}
