package cli

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/flow"
)

// accountAnnotation marks the flags of a merchant account, because other flags have
// the same names with another meaning.
const accountAnnotation = "antom_account"

// accountFlag is a flag that takes the place of a setting for one command.
type accountFlag struct {
	name, usage string
	repeatable  bool
}

// accountFlags are the flags of a merchant account. Names of files and ids are no
// secrets; a key itself is never the value of a flag.
func accountFlags() []accountFlag {
	return []accountFlag{
		{name: config.KeyClientID, usage: "client `id` of the account, instead of the profile's"},
		{name: config.KeyGateway, usage: "`region` sg, us or de, or a gateway URL, instead of the profile's"},
		{name: config.FlagPrivateKeyFile, usage: "`file` with your private key, instead of the profile's"},
		{name: config.FlagAntomPublicKeyFile, usage: "`file` with Antom's public key, instead of the profile's (repeatable)", repeatable: true},
		{name: config.KeyKeyVersion, usage: "`number` of your key in the Dashboard, instead of the profile's"},
	}
}

// AddAccountFlags declares the flags of a merchant account: those named, or all.
func AddAccountFlags(cmd *cobra.Command, names ...string) {
	fl := cmd.Flags()
	for _, f := range accountFlags() {
		if len(names) > 0 && !slices.Contains(names, f.name) {
			continue
		}
		if f.repeatable {
			fl.StringArray(f.name, nil, f.usage)
		} else {
			fl.String(f.name, "", f.usage)
		}
		_ = fl.SetAnnotation(f.name, accountAnnotation, nil) // the flag was just declared
	}
	if fl.Lookup(config.KeyGateway) != nil {
		_ = cmd.RegisterFlagCompletionFunc(config.KeyGateway, CompleteFixed("sg", "us", "de"))
	}
}

// accountSettings are the flags of a merchant account that were given, by name. The
// values of one that was repeated are joined by line ends.
func accountSettings(cmd *cobra.Command) map[string]string {
	given := map[string]string{}
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if _, ok := f.Annotations[accountAnnotation]; !ok {
			return
		}
		given[f.Name] = f.Value.String()
		if list, ok := f.Value.(pflag.SliceValue); ok {
			given[f.Name] = strings.Join(list.GetSlice(), "\n")
		}
	})
	return given
}

// readAccountFlags reads what a command line says about where settings come from. It goes
// before everything else that a command does.
func readAccountFlags(env *Env, cmd *cobra.Command) error {
	env.Account = accountSettings(cmd)
	if env.Global.EnvFile == "" {
		return nil
	}
	f, err := config.ReadEnvFile(env.Ctx, env.Global.EnvFile, env.Getenv)
	if errors.Is(err, fs.ErrNotExist) {
		return UsageError("--env-file", err, missingFileHint(env.Global.EnvFile))
	}
	if err != nil {
		return ConfigError("--env-file", err)
	}
	env.EnvFile, env.Getenv = f, f.Getenv
	if f.Secret() {
		warnExposed(env, "the env file", f.Path())
	}
	return nil
}

// accountWords are the flags of the account as a command has them that goes to the
// same gateway.
func accountWords(env *Env) string {
	words := ""
	for _, f := range accountFlags() {
		value, given := env.Account[f.name]
		if !given {
			continue
		}
		for text := range strings.SplitSeq(value, "\n") {
			words += " --" + f.name + " " + apperr.ShellQuote(text)
		}
	}
	return words
}

// RefuseAccountFlags refuses the flags of an account for the simulator, which has one
// of its own.
func RefuseAccountFlags(env *Env) error {
	for _, f := range accountFlags() {
		if _, given := env.Account[f.name]; given {
			return apperr.New(apperr.Usage, "--"+f.name+" cannot be used with the simulator, which has its own account", nil,
				"omit it, or omit --local and the profile local")
		}
	}
	return nil
}

// Commands writes commands that lead to the same gateway as this command line.
func (env *Env) Commands() flow.Commands {
	return flow.Commands{Flags: env.GatewayFlags(), ProfileFlags: env.ProfileFlags(), Local: env.local}
}

// GatewayFlags are the flags that lead to the same gateway as this command line.
func (env *Env) GatewayFlags() string {
	command := ""
	if env.local {
		command += " --local"
	}
	return command + env.ProfileFlags() + accountWords(env)
}

// ProfileFlags are the flags that lead to the same profile as this command line. Each
// begins with a blank.
func (env *Env) ProfileFlags() string {
	words := ""
	if env.Global.Profile != "" && !env.local {
		words += " --profile " + apperr.ShellQuote(env.Global.Profile)
	}
	if env.Global.Config != "" {
		words += " --config " + apperr.ShellQuote(env.Global.Config)
	}
	if env.Global.EnvFile != "" {
		words += " --env-file " + apperr.ShellQuote(env.Global.EnvFile)
	}
	if env.caFile != "" {
		words += " --ca-file " + apperr.ShellQuote(env.caFile)
	}
	return words
}
