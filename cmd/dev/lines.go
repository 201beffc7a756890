package dev

import (
	"cmp"
	"fmt"
	"strings"
	"sync"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/cmd/simulator"
	"github.com/antom-cli/antom/cmd/webhook"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/receiver"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
)

// devReady is the ready line of dev: the configuration of an application.
type devReady struct {
	Event                  string `json:"event"`
	URL                    string `json:"url"` // of the gateway
	HTTPSURL               string `json:"httpsUrl"`
	Dashboard              string `json:"dashboard"` // its URL
	ClientID               string `json:"clientId"`
	KeyVersion             string `json:"keyVersion"`
	MerchantPrivateKeyFile string `json:"merchantPrivateKeyFile"`
	AntomPublicKeyFile     string `json:"antomPublicKeyFile"`
	AntomPublicKey         string `json:"antomPublicKey"` // the content of the file, on one line
	AntomKeyFingerprint    string `json:"antomKeyFingerprint"`
	CAFile                 string `json:"caFile,omitempty"`
	WebSDK                 string `json:"webSdk"` // the script's URL
	NotifyURL              string `json:"notifyUrl"`
	ForwardTo              string `json:"forwardTo,omitempty"`
	State                  string `json:"state,omitempty"`
	Store                  string `json:"store,omitempty"`
	Metrics                string `json:"metrics,omitempty"` // their URL

	Forward  []webhook.ForwardTarget `json:"forward,omitempty"`
	Warnings []string                `json:"warnings,omitempty"`
}

// pairs are the configuration of an application for people.
func (r devReady) pairs(t *ui.Theme) []ui.Pair {
	pairs := []ui.Pair{
		{Label: "Gateway", Value: t.Link(r.URL)},
		{Label: "HTTPS", Value: t.Link(r.HTTPSURL)},
		{Label: "Dashboard", Value: t.Link(r.Dashboard)},
		{Label: "Client ID", Value: r.ClientID},
		{Label: "Key version", Value: r.KeyVersion},
		{Label: "Private key", Value: r.MerchantPrivateKeyFile},
		{Label: "Antom's key", Value: r.AntomPublicKeyFile},
		{Label: "Fingerprint", Value: r.AntomKeyFingerprint},
		{Label: "CA file", Value: r.CAFile},
		{Label: "Web SDK", Value: t.Link(r.WebSDK)},
		{Label: "Notify URL", Value: t.Link(r.NotifyURL)},
		{Label: "Metrics", Value: cli.LinkText(t, r.Metrics)},
	}
	for _, f := range r.Forward {
		pairs = append(pairs, ui.Pair{Label: "Forward to", Value: f.Text()})
	}
	return append(pairs, ui.Pair{Label: "State", Value: cmp.Or(r.State, "in memory")}, ui.Pair{Label: "Inbox", Value: cmp.Or(r.Store, "none")})
}

// writeReady writes the ready line, or a block of lines for people.
func (d *devServer) writeReady() {
	env, r := d.env, d.ready
	defer d.flags.simulator.OpenDashboard(env, r.Dashboard)
	if d.output.Format == output.JSON {
		d.log.write(cli.JSONLine(r))
		return
	}
	if d.output.Quiet {
		d.log.write(r.URL)
		return
	}
	webhook.WarnReady(env, d.output, r.Warnings)
	if d.log.listed() {
		return // the list shows it
	}
	t := env.Theme()
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", t.Status(ui.StatusOK, "Simulator and listener ready: no money moves"))
	t.Pairs(&b, env.Streams().Width, cli.NonEmptyPairs(r.pairs(t)))
	d.log.write(b.String())
	if shown := d.flags.listen.Shown.Text(); shown != "" {
		env.Note("shows only notifications of %s", shown)
	}
	env.Hint("make a payment in another terminal: " + makePayment)
	env.Hint("stop it with Ctrl-C")
}

// makePayment is the command that gives the simulator something to do.
const makePayment = "antom pay --local --amount 12.34 --currency HKD --method ALIPAY_HK --open"

// devLog writes one line for each call, delivery and notification.
type devLog struct {
	env       *cli.Env
	json      bool   // each event is one JSON object
	quiet     bool   // no events but the ids of acknowledged notifications
	notifyURL string // the notify URL of the listener in this process

	output output.Options
	list   *webhook.Live // nil: lines are written

	mu     sync.Mutex
	events *webhook.EventWriter
}

func newDevLog(env *cli.Env, o output.Options) *devLog {
	return &devLog{
		env: env, json: o.Format == output.JSON || env.Log != nil, quiet: o.Quiet, output: o,
		events: webhook.NewEventWriter(env, o, webhook.EventOptions{}),
	}
}

// show says which notifications are shown. store is the directory that they are stored
// in, and keyFlags are the flags of webhook verify that select their key.
func (l *devLog) show(f *webhook.ListenFlags, store, keyFlags string) {
	l.events = webhook.NewEventWriter(l.env, l.output, webhook.NewEventOptions(f, store, keyFlags))
}

// showList adds events to a list on the terminal instead of writing lines.
func (l *devLog) showList(live *webhook.Live) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = live
	l.events.Show(live)
}

// listed reports whether events are shown in a list on the terminal.
func (l *devLog) listed() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.list != nil && !l.list.Ended()
}

// observe lets the simulator report its calls, deliveries and problems.
func (l *devLog) observe(o *sandbox.Options) {
	o.OnCall, o.OnNotify = l.logCall, l.logDelivery
	o.OnNotifyError = func(err error) {
		l.logProblem(fmt.Sprintf("the simulator cannot store its notifications: %v", err))
	}
	o.Log = l.logProblem
}

func (l *devLog) logProblem(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.env.Note("%s", text)
}

func (l *devLog) write(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events.Write(text)
}

// logNotification logs a request to the listener.
func (l *devLog) logNotification(e receiver.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events.Print(e)
}

// logCall logs a call of the gateway.
func (l *devLog) logCall(c sandbox.Call) {
	switch {
	case l.json:
		l.write(cli.JSONLine(simulator.NewCallLine(c)))
	case l.listed():
		l.list.Add(callItem(c))
	case !l.quiet:
		l.write(cli.CallText(l.env.Theme(), c))
	}
}

// logDelivery logs a delivery. As text it skips a delivery that the listener of this
// process has answered, because that logs the notification.
func (l *devLog) logDelivery(n sandbox.Notification) {
	last := simulator.LatestAttempt(n)
	switch {
	case l.json:
		l.write(cli.JSONLine(simulator.NewDeliveryLine(n, last)))
	case l.quiet, n.URL == l.notifyURL && last.HTTPStatus != 0:
	case l.listed():
		l.list.Add(deliveryItem(n))
	default:
		l.write(simulator.NotifyText(l.env.Theme(), n))
	}
}
