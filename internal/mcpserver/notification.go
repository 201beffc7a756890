package mcpserver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/battery"
	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/internal/verify"
	"github.com/antom-cli/antom/pkg/antom/spec"
	"github.com/antom-cli/antom/pkg/keys"
)

// notificationTools are about the handler of an application.
func (s *server) notificationTools() []tool {
	return []tool{
		{
			name: "verify_notification", title: "Verify a captured notification", effect: reads,
			about: "Verify a notification that was captured somewhere (raw HTTP, HAR, a curl command, a log line, JSON of a platform) and find out why it does " +
				"not verify: a changed body, a wrong key, a wrong path, a re-encoded signature. Use it whenever a handler rejects a notification. The content of a " +
				"notification that does not verify is only a claim.",
			params: append([]param{
				{name: "capture", kind: text, about: "the capture itself, byte for byte", most: maxBody},
				{name: "file", kind: text, about: "a file with the capture, below the directory of the server", most: 4096},
				{name: "format", kind: text, about: "the format (default: told by content)", enum: formatNames()},
				{name: "path", kind: text, about: "path with query that was signed, if the capture does not have it: that of the notify URL", most: 4096},
				{name: "method", kind: text, about: "HTTP method that was signed, if the capture does not have it", enum: []string{"POST", "GET", "PUT"}},
				{name: "headers", kind: texts, about: `headers that the capture does not have, as "name: value"`, most: 8192},
				{name: "key", kind: text, about: "Antom's public key to verify with, as PEM or Base64 (default: that of the simulator, or of the account)", most: 8192},
				{name: "explain", kind: boolean, about: "also return the content that was verified and, where it is proven, the content that was signed"},
			}, s.account()...),
			result: verified{}, run: verifyNotification,
		},
		{
			name: "test_handler", title: "Test a notification handler", effect: delivers,
			about: "Send genuine, forged, repeated and unusual notifications to a handler on this machine and check each response. The handler must verify with the " +
				"simulator's public key (see read_guide webhooks). Only a loopback URL is tested. Returns each case that failed and what to change.",
			params: []param{
				{name: "url", kind: text, about: "URL of the handler, such as http://127.0.0.1:8080/notify", required: true, most: 2048},
				{name: "only", kind: texts, about: "run only these cases: names, groups (forgery, duplicate …) or patterns such as type-*"},
				{name: "skip", kind: texts, about: "skip these cases"},
				{name: "strict", kind: boolean, about: "warnings are failures"},
				{name: "payment_request_id", kind: text, about: "the payment that notifications are about, if the handler accepts only known ones"},
				{name: "payment_id", kind: text, about: "its paymentId"},
				{name: "value", kind: text, about: "its amount in the smallest unit (default 1000)"},
				{name: "currency", kind: text, about: "its currency (default HKD)"},
				{name: "timeout_seconds", kind: integer, about: "how long a response may take (default 10)", least: 1, most: 60},
			},
			result: tested{}, run: testHandler,
		},
	}
}

func formatNames() []string {
	var names []string
	for _, f := range capture.Formats() {
		names = append(names, string(f))
	}
	return names
}

type verified struct {
	Notifications int               `json:"notifications"`
	Verified      int               `json:"verified"`
	Results       []json.RawMessage `json:"results"`
}

// captured are the arguments of verify_notification.
type captured struct {
	Capture, File, Format, Path, Method, Key, Account string

	Headers []string
	Explain bool
}

func verifyNotification(ctx context.Context, c *call) (result, error) {
	var a captured
	if err := c.decode(&a); err != nil {
		return result{}, err
	}
	read, err := a.options()
	if err != nil {
		return result{}, err
	}
	source, err := a.source(c)
	if err != nil {
		return result{}, err
	}
	found, err := c.verifyKeys(ctx, a.Key, a.Account)
	if err != nil {
		return result{}, err
	}
	var out verified
	var summary []string
	sum, err := verify.Run(ctx, []verify.Source{source}, verify.Options{
		Keys: found, Now: c.o.Now, Capture: read, Content: a.Explain,
		Suspects: func() verify.Suspects { return c.suspects(ctx) },
	}, func(r *verify.Result) error {
		if r.Err != nil && r.Input {
			return r.Err
		}
		if len(out.Results) < usualListed {
			out.Results = append(out.Results, rawJSON(r.AppendJSON(nil)))
			summary = append(summary, resultLine(r))
		}
		return nil
	})
	if err != nil {
		return result{}, err
	}
	out.Notifications, out.Verified = sum.Notifications, sum.Verified
	if sum.Notifications > len(out.Results) {
		c.note(fmt.Sprintf("only the first %d of %d notifications are shown", len(out.Results), sum.Notifications))
	}
	return result{summary: fmt.Sprintf("%d of %d notifications verify\n%s", sum.Verified, sum.Notifications, strings.Join(summary, "\n")), value: out}, nil
}

// options say how to read the capture.
func (a *captured) options() (capture.Options, error) {
	format, err := capture.ParseFormat(a.Format)
	if err != nil {
		return capture.Options{}, apperr.New(apperr.Usage, "the argument format", err, "leave it out: the content tells the format")
	}
	if a.Path != "" && !strings.HasPrefix(a.Path, "/") {
		return capture.Options{}, apperr.New(apperr.Usage, "the argument path", errors.New("it must begin with /"), "such as /notify, which is the path of http://127.0.0.1:8080/notify")
	}
	o := capture.Options{Format: format, Method: a.Method, Path: a.Path}
	for _, line := range a.Headers {
		name, value, found := strings.Cut(line, ":")
		name = strings.TrimSpace(name)
		if !found || name == "" || strings.ContainsAny(name, " \t\r\n") {
			return o, apperr.New(apperr.Usage, "the argument headers", fmt.Errorf("%q is not a header", short(line)), `write each as "name: value"`)
		}
		o.Headers = append(o.Headers, capture.Header{Name: name, Value: strings.TrimSpace(value)})
	}
	return o, nil
}

// source is the capture: what was given, or a file.
func (a *captured) source(c *call) (verify.Source, error) {
	name, data := "the argument capture", []byte(a.Capture)
	switch {
	case (a.Capture == "") == (a.File == ""):
		return verify.Source{}, apperr.New(apperr.Usage, "there must be a capture or a file, and not both", nil, "give one of the arguments capture and file")
	case a.File != "":
		read, err := c.readCapture(a.File)
		if err != nil {
			return verify.Source{}, err
		}
		name, data = short(a.File), read
	}
	return verify.Source{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }}, nil
}

// verifyKeys are the keys that verify: the one that was given, or those of the account.
func (c *call) verifyKeys(ctx context.Context, given, account string) ([]verify.Key, error) {
	if given != "" {
		key, err := keys.ParsePublic([]byte(given))
		if err != nil {
			return nil, apperr.New(apperr.Usage, "the argument key", err, "give Antom's public key, from the Antom Dashboard, Developer, Quick start")
		}
		return []verify.Key{{Public: key.Public, Name: "the argument key"}}, nil
	}
	if account == accountProfile && c.o.Profile != nil {
		return c.o.Profile.Keys, nil
	}
	sim, err := c.o.Simulator(ctx)
	if err != nil {
		return nil, err
	}
	return []verify.Key{{Public: &sim.Identity.AntomKey.PublicKey, Name: "the simulator on this machine", File: sim.Identity.AntomPublicKeyFile}}, nil
}

func (c *call) suspects(ctx context.Context) verify.Suspects {
	if c.o.Suspects == nil {
		return verify.Suspects{}
	}
	return c.o.Suspects(ctx)
}

// resultLine is what became of a notification, in a few lines.
func resultLine(r *verify.Result) string {
	line := fmt.Sprintf("%d. %s %s", r.Index, r.NotifyType, r.PaymentRequestID)
	switch {
	case r.Err != nil:
		return line + "cannot be read: " + r.Err.Error()
	case r.Verified:
		return line + ": verified with " + r.KeyName
	case r.Diagnosis == nil:
		return line + ": not verified"
	}
	return fmt.Sprintf("%s: not verified (%s)\n   %s\n   %s", line, r.Diagnosis.Cause, r.Diagnosis.Explanation, r.Diagnosis.Fix)
}

type tested struct {
	URL     string       `json:"url"`
	Passed  int          `json:"passed"`
	Failed  int          `json:"failed"`
	Warned  int          `json:"warned"`
	Skipped int          `json:"skipped"`
	Key     string       `json:"keyFingerprint"` // of the public key that the handler must verify with
	Cases   []testedCase `json:"cases"`          // those that did not pass
}

type testedCase struct {
	Name    string `json:"name"`
	Summary string `json:"summary"`
	Verdict string `json:"verdict"`
	Reason  string `json:"reason"`
	Fix     string `json:"fix,omitempty"`
}

// handlerTest are the arguments of test_handler.
type handlerTest struct {
	URL, Value, Currency string
	Only, Skip           []string
	Strict               bool
	PaymentRequestID     string `json:"payment_request_id"`
	PaymentID            string `json:"payment_id"`
	TimeoutSeconds       int    `json:"timeout_seconds"`
}

func testHandler(ctx context.Context, c *call) (result, error) {
	a := handlerTest{Value: "1000", Currency: "HKD", TimeoutSeconds: int(notification.DefaultTimeout / time.Second)}
	if err := c.decode(&a); err != nil {
		return result{}, err
	}
	target, err := a.target()
	if err != nil {
		return result{}, err
	}
	cases, err := battery.Select(a.Only, a.Skip)
	if err == nil && len(cases) == 0 {
		err = errors.New("they select no case")
	}
	if err != nil {
		return result{}, apperr.New(apperr.Usage, "the arguments only and skip", err, "leave both out to run all cases")
	}
	sim, err := c.o.Simulator(ctx)
	if err != nil {
		return result{}, err
	}
	stranger, err := keys.Generate(c.o.Rand, keys.MinGenerateBits)
	if err != nil {
		return result{}, apperr.New(apperr.Internal, "generating a key", err)
	}
	report, err := battery.Run(ctx, battery.Options{
		Cases: cases, URL: target, Stranger: stranger, Strict: a.Strict, Now: c.o.Now, Rand: c.o.Rand,
		Sender: notification.Sender{ClientID: sim.Identity.ClientID, UserAgent: c.o.UserAgent, Key: sim.Identity.AntomKey},
		Fields: notification.Fields{PaymentRequestID: a.PaymentRequestID, PaymentID: a.PaymentID, Currency: a.Currency, Value: a.Value},
		Client: &notification.Client{HTTP: c.o.Deliveries, Timeout: time.Duration(a.TimeoutSeconds) * time.Second, Now: c.o.Now, Sleep: c.o.Sleep},
	})
	if silence, ok := errors.AsType[*battery.UnreachableError](err); ok {
		return result{}, apperr.New(apperr.NoAnswer, "the handler at "+target.String()+" did not answer", silence.Err, "start the application, and check the URL")
	}
	if err != nil {
		return result{}, err
	}
	return testReport(report, keys.Fingerprint(&sim.Identity.AntomKey.PublicKey)), nil
}

// target is the URL of the handler, which must be on this machine.
func (a *handlerTest) target() (*url.URL, error) {
	target, err := notification.ParseTarget(a.URL)
	if err != nil {
		return nil, apperr.New(apperr.Usage, "the argument url", err, "such as http://127.0.0.1:8080/notify")
	}
	if !spec.Loopback(target.Hostname()) {
		return nil, apperr.New(apperr.Usage, "the argument url "+short(a.URL), errors.New("it is not an address of this machine"),
			"only handlers on this machine are tested, because the notifications report payments that do not exist",
			"the user can test another one: antom webhook test "+apperr.ShellQuote(short(a.URL)))
	}
	if _, err := spec.ParseCurrency(a.Currency); err != nil {
		return nil, apperr.New(apperr.Usage, "the argument currency", err, "find_currencies lists the currencies")
	}
	if strings.Trim(a.Value, "0123456789") != "" || len(a.Value) > 16 {
		return nil, apperr.New(apperr.Usage, "the argument value", errors.New("it must be a whole number in the smallest unit"), "such as 1234")
	}
	return target, nil
}

// testReport shows the cases that did not pass.
func testReport(r *battery.Report, fingerprint string) result {
	out := tested{URL: r.URL, Passed: r.Passed, Failed: r.Failed, Warned: r.Warned, Skipped: r.Skipped, Key: fingerprint, Cases: []testedCase{}}
	summary := r.Summary()
	for _, one := range r.Results {
		if one.Verdict == battery.Pass {
			continue
		}
		out.Cases = append(out.Cases, testedCase{one.Name, one.Summary, string(one.Verdict), one.Reason, one.Fix})
		if one.Verdict == battery.Fail {
			summary += fmt.Sprintf("\n%s (%s): %s", one.Name, one.Summary, one.Reason)
			if one.Fix != "" {
				summary += "; fix: " + one.Fix
			}
		}
	}
	if r.Failed > 0 {
		summary += "\nif genuine notifications fail: the handler must verify with the simulator's public key, which antom profile show local prints"
	}
	return result{summary: summary, value: out}
}
