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
	profile, environment, flags := c.profileLayer(), c.environmentLayer(), c.flagLayer()
	c.oneKeySource(flags, environment, profile)

	v := viper.New()
	for _, f := range fields() {
		if f.fallback != "" {
			v.SetDefault(f.key, &given{texts: []string{f.fallback}, origin: Origin{Kind: FromDefault}})
		}
	}
	// Neither call can fail: the maps hold no maps.
	_ = v.MergeConfigMap(profile)
	_ = v.MergeConfigMap(environment)
	for key, g := range flags {
		v.Set(key, g)
	}
	c.values = v

	var problems []Problem
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
	for i, text := range g.texts {
		if g.origin.Name == envPublicKey && !isKeyText(text) {
			return mistake{message: "it holds no key as PEM or Base64; the name of a file belongs into " + envPublicKeyFile}
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
	if origin.Kind != FromProfile && strings.HasPrefix(p.Message, key+` "`) {
		p.Message = p.Message[len(key)+1:]
	}
	return p
}

// profileLayer is what the chosen profile gives.
func (c *Config) profileLayer() layer {
	l := layer{}
	if c.selected == nil {
		return l
	}
	for key, e := range c.selected.entries {
		l[key] = &given{
			texts:  append([]string(nil), e.texts...),
			origin: Origin{Kind: FromProfile, Name: c.path, Profile: c.selected.name, Line: e.node.Line},
			base:   filepath.Dir(c.path),
		}
	}
	return l
}

// environmentLayer is what the environment gives.
func (c *Config) environmentLayer() layer {
	l := layer{}
	for _, f := range fields() {
		if f.env != "" {
			c.addVariable(l, f.key, f.env, false)
		}
	}
	c.addVariable(l, keyText, envKey, true)
	c.addVariable(l, apiKeyText, envAPIKey, true)
	c.addPublicKeys(l)
	return l
}

// addVariable adds the value of an environment variable, if it has one.
func (c *Config) addVariable(l layer, key, name string, secret bool) {
	if text := c.options.getenv(name); text != "" {
		l[key] = &given{
			texts: []string{strings.TrimSpace(text)}, secret: secret,
			origin: Origin{Kind: FromEnvironment, Name: name}, base: c.options.WorkDir,
		}
	}
}

// addPublicKeys adds Antom's public keys. Both variables may have several: the
// one with texts separates them by commas or holds several PEM blocks, the one
// with files as the platform separates paths.
func (c *Config) addPublicKeys(l layer) {
	g := &given{origin: Origin{Kind: FromEnvironment}, base: c.options.WorkDir}
	var names []string
	if text := c.options.getenv(envPublicKey); text != "" {
		names = append(names, envPublicKey)
		g.texts = append(g.texts, splitKeys(text)...)
	}
	if list := c.options.getenv(envPublicKeyFile); list != "" {
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
	if len(g.texts) > 0 {
		g.origin.Name = strings.Join(names, " and ")
		l[KeyAntomPublicKey] = g
	}
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

// flagLayer is what flags give, which beats everything else.
func (c *Config) flagLayer() layer {
	l := layer{}
	for name, text := range c.options.Flags {
		f, ok := findField(name)
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
				if g.origin.Kind == winner.origin.Kind && g.origin.Kind == FromEnvironment {
					c.warn(fmt.Sprintf("%s is ignored, because %s is set too", g.origin.Name, winner.origin.Name))
				}
				delete(l, key)
			}
		}
	}
}
