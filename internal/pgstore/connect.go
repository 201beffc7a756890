package pgstore

import (
	"context"
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/antom-cli/antom/internal/neterr"
)

const (
	// connectTimeout bounds the connection to one host if connect_timeout does not.
	connectTimeout = 2 * time.Second
)

// A host is one of the servers of a URL, with the ways to connect to it: with TLS
// and without, where sslmode leaves that open.
type host struct {
	name string
	port uint16
	ways []*pgconn.FallbackConfig
}

// hosts lists the servers in the order of the URL.
func hosts(c *pgconn.Config) []host {
	var list []host
	ways := append([]*pgconn.FallbackConfig{{Host: c.Host, Port: c.Port, TLSConfig: c.TLSConfig}}, c.Fallbacks...)
	for _, way := range ways {
		if n := len(list) - 1; n >= 0 && list[n].name == way.Host && list[n].port == way.Port {
			list[n].ways = append(list[n].ways, way)
			continue
		}
		list = append(list, host{name: way.Host, port: way.Port, ways: []*pgconn.FallbackConfig{way}})
	}
	return list
}

// address is host:port, or the directory of a socket.
func (h host) address() string {
	if h.local() {
		return h.name
	}
	return net.JoinHostPort(h.name, strconv.Itoa(int(h.port)))
}

// local reports whether the server is reached by a socket of this machine.
func (h host) local() bool {
	network, _ := pgconn.NetworkAddress(h.name, h.port)
	return network == "unix"
}

// connect connects to the first host that accepts, beginning with the one that did
// last: one that is silent must not cost every connection its time.
func (p *pool) connect(ctx context.Context) (*conn, error) {
	c := &conn{used: time.Now(), generation: p.generation.Load()}
	list := hosts(p.config.pg)
	first := int(p.last.Load())
	var failed error
	for i := range list {
		n := (first + i) % len(list)
		pg, err := pgconn.ConnectConfig(ctx, p.config.forHost(list[n], c))
		if err == nil {
			p.last.Store(int64(n))
			c.PgConn, c.host = pg, n
			return c, nil
		}
		failed = worse(failed, p.config.refused(list[n], err))
		if ctx.Err() != nil {
			break
		}
	}
	return nil, failed
}

// leave has the next connection begin with the host after one that accepts no writes: a
// standby accepts connections, unless the URL has target_session_attrs=read-write, and
// would be kept for ever.
func (p *pool) leave(c *conn) {
	p.last.CompareAndSwap(int64(c.host), int64(c.host+1)%int64(len(hosts(p.config.pg))))
}

// forHost is the configuration of a connection to one host.
func (c *Config) forHost(h host, to *conn) *pgconn.Config {
	config := c.pg.Copy()
	config.Host, config.Port, config.TLSConfig, config.Fallbacks = h.name, h.port, h.ways[0].TLSConfig, h.ways[1:]
	if config.ConnectTimeout <= 0 {
		config.ConnectTimeout = connectTimeout
	}
	config.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) {
		if n.SeverityUnlocalized == "WARNING" {
			to.warned.Store(true)
		}
	}
	return config
}

// refused says why a host did not connect.
func (c *Config) refused(h host, err error) error {
	var server *pgconn.PgError
	if errors.As(err, &server) || errors.Is(err, context.Canceled) {
		return c.explain(err)
	}
	e := &Error{Problem: ProblemUnreachable, URL: c.url, Role: c.pg.User}
	peer := neterr.Peer{Name: "the server", Limit: connectTimeout}
	if !h.local() {
		peer.URL = &url.URL{Scheme: "postgres", Host: h.address()}
	}
	failed := neterr.Explain(err, peer)
	switch {
	case attributes(err):
		e.Problem = ProblemReadOnly
		e.Err = errors.New("the server at " + h.address() + " is not what target_session_attrs asks for; it may be a standby, which accepts no writes")
		return e
	case len(h.ways) == 1 && strings.Contains(err.Error(), "server refused TLS connection"):
		e.Problem = ProblemTLS
		e.Err = errors.New("the server at " + h.address() + " does not offer TLS")
		return e
	case failed.Certificate():
		e.Problem = ProblemTLS
	}
	e.Err = errors.New("no connection to " + h.address() + ": " + failed.Text)
	return e
}

// attributes reports whether a server was reached that is not of the wanted kind.
func attributes(err error) bool {
	for _, kind := range []error{pgconn.ErrReadOnlyConnection, pgconn.ErrReadWriteConnection, pgconn.ErrPrimaryConnection, pgconn.ErrStandbyConnection} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// worse is which of two errors tells more: that of a server tells more than that none
// was reached.
func worse(first, second error) error {
	switch {
	case first == nil:
		return second
	case ProblemOf(first) == ProblemUnreachable && ProblemOf(second) == ProblemUnreachable:
		var a, b *Error
		if errors.As(first, &a) && errors.As(second, &b) {
			return &Error{Problem: ProblemUnreachable, URL: a.URL, Role: a.Role, Err: errors.New(a.Error() + "; " + b.Error())}
		}
	case ProblemOf(first) == ProblemUnreachable:
		return second
	}
	return first
}
