package config

import (
	"errors"
	"fmt"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
)

// Require returns nil when every one of the keys has a value, else an error of
// exit code 3 that names all that are missing and the ways out. KeyPrivateKey
// means a private key from any source.
func (c *Config) Require(keys ...string) error {
	var missing []string
	for _, key := range keys {
		if !c.has(key) {
			missing = append(missing, key)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	if c.name == "" && len(missing) == len(keys) {
		return apperr.New(apperr.Config, "", errors.New("there is no profile"),
			"to create one: antom init", "to use the simulator, which needs no account, add --local").WithCode("no-profile")
	}
	verb := "is"
	if len(missing) > 1 {
		verb = "are"
	}
	if p := c.project; p != nil && p.settings.text(KeyClientID) != "" && p.settings.text(KeyClientID) != c.selected.text(KeyClientID) {
		return c.incompleteProject(missing, verb)
	}
	what := "the configuration is incomplete"
	if c.name != "" {
		what = fmt.Sprintf("the profile %q is incomplete", c.name)
	}
	var hints []string
	for _, key := range missing {
		hints = append(hints, c.howToSet(key))
	}
	return apperr.New(apperr.Config, what, fmt.Errorf("%s %s missing", strings.Join(missing, ", "), verb), hints...).WithCode("incomplete-profile")
}

// incompleteProject is the error of a project file with an account of its own, which
// the keys of the profile do not belong to.
func (c *Config) incompleteProject(missing []string, verb string) error {
	own := c.project.settings.text(KeyClientID)
	what := fmt.Sprintf("%s has the client id %s, so the keys of another account are not used", c.project.path, own)
	var hints []string
	for _, key := range missing {
		variable := envPublicKeyFile
		if f, ok := findField(key); ok && f.env != "" {
			variable = f.env
		}
		hints = append(hints, fmt.Sprintf("add %s: FILE to the project file, or set %s", key, variable))
	}
	hints = append(hints, "to leave the project file out: "+envProject+"="+noProject)
	return apperr.New(apperr.Config, what, fmt.Errorf("%s %s missing", strings.Join(missing, ", "), verb), hints...).WithCode("incomplete-project")
}

// has tells whether a key has a value, be it its default.
func (c *Config) has(key string) bool {
	if key == KeyPrivateKey && (c.given(KeyPrivateKeyCommand) != nil || c.given(KeyPrivateKeyKeyring) != nil) {
		return true
	}
	return c.given(key) != nil || c.Get(key).Text != ""
}

// howToSet is the command that gives a key of the profile in use its value.
func (c *Config) howToSet(key string) string {
	if c.name == "" || c.origin.Kind != FromFlag {
		return SetCommand(key)
	}
	return SetCommand(key) + " --profile " + apperr.ShellQuote(c.name)
}

// SetCommand is the command that gives a key its value, with a placeholder for it.
func SetCommand(key string) string {
	return "antom config set " + key + " " + Placeholder(key)
}

// Placeholder is the word that stands for the value of a key in a command, such as FILE.
func Placeholder(key string) string {
	if f, ok := findField(key); ok && f.placeholder != "" {
		return f.placeholder
	}
	return anyPlaceholder
}

// anyPlaceholder stands for a value whose key has no placeholder of its own.
const anyPlaceholder = "VALUE"
