package listener

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/authority"
)

// rig is a listener whose connections are answered with "hello" and what they sent
// first. roots trusts its certificate.
type rig struct {
	net.Listener
	t     *testing.T
	roots *x509.CertPool
	ended chan error
	given chan net.Conn
}

func newRig(t *testing.T, o Options) *rig {
	t.Helper()
	a, err := authority.Load("", nil)
	if err != nil {
		t.Fatal(err)
	}
	leaf := a.Leaf("")
	o.TLS = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return leaf.Certificate() }}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{Listener: New(ln, o), t: t, roots: x509.NewCertPool(), ended: make(chan error, 1), given: make(chan net.Conn, 100)}
	r.roots.AppendCertsFromPEM(a.PEM())
	t.Cleanup(func() { _ = r.Close() })
	go r.serve()
	return r
}

func (r *rig) serve() {
	for {
		c, err := r.Accept()
		if err != nil {
			r.ended <- err
			return
		}
		r.given <- c
		go func() {
			line, err := bufio.NewReader(c).ReadString('\n')
			if err == nil {
				_, _ = io.WriteString(c, "hello "+line)
			}
		}()
	}
}

func (r *rig) dial() net.Conn {
	r.t.Helper()
	c, err := net.Dial("tcp", r.Addr().String())
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = c.Close() })
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	return c
}

// ask sends a line and returns the answer.
func ask(t *testing.T, c net.Conn, line string) string {
	t.Helper()
	if _, err := io.WriteString(c, line+"\n"); err != nil {
		return err.Error()
	}
	answer, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		return err.Error()
	}
	return strings.TrimSuffix(answer, "\n")
}

func (r *rig) secure() net.Conn {
	return tls.Client(r.dial(), &tls.Config{RootCAs: r.roots, ServerName: "localhost", MinVersion: tls.VersionTLS12})
}

func TestBothOnOnePort(t *testing.T) {
	t.Parallel()
	r := newRig(t, Options{})
	if got := ask(t, r.dial(), "plain"); got != "hello plain" {
		t.Errorf("plain: %q", got)
	}
	if _, ok := (<-r.given).(*tls.Conn); ok {
		t.Error("a plain connection is given out as TLS")
	}
	if got := ask(t, r.secure(), "secure"); got != "hello secure" {
		t.Errorf("TLS: %q", got)
	}
	c, ok := (<-r.given).(*tls.Conn)
	if !ok {
		t.Fatal("TLS is not given out as such")
	}
	inner, ok := c.NetConn().(interface{ NetConn() net.Conn })
	if !ok {
		t.Fatalf("%T hides the connection", c.NetConn())
	}
	if _, ok := inner.NetConn().(*net.TCPConn); !ok {
		t.Errorf("%T is no connection of the system", inner.NetConn())
	}
}

func TestSilentOnesHoldUpNobody(t *testing.T) {
	t.Parallel()
	r := newRig(t, Options{Max: 4})
	var silent []net.Conn
	for range 20 {
		silent = append(silent, r.dial())
	}
	for range 3 {
		if got := ask(t, r.dial(), "plain"); got != "hello plain" {
			t.Errorf("plain: %q", got)
		}
	}
	if got := ask(t, r.secure(), "secure"); got != "hello secure" {
		t.Errorf("TLS: %q", got)
	}
	if _, err := silent[0].Read(make([]byte, 1)); err == nil {
		t.Error("the oldest silent connection is still open")
	}
}

func TestSilenceHasAnEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t, Options{FirstByte: 20 * time.Millisecond})
	if _, err := r.dial().Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("got %v, want the end of the connection", err)
	}
}

func TestOnesTooManyWait(t *testing.T) {
	t.Parallel()
	r := newRig(t, Options{Max: 1})
	first := r.dial()
	if got := ask(t, first, "first"); got != "hello first" {
		t.Fatal(got)
	}
	second := r.dial()
	if _, err := io.WriteString(second, "second\n"); err != nil {
		t.Fatal(err)
	}
	_ = second.SetReadDeadline(time.Now().Add(30 * time.Millisecond))
	if n, err := second.Read(make([]byte, 1)); n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("the second was served beside the first: %v", err)
	}
	_ = (<-r.given).Close()
	_ = second.SetReadDeadline(time.Now().Add(10 * time.Second))
	if got, err := bufio.NewReader(second).ReadString('\n'); got != "hello second\n" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestClose(t *testing.T) {
	t.Parallel()
	r := newRig(t, Options{})
	silent := r.dial()
	if got := ask(t, r.dial(), "x"); got != "hello x" { // the silent one was accepted before it
		t.Fatal(got)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if err := <-r.ended; !errors.Is(err, net.ErrClosed) {
		t.Errorf("Accept: %v", err)
	}
	if _, err := silent.Read(make([]byte, 1)); err == nil {
		t.Error("the silent connection is still open")
	}
	if err := r.Close(); err != nil {
		t.Errorf("again: %v", err)
	}
}

func TestErrorsAreHandedOn(t *testing.T) {
	t.Parallel()
	temporary := errors.New("too many open files")
	inner := &failing{errs: []error{temporary, net.ErrClosed}}
	l := New(inner, Options{TLS: &tls.Config{MinVersion: tls.VersionTLS12}})
	for _, want := range []error{temporary, net.ErrClosed} {
		if _, err := l.Accept(); !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
	if err := l.Close(); err != nil || !inner.closed {
		t.Errorf("%v", err)
	}
}

type failing struct {
	net.Listener
	errs   []error
	closed bool
}

func (f *failing) Accept() (net.Conn, error) {
	err := f.errs[0]
	f.errs = f.errs[1:]
	return nil, err
}

func (f *failing) Close() error { f.closed = true; return nil }
