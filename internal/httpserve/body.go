package httpserve

import (
	"io"
	"net/http"
)

// track is a handler that tells the pool what becomes of each request.
func (p *pool) track(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, _ := r.Context().Value(connKey{}).(*conn)
		if c == nil { // not from our listener
			next.ServeHTTP(w, r)
			return
		}
		hasBody := r.Body != nil && r.Body != http.NoBody
		open, crowded := p.beginRequest(c, hasBody)
		if !open {
			panic(http.ErrAbortHandler) // the client would not hear the answer
		}
		if crowded {
			w.Header().Set("Connection", "close") // others want to be served, too
		}
		if hasBody {
			// A copy, because net/http looks at the body of its own request.
			r = r.WithContext(r.Context())
			r.Body = &body{ReadCloser: r.Body, conn: c}
			defer p.releaseBody(c)
		}
		next.ServeHTTP(w, r)
	})
}

// body is the body of a request, which may be arriving slowly.
type body struct {
	io.ReadCloser
	conn *conn
}

// Read counts what is read. What came in completely over a connection that was
// given up in the meantime is not handed on as complete.
func (b *body) Read(buf []byte) (int, error) {
	n, err := b.ReadCloser.Read(buf)
	if !b.conn.pool.received(b.conn, n, err != nil) {
		return 0, io.ErrUnexpectedEOF
	}
	return n, err
}

// received counts bytes of a body. It reports false when the connection was
// given up, perhaps because of these.
func (p *pool) received(c *conn, n int, complete bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.evicted {
		return false
	}
	if complete {
		c.arriving.Store(false)
		p.dropBody(c)
		return true
	}
	c.body += int64(n)
	p.bodies += int64(n)
	for p.bodies > p.maxBodies {
		p.evict(p.largest())
	}
	return !c.evicted
}

// largest is the connection with most of a body in memory.
func (p *pool) largest() *conn {
	largest := p.conns[0]
	for _, c := range p.conns {
		if c.body > largest.body {
			largest = c
		}
	}
	return largest
}

// releaseBody is told that the handler has returned. When it left some of the
// body, the connection is of no more use to it.
func (p *pool) releaseBody(c *conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dropBody(c)
	if c.arriving.Load() {
		c.busy = false
	}
}

// dropBody counts the body of a connection no more. The mutex is held.
func (p *pool) dropBody(c *conn) {
	p.bodies -= c.body
	c.body = 0
}
