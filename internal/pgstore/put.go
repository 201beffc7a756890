package pgstore

import (
	"context"
	"fmt"
	"strconv"

	"github.com/antom-cli/antom/internal/inbox"
)

// copiedSQL notes the attempts of copied records, but for those that a copy which was
// interrupted noted.
const copiedSQL = `
INSERT INTO antom.attempts (delivery_id, at, url, status, error, duration_ms, acknowledged)
SELECT i.id, i.at::timestamptz, i.url, nullif(i.status::bigint, 0), nullif(i.error, ''), i.duration_ms::bigint, i.acknowledged::boolean
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
    AS i(id, at, url, status, error, duration_ms, acknowledged)
WHERE EXISTS (SELECT 1 FROM antom.deliveries AS d WHERE d.id = i.id)
    AND NOT EXISTS (SELECT 1 FROM antom.attempts AS a WHERE a.delivery_id = i.id AND a.at = i.at::timestamptz AND a.url = i.url)`

const knownSQL = `SELECT id FROM antom.deliveries WHERE id = ANY($1::text[])`

// Put stores records of another store under their ids, with their attempts, and
// returns how many of them were not there yet. Attempts that are missing of those that
// were there are added: a Put that was interrupted is finished by another one. Nothing
// of them is queued. The first delivery of a notification must come before its repetitions.
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
	return stored, s.putAttempts(ctx, records)
}

// putAttempts notes the attempts of records that were copied.
func (s *Store) putAttempts(ctx context.Context, records []*inbox.Record) error {
	columns := make([][]string, 7)
	for _, r := range records {
		for _, a := range r.Forward {
			for n, text := range []string{
				r.ID, timeText(a.At), a.URL, strconv.Itoa(a.Status), a.Err, strconv.FormatInt(a.DurationMS, 10), strconv.FormatBool(a.Acknowledged),
			} {
				columns[n] = append(columns[n], storable(text))
			}
		}
	}
	if len(columns[0]) == 0 {
		return nil
	}
	p := new(args)
	for _, column := range columns {
		p.texts(column)
	}
	if err := s.query(ctx, copiedSQL, p, nil); err != nil {
		return fmt.Errorf("noting the attempts: %w", err)
	}
	return nil
}
