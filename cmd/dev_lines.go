package cmd

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/receiver"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
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
	a, r := d.app, d.ready
	if d.output.Format == output.JSON {
		d.log.write(jsonLine(r))
		return
	}
	if d.output.Quiet {
		d.log.write(r.URL)
		return
	}
	t := a.theme()
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", t.Status(ui.StatusOK, "Simulator and listener ready: no money moves"))
	t.Pairs(&b, a.streams().Width, withoutEmpty([]ui.Pair{
		{Label: "Gateway", Value: t.Link(r.URL)},
		{Label: "HTTPS", Value: t.Link(r.HTTPSURL)},
		{Label: "Client ID", Value: r.ClientID},
		{Label: "Key version", Value: r.KeyVersion},
		{Label: "Private key", Value: r.MerchantPrivateKeyFile},
		{Label: "Antom's key", Value: r.AntomPublicKeyFile},
		{Label: "CA file", Value: r.CAFile},
		{Label: "Web SDK", Value: t.Link(r.WebSDK)},
		{Label: "Notify URL", Value: t.Link(r.NotifyURL)},
		{Label: "Forwards to", Value: linkText(t, r.ForwardTo)},
		{Label: "State", Value: or(r.State, "in memory")},
		{Label: "Inbox", Value: or(r.Store, "none")},
	}))
	d.log.write(b.String())
	a.hint("make a payment in another terminal: antom pay --local --amount 12.34 --currency HKD --method ALIPAY_HK --open")
	a.hint("stop it with Ctrl-C")
}

// devLog writes one line for each call, delivery and notification.
type devLog struct {
	app       *App
	json      bool   // each event is one JSON object
	quiet     bool   // no events but the ids of acknowledged notifications
	notifyURL string // the notify URL of the listener in this process

	mu     sync.Mutex
	events *eventWriter
}

func newDevLog(a *App, o output.Options) *devLog {
	return &devLog{app: a, json: o.Format == output.JSON || a.log != nil, quiet: o.Quiet, events: newEventWriter(a, o)}
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
	l.app.note("%s", text)
}

func (l *devLog) write(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events.write(text)
}

// logNotification logs a request to the listener.
func (l *devLog) logNotification(e receiver.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events.print(e)
}

// callLine is the JSON form of a call of the gateway.
type callLine struct {
	Event        string  `json:"event"`
	Time         string  `json:"time"`
	Operation    string  `json:"operation"`
	ClientID     string  `json:"clientId,omitempty"`
	RequestID    string  `json:"requestId,omitempty"`
	PaymentID    string  `json:"paymentId,omitempty"`
	Currency     string  `json:"currency,omitempty"`
	Value        string  `json:"value,omitempty"`
	HTTPStatus   int     `json:"httpStatus"`
	ResultStatus string  `json:"resultStatus,omitempty"`
	ResultCode   string  `json:"resultCode,omitempty"`
	Message      string  `json:"resultMessage,omitempty"`
	State        string  `json:"state,omitempty"`
	DurationMS   float64 `json:"durationMs"`
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func newCallLine(c sandbox.Call) callLine {
	return callLine{
		Event: "call", Time: c.Time.UTC().Format(time.RFC3339Nano), Operation: c.Operation, ClientID: c.ClientID,
		RequestID: c.RequestID, PaymentID: c.PaymentID, Currency: c.Currency, Value: c.Value, HTTPStatus: c.HTTPStatus,
		ResultStatus: c.ResultStatus, ResultCode: c.ResultCode, Message: c.ResultMessage, State: c.State, DurationMS: milliseconds(c.Duration),
	}
}

// logCall logs a call of the gateway.
func (l *devLog) logCall(c sandbox.Call) {
	switch {
	case l.json:
		l.write(jsonLine(newCallLine(c)))
	case !l.quiet:
		l.write(callText(l.app.theme(), c))
	}
}

// callText describes a call on one line: time, operation, id, amount and answer.
func callText(t *ui.Theme, c sandbox.Call) string {
	parts := []string{c.Time.Local().Format(time.TimeOnly), "call", c.Operation}
	if id := or(c.RequestID, c.PaymentID); id != "" {
		parts = append(parts, id)
	}
	if c.Value != "" {
		parts = append(parts, majorAmount(c.Currency, c.Value))
	}
	for i := range parts {
		parts[i] = ui.Clean(parts[i])
	}
	kind, end := ui.StatusOK, strings.TrimSpace(c.ResultStatus+" "+c.ResultCode)
	switch {
	case c.HTTPStatus == 0:
		kind, end = ui.StatusFailed, "connection closed without an answer"
	case c.ResultStatus == "":
		kind, end = ui.StatusFailed, fmt.Sprintf("HTTP status %d", c.HTTPStatus)
	case c.ResultStatus == string(antom.StatusFailed):
		kind, end = ui.StatusFailed, end+": "+c.ResultMessage
	case c.State != "": // the result is that of the inquiry, not that of the payment
		kind, end = ui.StatusInfo, end+", state "+c.State
	case c.ResultStatus == string(antom.StatusUnknown) && c.ResultCode != string(antom.CodePaymentInProcess):
		kind = ui.StatusWarning
	}
	return strings.Join(append(parts, t.Status(kind, ui.Clean(end)), c.Duration.Round(time.Millisecond).String()), "  ")
}

// deliveryLine is the JSON form of a delivery of a notification.
type deliveryLine struct {
	Event      string  `json:"event"`
	Time       string  `json:"time"`
	ID         string  `json:"id"`
	NotifyType string  `json:"notifyType"`
	RequestID  string  `json:"requestId,omitempty"`
	PaymentID  string  `json:"paymentId,omitempty"`
	URL        string  `json:"url"`
	State      string  `json:"state"`
	HTTPStatus int     `json:"httpStatus,omitempty"`
	Error      string  `json:"error,omitempty"`
	Next       string  `json:"next,omitempty"`
	DurationMS float64 `json:"durationMs"`
}

// newDeliveryLine is the JSON form of a delivery; last is its latest attempt.
func newDeliveryLine(n sandbox.Notification, last sandbox.NotificationAttempt) deliveryLine {
	line := deliveryLine{
		Event: "delivery", Time: last.At.UTC().Format(time.RFC3339Nano), ID: n.ID, NotifyType: n.NotifyType, RequestID: subjectID(n),
		PaymentID: n.PaymentID, URL: n.URL, State: n.State, HTTPStatus: last.HTTPStatus, Error: last.Error, DurationMS: milliseconds(last.Duration),
	}
	if !n.Next.IsZero() {
		line.Next = n.Next.UTC().Format(time.RFC3339Nano)
	}
	return line
}

// latestAttempt is the last attempt to deliver a notification, the zero value
// before the first one.
func latestAttempt(n sandbox.Notification) sandbox.NotificationAttempt {
	if len(n.Attempts) == 0 {
		return sandbox.NotificationAttempt{}
	}
	return n.Attempts[len(n.Attempts)-1]
}

// logDelivery logs a delivery. As text it skips an acknowledged delivery to the
// listener of this process, which logs the notification.
func (l *devLog) logDelivery(n sandbox.Notification) {
	last := latestAttempt(n)
	switch {
	case l.json:
		l.write(jsonLine(newDeliveryLine(n, last)))
	case l.quiet, n.URL == l.notifyURL && last.Acknowledged:
	default:
		l.write(notifyText(l.app.theme(), n))
	}
}
