package webhook

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
)

// printNotification prints a request that is not sent.
func printNotification(env *cli.Env, cmd *cobra.Command, o output.Options, r *notification.Request) error {
	p := &antom.Prepared{
		Method: r.Method, URL: r.URL.String(), Message: antom.Message{Body: r.Body}, Header: http.Header{},
	}
	for _, h := range r.Header {
		p.Header[h.Name] = append(p.Header[h.Name], h.Value)
	}
	quiet := string(r.Body)
	if o.Format == output.Curl {
		quiet = strings.TrimSuffix(cli.CurlCommand(p), "\n")
	}
	err := env.Print(cmd, o, output.Result{
		Value: jsonOrText(r.Body),
		Raw:   []byte(cli.CurlCommand(p)),
		Quiet: quiet,
		Text:  func(w io.Writer) error { return writeRequest(w, p, r.URL, env.Cleaner()) },
	})
	if err == nil {
		env.Note("nothing was sent")
	}
	return err
}

// writeRequest prints the request as it is sent, in a form that antom webhook
// verify reads. content-length shows that the line feed at the end is not part of
// the body.
func writeRequest(w io.Writer, p *antom.Prepared, target *url.URL, clean func(string) string) error {
	body := clean(string(p.Message.Body))
	_, err := fmt.Fprintf(w, "%s %s HTTP/1.1\nhost: %s\n%s\ncontent-length: %d\n\n%s\n",
		p.Method, target.RequestURI(), target.Host, strings.Join(cli.HeaderLines(p.PublicHeader()), "\n"), len(body), body)
	return err
}

// jsonOrText returns a body as a JSON value: itself, or its text if it is not JSON.
func jsonOrText(body []byte) any {
	if json.Valid(body) {
		return cli.RawJSON(body)
	}
	return string(body)
}

// deliveryResult is the JSON form of a sent notification with the answer to it.
type deliveryResult struct {
	URL              string `json:"url"`
	Type             string `json:"type"`
	PaymentRequestID string `json:"paymentRequestId,omitempty"`
	PaymentID        string `json:"paymentId,omitempty"`
	KeyFingerprint   string `json:"keyFingerprint"`
	Broken           string `json:"broken,omitempty"`
	Status           int    `json:"status"`
	Acknowledged     bool   `json:"acknowledged"`
	Problem          string `json:"problem,omitempty"`
	DurationMS       int64  `json:"durationMs"`
	Response         any    `json:"response"`
}

func deliverNotification(env *cli.Env, cmd *cobra.Command, o output.Options, f *webhookSendFlags, made *notificationDraft, signer *testSigner, r *notification.Request) error {
	way, err := f.network.Client(env)
	if err != nil {
		return err
	}
	client := notification.Client{HTTP: cli.LogDeliveries(env, notification.NewHTTPClient(way)), Timeout: f.timeout, Now: env.Now, Sleep: env.Sleep}
	answer, err := client.Deliver(cmd.Context(), r)
	if err != nil {
		return deliveryError(env, "sending the notification to "+r.URL.String(), err)
	}
	sent := deliveryResult{
		URL: r.URL.String(), Type: made.name, KeyFingerprint: signer.fingerprint, Broken: f.defect,
		PaymentRequestID: made.root.Get("paymentRequestId").String(), PaymentID: made.root.Get("paymentId").String(),
		Status: answer.Status, Acknowledged: answer.Acknowledges(), Problem: answer.Problem(),
		DurationMS: answer.Duration.Milliseconds(), Response: jsonOrText(answer.Body),
	}
	err = env.Print(cmd, o, output.Result{
		Value: sent, Quiet: fmt.Sprint(sent.Acknowledged), Raw: answer.Body,
		Text: func(w io.Writer) error { return writeDelivery(env, w, sent, answer) },
	})
	if err != nil {
		return err
	}
	return deliveryFailure(env, o, f, signer, answer)
}

func writeDelivery(env *cli.Env, w io.Writer, sent deliveryResult, answer *notification.Answer) error {
	t := env.Theme()
	kind, headline := deliveryHeadline(sent)
	problem := "Problem"
	if sent.Broken != "" {
		problem = "Refused with"
	}
	fmt.Fprintf(w, "%s\n\n", t.Status(kind, sent.Type+" "+headline))
	t.Pairs(w, env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
		{Label: "To", Value: t.Link(sent.URL)},
		{Label: "Request ID", Value: sent.PaymentRequestID},
		{Label: "Payment ID", Value: sent.PaymentID},
		{Label: "Signed by", Value: sent.KeyFingerprint},
		{Label: "Broken", Value: sent.Broken},
		{Label: "Answer", Value: fmt.Sprintf("HTTP %d in %v", answer.Status, answer.Duration.Round(100*time.Microsecond))},
		{Label: problem, Value: sent.Problem},
	}))
	return nil
}

// deliveryHeadline says what the application did, and whether that is right: an
// invalid notification must be refused.
func deliveryHeadline(sent deliveryResult) (ui.StatusKind, string) {
	switch {
	case sent.Broken != "" && sent.Acknowledged:
		return ui.StatusFailed, "acknowledged, although it is invalid"
	case sent.Broken != "":
		return ui.StatusOK, "refused, as required"
	case sent.Acknowledged:
		return ui.StatusOK, "acknowledged"
	default:
		return ui.StatusFailed, "not acknowledged"
	}
}

// deliveryFailure returns the error that decides the exit code, nil if the
// application answered as it must.
func deliveryFailure(env *cli.Env, o output.Options, f *webhookSendFlags, signer *testSigner, answer *notification.Answer) error {
	if f.defect != "" {
		return forgeryFailure(env, o, f.defect, answer)
	}
	if answer.Acknowledges() {
		d := answer.Deviations()
		for _, text := range append(d.Wrong, d.Spelling...) {
			env.Warn("the acknowledgement is not exactly the documented one: %s", text)
		}
		return nil
	}
	hints := append(refusalHints(signer, f.to), "the acknowledgement is HTTP 200 with "+string(antom.Acknowledgement()))
	return cli.PrintedError(env, o, apperr.New(apperr.Failed, "the application did not acknowledge the notification",
		errors.New(answer.Problem()), hints...).WithCode("not-acknowledged"))
}

// refusalHints are why an application may refuse a notification that is valid: it
// verifies with another key, or the URL is not the one that was meant.
func refusalHints(signer *testSigner, address string) []string {
	hints := []string{"the application must verify with the public key " + signer.fingerprint + ": " + signer.publicHint}
	if text := cutQuery(address); text != "" {
		hints = append(hints, text)
	}
	return hints
}

// cutQuery says that the shell may have cut a URL: it takes an & that is not quoted for
// the end of the command. It is "" for a URL without a query, or with an & in it.
func cutQuery(address string) string {
	_, query, found := strings.Cut(address, "?")
	if !found || !strings.Contains(query, "=") || strings.Contains(query, "&") {
		return ""
	}
	return "the URL ends with ?" + query + "; if an & followed, the shell cut it off: quote the URL"
}

// forgeryFailure is deliveryFailure for an invalid notification: every answer that
// does not acknowledge it is right.
func forgeryFailure(env *cli.Env, o output.Options, defect string, answer *notification.Answer) error {
	if !answer.Acknowledges() {
		return nil
	}
	if o.Format == output.Text {
		env.Warn("the application acknowledged an invalid notification")
	}
	return cli.PrintedError(env, o, apperr.New(apperr.Failed, "the application acknowledged an invalid notification", nil,
		"it does not verify this part of a notification (--break "+defect+"); to try all: antom webhook test URL").WithCode("false-acknowledged"))
}

// deliveryError is the error of a delivery without an answer.
func deliveryError(env *cli.Env, what string, err error) error {
	failed, ok := errors.AsType[*notification.NoAnswerError](err)
	if !ok {
		return err
	}
	hints, code := []string{"start the application, and check the URL"}, "no-answer"
	switch {
	case failed.Err.Certificate():
		hints, code = nil, "certificate"
	case failed.Unreachable:
		code = "unreachable"
	}
	return apperr.New(apperr.NoAnswer, what, err, append(hints, failed.Err.Advice(cli.Place(env))...)...).WithCode(code)
}
