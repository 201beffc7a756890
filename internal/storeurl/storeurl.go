// Package storeurl reads the URLs that name a store of notifications in a
// database. It knows no database and connects to none.
package storeurl

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// ErrPassword is the error of a URL that holds a password. It would be in the
// list of processes, in a configuration that is shown, or in a log.
var ErrPassword = errors.New("the URL of the store holds a password, which every user of this machine could read")

// Is reports whether a store is named by the URL of a database, and not by a
// directory.
func Is(store string) bool {
	scheme, _, ok := strings.Cut(store, "://")
	return ok && (strings.EqualFold(scheme, "postgres") || strings.EqualFold(scheme, "postgresql"))
}

// Parse reads a URL such as postgres://user@host1,host2/database?sslmode=require.
// It may have several hosts. One with a password is ErrPassword, and no error
// repeats the URL.
func Parse(text string) (*url.URL, error) {
	if !Is(text) {
		return nil, errors.New("the URL of a store begins with postgres://")
	}
	// net/url reads one host.
	begin, end := hostPart(text)
	hosts := text[begin:end]
	first, _, several := strings.Cut(hosts, ",")
	u, err := url.Parse(text[:begin] + first + text[end:])
	if err != nil {
		var e *url.Error
		if strings.Contains(text, "@") || strings.Contains(text, "password") || !errors.As(err, &e) {
			return nil, errors.New("the URL of the store cannot be read (it is not shown, since a password may be in it)")
		}
		return nil, fmt.Errorf("the URL of the store cannot be read: %w", e.Err)
	}
	query := u.Query()
	if _, given := u.User.Password(); given || query.Has("password") || query.Has("sslpassword") {
		return nil, ErrPassword
	}
	if several {
		u.Host = hosts
	}
	return u, nil
}

// hostPart is where the hosts are in a URL.
func hostPart(text string) (begin, end int) {
	begin = strings.Index(text, "://") + len("://")
	end = len(text)
	if n := strings.IndexAny(text[begin:], "/?#"); n >= 0 {
		end = begin + n
	}
	if n := strings.LastIndexByte(text[begin:end], '@'); n >= 0 {
		begin += n + 1
	}
	return begin, end
}
