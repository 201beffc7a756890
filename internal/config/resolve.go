package config

import (
	"encoding/pem"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/viper"
)

// given is a value as one source gives it. It travels through viper whole, so
// that the value that wins brings its origin along.
type given struct {
	texts  []string
	origin Origin
	secret bool   // the value is a private key itself
	base   string // the directory that a relative path starts from

	variable string // the environment variable or that of the file of variables, "" for other sources
}

// keyText is where the environment's private key is kept among the values; it
// is no key of a profile, and the other sources of a private key are.
const keyText = "private-key-text"

// apiKeyText is the same for the environment's API key.
const apiKeyText = "api-key-text"

// layer is what one source gives, by key.
type layer map[string]any

// value makes the public form of a given value.
func (g *given) value(key string) Value {
	v := Value{Key: key, Text: strings.Join(g.texts, "\n"), Origin: g.origin, Set: g.origin.Kind != FromDefault}
	if g.secret {
		v.Text, v.Secret = notShown, true
		return v
	}
	if f, ok := findField(key); ok && f.list {
		v.List = g.texts
	}
	return v
}

// given returns what won for a key; nil when nothing did.
func (c *Config) given(key string) *given {
	switch {
	case key == KeyPrivateKey && c.values.IsSet(keyText):
		key = keyText
	case key == KeyAPIKey && c.values.IsSet(apiKeyText):
		key = apiKeyText
	}
	g, _ := c.values.Get(key).(*given)
	if g == nil || len(g.texts) == 0 {
		return nil
	}
	return g
}

// resolve puts the layers over each other and makes the winning values usable.
func (c *Config) resolve() []Problem {
	flags, environment, envFile := c.flagLayer(), c.environmentLayer(FromEnvironment), c.environmentLayer(FromEnvFile)
	problems := c.useProject(flags, environment, envFile)
	project, profile := layer{}, c.selected.layer(c.path)
	if c.project != nil {
		project = c.project.settings.layer(c.project.path)
	}
	c.oneKeySource(flags, environment, envFile, project, profile)

	v := viper.New()
	for _, f := range fields() {
		if f.fallback != "" {
			v.SetDefault(f.key, &given{texts: []string{f.fallback}, origin: Origin{Kind: FromDefault}})
		}
	}
	// No call can fail: the maps hold no maps.
	for _, l := range []layer{profile, project, envFile, environment} {
		_ = v.MergeConfigMap(l)
	}
	for key, g := range flags {
		v.Set(key, g)
	}
	c.values = v

	for _, f := range fields() {
		g, ok := v.Get(f.key).(*given)
		if !ok || g.origin.Kind == FromDefault {
			continue
		}
		if err := c.normalise(f, g); err != nil {
			problems = append(problems, givenProblem(f.key, g.origin, err))
			v.Set(f.key, (*given)(nil))
		}
	}
	return problems
}

// normalise turns the texts of a value into what works.
func (c *Config) normalise(f field, g *given) error {
	if f.key == KeyOutput && g.origin.Kind == FromFlag {
		return nil // commands have formats of their own, such as curl
	}
	if f.words {
		g.texts = f.separate(strings.Join(g.texts, ","))
	}
	for i, text := range g.texts {
		if g.origin.Name == "--"+FlagAntomPublicKeyFile && isKeyText(text) {
			return mistake{message: "it takes the path of a file, not the key itself"}
		}
		if g.variable == envPublicKey && !isKeyText(text) {
			return mistake{message: "it has no key as PEM or Base64; the name of a file belongs in " + envPublicKeyFile}
		}
		text, err := f.check(text)
		if err != nil {
			return err
		}
		if f.path && !isKeyText(text) {
			if text, err = c.options.expand(text, g.base); err != nil {
				return err
			}
		}
		g.texts[i] = text
	}
	return nil
}

// givenProblem is a wrong value of a flag, a variable or a profile. A flag and
// a variable name the key themselves.
func givenProblem(key string, origin Origin, err error) Problem {
	p := Problem{Where: origin.place(), Key: key, Message: err.Error()}
	var m mistake
	if errors.As(err, &m) {
		p.Message, p.Nearest = m.message, m.nearest
	}
	if (origin.Kind == FromFlag || origin.Kind == FromEnvironment) && strings.HasPrefix(p.Message, key+` "`) {
		p.Message = p.Message[len(key)+1:]
	}
	return p
}

// layer is what a profile gives. File is where it is written.
func (p *profile) layer(file string) layer {
	l := layer{}
	if p == nil {
		return l
	}
	for key, e := range p.entries {
		l[key] = &given{
			texts:  append([]string(nil), e.texts...),
			origin: p.origin(file, e.node.Line),
			base:   filepath.Dir(file),
		}
	}
	return l
}

// environmentLayer is what the variables give that come from the environment, or
// those that come from the file of variables.
func (c *Config) environmentLayer(kind Kind) layer {
	l := layer{}
	variable := func(name string) string {
		if c.options.variableOrigin(name).Kind != kind {
			return ""
		}
		return c.options.getenv(name)
	}
	add := func(key, name string, secret bool) {
		if text := variable(name); text != "" {
			l[key] = &given{texts: []string{strings.TrimSpace(text)}, secret: secret,
				origin: c.options.variableOrigin(name), variable: name, base: c.options.WorkDir}
		}
	}
	for _, f := range fields() {
		if f.env != "" {
			add(f.key, f.env, false)
		}
	}
	add(keyText, envKey, true)
	add(apiKeyText, envAPIKey, true)
	c.addPublicKeys(l, variable)
	return l
}

// addPublicKeys adds Antom's public keys. Both variables may have several: the
// one with texts separates them by commas or holds several PEM blocks, the one
// with files as the platform separates paths.
func (c *Config) addPublicKeys(l layer, variable func(string) string) {
	g := &given{base: c.options.WorkDir}
	var names []string
	if text := variable(envPublicKey); text != "" {
		names = append(names, envPublicKey)
		g.texts = append(g.texts, splitKeys(text)...)
	}
	if list := variable(envPublicKeyFile); list != "" {
		names = append(names, envPublicKeyFile)
		separator := ":"
		if c.options.OS == "windows" {
			separator = ";"
		}
		for _, path := range strings.Split(list, separator) {
			if path != "" {
				g.texts = append(g.texts, path)
			}
		}
	}
	if len(g.texts) == 0 {
		return
	}
	g.origin, g.variable = c.options.variableOrigin(names[0]), strings.Join(names, " and ")
	if g.origin.Kind == FromEnvironment {
		g.origin.Name = g.variable
	}
	l[KeyAntomPublicKey] = g
}

// splitKeys takes several keys in one text apart: PEM blocks, or Base64 with
// commas in between.
func splitKeys(text string) []string {
	text = unescape(text)
	var keys []string
	if strings.Contains(text, "-----BEGIN") {
		for block, rest := pem.Decode([]byte(text)); block != nil; block, rest = pem.Decode(rest) {
			keys = append(keys, string(pem.EncodeToMemory(block)))
		}
		if len(keys) < 2 {
			return []string{strings.TrimSpace(text)} // as it is, for a good message about what is wrong with it
		}
		return keys
	}
	for _, part := range strings.Split(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			keys = append(keys, part)
		}
	}
	return keys
}

// unescape gives a PEM its line ends back: tools that know only one-line
// variables write them as backslash and n.
func unescape(text string) string {
	if !strings.Contains(text, "-----BEGIN") {
		return text
	}
	return strings.NewReplacer(`\r\n`, "\n", `\n`, "\n").Replace(text)
}

// liveFlag is the value of --live, which is written without one or as
// --live=false.
func liveFlag(text string) string {
	switch text {
	case "true":
		return LiveAllow
	case "false":
		return LiveDeny
	}
	return text
}

// flagKeys are the flags whose name is not that of their key. Neither takes the text
// of a key, which would stay in the history of a shell.
func flagKeys() map[string]string {
	return map[string]string{FlagPrivateKeyFile: KeyPrivateKey, FlagAntomPublicKeyFile: KeyAntomPublicKey}
}

// flagLayer is what flags give, which beats everything else.
func (c *Config) flagLayer() layer {
	l := layer{}
	for name, text := range c.options.Flags {
		key := name
		if alias, ok := flagKeys()[name]; ok {
			key = alias
		}
		f, ok := findField(key)
		if !ok {
			continue
		}
		if f.key == KeyLive {
			text = liveFlag(text)
		}
		texts := []string{text}
		if f.list && !strings.Contains(text, "-----BEGIN") {
			texts = strings.Split(text, "\n")
		}
		l[f.key] = &given{texts: texts, origin: Origin{Kind: FromFlag, Name: "--" + name}, base: c.options.WorkDir}
	}
	return l
}

// oneKeySource leaves one source of the private key: that of the strongest
// layer that has any. Within a layer, a key beats a file, a file a command, and that a keyring.
func (c *Config) oneKeySource(layers ...layer) {
	var winner *given
	for _, l := range layers {
		for _, key := range append([]string{keyText, apiKeyText}, keySources()...) {
			g, ok := l[key].(*given)
			switch {
			case !ok:
			case winner == nil:
				winner = g
			default:
				if g.variable != "" && winner.variable != "" {
					c.warn(fmt.Sprintf("%s is ignored, because %s is set too", g.variable, winner.variable))
				}
				delete(l, key)
			}
		}
	}
}
