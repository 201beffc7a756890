package silent_test

import (
	"net"
	"net/http"
	"testing"

	"github.com/antom-cli/antom/internal/silent"
)

// conn is a connection that only knows whether it was closed.
type conn struct {
	net.Conn
	closed bool
}

func (c *conn) Close() error { c.closed = true; return nil }

func TestOnlySilentConnectionsAreClosed(t *testing.T) {
	t.Parallel()
	var conns silent.Conns
	quiet, used, late, lateUsed := &conn{}, &conn{}, &conn{}, &conn{}
	conns.Note(quiet, http.StateNew)
	conns.Note(used, http.StateNew)
	conns.Note(used, http.StateActive)
	conns.Note(used, http.StateIdle)
	conns.Close()
	conns.Note(late, http.StateNew)
	conns.Note(lateUsed, http.StateActive)
	for name, c := range map[string]struct {
		closed, want bool
	}{"silent": {quiet.closed, true}, "used": {used.closed, false}, "late": {late.closed, true}, "late and used": {lateUsed.closed, false}} {
		if c.closed != c.want {
			t.Errorf("%s: closed is %t", name, c.closed)
		}
	}
}
