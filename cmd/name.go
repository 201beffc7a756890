package cmd

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/antom-cli/antom/cmd/cli"
)

// usualName is the program's name unless it is installed under another one.
const usualName = "antom"

// programName is the name that the program was started by, without its directory. It is
// the usual one where the name could not be typed as it stands.
func programName(file string) string {
	name := filepath.Base(file)
	if ext := filepath.Ext(name); strings.EqualFold(ext, ".exe") {
		name = strings.TrimSuffix(name, ext)
	}
	if !regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`).MatchString(name) {
		return usualName
	}
	return name
}

// namedCommand finds what can be a command of the program in a text.
const namedCommand = `\bantom (--?)?([a-z][a-z-]*)`

// renamer returns what puts the name of the program into the commands of a text, nil
// for the usual name. Texts are written with that. Another program can have it: a hint
// must not call that one.
func renamer(name string) func(string) string {
	if name == "" || name == usualName {
		return nil
	}
	commands := []string{helpName}
	for _, c := range topCommands() {
		commands = append(commands, c.name)
	}
	pattern := regexp.MustCompile(namedCommand)
	return func(text string) string {
		return pattern.ReplaceAllStringFunc(text, func(found string) string {
			_, word, _ := strings.Cut(found, " ")
			if !strings.HasPrefix(word, "-") && !slices.Contains(commands, word) {
				return found
			}
			return name + " " + word
		})
	}
}

// rename puts the name of the program into the commands of a text.
func rename(env *cli.Env, text string) string {
	if env.Rename == nil {
		return text
	}
	return env.Rename(text)
}
