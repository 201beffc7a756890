package pgstore

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/antom-cli/antom/internal/storeurl"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

const (
	// maxMessage bounds what a server can make this process read at once, in bytes.
	maxMessage = 64 << 20
	// verifiedMode is the sslmode that verifies the certificate and the host.
	verifiedMode = "verify-full"
)

// A Config says which database to connect to.
type Config struct {
	pg  *pgconn.Config
	url string
	// warnings are what the user should know about the connection.
	warnings []string
}

// URL is the URL that the Config was made from. It holds no password.
func (c *Config) URL() string { return c.url }

// Parse reads the URL of a database, of the form
// postgres://user@host1,host2/database?target_session_attrs=read-write. What it
// does not say comes from the variables of libpq such as PGPASSWORD, PGPASSFILE
// and PGSERVICE. A URL with a password is refused: it would be in the list of
// processes. The certificate of a host that is not this machine is verified
// unless the URL or PGSSLMODE says otherwise. password is used instead of
// that of the environment if it is not empty.
func Parse(text, password string) (*Config, error) {
	u, err := storeurl.Parse(text)
	switch {
	case errors.Is(err, storeurl.ErrPassword):
		return nil, &Error{Problem: ProblemPassword, Err: err}
	case err != nil:
		return nil, &Error{Problem: ProblemURL, Err: err}
	}
	pg, err := pgconn.ParseConfig(text)
	if err != nil {
		return nil, urlError(err)
	}
	mode := sslMode(u)
	if mode == "" && slices.ContainsFunc(hosts(pg), remote) {
		query := u.Query()
		query.Set("sslmode", verifiedMode)
		u.RawQuery = query.Encode()
		if pg, err = pgconn.ParseConfig(u.String()); err != nil {
			return nil, urlError(err)
		}
	}
	c := &Config{pg: pg, url: text}
	if mode != "" && mode != verifiedMode && slices.ContainsFunc(hosts(pg), remote) {
		c.warnings = append(c.warnings, fmt.Sprintf("sslmode=%s does not verify that %s is the server; use sslmode=%s", mode, pg.Host, verifiedMode))
	}
	if password != "" {
		pg.Password = password
	}
	if pg.RuntimeParams["application_name"] == "" {
		pg.RuntimeParams["application_name"] = "antom"
	}
	pg.MaxProtocolMessageBodyLen = maxMessage
	return c, nil
}

// urlError drops what the error of a parser repeats of the URL.
func urlError(err error) error {
	if inner := errors.Unwrap(err); inner != nil {
		err = inner
	}
	return &Error{Problem: ProblemURL, Err: err}
}

// sslMode is the sslmode that was asked for, "" if none was. That of a service
// file is what a service file is for.
func sslMode(u *url.URL) string {
	query := u.Query()
	switch {
	case query.Get("sslmode") != "":
		return query.Get("sslmode")
	case os.Getenv("PGSSLMODE") != "":
		return os.Getenv("PGSSLMODE")
	}
	return ""
}

// remote reports whether a host is another machine than this one.
func remote(h host) bool { return !h.local() && !spec.LoopbackAddress(h.name) }

// address is where the servers are, for messages.
func (c *Config) address() string {
	var list []string
	for _, h := range hosts(c.pg) {
		list = append(list, h.address())
	}
	return strings.Join(list, ", ")
}
