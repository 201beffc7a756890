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
	ClientID               string `json:"clientId"`
	KeyVersion             string `json:"keyVersion"`
	MerchantPrivateKeyFile string `json:"merchantPrivateKeyFile"`
	AntomPublicKeyFile     string `json:"antomPublicKeyFile"`
	AntomPublicKey         string `json:"antomPublicKey"` // the content of the file, on one line
	CAFile                 string `json:"caFile,omitempty"`
	WebSDK                 string `json:"webSdk"` // the script's URL
	NotifyURL              string `json:"notifyUrl"`
	ForwardTo              string `json:"forwardTo,omitempty"`
	State                  string `json:"state,omitempty"`
	Store                  string `json:"store,omitempty"`
}

// writeReady writes the ready line, or a block of lines for people.
func (d *devServer) writeReady() {
	env, r := d.env, d.ready
	if d.output.Format == output.JSON {
		d.log.write(cli.JSONLine(r))
		return
	}
	if d.output.Quiet {
		d.log.write(r.URL)
		return
	}
	t := env.Theme()
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", t.Status(ui.StatusOK, "Simulator and listener ready: no money moves"))
	t.Pairs(&b, env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
		{Label: "Gateway", Value: t.Link(r.URL)},
		{Label: "HTTPS", Value: t.Link(r.HTTPSURL)},
		{Label: "Client ID", Value: r.ClientID},
		{Label: "Key version", Value: r.KeyVersion},
		{Label: "Private key", Value: r.MerchantPrivateKeyFile},
		{Label: "Antom's key", Value: r.AntomPublicKeyFile},
		{Label: "CA file", Value: r.CAFile},
		{Label: "Web SDK", Value: t.Link(r.WebSDK)},
		{Label: "Notify URL", Value: t.Link(r.NotifyURL)},
		{Label: "Forwards to", Value: cli.LinkText(t, r.ForwardTo)},
		{Label: "State", Value: cmp.Or(r.State, "in memory")},
		{Label: "Inbox", Value: cmp.Or(r.Store, "none")},
	}))
	d.log.write(b.String())
	env.Hint("make a payment in another terminal: antom pay --local --amount 12.34 --currency HKD --method ALIPAY_HK --open")
	env.Hint("stop it with Ctrl-C")
}

// devLog writes one line for each call, delivery and notification.
type devLog struct {
	env       *cli.Env
	json      bool   // each event is one JSON object
	quiet     bool   // no events but the ids of acknowledged notifications
	notifyURL string // the notify URL of the listener in this process

	mu     sync.Mutex
	events *webhook.EventWriter
}

func newDevLog(env *cli.Env, o output.Options) *devLog {
	return &devLog{env: env, json: o.Format == output.JSON || env.Log != nil, quiet: o.Quiet, events: webhook.NewEventWriter(env, o)}
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
	case !l.quiet:
		l.write(cli.CallText(l.env.Theme(), c))
	}
}

// logDelivery logs a delivery. As text it skips an acknowledged delivery to the
// listener of this process, which logs the notification.
func (l *devLog) logDelivery(n sandbox.Notification) {
	last := simulator.LatestAttempt(n)
	switch {
	case l.json:
		l.write(cli.JSONLine(simulator.NewDeliveryLine(n, last)))
	case l.quiet, n.URL == l.notifyURL && last.Acknowledged:
	default:
		l.write(simulator.NotifyText(l.env.Theme(), n))
	}
}
