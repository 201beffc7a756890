package notification

import (
	"context"
	"crypto"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/antom-cli/antom/internal/httpserve"
	"github.com/antom-cli/antom/pkg/antom"
)

// ContentType is that of a notification.
const ContentType = "application/json"

// A Sender signs notifications.
type Sender struct {
	// Key stands for Antom's private key.
	Key crypto.Signer
	// KeyVersion is named in the signature header; "" means "1".
	KeyVersion string
	// ClientID is the merchant that the notification is for.
	ClientID string
	// UserAgent is sent along; it may be empty.
	UserAgent string
}

// A Header is one line of a request's head, its name in the case in which it is sent.
type Header struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// A Request is a signed notification as it is sent. It may be changed before:
// that breaks it, which is what tests want.
type Request struct {
	Method string
	URL    *url.URL
	Header []Header
	Body   []byte
	// Message is what was signed, and Signature its signature.
	Message   antom.Message
	Signature antom.Signature
	// Pace is how the body is sent.
	Pace Pace
}

// A Pace is how a body is sent. The zero value sends it at once.
type Pace struct {
	// Piece, if not 0, sends pieces of so many bytes, with a pause after each.
	Piece int
	Pause time.Duration
	// Chunked leaves out Content-Length and uses the chunked transfer coding.
	Chunked bool
}

// ParseTarget reads the URL of an endpoint. Antom calls plain http and https
// addresses, so anything else is an error.
func ParseTarget(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		// The text of url.Parse repeats the URL, and with it a password.
		return nil, errors.New("it is not a URL")
	case u.Scheme != "http" && u.Scheme != "https" || u.Opaque != "":
		return nil, errors.New("it must begin with http:// or https://")
	case u.Hostname() == "":
		return nil, errors.New("it has no host")
	case !utf8.ValidString(text):
		return nil, errors.New("it has bytes that are not UTF-8: write them as %XX")
	case u.User != nil:
		return nil, errors.New("it has a user name or a password, which Antom does not send")
	case strings.Contains(text, "#"):
		return nil, errors.New("it has a fragment (#): that part is never sent")
	}
	return u, nil
}

// TimeText is the text of request-time for a time: ISO 8601 in UTC.
func TimeText(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Sign makes the request that brings body to target. at is the text of
// request-time, see TimeText.
func (s Sender) Sign(target *url.URL, body []byte, at string) (*Request, error) {
	return s.SignMessage(target, antom.Message{
		Method: http.MethodPost, Path: target.RequestURI(), ClientID: s.ClientID, Time: at, Body: body,
	})
}

// SignMessage makes the request that brings m to target, whatever path m names.
func (s Sender) SignMessage(target *url.URL, m antom.Message) (*Request, error) {
	signature, err := antom.Sign(s.Key, s.KeyVersion, m)
	if err != nil {
		return nil, fmt.Errorf("signing the notification: %w", err)
	}
	r := &Request{
		Method: m.Method, URL: target, Body: m.Body, Message: m, Signature: signature,
		Header: []Header{
			{antom.HeaderClientID, m.ClientID},
			{"content-type", ContentType},
			{antom.HeaderRequestTime, m.Time},
			{antom.HeaderSignature, signature.Header()},
		},
	}
	if s.UserAgent != "" {
		r.Header = append(r.Header, Header{"User-Agent", s.UserAgent})
	}
	return r, nil
}

// Get returns the value of a header, "" if it is not there.
func (r *Request) Get(name string) string {
	value, _ := httpserve.HeaderValue(r.Header, name)
	return value
}

// Set changes the value of a header that is there.
func (r *Request) Set(name, value string) {
	for i := range r.Header {
		if strings.EqualFold(r.Header[i].Name, name) {
			r.Header[i].Value = value
		}
	}
}

// Drop leaves out a header.
func (r *Request) Drop(name string) { r.Header = httpserve.WithoutHeader(r.Header, name) }

// Rename changes the case of the names of all headers.
func (r *Request) Rename(change func(string) string) {
	for i := range r.Header {
		// Go adds a header of its own unless it finds this one so written.
		if r.Header[i].Name != "User-Agent" {
			r.Header[i].Name = change(r.Header[i].Name)
		}
	}
}

// HTTP returns the request of net/http, with the headers' names as they are. sleep
// makes the pauses between pieces of a body; nil makes none.
func (r *Request) HTTP(ctx context.Context, sleep func(context.Context, time.Duration) error) *http.Request {
	out := (&http.Request{
		Method: r.Method, URL: r.URL, Host: r.URL.Host, Header: http.Header{},
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}).WithContext(ctx)
	for _, h := range r.Header {
		out.Header[h.Name] = append(out.Header[h.Name], h.Value)
	}
	if _, ok := out.Header["User-Agent"]; !ok {
		out.Header["User-Agent"] = nil
	}
	out.ContentLength = int64(len(r.Body))
	if r.Pace.Chunked {
		out.ContentLength = -1
	}
	if len(r.Body) > 0 {
		out.Body = r.Pace.reader(ctx, r.Body, sleep)
	}
	return out
}
