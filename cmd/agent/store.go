package agent

import (
	"sync"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/inbox"
)

// store is the store of notifications, which is opened when an agent first asks for it:
// a database that is away keeps nobody from the other tools.
type store struct {
	env  *cli.Env
	name string // of --store

	mu     sync.Mutex
	reader inbox.Reader // nil: it is not open yet
}

func (s *store) open() (inbox.Reader, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.reader != nil {
		return s.reader, nil
	}
	reader, err := cli.OpenReader(s.env, s.name)
	if err != nil {
		return nil, err
	}
	s.reader = reader
	return reader, nil
}
