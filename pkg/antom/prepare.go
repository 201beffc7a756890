package antom

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

const defaultUserAgent = "antom-go"

// Prepared is a request exactly as Call would send it, apart from the headers
// that belong to the connection (Host, Content-Length, Accept-Encoding).
type Prepared struct {
	Method string
	URL    string // gateway and path
	// Message is what was signed; Message.Content is the canonical content.
	Message Message
	// Header has every header of the request, secrets included; PublicHeader
	// is fit for printing.
	Header http.Header
	// Signature is the one in Header. It is empty with an API key.
	Signature Signature
}

// PublicHeader returns a copy of Header with the API key, the agent token and
// cookies, if there are any, left out.
func (p *Prepared) PublicHeader() http.Header {
	return publicHeader(p.Header)
}

// Prepare makes the request that Call would send now, without sending it: path
// rewritten for the sandbox (see Path), time taken, content signed. The error
// is a *ConfigError or that of the Authenticator, which ctx is for.
func (c *Client) Prepare(ctx context.Context, path string, body []byte) (*Prepared, error) {
	return c.PrepareWith(ctx, path, body, PrepareOptions{})
}

// PrepareOptions fix what Prepare chooses by itself, to reproduce a request.
type PrepareOptions struct {
	Method string // HTTP method; POST when empty, as for every call of Antom's
	Time   string // exact text of the request-time header; the present time when empty
}

// PrepareWith is Prepare with some choices made by the caller.
func (c *Client) PrepareWith(ctx context.Context, path string, body []byte, o PrepareOptions) (*Prepared, error) {
	if o.Method == "" {
		o.Method = http.MethodPost
	}
	if o.Time == "" {
		o.Time = FormatTime(c.now())
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	if err := c.checkRequest(); err != nil {
		return nil, err
	}
	path = Path(c.ClientID, path)
	target := strings.TrimSuffix(c.Gateway, "/") + path
	if err := checkPath(path, target); err != nil {
		return nil, err
	}
	if err := checkEnvironment(c.ClientID, path); err != nil {
		return nil, err
	}
	p := &Prepared{
		Method: o.Method,
		URL:    target,
		Message: Message{
			Method: o.Method, Path: path, ClientID: c.ClientID,
			Time: o.Time, Body: body,
		},
		Header: c.header(),
	}
	if err := c.Auth.Authenticate(ctx, p.Header, &p.Message); err != nil {
		return nil, notAuthenticated(err)
	}
	if header := p.Header.Get(HeaderSignature); header != "" {
		s, err := ParseSignature(header)
		if err != nil {
			return nil, &ConfigError{Reason: ReasonAuth, Detail: "the request was not signed properly", Err: err}
		}
		p.Signature = s
	}
	return p, nil
}

// notAuthenticated is the error of an Authenticator as one that says that nothing
// was sent.
func notAuthenticated(err error) error {
	if !Sent(err) {
		return err
	}
	return &ConfigError{Reason: ReasonAuth, Detail: "the request cannot be authenticated", Err: err}
}

// check refuses what could not be sent as it is signed.
func (o PrepareOptions) check() error {
	if strings.Trim(o.Method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return &ConfigError{Reason: ReasonMethod, Detail: "the HTTP method " + quote(o.Method) + " is not a word in upper case"}
	}
	if !headerSafe(o.Time) {
		return &ConfigError{Reason: ReasonHeader, Detail: "the request time has control characters, or spaces at its start or end"}
	}
	return nil
}

// header returns the headers that every request has.
func (c *Client) header() http.Header {
	h := make(http.Header, 8)
	h.Set("Content-Type", "application/json; charset=UTF-8")
	h.Set(HeaderClientID, c.ClientID)
	agent := c.UserAgent
	if agent == "" {
		agent = defaultUserAgent
	}
	h.Set("User-Agent", agent)
	if token := c.AgentToken.value(); token != "" {
		h.Set(HeaderAgentToken, token)
	}
	for name, values := range c.Header {
		h[http.CanonicalHeaderKey(name)] = values
	}
	return h
}

// checkPath makes sure that the path arrives as it is signed: anything that an
// HTTP client would have to change on the way is refused.
func checkPath(path, target string) error {
	if !strings.HasPrefix(path, "/") {
		return &ConfigError{Reason: ReasonPath, Detail: "the path " + quote(path) + ` must begin with "/", without scheme and host`}
	}
	u, err := url.Parse(target)
	if err != nil || u.RequestURI() != path {
		return &ConfigError{
			Reason: ReasonPath,
			Detail: "the path " + quote(path) + " cannot be sent as it is written: spaces, # and non-ASCII characters must be percent-encoded",
		}
	}
	return nil
}
