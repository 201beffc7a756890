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
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func NewConfigCmd(env *cli.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "config",
		Short:   "Read and change settings",
		GroupID: cli.GroupSetup,
		Long: `Read and change settings. A flag overrides an ANTOM_* environment variable, which overrides the file
of --env-file, which overrides the project file antom.yaml, which overrides the profile, which
overrides the default. antom config list --show-origin shows where each value comes from.

Every field of a request can have a default in the profile:

  antom config set defaults.paymentNotifyUrl https://shop.example/notify`,
	}
	cli.MakeGroup(env, cmd)
	cmd.AddCommand(
		newConfigListCmd(env),
		newConfigGetCmd(env),
		newConfigSetCmd(env),
		newConfigUnsetCmd(env),
		newConfigPathCmd(env),
	)
	return cmd
}

// setting is the JSON form of one value.
type setting struct {
	Key    string `json:"key"`
	Value  any    `json:"value"`
	Origin string `json:"origin"`
}

// settings returns the effective values, including the request defaults of the profile.
func settings(c *config.Config) []setting {
	if c.Local() {
		return localSettings(c)
	}
	var all []setting
	for _, v := range c.List() {
		if v.Text != "" {
			all = append(all, newSetting(v))
		}
	}
	for _, d := range c.Defaults() {
		all = append(all, setting{Key: "defaults." + d.Path, Value: d.Text, Origin: d.Origin.String()})
	}
	return all
}

// localSettings returns the settings of the built-in profile. Its account and
// gateway are always the simulator's.
func localSettings(c *config.Config) []setting {
	builtIn := "built-in profile local"
	all := []setting{
		{Key: config.KeyClientID, Value: sandbox.ClientID, Origin: builtIn},
		{Key: config.KeyGateway, Value: cli.SandboxURL(sandbox.DefaultAddr), Origin: builtIn},
	}
	for _, v := range c.List() {
		switch v.Key {
		case config.KeyTimeout, config.KeyConnectTimeout, config.KeyRetries, config.KeyCAFile, config.KeyOutput, config.KeyColor:
			all = append(all, newSetting(v))
		}
	}
	return all
}

func newSetting(v config.Value) setting {
	s := setting{Key: v.Key, Value: v.Text, Origin: v.Origin.String()}
	if len(v.List) > 1 {
		s.Value = v.List
	}
	return s
}

// text is the value for people. between stands between several.
func (s setting) text(between string) string {
	if several, ok := s.Value.([]string); ok {
		return strings.Join(several, between)
	}
	return fmt.Sprint(s.Value)
}

func newConfigListCmd(env *cli.Env) *cobra.Command {
	var showOrigin bool
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List every setting that has a value",
		Example: "  antom config list --show-origin",
		Args:    cli.NoArgs,
	}
	cmd.Flags().BoolVar(&showOrigin, "show-origin", false, "show where each value comes from")
	cli.AddAccountFlags(cmd)
	cmd.RunE = env.Run(func(cmd *cobra.Command, _ []string) error {
		c, o, err := env.ConfigAndOutput()
		if err != nil {
			return err
		}
		all := settings(c)
		return env.Print(cmd, o, output.Result{
			Value: all,
			Quiet: cli.QuietLines(all, func(s setting) string { return s.Key }),
			Text:  func(w io.Writer) error { return writeSettings(env, w, all, showOrigin) },
		})
	})
	return cmd
}

func writeSettings(env *cli.Env, w io.Writer, all []setting, showOrigin bool) error {
	header := []string{"KEY", "VALUE"}
	if showOrigin {
		header = append(header, "ORIGIN")
	}
	var rows [][]string
	for _, s := range all {
		row := []string{s.Key, s.text(", ")}
		if showOrigin {
			row = append(row, s.Origin)
		}
		rows = append(rows, row)
	}
	return cli.WriteRecords(env, w, header, rows)
}

func newConfigGetCmd(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:               "get KEY",
		Short:             "Print one setting",
		Example:           "  antom config get client-id",
		Args:              cli.ArgCount(1, 1, "one key"),
		ValidArgsFunction: cli.CompleteConfig(false),
		RunE: env.Run(func(cmd *cobra.Command, args []string) error {
			c, o, err := env.ConfigAndOutput()
			if err != nil {
				return err
			}
			for _, s := range settings(c) {
				if s.Key == args[0] && s.Value != "" {
					text := s.text("\n")
					return env.Print(cmd, o, output.Result{
						Value: s, Quiet: text,
						Text: func(w io.Writer) error { _, err := fmt.Fprintln(w, text); return err },
					})
				}
			}
			return missingSettingError(args[0])
		}),
	}
}

// missingSettingError separates a setting without a value from an unknown one.
func missingSettingError(key string) error {
	if err := config.CheckKey(key); err != nil {
		return err
	}
	for _, k := range config.Keys() {
		if k == key {
			return apperr.New(apperr.Config, key+" is not set", nil, config.SetCommand(key))
		}
	}
	hint := "antom config list"
	if near := spec.Nearest(key, config.Keys()); near != "" {
		hint = "did you mean " + near + "?"
	}
	return apperr.New(apperr.Usage, fmt.Sprintf("there is no setting %q with a value", key), nil, hint)
}

func newConfigUnsetCmd(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:               "unset KEY",
		Short:             "Remove a value from the profile",
		Example:           "  antom config unset key-version",
		Args:              cli.ArgCount(1, 1, "one key"),
		ValidArgsFunction: cli.CompleteConfig(false),
		RunE: env.Run(func(cmd *cobra.Command, args []string) error {
			o, err := env.OutputOptions(false)
			if err != nil {
				return err
			}
			c, err := cli.EditableConfig(env)
			if err != nil {
				return err
			}
			if err := c.Unset(cli.ProfileToEdit(env, c), args[0]); err != nil {
				return settingError(args[0], err)
			}
			return printSettingChange(env, cmd, o, c, args, "removed from")
		}),
	}
}

func newConfigPathCmd(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "path",
		Short: "Print the path of the configuration file",
		Args:  cli.NoArgs,
		RunE: env.Run(func(cmd *cobra.Command, _ []string) error {
			c, err := cli.EditableConfig(env)
			if err != nil {
				return err
			}
			if c.Path() == "" {
				return cli.NoDirectoryError("a configuration file", "name one: --config FILE or ANTOM_CONFIG=FILE")
			}
			o, err := env.OutputOptions(false)
			if err != nil {
				return err
			}
			return env.Print(cmd, o, output.Result{
				Value: places(c),
				Quiet: c.Path(),
				Text:  func(w io.Writer) error { _, err := fmt.Fprintln(w, c.Path()); return err },
			})
		}),
	}
}

// places are the files and directories that the configuration is about.
func places(c *config.Config) map[string]string {
	all := map[string]string{"config": c.Path(), "state": c.StateDir()}
	if file := c.ProjectFile(); file != "" {
		all["project"] = file
	}
	return all
}

// settingError gives an error without a kind the kind Config.
func settingError(key string, err error) error {
	if apperr.KindOf(err) != apperr.Internal {
		return err
	}
	return apperr.New(apperr.Config, "setting "+key, err)
}
