package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/httpclient"
	"github.com/antom-cli/antom/internal/neterr"
	"github.com/antom-cli/antom/internal/sandbox/fault"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

const (
	// dialTimeout is how long Dial waits for a sign of life: on one machine it
	// comes at once or not at all.
	dialTimeout = time.Second
	// remoteTimeout is how long one call of the control interface may take; the
	// longest is Notify.
	remoteTimeout = notifyWait + 3*time.Second
	// maxAnnouncement and maxAnswer limit what is read, in bytes.
	maxAnnouncement = 64 << 10
	maxAnswer       = 64 << 20
)

// ErrNotRunning says that no process serves the state directory.
var ErrNotRunning = errors.New("no simulator is running")

// Remote controls a simulator that another process serves.
type Remote struct {
	url       string
	token     string
	client    *http.Client
	transport *http.Transport
	memory    bool
}

// Dial finds the process that serves a state directory. The error is
// ErrNotRunning when there is none; a file that a killed one left behind makes
// no difference.
func Dial(ctx context.Context, dir string) (*Remote, error) {
	if dir == "" {
		return nil, ErrNotRunning
	}
	a, err := readAnnouncement(dir)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotRunning, err)
	}
	transport := httpclient.NewTransport(httpclient.Options{Direct: true, OneShot: true}) // never through a proxy: it is this machine
	transport.DialContext = dialing(transport.DialContext, a.URL)
	r := &Remote{url: a.URL, token: a.Token, memory: a.Memory, transport: transport, client: &http.Client{
		Transport: transport, Timeout: remoteTimeout,
		CheckRedirect: httpclient.StayHere,
	}}
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	var h health
	if err := r.do(ctx, http.MethodGet, "health", nil, &h); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotRunning, err)
	}
	if h.Session != a.Session {
		return nil, fmt.Errorf("%w: another program responds at %s", ErrNotRunning, a.URL)
	}
	return r, nil
}

// dialing connects to the host of a URL, whatever address is called.
func dialing(dial dialFunc, to string) dialFunc {
	host := strings.TrimPrefix(to, "http://")
	return func(ctx context.Context, network, _ string) (net.Conn, error) { return dial(ctx, network, host) }
}

type dialFunc = func(ctx context.Context, network, address string) (net.Conn, error)

// Transport carries HTTP requests to the simulator, whatever host they name: never
// through a proxy, as it is on this machine. No connection is kept open, which would hold
// up the other process when it stops.
func (r *Remote) Transport() http.RoundTripper { return r.transport }

// URL is the address of the simulator, such as "http://127.0.0.1:8964".
func (r *Remote) URL() string { return r.url }

// GatewayURL is the loopback address that clients of this machine call through Transport:
// over plain HTTP they call no other, and the simulator may be served at another one.
func (r *Remote) GatewayURL() string {
	u, err := url.Parse(r.url)
	if err != nil || spec.LoopbackAddress(u.Hostname()) {
		return r.url
	}
	return "http://" + net.JoinHostPort("127.0.0.1", u.Port())
}

// InMemory reports that the simulator keeps nothing in the state directory, so that
// another one can use it.
func (r *Remote) InMemory() bool { return r.memory }

// Pay makes a payment succeed.
func (r *Remote) Pay(ctx context.Context, id string) (p Payment, err error) {
	err = r.do(ctx, http.MethodPost, withID("pay", id), nothing{}, &p)
	return p, err
}

// PayWith makes a payment of the hosted page succeed.
func (r *Remote) PayWith(ctx context.Context, id, method string) (p Payment, err error) {
	err = r.do(ctx, http.MethodPost, withID("pay", id), choice{Method: &method}, &p)
	return p, err
}

// Decline makes a payment fail.
func (r *Remote) Decline(ctx context.Context, id, code string) (p Payment, err error) {
	err = r.do(ctx, http.MethodPost, withID("decline", id), decline{Code: code}, &p)
	return p, err
}

// Get returns one payment.
func (r *Remote) Get(ctx context.Context, id string) (p Payment, err error) {
	err = r.do(ctx, http.MethodGet, withID("payment", id), nil, &p)
	return p, err
}

// Show returns one payment with what became of it.
func (r *Remote) Show(ctx context.Context, id string) (d Details, err error) {
	err = r.do(ctx, http.MethodGet, withID("details", id), nil, &d)
	return d, err
}

// Reset forgets all payments and sessions.
func (r *Remote) Reset(ctx context.Context) error {
	return r.do(ctx, http.MethodPost, "reset", nothing{}, &nothing{})
}

// Notify sends a notification now.
func (r *Remote) Notify(ctx context.Context, id string) (n Notification, err error) {
	err = r.do(ctx, http.MethodPost, withID("notify", id), nothing{}, &n)
	return n, err
}

// Merchants lists the merchants, the built-in one first.
func (r *Remote) Merchants(ctx context.Context) (list []Merchant, err error) {
	err = r.do(ctx, http.MethodGet, "merchants", nil, &list)
	return list, err
}

// AddMerchant adds a merchant, or changes one.
func (r *Remote) AddMerchant(ctx context.Context, m NewMerchant) (added Merchant, err error) {
	err = r.do(ctx, http.MethodPost, "merchants/add", m, &added)
	return added, err
}

// RemoveMerchant forgets a merchant.
func (r *Remote) RemoveMerchant(ctx context.Context, clientID string) error {
	return r.do(ctx, http.MethodPost, withID("merchants/remove", clientID), nothing{}, &nothing{})
}

// Faults lists what goes wrong.
func (r *Remote) Faults(ctx context.Context) (list []fault.Fault, err error) {
	err = r.do(ctx, http.MethodGet, "faults", nil, &list)
	return list, err
}

// SetFaults puts faults into force.
func (r *Remote) SetFaults(ctx context.Context, faults []fault.Fault) error {
	return r.do(ctx, http.MethodPost, "faults/set", faults, &nothing{})
}

// ClearFaults ends faults and returns how many there were.
func (r *Remote) ClearFaults(ctx context.Context, kind fault.Kind) (count int, err error) {
	err = r.do(ctx, http.MethodPost, withID("faults/clear", string(kind)), nothing{}, &count)
	return count, err
}

// patient is for calls that take longer the more payments there are.
func (r *Remote) patient() *Remote {
	const limit = 2 * time.Minute
	slow, client := *r, *r.client
	client.Timeout, slow.client = limit, &client
	return &slow
}

// withID puts the id into the query, where it may be any text.
func withID(path, id string) string { return path + "?id=" + url.QueryEscape(id) }

// do makes one call and reads its answer into out.
func (r *Remote) do(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("calling the simulator: %w", err)
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, r.url+controlPrefix+path, body)
	if err != nil {
		return fmt.Errorf("calling the simulator: %w", err)
	}
	req.Host = strings.TrimPrefix(r.GatewayURL(), "http://") // the control interface is for this machine
	req.Header.Set(tokenHeader, r.token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := r.client.Do(req)
	if err != nil {
		return fmt.Errorf("calling the simulator: %w", explain(err, req.URL, false))
	}
	defer func() { _ = resp.Body.Close() }() // everything that matters was read
	decoder := json.NewDecoder(io.LimitReader(resp.Body, maxAnswer))
	if resp.StatusCode == http.StatusOK {
		if err := decoder.Decode(out); err != nil {
			return fmt.Errorf("calling the simulator: %w", explain(err, req.URL, true))
		}
		return nil
	}
	var f failure
	if err := decoder.Decode(&f); err != nil || f.Kind == "" {
		return fmt.Errorf("the simulator at %s answered HTTP %d", r.url, resp.StatusCode)
	}
	return f.err()
}

// explain words why a call of the simulator has no response.
func explain(err error, target *url.URL, reading bool) error {
	return neterr.Explain(err, neterr.Peer{Name: "the simulator", URL: target, Limit: remoteTimeout, Reading: reading})
}

// readAnnouncement reads the server file of a state directory.
func readAnnouncement(dir string) (announcement, error) {
	var a announcement
	path := filepath.Join(dir, serverFile)
	data, err := durable.ReadState(path, maxAnnouncement)
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal(data, &a); err != nil {
		return a, fmt.Errorf("reading %s: %w", path, err)
	}
	if a.Schema != announcementSchema {
		return a, fmt.Errorf("%s has schema %d, but this program knows %d", path, a.Schema, announcementSchema)
	}
	u, err := url.Parse(a.URL)
	if err != nil || u.Scheme != "http" || !isOwnAddress(u.Hostname()) {
		return a, fmt.Errorf("%s has an address that is not on this machine: %q", path, a.URL)
	}
	return a, nil
}

// isOwnAddress reports whether a host is an address of this machine. A simulator that
// other machines may call can have one that is no loopback address.
func isOwnAddress(host string) bool {
	if spec.LoopbackAddress(host) {
		return true
	}
	ip := net.ParseIP(host)
	own, err := net.InterfaceAddrs()
	return ip != nil && err == nil && slices.ContainsFunc(own, func(a net.Addr) bool {
		n, ok := a.(*net.IPNet)
		return ok && n.IP.Equal(ip)
	})
}
