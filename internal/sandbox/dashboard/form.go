package dashboard

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"

	"github.com/antom-cli/antom/internal/sandbox"
)

// formError is a mistake in a form.
type formError struct{ text string }

func (e *formError) Error() string { return e.text }

func isMistake(err error) bool {
	var form *formError
	return errors.As(err, &form) || sandbox.IsMistake(err)
}

// token is what only a page of ours can know: no other site can make the browser send
// a form with it.
func (d *Dashboard) token() string {
	mac := hmac.New(sha256.New, d.Secret)
	mac.Write([]byte("form"))
	return hex.EncodeToString(mac.Sum(nil))
}

// ownForm reports whether a form was sent by a page of ours. Browsers also say where a
// form comes from; other programs need not.
func (d *Dashboard) ownForm(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" {
		return false
	}
	if origin := r.Header.Get("Origin"); origin != "" {
		u, err := url.Parse(origin)
		if err != nil || u.Host != r.Host {
			return false
		}
	}
	return hmac.Equal([]byte(r.PostForm.Get("token")), []byte(d.token()))
}
