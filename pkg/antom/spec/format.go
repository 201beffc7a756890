package spec

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// The formats that fields have.
const (
	formatDateTime = "iso8601-datetime"
	formatCurrency = "iso4217"
	formatCountry  = "iso3166-1-alpha2"
	formatEmail    = "email"
	formatIP       = "ip"
	formatURL      = "url"
	formatDigits   = "digits"
	formatPair     = "CCC/CCC"
)

// The ids of the rules about formats.
const (
	ruleDateTime = "datetime"
	ruleCurrency = "currency"
	ruleListed   = "currency-unlisted"
	ruleCountry  = "country"
	ruleEmail    = "email"
	ruleIP       = "ip"
	ruleURL      = "url"
	ruleHTTPS    = "url-https"
)

// currencyPage lists the currencies that Antom takes.
const currencyPage = "docs.antom.com/ac/ref/cc"

// format checks a value against the format of its field.
func (c *checker) format(f *Field, s string) {
	switch f.Format {
	case formatDateTime:
		c.dateTime(f, s)
	case formatCurrency:
		c.currency(f, s)
	case formatCountry:
		c.country(f, s)
	case formatEmail:
		if !email(s) {
			c.reportField(f, ruleEmail, fmt.Sprintf("%q is not an e-mail address", s), "")
		}
	case formatIP:
		c.ip(f, s)
	case formatURL:
		c.url(f, s)
	case formatPair:
		c.pair(f, s)
	}
}

// parseTime parses a time in ISO 8601 with an offset from UTC.
func parseTime(s string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, s)
	return t, err == nil
}

// dateTime checks a time and tells the commonest mistake, a missing offset,
// from the other ones.
func (c *checker) dateTime(f *Field, s string) {
	if _, ok := parseTime(s); ok {
		return
	}
	if _, err := time.Parse("2006-01-02T15:04:05", s); err == nil {
		c.reportField(f, ruleDateTime, "has no offset from UTC; end it with Z or with an offset such as +08:00", s+"Z")
		return
	}
	if t, err := time.Parse("2006-01-02T15:04:05-0700", s); err == nil {
		right := t.Format(time.RFC3339)
		c.reportField(f, ruleDateTime, fmt.Sprintf("%q has an offset without a colon; write %s", s, right), right)
		return
	}
	nearest := ""
	for _, layout := range []string{"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 -0700", "2006-01-02T15:04Z07:00"} {
		if t, err := time.Parse(layout, s); err == nil {
			nearest = t.Format(time.RFC3339)
		}
	}
	c.reportField(f, ruleDateTime, fmt.Sprintf("%q is not an ISO 8601 time such as 2024-01-20T08:51:06+08:00", s), nearest)
}

func (c *checker) currency(f *Field, s string) {
	found, ok := FindCurrency(s)
	if !ok {
		names := make([]string, len(currencies))
		for i := range currencies {
			names[i] = currencies[i].Code
		}
		c.reportField(f, ruleCurrency, fmt.Sprintf("%q is not an ISO 4217 currency code", s), Nearest(s, names))
		return
	}
	if !found.Listed && c.request {
		c.report(ruleListed, Warning, s+" is not among the currencies that Antom lists", "", currencyPage)
	}
}

func (c *checker) pair(f *Field, s string) {
	from, to, ok := strings.Cut(s, "/")
	_, okFrom := FindCurrency(from)
	_, okTo := FindCurrency(to)
	if !ok || !okFrom || !okTo {
		c.reportField(f, ruleCurrency, fmt.Sprintf("%q is not a pair of currency codes such as USD/HKD", s), "")
	}
}

func (c *checker) country(f *Field, s string) {
	if IsRegion(s) {
		return
	}
	upper := strings.ToUpper(s)
	nearest := RightRegion(upper)
	if IsRegion(upper) {
		nearest = upper
	}
	c.reportField(f, ruleCountry, fmt.Sprintf("%q is not an ISO 3166-1 country code of two capital letters", s), nearest)
}

// email accepts what looks like an address. Only Antom can know whether it is
// one.
func email(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	return ok && local != "" && domain != "" && !strings.ContainsAny(s, " \t\r\n<>,;") &&
		!strings.Contains(domain, "@") && !strings.HasPrefix(domain, ".") && !strings.HasSuffix(domain, ".")
}

func (c *checker) ip(f *Field, s string) {
	addr, err := netip.ParseAddr(s)
	if err == nil && addr.Zone() == "" {
		return
	}
	if plain := withoutLeadingZeros(s); plain != "" {
		c.report(ruleIP, Warning, fmt.Sprintf("%q has leading zeros, which programs read in different ways", s), plain, f.Source)
		return
	}
	c.reportField(f, ruleIP, fmt.Sprintf("%q is not an IP address", s), "")
}

// withoutLeadingZeros returns an IPv4 address without the zeros before its
// numbers, "" when that does not make it one.
func withoutLeadingZeros(s string) string {
	parts := strings.Split(s, ".")
	for i, p := range parts {
		parts[i] = strings.TrimLeft(p, "0")
		if p != "" && parts[i] == "" {
			parts[i] = "0"
		}
	}
	plain := strings.Join(parts, ".")
	if addr, err := netip.ParseAddr(plain); err != nil || !addr.Is4() {
		return ""
	}
	return plain
}

// url checks an address. The buyer may be sent to an app's scheme; Antom itself
// can only reach http and https.
func (c *checker) url(f *Field, s string) {
	scheme, rest, ok := strings.Cut(s, "://")
	u, err := url.Parse(s)
	switch {
	case c.request && HasUserInfo(s):
		c.reportField(f, ruleURL, "has a user name or password before its host, which would end in logs; leave it out", "")
	case strings.ContainsAny(s, " \t\r\n"):
		c.reportField(f, ruleURL, fmt.Sprintf("%q holds spaces or line ends", s), "")
	case !ok:
		c.reportField(f, ruleURL, fmt.Sprintf("%q is not a full URL: it must begin with https://", s), absolute(s))
	case err != nil || scheme == "":
		c.reportField(f, ruleURL, fmt.Sprintf("%q is not a URL", s), "")
	case !web(scheme) && c.request && !appSchemeAllowed(f):
		c.reportField(f, ruleURL, fmt.Sprintf("%q must begin with https:// or http://", s), "")
	case web(scheme) && u.Host == "":
		c.reportField(f, ruleURL, fmt.Sprintf("%q has no host", s), "")
	case c.request && strings.EqualFold(scheme, "http") && adviseHTTPS(f) && !Loopback(u.Hostname()):
		c.report(ruleHTTPS, Warning, "is not encrypted; https is advised", "https://"+rest, apmGuide)
	}
}

// HasUserInfo reports whether an address has a user name or password before its
// host, as in https://user:password@shop.example/. It also finds one in a text
// that is no valid URL, since a message about that must not repeat a password.
func HasUserInfo(address string) bool {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		rest = address
	} else if !web(strings.TrimSpace(scheme)) {
		return false
	}
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		rest = rest[:end]
	}
	return strings.Contains(rest, "@")
}

func web(scheme string) bool {
	return strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")
}

// appSchemeAllowed reports whether an app's own scheme makes sense for a field.
func appSchemeAllowed(f *Field) bool {
	return f.Name == "paymentRedirectUrl" || f.Name == "authRedirectUrl"
}

// adviseHTTPS reports whether payment data travel to the address.
func adviseHTTPS(f *Field) bool {
	return f.Name == "paymentRedirectUrl" || f.Name == "authRedirectUrl" || strings.HasSuffix(f.Name, "NotifyUrl")
}

// absolute completes an address that only lacks its scheme.
func absolute(s string) string {
	host, _, _ := strings.Cut(s, "/")
	if !strings.Contains(host, ".") || strings.HasPrefix(host, ".") {
		return ""
	}
	if _, err := url.Parse("https://" + s); err != nil {
		return ""
	}
	return "https://" + s
}
