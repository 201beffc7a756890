package cli

import (
	"cmp"
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/pgstore"
	"github.com/antom-cli/antom/internal/storeurl"
)

// AddStore declares --store, where notifications are stored.
func AddStore(cmd *cobra.Command, name *string) {
	cmd.Flags().StringVar(name, "store", "", "where notifications are stored: a `directory`, or a database such as postgres://user@host/db")
}

// StoreName is where notifications are stored, by the flag --store, ANTOM_STORE, the
// profile, or else the usual directory: a directory, or the URL of a database.
func StoreName(env *Env, flag string) (string, error) {
	if flag != "" {
		return flag, nil
	}
	c, err := env.Config()
	if err != nil {
		return "", err
	}
	if name := cmp.Or(c.Store(), InboxDir(env)); name != "" {
		return name, nil
	}
	return "", NoDirectoryError("the store", "name one: --store DIR")
}

// ExistingStore is StoreName for a command that needs what is stored. A directory that
// the flag, ANTOM_STORE or a profile names must be there, so that a slip of the pen is not
// an empty store; the usual one may have to be made yet.
func ExistingStore(env *Env, flag string) (string, error) {
	name, err := StoreName(env, flag)
	if err == nil && (flag != "" || name != InboxDir(env)) {
		err = CheckStore(storeSource(env, flag), name)
	}
	return name, err
}

// OpenReader opens an existing store for reading until the program ends.
func OpenReader(env *Env, flag string) (inbox.Reader, error) {
	name, err := ExistingStore(env, flag)
	if err != nil {
		return nil, err
	}
	return OpenNamed(env, name)
}

// storeSource is what names the store, for messages.
func storeSource(env *Env, flag string) string {
	if flag != "" {
		return "--store"
	}
	if c, err := env.Config(); err == nil {
		return c.Get(config.KeyStore).Origin.String() + ": " + config.KeyStore
	}
	return config.KeyStore
}

// CheckStore refuses a store in a directory that is not there. flag is what names it.
func CheckStore(flag, name string) error {
	if !storeurl.Is(name) && !IsDir(name) {
		return UsageError(flag+" "+name, errors.New("there is no such directory"), "name the directory of the listener, or postgres://user@host/database")
	}
	return nil
}

// OpenNamed opens a store for reading until the program ends. A directory that is not
// there is an empty store.
func OpenNamed(env *Env, name string) (inbox.Reader, error) {
	if !storeurl.Is(name) {
		return inbox.Dir(name), nil
	}
	return OpenDatabase(env, name, pgstore.Options{})
}

// OpenDatabase opens the store in the database of a URL until the program ends.
func OpenDatabase(env *Env, name string, o pgstore.Options) (*pgstore.Store, error) {
	c, err := DatabaseConfig(env, name)
	if err != nil {
		return nil, err
	}
	o.Now = env.Now
	store, err := pgstore.Open(env.Ctx, c, o)
	if err != nil {
		return nil, StoreError("opening the store", err)
	}
	env.AtExit(func() { _ = store.Close() })
	for _, text := range store.Warnings() {
		env.Warn("%s", text)
	}
	return store, nil
}

// DatabaseConfig reads the URL of a database, and asks for its password where a
// command prints it.
func DatabaseConfig(env *Env, name string) (*pgstore.Config, error) {
	if _, err := pgstore.Parse(name, ""); err != nil {
		return nil, StoreError("--store", err)
	}
	settings, err := env.Config()
	if err != nil {
		return nil, err
	}
	password, err := settings.StorePassword(env.Ctx)
	if err != nil {
		return nil, err
	}
	c, err := pgstore.Parse(name, password)
	if err != nil {
		return nil, StoreError("--store", err)
	}
	return c, nil
}

// ReadingError is the error of a list that ended early.
func ReadingError(err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return StoreError("reading the store", err)
}

// StoreError is an error of a store, and what to do about it.
func StoreError(what string, err error) error {
	kind := apperr.Config
	problem := pgstore.ProblemOf(err)
	if problem == pgstore.ProblemURL || problem == pgstore.ProblemPassword {
		kind = apperr.Usage
	}
	var e *pgstore.Error
	if errors.As(err, &e) {
		return apperr.New(kind, what, err, storeHints(e, apperr.ShellQuote(e.URL))...)
	}
	return apperr.New(kind, what, err)
}

// storeHints say what to do about a fault of a database.
func storeHints(e *pgstore.Error, name string) []string {
	switch e.Problem {
	case pgstore.ProblemURL:
		return []string{"write it as --store postgres://user@host/database"}
	case pgstore.ProblemPassword:
		return []string{
			"leave it out of the URL, and set it in the variable PGPASSWORD or in the file ~/.pgpass",
			"or name a command that prints it: antom config set store-password-command COMMAND",
		}
	case pgstore.ProblemCredentials:
		return []string{
			"set the password in the variable PGPASSWORD or in the file ~/.pgpass, or name a command that prints it: antom config set store-password-command COMMAND",
			"the server's pg_hba.conf says which users it accepts from where",
		}
	case pgstore.ProblemTLS:
		return []string{
			"name the authority of the server's certificate in the URL: sslrootcert=FILE",
			"the host name of the URL must be one of the certificate's",
		}
	case pgstore.ProblemDatabase:
		return []string{"list the databases of the server: psql -l"}
	case pgstore.ProblemSchemaMissing, pgstore.ProblemSchemaOlder:
		return []string{"antom webhook store migrate --store " + name}
	case pgstore.ProblemSchemaNewer:
		return []string{"update this program; its version: antom version"}
	case pgstore.ProblemReadOnly:
		return []string{"name all servers in the URL, and let it find the primary: postgres://user@host1,host2/database?target_session_attrs=read-write"}
	case pgstore.ProblemPermission:
		return []string{
			"GRANT USAGE ON SCHEMA antom TO " + cmp.Or(e.Role, "role"),
			"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA antom TO " + cmp.Or(e.Role, "role"),
		}
	case pgstore.ProblemOwner:
		return []string{
			"CREATE SCHEMA IF NOT EXISTS antom AUTHORIZATION " + cmp.Or(e.Role, "role"),
			"or migrate with a role that owns the schema, or may create one in the database",
		}
	case pgstore.ProblemConnections:
		return []string{"raise max_connections of the server, or put a pooler such as PgBouncer before it"}
	case pgstore.ProblemDisk:
		return []string{"make room on the disk of the server, or remove old notifications: antom webhook store prune --older-than 90d --store " + name}
	case pgstore.ProblemUnreachable, pgstore.ProblemTimeout, pgstore.ProblemLost:
		return []string{"when the server is there: antom webhook store check --store " + name}
	default:
		return nil
	}
}
