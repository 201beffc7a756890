package pgstore

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/antom-cli/antom/internal/poll"
)

// migrations has the files NNNN.sql, each of which makes one version of the
// schema from the one before. One that was released is never changed.
//
//go:embed migrations/*.sql
var migrations embed.FS

// newest is the version of the schema that this program uses.
func newest() int {
	entries, _ := migrations.ReadDir("migrations")
	return len(entries)
}

const (
	schemaThereSQL = `SELECT 1 FROM pg_namespace WHERE nspname = 'antom'`
	createSQL      = `CREATE TABLE IF NOT EXISTS antom.migrations (version bigint PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`
	// tries is how often a migration is tried that meets another machine's.
	tries = 20
	// again is the pause between the tries.
	again = 200 * time.Millisecond
	// migrateTimeout bounds one migration.
	migrateTimeout = 10 * time.Minute
)

// Migrate makes the schema what this program needs, and returns the versions
// that it made. Several machines may do that at once: each version is made in one
// transaction that begins with a row that only one can insert.
func Migrate(ctx context.Context, c *Config) (applied []int, err error) {
	p := newPool(c, 1)
	defer p.closeAll(context.WithoutCancel(ctx))
	s := &Store{config: c, pool: p}
	for range tries {
		var done bool
		err = s.with(ctx, func(c *conn) (err error) {
			done, err = migrateOne(ctx, c, &applied)
			return err
		})
		switch {
		case err == nil && done:
			return applied, nil
		case err == nil:
			continue
		case slices.Contains(met(), codeOf(err)):
			if err := poll.Sleep(ctx, again); err != nil {
				return applied, err
			}
		default:
			return applied, forMigration(err)
		}
	}
	return applied, err
}

// forMigration is an error of a migration: what it needs is more than what the others need.
func forMigration(err error) error {
	var e *Error
	if errors.As(err, &e) && e.Problem == ProblemPermission {
		e.Problem = ProblemOwner
	}
	return err
}

// met are the SQLSTATEs of who meets another one at the same work.
func met() []string {
	return []string{"23505", "40001", "40P01", "42P06", "42P07", "42710", "XX000"}
}

// migrateOne makes the next version, or is done.
func migrateOne(ctx context.Context, c *conn, applied *[]int) (done bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, migrateTimeout)
	defer cancel()
	f, err := facts(ctx, c)
	if err != nil {
		return false, err
	}
	switch {
	case f.checkServer() != nil:
		return false, f.checkServer()
	case f.Schema == newest():
		return true, nil
	case f.Schema > newest():
		return false, newerSchema(f.Schema)
	case f.ReadOnly:
		return false, f.checkWrite("", true)
	}
	if f.Schema == 0 {
		if err := create(ctx, c); err != nil {
			return false, err
		}
	}
	next := f.Schema + 1
	sql, err := migrations.ReadFile(fmt.Sprintf("migrations/%04d.sql", next))
	if err != nil {
		return false, err
	}
	if err := transaction(ctx, c, fmt.Sprintf("INSERT INTO antom.migrations (version) VALUES (%d);\n%s", next, sql)); err != nil {
		return false, err
	}
	*applied = append(*applied, next)
	return false, nil
}

// create makes the schema, and the table of its versions. A schema that is there, which
// an administrator may have made for a role that can make none, is taken as it is:
// CREATE SCHEMA IF NOT EXISTS wants the permission even then.
func create(ctx context.Context, c *conn) error {
	there := false
	err := c.query(ctx, schemaThereSQL, nil, func(row) error {
		there = true
		return nil
	})
	if err == nil && !there {
		_, err = c.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS antom").ReadAll()
	}
	if err == nil {
		_, err = c.Exec(ctx, createSQL).ReadAll()
	}
	return err
}

// transaction runs statements in one transaction.
func transaction(ctx context.Context, c *conn, sql string) error {
	if _, err := c.Exec(ctx, "BEGIN").ReadAll(); err != nil {
		return err
	}
	if _, err := c.Exec(ctx, sql).ReadAll(); err != nil {
		_, undone := c.Exec(context.WithoutCancel(ctx), "ROLLBACK").ReadAll()
		return errors.Join(err, undone)
	}
	_, err := c.Exec(ctx, "COMMIT").ReadAll()
	return err
}

// Check connects and tells what the server says of itself. The error is why the
// store cannot be used for writing.
func Check(ctx context.Context, c *Config) (Facts, []string, error) {
	ctx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	p := newPool(c, 1)
	defer p.closeAll(context.WithoutCancel(ctx))
	s := &Store{config: c, pool: p}
	var f Facts
	err := s.with(ctx, func(c *conn) (err error) {
		f, err = facts(ctx, c)
		return err
	})
	if err != nil {
		return f, nil, err
	}
	return f, append(slices.Clone(c.warnings), f.Warnings()...), c.explain(f.check(c.pg.User, true))
}

// Schema is the version of the schema that this program uses.
func Schema() int { return newest() }
