package setup

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

func newConfigSetCmd(env *cli.Env) *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use:   "set KEY VALUE [KEY VALUE...]",
		Short: "Set values in the profile",
		Long: `Set values in the profile. Several settings are written together, or none of them. A value that
cannot work is refused: a key file that does not exist or has no such key, a ca-file without
certificates, a gateway that is no gateway, a value that Antom would refuse in a request. --force
accepts a file that you create later, and a value that is the same word as its placeholder.`,
		Example: `  antom config set antom-public-key antom.pem
  antom config set defaults.order.orderDescription 'Order at Shop' \
    defaults.paymentRedirectUrl https://shop.example/result`,
		Args:              keysAndValues,
		ValidArgsFunction: cli.CompleteConfig(true),
	}
	cmd.Flags().BoolVar(&force, "force", false, "set a file that does not exist yet, or cannot be used")
	cmd.RunE = env.Run(func(cmd *cobra.Command, args []string) error { return runConfigSet(env, cmd, args, force) })
	return cmd
}

// keysAndValues accepts pairs of a key and its value.
func keysAndValues(cmd *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return cli.ArgCount(2, 2, "a key and a value")(cmd, args)
	case len(args)%2 == 1:
		return apperr.New(apperr.Usage, fmt.Sprintf("%s needs a value for %s", cmd.CommandPath(), args[len(args)-1]), nil,
			"a value that contains spaces must be in quotes", cmd.CommandPath()+" --help")
	}
	return nil
}

func runConfigSet(env *cli.Env, cmd *cobra.Command, args []string, force bool) error {
	o, err := env.OutputOptions(false)
	if err != nil {
		return err
	}
	c, err := cli.EditableConfig(env)
	if err != nil {
		return err
	}
	var names []string
	var changes []config.Change
	for pair := range slices.Chunk(args, 2) {
		names = append(names, pair[0])
		changes = append(changes, config.SetChange(pair[0], pair[1]))
	}
	profile := cli.ProfileToEdit(env, c)
	if err := c.Check(profile, changes); err != nil {
		return settingError(names[0], err)
	}
	for pair := range slices.Chunk(args, 2) {
		if err := checkValue(cmd.Context(), env, c, pair[0], pair[1], force); err != nil {
			return err
		}
	}
	if err := c.Update(profile, changes); err != nil {
		return settingError(names[0], err)
	}
	return printSettingChange(env, cmd, o, c, names, "set in")
}

// settingChange is the JSON form of a setting that was set or removed. It leaves
// out the value, which may be a secret.
type settingChange struct {
	Key        string `json:"key"`
	Profile    string `json:"profile"`
	ConfigFile string `json:"configFile"`
}

// printSettingChange reports a change of the profile; done says what was done, such
// as "set in". A program gets one object for one setting, and a list for several.
func printSettingChange(env *cli.Env, cmd *cobra.Command, o output.Options, c *config.Config, names []string, done string) error {
	profile, verb := cli.ProfileToEdit(env, c), "is"
	var all []settingChange
	for _, name := range names {
		all = append(all, settingChange{Key: name, Profile: profile, ConfigFile: c.Path()})
	}
	var value any = all[0]
	if len(all) > 1 {
		value, verb = all, "are"
	}
	return cli.PrintChange(env, cmd, o, cli.Change{
		Value: value, Quiet: strings.Join(names, "\n"),
		Message: fmt.Sprintf("%s %s %s profile %s (%s)", strings.Join(names, ", "), verb, done, profile, c.Path()),
	})
}

// isPlaceholder reports whether a value is the word that stands for it in hints and in
// help. A default whose field has no such word can be any value that Antom accepts.
func isPlaceholder(setting, value string) bool {
	if !strings.HasPrefix(setting, "defaults.") {
		return value == config.Placeholder(setting) || value == "VALUE"
	}
	return slices.ContainsFunc(flow.AccountDefaults(), func(d flow.AccountDefault) bool {
		return d.Key() == setting && d.Placeholder == value
	})
}

// checkValue refuses a value of the right form that cannot work. With force, what is
// wrong with a key is only a warning: its file may be created later.
func checkValue(ctx context.Context, env *cli.Env, c *config.Config, setting, value string, force bool) error {
	if isPlaceholder(setting, value) && !force {
		return apperr.New(apperr.Usage, fmt.Sprintf("%s is a placeholder: give the value of %s in its place", value, setting), nil,
			"what each setting can be: antom config set --help", "if that is the value: antom config set "+setting+" "+value+" --force").WithCode("placeholder")
	}
	if path, ok := strings.CutPrefix(setting, "defaults."); ok {
		if err := flow.CheckDefault(path, value); err != nil {
			return cli.UsageError(setting, err)
		}
		return nil
	}
	err := checkKeySetting(ctx, env, c, setting, value)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	switch {
	case err == nil:
		return nil
	case force:
		env.Warn("%s: %v", setting, err)
		return nil
	}
	e := apperr.New(apperr.Usage, setting, err)
	if known := new(apperr.Error); errors.As(cli.KeyError("", err), &known) {
		e.Code, e.Hints = known.Code, known.Hints
	}
	if errors.Is(err, errOwnKey) {
		e.Code, e.Hints = string(antom.ReasonOwnKey), []string{"copy Antom's public key from the " + dashboardPlace}
	}
	if setting == config.KeyCAFile {
		e.Hints = []string{"give a file of certificates in PEM form"}
	}
	e.Hints = append(e.Hints, "to set it all the same, add --force")
	return e
}

// errOwnKey is the mistake of the merchant's own key in the place of Antom's.
var errOwnKey = errors.New("this is the public half of your own private key, not Antom's key")

// checkKeySetting reads the key, or the certificates, that a setting names.
func checkKeySetting(ctx context.Context, env *cli.Env, c *config.Config, setting, value string) error {
	switch setting {
	case config.KeyPrivateKey:
		data, err := readSettingFile(ctx, c, value)
		if err == nil {
			_, err = keys.ParsePrivate(data, nil)
		}
		if known := new(keys.Error); errors.As(err, &known) && known.Reason == keys.ReasonEncrypted {
			return nil // its passphrase is asked for when it is used
		}
		return err
	case config.KeyAPIKey:
		_, err := readSettingFile(ctx, c, value)
		return err
	case config.KeyCAFile:
		whole, err := c.ResolvePath(value)
		if err == nil {
			_, err = cli.ReadCAFile(ctx, whole)
		}
		return err
	case config.KeyAntomPublicKey:
		for text := range strings.SplitSeq(value, "\n") {
			if err := checkAntomKey(ctx, env, c, text); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkAntomKey checks one value of antom-public-key.
func checkAntomKey(ctx context.Context, env *cli.Env, c *config.Config, text string) error {
	data := []byte(text)
	if !keys.LooksLikeKey(text) {
		var err error
		if data, err = readSettingFile(ctx, c, text); err != nil {
			return err
		}
	}
	key, err := keys.ParsePublic(data)
	if err == nil && cli.IsOwnKey(ctx, env, key) {
		return errOwnKey
	}
	return err
}

// readSettingFile reads the file of a setting, found as the profile finds it.
func readSettingFile(ctx context.Context, c *config.Config, path string) ([]byte, error) {
	whole, err := c.ResolvePath(path)
	if err != nil {
		return nil, err
	}
	return durable.ReadKey(ctx, whole)
}
