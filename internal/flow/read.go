package flow

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/request"
)

// ReadFile reads the requests of a file, YAML or JSON. name stands in messages; it
// is - for standard input.
func ReadFile(name string, r io.Reader) ([]*request.Document, error) {
	docs, err := request.Read(FileName(name), r)
	if errors.Is(err, context.Canceled) {
		return nil, context.Canceled
	}
	if err != nil {
		return nil, apperr.New(apperr.Usage, "", err)
	}
	return docs, nil
}

// FileName is how a file argument is called in messages.
func FileName(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

// OneFile is the request file named by --file or by the argument, not both.
func OneFile(flag string, args []string) (string, error) {
	switch {
	case len(args) == 0:
		return flag, nil
	case flag != "":
		return "", apperr.New(apperr.Usage, fmt.Sprintf("two request files are given: --file %s and %s", flag, args[0]), nil,
			"put both in one file, as YAML documents separated by ---")
	default:
		return args[0], nil
	}
}
