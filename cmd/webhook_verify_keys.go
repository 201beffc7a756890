package cmd

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/verify"
	"github.com/antom-cli/antom/pkg/antom/diagnose"
	"github.com/antom-cli/antom/pkg/keys"
)

// verifyKeys are the keys that can make a notification verified.
func (a *App) verifyKeys(f *verifyFlags) ([]verify.Key, error) {
	if len(f.keys) > 0 {
		return givenKeys(a.ctx, f.keys)
	}
	c, err := a.config()
	if f.local || err == nil && c.Local() {
		identity, err := a.simulatorIdentity()
		if err != nil {
			return nil, err
		}
		return []verify.Key{{Public: &identity.AntomKey.PublicKey, Name: simulatorName}}, nil
	}
	if err != nil {
		return nil, err
	}
	found, err := profileKeys(a.ctx, c)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, apperr.New(apperr.Config, "there is no public key of Antom's to verify with", nil,
			"give it with --key FILE: the Antom Dashboard shows it, Developer, Quick start",
			"or keep it in a profile: antom config set antom-public-key FILE",
			"for notifications of the simulator, add --local").WithCode("no-key")
	}
	return found, nil
}

// simulatorName names the simulator's keys.
const simulatorName = "the simulator on this machine"

// simulatorIdentity reads the simulator's keys. It makes none: a new key cannot
// have signed what is to be verified.
func (a *App) simulatorIdentity() (sandbox.Identity, error) {
	dir := a.sandboxDir()
	if dir == "" {
		return sandbox.Identity{}, apperr.New(apperr.Config, "there is no place where the simulator's keys could be (no home directory)", nil,
			"give the key with --key FILE")
	}
	if !simulatorUsed(dir) {
		return sandbox.Identity{}, apperr.New(apperr.Config, "the simulator was never used on this machine, so it signed nothing", nil,
			"make a payment with it first: antom pay --local --amount 12.34 --currency HKD --method ALIPAY_HK",
			"for notifications of Antom's, give its public key instead: --key FILE").WithCode("no-simulator")
	}
	identity, err := sandbox.LoadIdentity(dir, a.Rand)
	if err != nil {
		return identity, sandboxError(err)
	}
	return identity, nil
}

// simulatorUsed reports whether the simulator has keys in dir.
func simulatorUsed(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "keys", "antom-private.pem"))
	return !errors.Is(err, fs.ErrNotExist)
}

// givenKeys reads the values of --key.
func givenKeys(ctx context.Context, values []string) ([]verify.Key, error) {
	var found []verify.Key
	for _, value := range values {
		data, name, err := keyValue(ctx, value)
		if err != nil {
			return nil, err
		}
		key, err := keys.ParsePublic(data)
		if err != nil {
			return nil, keyError("--key: "+name, err)
		}
		found = append(found, verify.Key{Public: key.Public, Name: name})
	}
	return found, nil
}

// keyValue is the content of a key file, or the key itself. Whatever is the
// name of a file is a file.
func keyValue(ctx context.Context, value string) (data []byte, name string, err error) {
	_, err = os.Stat(value)
	switch {
	case err == nil:
	case strings.ContainsAny(value, "\n{"), errors.Is(err, fs.ErrNotExist) && len(value) > longestName && !strings.ContainsAny(value, "\\. "):
		return []byte(value), "the key given", nil
	}
	data, err = durable.ReadKey(ctx, value)
	if err != nil {
		return nil, "", keyError("--key", err)
	}
	return data, "file " + value, nil
}

// longestName is the longest text that is taken for the name of a file that is
// missing rather than for a key. The shortest RSA key has 216 characters.
const longestName = 200

// profileKeys are Antom's public keys as the configuration has them.
func profileKeys(ctx context.Context, c *config.Config) ([]verify.Key, error) {
	sources, err := c.AntomKeys(ctx)
	if err != nil {
		return nil, asConfig("Antom's public key", err)
	}
	var found []verify.Key
	for _, s := range sources {
		key, err := keys.ParsePublic(s.Data)
		if err != nil {
			return nil, keyError("Antom's public key in "+s.Source, err)
		}
		found = append(found, verify.Key{Public: key.Public, Name: s.Source})
	}
	return found, nil
}

// suspects are the keys, notify URLs and client ids of all profiles, to find
// out why a notification fails. What cannot be read is left out: the diagnosis
// must not fail because of another profile.
func (a *App) suspects(ctx context.Context, f *verifyFlags) verify.Suspects {
	s := &suspectList{app: a}
	if c, err := a.config(); err == nil {
		if len(f.keys) > 0 || f.local {
			s.addAntomKeys(c, profileLabel(c))
		}
		s.addProfile(ctx, c)
		for _, name := range c.Profiles() {
			if name == c.ProfileName() {
				continue
			}
			if other, err := a.otherProfile(name); err == nil {
				s.addAntomKeys(other, profileLabel(other))
				s.addProfile(ctx, other)
			}
		}
	}
	s.addSimulator()
	s.preferOwn()
	return s.Suspects
}

// otherProfile loads a profile as if the environment had nothing to say, since
// a variable is about the profile in use.
func (a *App) otherProfile(name string) (*config.Config, error) {
	o := a.configOptions()
	o.Profile, o.Flags = name, nil
	o.Getenv = func(variable string) string {
		if strings.HasPrefix(variable, "ANTOM_") && variable != "ANTOM_CONFIG" {
			return ""
		}
		return a.Getenv(variable)
	}
	return config.Load(o)
}

func profileLabel(c *config.Config) string {
	if c.ProfileName() == "" {
		return "the environment"
	}
	return "profile " + c.ProfileName()
}

// suspectList collects suspects.
type suspectList struct {
	verify.Suspects
	app *App
}

// preferOwn drops Antom keys that are a merchant's own key: then some profile
// has them in the wrong place, and whose key it is says more.
func (s *suspectList) preferOwn() {
	own := map[string]bool{}
	for _, k := range s.Keys {
		if k.Role == diagnose.RoleOwn {
			own[keys.Fingerprint(k.Public)] = true
		}
	}
	s.Keys = slices.DeleteFunc(s.Keys, func(k diagnose.Key) bool {
		return k.Role == diagnose.RoleOther && own[keys.Fingerprint(k.Public)]
	})
}

func (s *suspectList) addAntomKeys(c *config.Config, label string) {
	found, err := profileKeys(s.app.ctx, c)
	if err != nil {
		return
	}
	for _, k := range found {
		s.Keys = append(s.Keys, diagnose.Key{Public: k.Public, Role: diagnose.RoleOther, Name: label})
	}
}

// addProfile adds the merchant's own key, the client id and the notify URLs.
func (s *suspectList) addProfile(ctx context.Context, c *config.Config) {
	if key := s.app.ownKey(ctx, c); key != nil {
		s.Keys = append(s.Keys, diagnose.Key{Public: key.Public, Role: diagnose.RoleOwn, Name: profileLabel(c)})
	}
	if id := c.ClientID(); id != "" {
		s.ClientIDs = append(s.ClientIDs, id)
	}
	for _, d := range c.Defaults() {
		if strings.HasSuffix(strings.ToLower(d.Path), "notifyurl") {
			s.NotifyURLs = append(s.NotifyURLs, d.Text)
		}
	}
}

// addSimulator adds the keys of the simulator if it was ever used.
func (s *suspectList) addSimulator() {
	dir := s.app.sandboxDir()
	if dir == "" || !simulatorUsed(dir) {
		return
	}
	identity, err := sandbox.LoadIdentity(dir, s.app.Rand)
	if err != nil {
		return
	}
	s.Keys = append(s.Keys,
		diagnose.Key{Public: &identity.AntomKey.PublicKey, Role: diagnose.RoleOther, Name: simulatorName},
		diagnose.Key{Public: &identity.MerchantKey.PublicKey, Role: diagnose.RoleOwn, Name: simulatorName})
	s.ClientIDs = append(s.ClientIDs, identity.ClientID)
}
