package payment

import (
	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/request"
)

// readDocuments reads the requests of a file; without a name there is a single
// empty one.
func readDocuments(env *cli.Env, name string) ([]*request.Document, error) {
	if name == "" {
		return []*request.Document{request.New()}, nil
	}
	r, closeFile, err := env.OpenArgument(name)
	if err != nil {
		return nil, err
	}
	defer closeFile()
	return flow.ReadFile(name, r)
}

// oneDocument reads the one request of a file; without a file it is empty.
func oneDocument(env *cli.Env, file, command string) (*request.Document, error) {
	docs, err := readDocuments(env, file)
	if err != nil {
		return nil, err
	}
	return flow.OneDocument(docs, file, command)
}
