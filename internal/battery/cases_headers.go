package battery

import (
	"strconv"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/notification"
)

// headerCases are other spellings of the same headers.
func headerCases() []Case {
	const (
		form  = "split the signature header by the names of its parts, trim spaces, and decode the URL encoding, but keep + as it is"
		clock = "verify with the exact text of request-time, in any format"
		names = "find headers by name in any case, as HTTP requires"
	)
	rewritten := func(text func(value string) string) func(*kit) []*notification.Request {
		return func(k *kit) []*notification.Request {
			r := k.withSpecials(k.payment())
			if k.err != nil {
				return nil
			}
			return resign(r, text(r.Signature.Encoded()))
		}
	}
	renamed := func(change func(string) string) func(*kit) []*notification.Request {
		return func(k *kit) []*notification.Request {
			r := k.signed(k.payment())
			r.Rename(change)
			return one(r)
		}
	}
	timed := func(text func(time.Time) string) func(*kit) []*notification.Request {
		return func(k *kit) []*notification.Request {
			return one(k.signedAt(k.payment(), text(k.maker.Now())))
		}
	}
	return []Case{
		{Name: "header-names-upper", Summary: "header names in upper case", fix: names, build: renamed(strings.ToUpper)},
		{Name: "header-names-title", Summary: "header names such as Client-Id", fix: names, build: renamed(upperFirst)},
		{Name: "signature-unescaped", Summary: "the signature is plain Base64, with + and /", fix: form, build: func(k *kit) []*notification.Request {
			r := k.withSpecials(k.payment())
			return resign(r, "algorithm=RSA256,keyVersion=1,signature="+bare(r))
		}},
		{Name: "signature-lower-hex", Summary: "the signature is URL-encoded with lower-case digits (%2b)", fix: form, build: rewritten(func(v string) string {
			return "algorithm=RSA256,keyVersion=1,signature=" + strings.NewReplacer("%2B", "%2b", "%2F", "%2f", "%3D", "%3d").Replace(v)
		})},
		{Name: "signature-blanks", Summary: "there are spaces after the commas", fix: form, build: rewritten(func(v string) string {
			return "algorithm=RSA256, keyVersion=1, signature=" + v
		})},
		{Name: "signature-order", Summary: "the parts are in another order", fix: form, build: rewritten(func(v string) string {
			return "signature=" + v + ",keyVersion=1,algorithm=RSA256"
		})},
		{Name: "time-milliseconds", Summary: "request-time in milliseconds since 1970", fix: clock, build: timed(func(t time.Time) string {
			return strconv.FormatInt(t.UnixMilli(), 10)
		})},
		{Name: "time-offset", Summary: "request-time with an offset (+08:00)", fix: clock, build: timed(func(t time.Time) string {
			return t.In(time.FixedZone("", 8*60*60)).Format(time.RFC3339)
		})},
		{Name: "content-type-charset", Summary: "the content type names its charset",
			fix: "accept application/json with any parameters", build: func(k *kit) []*notification.Request {
				r := k.signed(k.payment())
				r.Set("content-type", notification.ContentType+"; charset=UTF-8")
				return one(r)
			}},
	}
}

// upperFirst writes a header name as most servers show it: Client-Id.
func upperFirst(name string) string {
	parts := strings.Split(name, "-")
	for i, p := range parts {
		if p != "" {
			parts[i] = strings.ToUpper(p[:1]) + strings.ToLower(p[1:])
		}
	}
	return strings.Join(parts, "-")
}
