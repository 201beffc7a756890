package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/verify"
	"github.com/antom-cli/antom/pkg/antom/diagnose"
	"github.com/antom-cli/antom/pkg/keys"
)

// SimulatorName names the simulator's keys.
const SimulatorName = "the simulator on this machine"

// SimulatorKeysExist reports whether the simulator has keys in dir.
func SimulatorKeysExist(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "keys", "antom-private.pem"))
	return !errors.Is(err, fs.ErrNotExist)
}

// KeyFileName begins the name of a key that is in a file.
const KeyFileName = "file "

// ProfileKeys returns the public keys of Antom in the configuration.
func ProfileKeys(ctx context.Context, c *config.Config) ([]verify.Key, error) {
	sources, err := c.AntomKeys(ctx)
	if err != nil {
		return nil, ConfigError("Antom's public key", err)
	}
	var found []verify.Key
	for _, s := range sources {
		key, err := keys.ParsePublic(s.Data)
		if err != nil {
			return nil, KeyError("Antom's public key in "+s.Source, err)
		}
		k := verify.Key{Public: key.Public, Name: s.Source}
		if file, ok := strings.CutPrefix(s.Source, KeyFileName); ok {
			k.File = file
			if s.Origin.Kind != config.FromFlag {
				k.Name += " of " + s.Origin.String()
			}
		}
		found = append(found, k)
	}
	return found, nil
}

// Suspects returns the keys, notify URLs and client ids of all profiles, which help
// to explain why a notification fails. With others, the keys of the profile in use do
// not verify, so they are suspects too. It skips what cannot be read, because another
// profile must not make the diagnosis fail.
func Suspects(ctx context.Context, env *Env, others bool) verify.Suspects {
	s := &suspectList{env: env}
	if c, err := env.Config(); err == nil {
		if others {
			s.addAntomKeys(c, profileLabel(c))
		}
		s.addProfile(ctx, c)
		for _, name := range c.Profiles() {
			if name == c.ProfileName() {
				continue
			}
			if other, err := otherProfile(env, name); err == nil {
				s.addAntomKeys(other, profileLabel(other))
				s.addProfile(ctx, other)
			}
		}
	}
	s.addSimulator()
	s.dropMisplacedOwnKeys()
	return s.Suspects
}

// otherProfile loads a profile without the environment variables, because they
// belong to the profile in use.
func otherProfile(env *Env, name string) (*config.Config, error) {
	o := env.ConfigOptions()
	o.Profile, o.Flags, o.ProjectDir = name, nil, ""
	o.Getenv = func(variable string) string {
		if strings.HasPrefix(variable, "ANTOM_") && variable != "ANTOM_CONFIG" {
			return ""
		}
		return env.Getenv(variable)
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
	env *Env
}

// dropMisplacedOwnKeys drops keys of Antom that are really a merchant's own key.
// Some profile has them in the wrong place, and the owner explains more.
func (s *suspectList) dropMisplacedOwnKeys() {
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
	found, err := ProfileKeys(s.env.Ctx, c)
	if err != nil {
		return
	}
	for _, k := range found {
		s.Keys = append(s.Keys, diagnose.Key{Public: k.Public, Role: diagnose.RoleOther, Name: label})
	}
}

// addProfile adds the merchant's own key, the client id and the notify URLs.
func (s *suspectList) addProfile(ctx context.Context, c *config.Config) {
	if key := OwnKey(ctx, s.env, c); key != nil {
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

// addSimulator adds the keys of the simulator if it was used before.
func (s *suspectList) addSimulator() {
	dir := SandboxDir(s.env)
	if dir == "" || !SimulatorKeysExist(dir) {
		return
	}
	identity, err := sandbox.LoadIdentity(dir, s.env.Rand)
	if err != nil {
		return
	}
	s.Keys = append(s.Keys,
		diagnose.Key{Public: &identity.AntomKey.PublicKey, Role: diagnose.RoleOther, Name: SimulatorName},
		diagnose.Key{Public: &identity.MerchantKey.PublicKey, Role: diagnose.RoleOwn, Name: SimulatorName})
	s.ClientIDs = append(s.ClientIDs, identity.ClientID)
}
