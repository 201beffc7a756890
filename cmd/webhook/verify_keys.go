package webhook

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/verify"
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
		return []verify.Key{{Public: &identity.AntomKey.PublicKey, Name: cli.SimulatorName, File: identity.AntomPublicKeyFile}}, nil
	}
	if err != nil {
		return nil, err
	}
	found, err := cli.ProfileKeys(env.Ctx, c)
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

// simulatorIdentity reads the simulator's keys. It does not create them, because a
// new key cannot have signed an existing notification.
func simulatorIdentity(env *cli.Env) (sandbox.Identity, error) {
	dir := cli.SandboxDir(env)
	if dir == "" {
		return sandbox.Identity{}, apperr.New(apperr.Config, "there is no directory for the simulator's keys (no home directory)", nil,
			"pass the key with --key FILE")
	}
	if !cli.SimulatorKeysExist(dir) {
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
		file, _ := strings.CutPrefix(name, cli.KeyFileName)
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
	return data, cli.KeyFileName + value, nil
}

// maxFileName is the longest text that is reported as a missing file and not as a
// wrong key. The shortest RSA key has 216 characters.
const maxFileName = 200
