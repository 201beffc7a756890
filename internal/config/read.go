package config

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/antom-cli/antom/internal/alias"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// contents is what a configuration file says.
type contents struct {
	current  string // the profile it names; "" when it names none
	place    *yaml.Node
	profiles []*profile
	aliases  []alias.Alias
	problems []Problem
}

// profile is one profile of the file.
type profile struct {
	name     string
	entries  map[string]entry
	defaults []Default
	project  bool // these are the settings of a project file, which have no name
}

// origin is where a line of the profile is.
func (p *profile) origin(file string, line int) Origin {
	if p.project {
		return Origin{Kind: FromProject, Name: file, Line: line}
	}
	return Origin{Kind: FromProfile, Name: file, Profile: p.name, Line: line}
}

// entry is the value of one key of a profile, as it is written.
type entry struct {
	texts []string
	node  *yaml.Node
}

// find returns a profile by name, nil when it is not in the file.
func (c *contents) find(name string) *profile {
	for _, p := range c.profiles {
		if p.name == name {
			return p
		}
	}
	return nil
}

// reader walks a document and collects what it says and what is wrong with it.
type reader struct {
	doc *document
	contents
}

// read takes a document apart. Everything is checked, also profiles that are
// not in use, so that all mistakes are told at once.
func read(doc *document) *contents {
	r := reader{doc: doc}
	if doc.root == nil {
		return &r.contents
	}
	r.pairs(doc.root, "the configuration", func(key, value *yaml.Node) {
		switch key.Value {
		case keyProfile:
			r.readCurrent(value)
		case keyProfiles:
			if r.mapping(value, keyProfiles, "profiles by name") {
				r.pairs(value, keyProfiles, r.readProfile)
			}
		case keyAliases:
			r.readAliases(value)
		default:
			r.problem(key, key.Value, unknownTop(key.Value))
		}
	})
	return &r.contents
}

func (r *reader) problem(n *yaml.Node, key string, err error) {
	r.problems = append(r.problems, r.doc.at(n, key, err))
}

// unknownTop is the mistake of a key at the top of the file that does not
// belong there.
func unknownTop(key string) mistake {
	if _, ok := findField(key); ok || key == keyDefaults {
		return mistake{message: fmt.Sprintf("%q belongs in a profile: below profiles and the profile's name", key)}
	}
	return mistake{fmt.Sprintf("unknown key %s", shown(key)), spec.Nearest(key, []string{keyProfile, keyProfiles, keyAliases})}
}

func (r *reader) readCurrent(value *yaml.Node) {
	text, ok := r.scalar(value, keyProfile)
	if !ok {
		return
	}
	if text != LocalProfile {
		if err := checkProfileName(text); err != nil {
			r.problem(value, keyProfile, err)
			return
		}
	}
	r.current, r.place = text, value
}

// readProfile takes one profile.
func (r *reader) readProfile(key, value *yaml.Node) {
	if err := checkProfileName(key.Value); err != nil {
		r.problem(key, keyProfiles, err)
		return
	}
	p := &profile{name: key.Value, entries: map[string]entry{}}
	r.profiles = append(r.profiles, p)
	if !r.mapping(value, key.Value, "the profile's keys") {
		return
	}
	r.pairs(value, "the profile "+key.Value, func(key, value *yaml.Node) {
		if key.Value == keyDefaults {
			r.readDefaults(p, value)
			return
		}
		f, ok := findField(key.Value)
		if !ok {
			r.problem(key, key.Value, unknownInProfile(key.Value))
			return
		}
		if texts := r.values(f, value); len(texts) > 0 {
			p.entries[f.key] = entry{texts, value}
		}
	})
	r.checkKeySource(p)
}

// unknownInProfile is the mistake of a key that a profile cannot have.
func unknownInProfile(key string) mistake {
	if path, ok := strings.CutPrefix(key, defaultsPrefix); ok && checkFieldPath(path) == nil {
		return mistake{message: fmt.Sprintf("%q is written as %s below %s", key, path, keyDefaults)}
	}
	return unknownKey(key)
}

// checkKeySource refuses a profile with two private keys: which one signs must
// not depend on a rule that one has to look up.
func (r *reader) checkKeySource(p *profile) {
	first := ""
	for _, key := range keySources() {
		e, ok := p.entries[key]
		switch {
		case !ok:
		case first == "":
			first = key
		default:
			of := fmt.Sprintf("the profile %q", p.name)
			if p.project {
				of = "the project file"
			}
			r.problem(e.node, key, mistake{message: fmt.Sprintf(
				"%s has %s as well as %s (line %d); remove one", of, key, first, p.entries[first].node.Line)})
		}
	}
}

// values reads and checks the value or values of a key. Wrong ones are left out.
func (r *reader) values(f field, value *yaml.Node) []string {
	if value.Kind != yaml.SequenceNode || !f.list {
		if text, ok := r.checked(f, value); ok {
			return []string{text}
		}
		return nil
	}
	var texts []string
	for _, item := range value.Content {
		if text, ok := r.checked(f, item); ok {
			texts = append(texts, text)
		}
	}
	return texts
}

// checked reads one value of a key; the text is as it is written.
func (r *reader) checked(f field, value *yaml.Node) (string, bool) {
	text, ok := r.scalar(value, f.key)
	if !ok {
		return "", false
	}
	text = strings.TrimSpace(text)
	if _, err := f.check(text); err != nil {
		r.problem(value, f.key, err)
		return "", false
	}
	return text, true
}

// readDefaults takes the defaults for request fields. Their names are Antom's:
// case and order are kept.
func (r *reader) readDefaults(p *profile, value *yaml.Node) {
	if !r.mapping(value, keyDefaults, "field paths and values") {
		return
	}
	r.pairs(value, keyDefaults, func(key, value *yaml.Node) {
		path := key.Value
		if err := checkFieldPath(path); err != nil {
			r.problem(key, defaultsPrefix+path, err)
			return
		}
		if value.Kind == yaml.MappingNode || value.Kind == yaml.SequenceNode {
			r.problem(value, defaultsPrefix+path, mistake{message: fmt.Sprintf(
				"found %s; write the whole path of each field on one line, such as order.buyer.referenceBuyerId: 42", kindName(value))})
			return
		}
		text, ok := r.scalar(value, defaultsPrefix+path)
		if !ok {
			return
		}
		if err := checkDefault(path, text); err != nil {
			r.problem(value, defaultsPrefix+path, err)
			return
		}
		p.defaults = append(p.defaults, Default{Path: path, Text: text, Origin: p.origin(r.doc.file, value.Line)})
	})
}

// scalar reads a single value as its source text; null is no value.
func (r *reader) scalar(n *yaml.Node, key string) (string, bool) {
	switch {
	case n.Kind == yaml.AliasNode:
		r.problem(n, key, mistake{message: "aliases (*name) are not supported in the configuration; write the value here"})
		return "", false
	case n.Kind != yaml.ScalarNode:
		r.problem(n, key, mistake{message: fmt.Sprintf("expected a single value, found %s", kindName(n))})
		return "", false
	}
	return n.Value, !isNull(n)
}

// mapping tells whether a node has keys; an empty one is fine and has none.
func (r *reader) mapping(n *yaml.Node, key, wanted string) bool {
	if n.Kind == yaml.MappingNode || isNull(n) {
		return n.Kind == yaml.MappingNode
	}
	r.problem(n, key, mistake{message: fmt.Sprintf("expected %s, found %s", wanted, kindName(n))})
	return false
}

// pairs calls take for each key of a mapping. Keys that are given twice are a
// problem, and only the first one counts.
func (r *reader) pairs(n *yaml.Node, of string, take func(key, value *yaml.Node)) {
	lines := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch first, twice := lines[key.Value]; {
		case key.Kind != yaml.ScalarNode:
			r.problem(key, "", mistake{message: fmt.Sprintf("expected a key, found %s", kindName(key))})
		case key.ShortTag() == "!!merge":
			r.problem(key, "", mistake{message: "merge keys (<<) are not supported in the configuration; write the keys here"})
		case twice:
			r.problem(key, key.Value, mistake{message: fmt.Sprintf("%s has %s twice; the first is in line %d", of, shown(key.Value), first)})
		default:
			lines[key.Value] = key.Line
			take(key, value)
		}
	}
}
