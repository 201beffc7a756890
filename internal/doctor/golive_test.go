package doctor

import "testing"

func ready() GoLive {
	return GoLive{
		Paid: "P1", Failed: "P2", AcknowledgedPaid: "N1", AcknowledgedFailed: "N2", Duplicate: "N1", Refunded: "R1",
		Profile: "live", Live: true, KeysUsable: true, NotifyURL: "https://shop.example/payNotify",
	}
}

func severity(t *testing.T, list []Finding, check string) Severity {
	t.Helper()
	for _, f := range list {
		if f.Check == check {
			return f.Severity
		}
	}
	t.Fatalf("there is no check %s", check)
	return ""
}

func TestGoLive(t *testing.T) {
	list := ready().Check()
	if n := Count(list, Warning) + Count(list, Error); n != 0 {
		t.Errorf("%d points are open: %+v", n, list)
	}
	if Count(list, Skipped) == 0 {
		t.Error("nothing is left to a person")
	}
	for check, spoil := range map[string]func(*GoLive){
		"paid":                func(g *GoLive) { g.Paid = "" },
		"failed":              func(g *GoLive) { g.Failed = "" },
		"acknowledged-paid":   func(g *GoLive) { g.AcknowledgedPaid = "" },
		"acknowledged-failed": func(g *GoLive) { g.AcknowledgedFailed = "" },
		"duplicate":           func(g *GoLive) { g.Duplicate = "" },
		"refund":              func(g *GoLive) { g.Refunded = "" },
		"production":          func(g *GoLive) { g.KeysUsable = false },
		"live-guard":          func(g *GoLive) { g.LiveAllow = true },
		"notify-url":          func(g *GoLive) { g.NotifyURL = "http://shop.example/n" },
	} {
		g := ready()
		spoil(&g)
		list := g.Check()
		if got := severity(t, list, check); got != Warning {
			t.Errorf("%s: %s, want a warning", check, got)
		}
		if n := Count(list, Warning); n != 1 {
			t.Errorf("%s: %d warnings, want one", check, n)
		}
	}
	g := ready()
	g.Live = false
	if got := severity(t, g.Check(), "production"); got != Warning {
		t.Errorf("a profile for the sandbox: %s", got)
	}
	g.NotifyURL = ""
	if got := severity(t, g.Check(), "notify-url"); got != Skipped {
		t.Errorf("no notification URL: %s", got)
	}
}

func TestUnreachable(t *testing.T) {
	for url, want := range map[string]bool{
		"https://shop.example/payNotify": false, "https://203.0.113.9/n": false,
		"http://shop.example/n": true, "https://localhost/n": true, "https://127.0.0.1/n": true, "https://10.1.2.3/n": true,
		"https://192.168.0.7/n": true, "https://shop/n": true, "https://[::1]/n": true, "https://[fe80::1]/n": true,
		"https://u:p@shop.example/n": true, "shop.example/n": true, "https://0.0.0.0/n": true, "": true, "https://%zz": true,
	} {
		if got := unreachable(url) != ""; got != want {
			t.Errorf("%s: unreachable %v, want %v", url, got, want)
		}
	}
}
