package pgstore

import (
	"context"

	"github.com/antom-cli/antom/internal/inbox"
)

const knownSQL = `SELECT id FROM antom.deliveries WHERE id = ANY($1::text[])`

// Put stores records of another store under their ids, with their attempts, and
// returns how many of them were not there yet. Nothing of them is queued. The
// first delivery of a notification must come before its repetitions.
func (s *Store) Put(ctx context.Context, records []*inbox.Record) (stored int, err error) {
	ids := make([]string, len(records))
	for i, r := range records {
		ids[i] = r.ID
	}
	known := map[string]bool{}
	err = s.query(ctx, knownSQL, new(args).texts(ids), func(r row) error {
		known[r.text()] = true
		return nil
	})
	if err != nil {
		return 0, err
	}
	var group []*entry
	for _, r := range records {
		if known[r.ID] {
			continue
		}
		if err := inbox.Check(r); err != nil {
			return 0, err
		}
		group = append(group, &entry{record: r, id: r.ID, identity: identity(r, r.ID), done: make(chan struct{})})
	}
	for _, part := range distinct(group) {
		within, cancel := context.WithTimeout(ctx, readTimeout)
		err := s.insert(within, part)
		cancel()
		if err != nil {
			return stored, err
		}
		stored += len(part)
	}
	for _, e := range group {
		for _, a := range e.record.Forward {
			if err := s.Update(ctx, e.id, a); err != nil {
				return stored, err
			}
		}
	}
	return stored, nil
}
