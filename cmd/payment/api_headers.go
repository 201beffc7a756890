package payment

import (
	"net/http"
	"strings"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/pkg/antom"
)

// maxHeaderFile is the largest file of headers that is read, in bytes.
const maxHeaderFile = 1 << 20

// readHeaders reads the values of --header: 'name: value', or @FILE with one
// header in each line. Empty lines and lines that begin with # are passed over.
func readHeaders(env *cli.Env, given []string) (http.Header, error) {
	h := http.Header{}
	for _, text := range given {
		file, isFile := strings.CutPrefix(text, "@")
		if !isFile {
			if err := addHeader(h, text, "--header"); err != nil {
				return nil, err
			}
			if name, _, _ := strings.Cut(text, ":"); strings.EqualFold(strings.TrimSpace(name), antom.HeaderAgentToken) {
				env.Warn("other users of this machine can see the agent token on the command line; put it in a file: --header @FILE")
			}
			continue
		}
		data, err := env.ReadArgument(file, maxHeaderFile)
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(data)) {
			line = strings.TrimSpace(line)
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			if err := addHeader(h, line, flow.FileName(file)); err != nil {
				return nil, err
			}
		}
	}
	return h, nil
}

// addHeader adds one header. An error never has the value in it, which may be
// a secret.
func addHeader(h http.Header, text, where string) error {
	name, value, ok := strings.Cut(text, ":")
	if !ok {
		return apperr.New(apperr.Usage, where+": a header is written as 'name: value'", nil)
	}
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	if err := antom.CheckHeader(name, value); err != nil {
		return apperr.New(apperr.Usage, where, err)
	}
	h.Add(name, value)
	return nil
}
