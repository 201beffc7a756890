package config

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Kind is where a value comes from.
type Kind string

// The kinds of origin, from the strongest to the weakest.
const (
	FromFlag        Kind = "flag"
	FromEnvironment Kind = "environment"
	FromEnvFile     Kind = "env-file"
	FromProject     Kind = "project"
	FromProfile     Kind = "profile"
	FromDefault     Kind = "default"
)

// Origin tells which of the possible sources gave a value.
type Origin struct {
	Kind    Kind   `json:"kind"`
	Name    string `json:"name,omitempty"`    // the flag with its hyphens, the variable, or the file's path
	Profile string `json:"profile,omitempty"` // for FromProfile
	Line    int    `json:"line,omitempty"`    // in the file
}

// String is "flag --retries", "environment ANTOM_RETRIES", "env file shop.env:3",
// "project file /home/ann/shop/antom.yaml:2", "profile shop
// (/home/ann/.config/antom/config.yaml:4)" or "default".
func (o Origin) String() string {
	switch o.Kind {
	case FromEnvFile:
		return fmt.Sprintf("env file %s:%d", o.Name, o.Line)
	case FromProject:
		return fmt.Sprintf("project file %s:%d", o.Name, o.Line)
	case FromProfile:
		return fmt.Sprintf("profile %s (%s:%d)", o.Profile, o.Name, o.Line)
	case FromFlag, FromEnvironment:
		return string(o.Kind) + " " + o.Name
	}
	return string(FromDefault)
}

// explicit tells whether the user gave the value for this command or this session.
func (o Origin) explicit() bool {
	return o.Kind == FromFlag || o.Kind == FromEnvironment || o.Kind == FromEnvFile
}

// place is the origin as the beginning of a message.
func (o Origin) place() string {
	switch o.Kind {
	case FromProfile, FromEnvFile, FromProject:
		return fmt.Sprintf("%s:%d", o.Name, o.Line)
	case FromEnvironment:
		return "environment variable " + o.Name
	}
	return o.Name
}

// Value is the effective value of a key. It never holds a secret.
type Value struct {
	Key string `json:"key"`
	// Text is the value as it works: a path is whole, a region's name is its
	// URL, a number of seconds is a duration. The values of a list are joined by
	// line ends.
	Text   string   `json:"text"`
	List   []string `json:"list,omitempty"` // of a key that is a list: each value
	Origin Origin   `json:"origin"`
	Set    bool     `json:"set"`              // false: nobody gave it; Text is the default, if there is one
	Secret bool     `json:"secret,omitempty"` // the value itself is a key, and Text says only that
}

// notShown is the text of a secret value.
const notShown = "(set, not shown)"

// Default is a request field that a profile or a project file sets when nothing else does.
type Default struct {
	Path   string `json:"path"` // order.buyer.referenceBuyerId
	Text   string `json:"text"` // the source text of its value
	Origin Origin `json:"origin"`
}

// Get returns the effective value of a key: one of Keys, or defaults. and a
// field path. A key that does not exist has no value; CheckKey tells them apart.
func (c *Config) Get(key string) Value {
	if path, ok := strings.CutPrefix(key, defaultsPrefix); ok {
		for _, d := range c.Defaults() {
			if d.Path == path {
				return Value{Key: key, Text: d.Text, Origin: d.Origin, Set: true}
			}
		}
	}
	if g := c.given(key); g != nil {
		return g.value(key)
	}
	return Value{Key: key, Origin: Origin{Kind: FromDefault}}
}

// List returns the effective values of all Keys. Defaults for requests are not
// among them.
func (c *Config) List() []Value {
	var values []Value
	for _, key := range Keys() {
		values = append(values, c.Get(key))
	}
	return values
}

// Defaults returns the defaults for request fields: those of the project file, then
// those of the profile, each in the order of its file.
func (c *Config) Defaults() []Default { return mergedDefaults(c.project, c.selected) }

// ClientID is the effective client id, "" when there is none.
func (c *Config) ClientID() string { return c.Get(KeyClientID).Text }

// Gateway is the URL of the gateway without a slash at its end, "" when none is
// configured: there is no default, because a key belongs to one region.
func (c *Config) Gateway() string { return c.Get(KeyGateway).Text }

// KeyVersion is the version of the private key, "1" unless configured.
func (c *Config) KeyVersion() string { return c.Get(KeyKeyVersion).Text }

// LiveAllowed tells whether requests with real money are allowed.
func (c *Config) LiveAllowed() bool { return c.Get(KeyLive).Text == LiveAllow }

// SettlementCurrencies are the currencies in which the contract lets Antom settle, nil
// when the profile does not say.
func (c *Config) SettlementCurrencies() []string { return c.Get(KeySettlement).List }

// Timeout is the time limit of one try.
func (c *Config) Timeout() time.Duration {
	d, _ := time.ParseDuration(c.Get(KeyTimeout).Text) // it was checked by Load
	return d
}

// ConnectTimeout is the time limit of one connection.
func (c *Config) ConnectTimeout() time.Duration {
	d, _ := time.ParseDuration(c.Get(KeyConnectTimeout).Text) // it was checked by Load
	return d
}

// Retries is how often a request is tried again.
func (c *Config) Retries() int {
	n, _ := strconv.Atoi(c.Get(KeyRetries).Text) // it was checked by Load
	return n
}
