package cli

import (
	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/pkg/keys"
)

func ReadKeyData(env *Env, name string) ([]byte, error) {
	if name == "-" {
		return readLimited(env.In, "standard input", keys.MaxSize)
	}
	data, err := durable.ReadKey(env.Ctx, name)
	if err != nil {
		return nil, KeyError("", err)
	}
	return data, nil
}
