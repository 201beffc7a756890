package webhook

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/verify"
	"github.com/antom-cli/antom/pkg/antom/diagnose"
	"github.com/antom-cli/antom/pkg/keys"
)

// verifyKeys returns the keys that notifications are verified with.
func verifyKeys(env *cli.Env, f *verifyFlags) ([]verify.Key, error) {
	if len(f.keys) > 0 {
		return readKeyArguments(env.Ctx, f.keys)
	}
	c, err := env.Config()
	if f.local || err == nil && c.Local() {
		if err := cli.RefuseAccountFlags(env); err != nil {
			return nil, err
		}
		identity, err := simulatorIdentity(env)
		if err != nil {
			return nil, err
		}
		return []verify.Key{{Public: &identity.AntomKey.PublicKey, Name: simulatorName, File: identity.AntomPublicKeyFile}}, nil
	}
	if err != nil {
		return nil, err
	}
	found, err := profileKeys(env.Ctx, c)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, apperr.New(apperr.Config, "there is no public key from Antom to verify with", nil,
			"pass it with --key FILE; it is in the Antom Dashboard, Developer, Quick start",
			"or store it in a profile: antom config set antom-public-key FILE",
			"for notifications from the simulator, add --local").WithCode("no-key")
	}
	return found, nil
}

// simulatorName names the simulator's keys.
const simulatorName = "the simulator on this machine"

// simulatorIdentity reads the simulator's keys. It does not create them, because a
// new key cannot have signed an existing notification.
func simulatorIdentity(env *cli.Env) (sandbox.Identity, error) {
	dir := cli.SandboxDir(env)
	if dir == "" {
		return sandbox.Identity{}, apperr.New(apperr.Config, "there is no directory for the simulator's keys (no home directory)", nil,
			"pass the key with --key FILE")
	}
	if !simulatorKeysExist(dir) {
		return sandbox.Identity{}, apperr.New(apperr.Config, "the simulator was never used on this machine, so it has not signed anything", nil,
			"make a payment with it first: antom pay --local --amount 12.34 --currency HKD --method ALIPAY_HK",
			"for notifications from Antom, pass its public key: --key FILE").WithCode("no-simulator")
	}
	identity, err := sandbox.LoadIdentity(dir, env.Rand)
	if err != nil {
		return identity, cli.SandboxError(err)
	}
	return identity, nil
}

// simulatorKeysExist reports whether the simulator has keys in dir.
func simulatorKeysExist(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "keys", "antom-private.pem"))
	return !errors.Is(err, fs.ErrNotExist)
}

// readKeyArguments reads the public keys of --key.
func readKeyArguments(ctx context.Context, values []string) ([]verify.Key, error) {
	var found []verify.Key
	for _, value := range values {
		data, name, err := readKeyArgument(ctx, value)
		if err != nil {
			return nil, err
		}
		key, err := keys.ParsePublic(data)
		if err != nil {
			return nil, cli.KeyError("--key: "+name, err)
		}
		file, _ := strings.CutPrefix(name, fileName)
		if file == name {
			file = ""
		}
		found = append(found, verify.Key{Public: key.Public, Name: name, File: file})
	}
	return found, nil
}

// readKeyArgument returns the content of a key file, or the key itself. A value that
// is the name of a file is always read as one.
func readKeyArgument(ctx context.Context, value string) (data []byte, name string, err error) {
	_, err = os.Stat(value)
	switch {
	case err == nil:
	case strings.ContainsAny(value, "\n{"), errors.Is(err, fs.ErrNotExist) && len(value) > maxFileName && !strings.ContainsAny(value, "\\. "):
		return []byte(value), "the key of --key", nil
	}
	data, err = durable.ReadKey(ctx, value)
	if err != nil {
		return nil, "", cli.KeyError("--key", err)
	}
	return data, fileName + value, nil
}

// fileName begins the name of a key that is in a file.
const fileName = "file "

// maxFileName is the longest text that is reported as a missing file and not as a
// wrong key. The shortest RSA key has 216 characters.
const maxFileName = 200

// profileKeys returns the public keys of Antom in the configuration.
func profileKeys(ctx context.Context, c *config.Config) ([]verify.Key, error) {
	sources, err := c.AntomKeys(ctx)
	if err != nil {
		return nil, cli.ConfigError("Antom's public key", err)
	}
	var found []verify.Key
	for _, s := range sources {
		key, err := keys.ParsePublic(s.Data)
		if err != nil {
			return nil, cli.KeyError("Antom's public key in "+s.Source, err)
		}
		k := verify.Key{Public: key.Public, Name: s.Source}
		if file, ok := strings.CutPrefix(s.Source, fileName); ok {
			k.File = file
			if s.Origin.Kind != config.FromFlag {
				k.Name += " of " + s.Origin.String()
			}
		}
		found = append(found, k)
	}
	return found, nil
}

// suspects returns the keys, notify URLs and client ids of all profiles, which help
// to explain why a notification fails. It skips what cannot be read, because
// another profile must not make the diagnosis fail.
func suspects(ctx context.Context, env *cli.Env, f *verifyFlags) verify.Suspects {
	s := &suspectList{env: env}
	if c, err := env.Config(); err == nil {
		if len(f.keys) > 0 || f.local {
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
func otherProfile(env *cli.Env, name string) (*config.Config, error) {
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
	env *cli.Env
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
	found, err := profileKeys(s.env.Ctx, c)
	if err != nil {
		return
	}
	for _, k := range found {
		s.Keys = append(s.Keys, diagnose.Key{Public: k.Public, Role: diagnose.RoleOther, Name: label})
	}
}

// addProfile adds the merchant's own key, the client id and the notify URLs.
func (s *suspectList) addProfile(ctx context.Context, c *config.Config) {
	if key := cli.OwnKey(ctx, s.env, c); key != nil {
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
	dir := cli.SandboxDir(s.env)
	if dir == "" || !simulatorKeysExist(dir) {
		return
	}
	identity, err := sandbox.LoadIdentity(dir, s.env.Rand)
	if err != nil {
		return
	}
	s.Keys = append(s.Keys,
		diagnose.Key{Public: &identity.AntomKey.PublicKey, Role: diagnose.RoleOther, Name: simulatorName},
		diagnose.Key{Public: &identity.MerchantKey.PublicKey, Role: diagnose.RoleOwn, Name: simulatorName})
	s.ClientIDs = append(s.ClientIDs, identity.ClientID)
}
