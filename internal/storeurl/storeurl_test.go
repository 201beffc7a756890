package storeurl

import (
	"errors"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for text, host := range map[string]string{
		"postgres://shop@db.example:5433/antom":                              "db.example:5433",
		"postgresql://shop@h1,h2:5433/antom?target_session_attrs=read-write": "h1,h2:5433",
		"postgres:///antom?host=/run/postgresql":                             "",
		"POSTGRES://[::1]/antom":                                             "[::1]",
	} {
		u, err := Parse(text)
		if err != nil || u.Host != host {
			t.Errorf("%s: %v, %v", text, u, err)
		}
	}
}

func TestParseRefusesPasswords(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"postgres://shop:s3cret@h/db", "postgres://shop:@h/db", "postgres://shop:s3cret@h1,h2/db", "postgres://shop@h/db?password=s3cret", "postgres://h/db?sslpassword=s3cret",
	} {
		if _, err := Parse(text); !errors.Is(err, ErrPassword) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{"mysql://shop@h/db", "/var/lib/s3cret", "postgres://shop:s3%cret@h/db", "postgres://shop:s3cret@h:port/db", "postgres://h:s3cret/db?password=%zz"} {
		_, err := Parse(text)
		if err == nil || strings.Contains(err.Error(), "s3cret") || strings.Contains(err.Error(), "s3%cret") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("postgres://u@h1,h2:5/db?x=y")
	f.Add("postgres://u:p@h/db")
	f.Fuzz(func(t *testing.T, text string) {
		u, err := Parse(text)
		if (err == nil) == (u == nil) {
			t.Errorf("%v, %v", u, err)
		}
		if err == nil && u.Query().Has("password") {
			t.Errorf("%q has a password", text)
		}
	})
}
