package receiver

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/notification"
)

// A Route sends types of notification to an application.
type Route struct {
	// Pattern fits a notifyType such as PAYMENT_RESULT or a notification's name
	// such as notifyPayment, whatever the case; * stands for any characters
	// and ? for one. "*" fits all.
	Pattern string
	// URL is the application. Without a path, or with "/", the path and query
	// of the notification are called, else its own.
	URL string
}

// ParseRoute reads "refund*=http://localhost:3000". A URL without a pattern is
// a route for all. The URL may have a short form: "refund*=3000".
func ParseRoute(s string) (Route, error) {
	r := Route{Pattern: "*", URL: s}
	if pattern, target, ok := strings.Cut(s, "="); ok && !strings.ContainsAny(pattern, ":/") {
		r = Route{Pattern: strings.TrimSpace(pattern), URL: strings.TrimSpace(target)}
	}
	r.URL = notification.CompleteTarget(r.URL)
	return r, r.Check()
}

// Check says what is wrong with a route.
func (r Route) Check() error {
	if r.Pattern == "" {
		return errors.New("the route has no pattern before the =; give one such as refund* or *")
	}
	if _, err := path.Match(strings.ToLower(r.Pattern), ""); err != nil {
		return fmt.Errorf("the pattern %q of the route is malformed: %w", r.Pattern, err)
	}
	_, err := parseTarget(r.URL)
	return err
}

// parseTarget reads a route's URL. An error does not repeat a password.
func parseTarget(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if strings.Contains(text, "@") && (err != nil || u.Hostname() == "") {
		return nil, errors.New("the target is not a complete URL (it is not shown, since a password may be in it); give one such as http://localhost:3000")
	}
	if err != nil {
		var e *url.Error
		if errors.As(err, &e) {
			err = e.Err
		}
		return nil, fmt.Errorf("the target is no URL: %w", err)
	}
	if u.Scheme != "" && u.Host != "" && u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("the target has the scheme %s://; it must be http:// or https://", u.Scheme)
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return nil, fmt.Errorf("the target has the port %s; a port is a number from 1 to 65535", port)
		}
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return nil, fmt.Errorf("the target %q is not complete; give a URL such as http://localhost:3000", withoutUser(u))
	}
	return u, nil
}

// withoutUser is an address for lines, records and messages: a user name and a
// password in it, which may be a token, are left out.
func withoutUser(u *url.URL) string {
	shown := *u
	shown.User = nil
	return shown.String()
}

// Secret reports whether the URL of the route names a user, which may be a secret.
func (r Route) Secret() bool {
	u, err := parseTarget(r.URL)
	return err != nil || u.User != nil
}

// ShownURL is the text of a target without its user name and password; "" for
// none. What is no URL is not repeated.
func ShownURL(target string) string {
	u, err := parseTarget(target)
	if err != nil {
		return ""
	}
	return withoutUser(u)
}

// TargetOf returns the application of the first route that fits a notification.
func TargetOf(routes []Route, r *inbox.Record) (target string, ok bool) {
	route, ok := choose(routes, r.NotifyType, r.Kind)
	return route.URL, ok
}

// choose finds the first route that fits one of the names.
func choose(routes []Route, names ...string) (Route, bool) {
	for _, r := range routes {
		for _, name := range names {
			if inbox.MatchType(r.Pattern, name) {
				return r, true
			}
		}
	}
	return Route{}, false
}
