package cmd

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/doctor"
	"github.com/antom-cli/antom/internal/prompt"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

// dashboardPlace is where keys and the client id are.
const dashboardPlace = "Antom Dashboard, Developer, Quick start"

// interview asks for what a profile needs. Nothing is written meanwhile.
type interview struct {
	app    *App
	cmd    *cobra.Command
	config *config.Config
	flags  *initFlags
	ask    prompt.Asker
	setup  *setup
}

// asker asks on the terminal: with forms, or in plain lines where forms are no
// help.
func (a *App) asker() prompt.Asker {
	s := a.streams()
	return prompt.Asker{Streams: s, Plain: s.Dumb || a.Getenv("ACCESSIBLE") != ""}
}

// askSetup asks for everything that the flags do not say.
func (a *App) askSetup(cmd *cobra.Command, c *config.Config, name string, f *initFlags) (*setup, error) {
	if err := checkPlace(c, name); err != nil {
		return nil, err
	}
	i := &interview{
		app: a, cmd: cmd, config: c, flags: f, ask: a.asker(),
		setup: &setup{profile: name, clientID: f.clientID, gateway: f.gateway, keyVersion: f.keyVersion},
	}
	i.say("%s", a.errs().Title("A profile for Antom"))
	i.say("You need two things of the %s: the client id and Antom's public key. Nothing is written before the last question; Ctrl-C stops.", dashboardPlace)
	for _, step := range []func(context.Context) error{i.name, i.clientID, i.region, i.privateKey, i.antomKey, i.confirm} {
		if err := step(cmd.Context()); err != nil {
			return nil, stopped(err)
		}
	}
	return i.setup, nil
}

// stopped says that nothing was written.
func stopped(err error) error {
	if errors.Is(err, context.Canceled) {
		return apperr.New(apperr.Interrupted, "interrupted; nothing was written", nil)
	}
	return err
}

// say writes a line to the terminal.
func (i *interview) say(format string, args ...any) {
	s := i.app.streams()
	i.app.errs().Item(s.Err, s.ErrWidth, ui.Item{Text: fmt.Sprintf(format, args...)})
}

// answered keeps an answer on the screen.
func (i *interview) answered(label, value string) {
	s := i.app.streams()
	i.app.errs().Item(s.Err, s.ErrWidth, ui.Item{Mark: i.app.errs().Status(ui.StatusOK, label+":"), Text: value})
}

// name asks what to do about a profile that exists.
func (i *interview) name(ctx context.Context) error {
	for i.config.HasProfile(i.setup.profile) && !i.flags.force {
		choice, err := i.ask.Choose(ctx, fmt.Sprintf("Profile %q exists already", i.setup.profile), "", []prompt.Option{
			{Label: "Make another one", Value: "new"}, {Label: "Replace its client id and keys", Value: "replace"},
		})
		if err != nil {
			return err
		}
		if choice == "replace" {
			break
		}
		i.setup.profile, err = i.ask.Text(ctx, prompt.Question{
			Title: "Name of the new profile", Help: "Letters, digits, -, _ and . are possible.", Check: config.CheckProfileName,
		})
		if err != nil {
			return err
		}
	}
	i.answered("Profile", i.setup.profile)
	return nil
}

func (i *interview) clientID(ctx context.Context) error {
	var err error
	if i.setup.clientID == "" {
		i.setup.clientID, err = i.ask.Text(ctx, prompt.Question{
			Title: "Client id",
			Help:  "From the " + dashboardPlace + ". It begins with SANDBOX_ in the sandbox; any other is live and moves real money.",
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
		about = "LIVE: real money moves; commands that make payments will ask for --live"
	}
	i.answered("Client id", i.setup.clientID+" ("+about+")")
	return nil
}

// checkSetting checks the value of a setting as the configuration will.
func (i *interview) checkSetting(key string) func(string) error {
	return func(value string) error {
		return i.config.Check(i.setup.profile, []config.Change{{Key: key, Values: []string{value}}})
	}
}

func (i *interview) region(ctx context.Context) error {
	if !i.cmd.Flags().Changed("gateway") {
		choice, err := i.ask.Choose(ctx, "Region of your account", "A key belongs to one region. The Dashboard's domain names say which.", []prompt.Option{
			{Label: "Asia-Pacific (sg)", Value: "sg"}, {Label: "North America (us)", Value: "us"}, {Label: "Europe (de)", Value: "de"},
			{Label: "Another address", Value: ""},
		})
		if err == nil && choice == "" {
			choice, err = i.ask.Text(ctx, prompt.Question{Title: "Gateway URL", Help: "Such as https://open-sea-global.alipay.com", Check: i.checkSetting(config.KeyGateway)})
		}
		if err != nil {
			return err
		}
		i.setup.gateway = choice
	}
	i.answered("Region", i.setup.gateway)
	return nil
}

// privateKey asks for the merchant's key, and shows its public half.
func (i *interview) privateKey(ctx context.Context) error {
	how, err := i.keyChoice(ctx)
	if err != nil {
		return err
	}
	a, s := i.app, i.setup
	switch how {
	case "generate":
		ring, err := i.wantsKeyring(ctx)
		if err != nil {
			return err
		}
		if err := a.newKey(i.cmd, i.config, s, ring); err != nil {
			return err
		}
	case "paste":
		if err := i.pasteKey(ctx); err != nil {
			return err
		}
	default:
		if err := i.chooseFile(ctx); err != nil {
			return err
		}
	}
	line, err := oneLine(s.private)
	if err != nil {
		return err
	}
	i.answered("Private key", fmt.Sprintf("RSA, %d bits, %s", s.private.Bits(), i.place()))
	i.say("")
	i.say("%s", a.errs().Title("Upload this public key, unless it is there already ("+dashboardPlace+"):"))
	fmt.Fprintf(a.streams().Err, "\n%s\n\n", line)
	return nil
}

// place is where the private key is or will be.
func (i *interview) place() string {
	if i.setup.entry != "" {
		return "keyring entry " + i.setup.entry
	}
	return i.setup.file
}

func (i *interview) keyChoice(ctx context.Context) (string, error) {
	switch {
	case i.flags.generate:
		return "generate", nil
	case i.flags.privateKey != "":
		return "file", nil
	}
	return i.ask.Choose(ctx, "Your private key", "It signs your requests and stays on this machine.", []prompt.Option{
		{Label: "Make a new pair", Value: "generate"}, {Label: "Use a file", Value: "file"}, {Label: "Paste it", Value: "paste"},
	})
}

// wantsKeyring asks where a key without a file is to be kept.
func (i *interview) wantsKeyring(ctx context.Context) (bool, error) {
	if i.flags.keyring {
		return true, nil
	}
	choice, err := i.ask.Choose(ctx, "Where to keep the private key", "", []prompt.Option{
		{Label: "In a file that only you can read", Value: "file"}, {Label: "In the keyring of the operating system", Value: "keyring"},
	})
	return choice == "keyring", err
}

// pasteKey asks for the text of a private key. It does not show.
func (i *interview) pasteKey(ctx context.Context) error {
	s := i.setup
	text, err := i.ask.Secret(ctx, prompt.Question{
		Title: "Private key (it does not show)", Help: "PEM or one line of Base64.",
		Check: func(text string) error { return plainKeyError(i.parsePrivate(text)) },
	})
	if err != nil {
		return err
	}
	if err := i.parsePrivate(text); err != nil {
		return keyError("the private key", err)
	}
	ring, err := i.wantsKeyring(ctx)
	if err != nil {
		return err
	}
	s.store = true
	if ring {
		s.entry = s.profile
		return nil
	}
	s.file = keyFile(i.config, s.profile)
	if exists(s.file) {
		return apperr.New(apperr.Config, "there is a key of an earlier init: "+s.file, nil,
			"move it away if it is of no use, or choose it as a file", "or choose another name: --profile NAME").WithCode("exists")
	}
	return nil
}

// parsePrivate reads a private key into the setup. An encrypted one needs its
// passphrase in the environment.
func (i *interview) parsePrivate(text string) error {
	var pass keys.Passphrase
	if given := i.app.Getenv("ANTOM_KEY_PASSPHRASE"); given != "" {
		pass = func() ([]byte, error) { return []byte(given), nil }
	}
	key, err := keys.ParsePrivate([]byte(text), pass)
	if err == nil {
		i.setup.private = key
	}
	return err
}

// plainKeyError is the error of a key with what to do, for one line.
func plainKeyError(err error) error {
	var known *keys.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known) && known.Reason == keys.ReasonEncrypted:
		return fmt.Errorf("%w; set ANTOM_KEY_PASSPHRASE first", err)
	case known != nil && known.Hint != "":
		return fmt.Errorf("%w. %s", err, known.Hint)
	}
	return err
}

// chooseFile asks for the file of the private key.
func (i *interview) chooseFile(ctx context.Context) error {
	file := i.flags.privateKey
	if file == "" {
		var err error
		file, err = i.ask.Text(ctx, prompt.Question{Title: "File of the private key", Check: func(name string) error {
			data, err := keys.ReadFile(i.expand(name))
			if err == nil {
				_, err = keys.ParsePrivate(data, nil)
			}
			if known := new(keys.Error); errors.As(err, &known) && known.Reason == keys.ReasonEncrypted {
				return nil // its passphrase is asked for next
			}
			return plainKeyError(err)
		}})
		if err != nil {
			return err
		}
	}
	return i.app.keyFromFile(i.cmd, i.setup, i.expand(file), i.flags.keyring)
}

// expand gives a name that begins with ~/ its home directory, as a shell would
// have done.
func (i *interview) expand(name string) string {
	if rest, ok := strings.CutPrefix(name, "~/"); ok {
		return filepath.Join(i.app.dirs().home, rest)
	}
	return name
}

// antomKey asks for Antom's public key, and refuses the merchant's own.
func (i *interview) antomKey(ctx context.Context) error {
	if i.flags.antomKey != "" {
		key, err := i.app.readAntomKey(i.flags.antomKey)
		if err != nil {
			return err
		}
		i.setup.antomKey = key
		return i.setup.checkPair()
	}
	text, err := i.ask.Text(ctx, prompt.Question{
		Title: "Antom's public key",
		Help:  "Paste it, or give the name of its file. It is shown beside yours (" + dashboardPlace + "). Empty: later.",
		Check: func(text string) error { _, err := i.readPublic(text); return err },
	})
	if err != nil {
		return err
	}
	key, err := i.readPublic(text)
	if err != nil {
		return err
	}
	if i.setup.antomKey = key; key == nil {
		i.answered("Antom's key", "later: antom config set antom-public-key FILE")
		return nil
	}
	i.answered("Antom's key", fmt.Sprintf("RSA, %d bits, %s; it is not your own", key.Bits(), keys.Fingerprint(key.Public)))
	return nil
}

// readPublic reads Antom's key from its text or from its file. An empty answer
// is no key and no error.
func (i *interview) readPublic(text string) (*keys.Key, error) {
	if text == "" {
		return nil, nil
	}
	data := []byte(text)
	if !keys.LooksLikeKey(text) {
		var err error
		if data, err = keys.ReadFile(i.expand(text)); err != nil {
			return nil, plainKeyError(err)
		}
	}
	key, err := keys.ParsePublic(data)
	if err != nil {
		return nil, plainKeyError(err)
	}
	if keys.Match(i.setup.private.Private, key.Public) {
		return nil, errors.New("this is your own public key; Antom's is shown beside it in the Dashboard")
	}
	return key, nil
}

// confirm shows what will be written where.
func (i *interview) confirm(ctx context.Context) error {
	s := i.setup
	if err := i.app.checkSettings(i.config, s); err != nil {
		return err
	}
	i.say("")
	i.app.errs().Pairs(i.app.streams().Err, i.app.streams().ErrWidth, []ui.Pair{
		{Label: "Profile", Value: s.profile + " in " + i.config.Path()},
		{Label: "Client ID", Value: s.clientID + " (" + modeText(s.clientID) + ")"},
		{Label: "Region", Value: s.gateway},
		{Label: "Private key", Value: i.place()},
		{Label: "Key version", Value: s.keyVersion},
	})
	sure, err := i.ask.Confirm(ctx, "Write this profile?", true)
	if err == nil && !sure {
		return context.Canceled
	}
	return err
}

// afterAsking ends with doctor: the offline part at once, the rest when wanted.
func (a *App) afterAsking(cmd *cobra.Command, d initialized) error {
	a.global.profile = d.Profile
	x, err := a.examine(cmd, &doctorFlags{offline: true})
	if err != nil {
		return err
	}
	report := x.report()
	errs, s := a.errs(), a.streams()
	for _, f := range report.Findings {
		if f.Severity == doctor.Error || f.Severity == doctor.Warning {
			a.findingTo(s.Err, errs, s.ErrWidth, f)
		}
	}
	if report.Worst == doctor.OK {
		errs.Item(s.Err, s.ErrWidth, ui.Item{Mark: errs.Status(ui.StatusOK, "doctor:"), Text: "nothing is wrong in what was checked on this machine"})
	}
	if !d.Complete {
		a.initHints(d)
		return nil
	}
	online, err := a.asker().Confirm(cmd.Context(), "Is the public key uploaded? Then ask the gateway now (one inquiry; nothing changes there)", !d.Generated)
	if err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	if err != nil || !online {
		a.hint("check it when the public key is uploaded: antom doctor")
		return nil
	}
	if x, err = a.examine(cmd, &doctorFlags{}); err != nil {
		return err
	}
	a.writeDoctor(s.Out, x.report())
	return nil
}
