package doctor

import (
	"net"
	"net/url"
	"strings"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// GroupGoLive is the group of the check list for production.
const GroupGoLive = "Going live"

// GoLive is what is known about readiness for production. Each text says what
// proves the point, such as an id and where it was seen; "" means nothing does.
type GoLive struct {
	Paid, Failed                             string // a payment with that final result
	AcknowledgedPaid, AcknowledgedFailed     string // a notification of it that the application acknowledged
	Duplicate                                string // a notification that the application acknowledged twice
	Refunded                                 string
	Profile                                  string
	Live, LiveAllow, KeysUsable, KeysMissing bool // of the profile
	NotifyURL                                string
}

// Check returns the check list: OK is proved, Warning is not yet, and Skipped is
// what only a person can check.
func (g GoLive) Check() []Finding {
	list := []Finding{
		proof("paid", "a payment was paid", g.Paid, "no payment that was paid is known",
			"create one, and pay it on its page: antom pay --local --amount 12.34 --currency HKD --method ALIPAY_HK --wait --open"),
		proof("failed", "a payment failed", g.Failed, "no payment that failed is known",
			"let one fail in the simulator: antom sandbox decline --last"),
		proof("acknowledged-paid", "the application acknowledged a notification of a paid payment", g.AcknowledgedPaid,
			"no acknowledgement of a paid payment is known", "start your application, then: antom dev --forward 3000/payNotify"),
		proof("acknowledged-failed", "the application acknowledged a notification of a failed payment", g.AcknowledgedFailed,
			"no acknowledgement of a failed payment is known", "start your application, then: antom dev --forward 3000/payNotify"),
		proof("duplicate", "the application acknowledged the same notification twice", g.Duplicate,
			"no repeated notification is known", "send one again to your application: antom webhook replay --last --to http://localhost:3000/payNotify"),
		proof("refund", "a refund was accepted", g.Refunded, "no refund is known",
			"refund a payment in the simulator: antom refund --local --last"),
	}
	list = append(list, g.account(), g.guard(), g.notifyURL())
	for _, p := range []struct{ check, what string }{
		{"test-cases", "pass the test cases of the Dashboard (Developer > Test case)"},
		{"dashboard-url", "the notification URL is set in the Dashboard in live mode, and can be reached from the internet"},
		{"result-page", "the result page shows what inquiryPayment says (antom practices result-page)"},
		{"handler", "your application passes the tests of its endpoint (antom webhook test URL)"},
		{"reconciliation", "somebody compares Antom's files with the orders every day (antom reconcile FILE)"},
	} {
		list = append(list, Finding{Group: GroupGoLive, Check: p.check, Severity: Skipped, What: "for you to check: " + p.what})
	}
	return list
}

// proof is a point that something recorded proves.
func proof(check, proved, by, open, fix string) Finding {
	if by == "" {
		return warning(GroupGoLive, check, open, "", fix)
	}
	return ok(GroupGoLive, check, proved, by)
}

func (g GoLive) account() Finding {
	const check = "production"
	switch {
	case !g.Live:
		return warning(GroupGoLive, check, "the profile is not one for production", g.Profile,
			"make one with the client id, the domain and the keys of the live mode: antom init --profile live")
	case g.KeysMissing || !g.KeysUsable:
		return warning(GroupGoLive, check, "the keys of production are missing or cannot be used", g.Profile, "see the group Keys above")
	}
	return ok(GroupGoLive, check, "the profile has the client id and the keys of production", g.Profile)
}

func (g GoLive) guard() Finding {
	const check = "live-guard"
	if g.LiveAllow {
		return warning(GroupGoLive, check, "every command may move real money without --live", "live: allow", "antom config set live deny")
	}
	return ok(GroupGoLive, check, "commands that move real money need --live", "")
}

func (g GoLive) notifyURL() Finding {
	const check, fix = "notify-url", "antom config set defaults.paymentNotifyUrl https://shop.example/payNotify"
	if g.NotifyURL == "" {
		return skipped(GroupGoLive, check, "the profile sets no notification URL: every request needs paymentNotifyUrl, or the Dashboard has one")
	}
	problem := unreachable(g.NotifyURL)
	if problem == "" {
		return ok(GroupGoLive, check, "the notification URL of the profile is one that Antom can reach", g.NotifyURL)
	}
	return warning(GroupGoLive, check, "the notification URL of the profile "+problem, "", fix)
}

// unreachable says why Antom cannot send to a URL, or should not; "" if nothing speaks
// against it.
func unreachable(text string) string {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Hostname() == "":
		return "is not a URL with a host"
	case u.Scheme != "https":
		return "does not begin with https"
	case u.User != nil:
		return "contains a user name"
	case spec.Loopback(u.Hostname()) || !strings.Contains(u.Hostname(), ".") && !strings.Contains(u.Hostname(), ":"):
		return "leads to this machine or network only"
	}
	if ip := net.ParseIP(u.Hostname()); ip != nil && (ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsUnspecified()) {
		return "leads to a private network"
	}
	return ""
}
