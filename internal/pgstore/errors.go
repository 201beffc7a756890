package pgstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
)

// A Problem is what kind of fault an Error is.
type Problem string

// The problems.
const (
	ProblemURL           Problem = "url"            // the URL of the store cannot be read
	ProblemPassword      Problem = "password"       // the URL of the store holds a password
	ProblemUnreachable   Problem = "unreachable"    // no server answers
	ProblemTLS           Problem = "tls"            // no connection over TLS, or the certificate does not verify
	ProblemCredentials   Problem = "credentials"    // the server refuses the user or the password
	ProblemDatabase      Problem = "database"       // the server has no such database
	ProblemSchemaMissing Problem = "schema-missing" // there are no tables yet
	ProblemSchemaOlder   Problem = "schema-older"   // a migration is missing
	ProblemSchemaNewer   Problem = "schema-newer"   // a newer version of this program migrated it
	ProblemServerOld     Problem = "server-old"     // the server is older than PostgreSQL 14
	ProblemReadOnly      Problem = "read-only"      // a standby, or a read-only transaction
	ProblemPermission    Problem = "permission"     // the role may not do this
	ProblemOwner         Problem = "owner"          // the role may not make or change the tables
	ProblemConnections   Problem = "connections"    // the server has no connection left
	ProblemDisk          Problem = "disk"           // the disk of the server is full
	ProblemTimeout       Problem = "timeout"        // the server did not answer in time
	ProblemLost          Problem = "lost"           // the connection ended
	ProblemServer        Problem = "server"         // any other answer of the server
)

// An Error is a fault of the store.
type Error struct {
	Problem Problem
	URL     string // of the store, without a password; "" if it cannot be shown
	Role    string // of the connection; "" if it is not known
	Schema  int    // of the database, for the problems with it
	code    string // SQLSTATE; "" if no server said it
	Err     error
}

// Error says what is wrong.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// ProblemOf is the problem of an error, "" if it is none of the store.
func ProblemOf(err error) Problem {
	var e *Error
	if errors.As(err, &e) {
		return e.Problem
	}
	return ""
}

// codeOf is the SQLSTATE of an error, "" if it has none.
func codeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.code
	}
	return ""
}

// away reports whether an error may pass by itself: another connection, or a
// later one, may have a better end.
func away(err error) bool {
	switch ProblemOf(err) {
	case ProblemUnreachable, ProblemReadOnly, ProblemConnections, ProblemTimeout, ProblemLost, ProblemDisk:
		return true
	default:
		return false
	}
}

// states are the problems by the SQLSTATE of a server, whole or by its class.
func states() map[string]Problem {
	return map[string]Problem{
		"28": ProblemCredentials, "3D000": ProblemDatabase, "3F000": ProblemSchemaMissing, "42P01": ProblemSchemaMissing, "42703": ProblemSchemaOlder,
		"25006": ProblemReadOnly, "42501": ProblemPermission, "53300": ProblemConnections, "53100": ProblemDisk, "57014": ProblemTimeout,
		"08": ProblemLost, "57P01": ProblemLost, "57P02": ProblemLost, "57P05": ProblemLost, "57P03": ProblemUnreachable,
	}
}

// explain turns what pgconn reports into an Error.
func (c *Config) explain(err error) error {
	var known *Error
	if err == nil {
		return nil
	}
	if errors.As(err, &known) {
		known.URL, known.Role = c.url, c.pg.User
		return err
	}
	e := &Error{Problem: ProblemLost, URL: c.url, Role: c.pg.User, Err: err}
	var server *pgconn.PgError
	switch {
	case errors.As(err, &server):
		e.Problem, e.code = serverProblem(server), server.Code
		e.Err = fmt.Errorf("the server says: %s (SQLSTATE %s)", server.Message, server.Code)
	case errors.Is(err, context.Canceled):
		return err
	case pgconn.Timeout(err) || errors.Is(err, context.DeadlineExceeded):
		e.Problem, e.Err = ProblemTimeout, fmt.Errorf("the server at %s did not answer in time", c.address())
	default:
		e.Err = fmt.Errorf("the connection to %s was lost", c.address())
	}
	return e
}

func serverProblem(err *pgconn.PgError) Problem {
	table := states()
	if p, ok := table[err.Code]; ok {
		return p
	}
	if p, ok := table[err.Code[:min(2, len(err.Code))]]; ok {
		return p
	}
	return ProblemServer
}
