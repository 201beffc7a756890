package config

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/antom-cli/antom/internal/alias"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// keyAliases is the name of the aliases in the file. A project file can have none: an
// alias can run any program.
const keyAliases = "aliases"

// ReadAliases returns the aliases in the configuration file, by name, without finding
// out anything else of the configuration, and warnings about the file. Only what is
// wrong with the file's form or with its aliases is an error.
func ReadAliases(o Options) ([]alias.Alias, []string, error) {
	c := &Config{options: o, contents: &contents{}}
	where, err := o.configFile()
	if err != nil {
		return nil, nil, apperr.New(apperr.Config, "finding the configuration file", err)
	}
	c.path = where.path
	if err := c.readFile(where); err != nil {
		return nil, nil, err
	}
	wrong := slices.DeleteFunc(slices.Clone(c.contents.problems), func(p Problem) bool {
		return p.Key != keyAliases && !strings.HasPrefix(p.Key, keyAliases+".")
	})
	if len(wrong) > 0 {
		return nil, nil, configError(wrong)
	}
	return c.Aliases(), c.warnings, nil
}

// Aliases returns the aliases in the file, by name.
func (c *Config) Aliases() []alias.Alias {
	all := slices.Clone(c.contents.aliases)
	slices.SortFunc(all, func(a, b alias.Alias) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// SetAlias writes an alias into the file. One of the same name is replaced.
func (c *Config) SetAlias(a alias.Alias) error {
	if err := checkAlias(a); err != nil {
		return apperr.New(apperr.Usage, "", err)
	}
	return c.rewrite(func(e *editor) error {
		return e.set([]string{keyAliases, a.Name}, keyAliases, []string{a.Expansion})
	})
}

// DeleteAlias removes an alias from the file. One that is not there is an error.
func (c *Config) DeleteAlias(name string) error {
	return c.rewrite(func(e *editor) error {
		path := []string{keyAliases, name}
		if find(e.doc.root, path) == nil {
			var names []string
			for _, a := range e.contents().aliases {
				names = append(names, a.Name)
			}
			return apperr.New(apperr.Usage, "", mistake{fmt.Sprintf("there is no alias %s", shown(name)), spec.Nearest(name, names)}, "antom alias list")
		}
		return e.remove(path)
	})
}

// checkAlias returns what is wrong with an alias.
func checkAlias(a alias.Alias) error {
	if err := alias.CheckName(a.Name); err != nil {
		return mistake{message: err.Error()}
	}
	if isKeyText(a.Expansion) || holdsKeyText(a.Expansion) {
		return mistake{message: fmt.Sprintf("the alias %s cannot be used: there is a key in it (it is not shown)", a.Name)}
	}
	if err := alias.CheckExpansion(a.Expansion); err != nil {
		return mistake{message: fmt.Sprintf("the alias %s cannot be used: %v", a.Name, err)}
	}
	return nil
}

// readAliases takes the aliases of the file.
func (r *reader) readAliases(value *yaml.Node) {
	if !r.mapping(value, keyAliases, "names and command lines") {
		return
	}
	r.pairs(value, keyAliases, func(key, value *yaml.Node) {
		at := keyAliases + "." + key.Value
		text, ok := r.scalar(value, at)
		if !ok {
			return
		}
		a := alias.Alias{Name: key.Value, Expansion: strings.TrimSpace(text)}
		if err := checkAlias(a); err != nil {
			r.problem(value, at, err)
			return
		}
		r.aliases = append(r.aliases, a)
	})
}
