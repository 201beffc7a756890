package pgstore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// oldest is the oldest server, as server_version_num has it.
const oldest = 140000

// Facts are what a server says of itself and of the schema.
type Facts struct {
	Version  string // of the server, as it names it
	Schema   int    // version of the schema; 0: there is none
	ReadOnly bool
	Durable  bool // what is committed is on the disk
	// Synchronous is synchronous_commit; "" if the server has no such setting.
	Synchronous string
	number      int
	missing     []string // permissions, as table and privilege
}

const factsSQL = `
SELECT version(), coalesce(current_setting('server_version_num', true), ''), coalesce(current_setting('synchronous_commit', true), ''),
       coalesce(current_setting('fsync', true), ''), coalesce(current_setting('transaction_read_only', true), ''), pg_is_in_recovery()`

const schemaSQL = `SELECT coalesce(max(version), 0)::bigint FROM antom.migrations`

const permissionsSQL = `
SELECT t.name, p.name
FROM unnest(ARRAY['notifications', 'deliveries', 'forwards', 'attempts', 'listeners']) AS t(name),
     unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p(name)
WHERE NOT has_table_privilege('antom.' || t.name, p.name)`

// facts asks a server. A schema that is missing is no error.
func facts(ctx context.Context, c *conn) (f Facts, err error) {
	err = c.query(ctx, factsSQL, nil, func(r row) error {
		f.Version = r.text()
		f.number, _ = strconv.Atoi(r.text())
		f.Synchronous = r.text()
		f.Durable = r.text() != "off"
		f.ReadOnly = r.text() == "on"
		f.ReadOnly = r.bool() || f.ReadOnly
		return nil
	})
	if err != nil {
		return f, err
	}
	err = c.query(ctx, schemaSQL, nil, func(r row) error {
		f.Schema = int(r.int())
		return nil
	})
	var server *pgconn.PgError
	if errors.As(err, &server) && (server.Code == "42P01" || server.Code == "3F000") {
		return f, nil
	}
	if err == nil && f.Schema == newest() {
		err = c.query(ctx, permissionsSQL, nil, func(r row) error {
			f.missing = append(f.missing, r.text()+": "+r.text())
			return nil
		})
	}
	return f, err
}

// postgres reports whether the server's number is that of PostgreSQL itself. Others
// that speak its protocol have numbers of their own.
func (f Facts) postgres() bool {
	return strings.HasPrefix(f.Version, "PostgreSQL ") && !strings.Contains(f.Version, "-YB-")
}

// Name is the name and version of the server.
func (f Facts) Name() string {
	words := strings.Fields(f.Version)
	return strings.Join(words[:min(2, len(words))], " ")
}

// checkServer refuses a server that lacks what the statements need.
func (f Facts) checkServer() error {
	if f.postgres() && f.number < oldest {
		return &Error{Problem: ProblemServerOld, Err: fmt.Errorf("the server is %s; PostgreSQL 14 or later is needed", f.Name())}
	}
	return nil
}

// check refuses what cannot be used.
func (f Facts) check(role string, write bool) error {
	return cmp.Or(f.checkServer(), f.checkSchema(), f.checkWrite(role, write))
}

func (f Facts) checkSchema() error {
	switch {
	case f.Schema == 0:
		return &Error{Problem: ProblemSchemaMissing, Err: errors.New("the database has no tables for notifications yet")}
	case f.Schema < newest():
		return &Error{Problem: ProblemSchemaOlder, Schema: f.Schema, Err: fmt.Errorf("the schema has version %d; this program needs version %d", f.Schema, newest())}
	case f.Schema > newest():
		return newerSchema(f.Schema)
	}
	return nil
}

func newerSchema(version int) error {
	return &Error{Problem: ProblemSchemaNewer, Schema: version, Err: fmt.Errorf(
		"the schema has version %d, made by a newer version of antom; this one knows version %d", version, newest())}
}

func (f Facts) checkWrite(role string, write bool) error {
	switch {
	case !write:
		return nil
	case f.ReadOnly:
		return &Error{Problem: ProblemReadOnly, Err: errors.New("the server accepts no writes: it is a standby, or read-only")}
	case len(f.missing) > 0:
		return &Error{Problem: ProblemPermission, Role: role, Err: fmt.Errorf("the role %s lacks permissions: %s", role, strings.Join(f.missing, ", "))}
	}
	return nil
}

// Warnings are what weakens the promise that what is acknowledged is kept.
func (f Facts) Warnings() []string {
	var list []string
	if f.Synchronous == "off" {
		list = append(list, "the server has synchronous_commit=off: a crash of it loses notifications that were acknowledged; to change it: ALTER ROLE … SET synchronous_commit = on")
	}
	if !f.Durable {
		list = append(list, "the server has fsync=off: a crash of its machine can destroy the database")
	}
	return list
}
