package antom

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// inquiryAnswer is the answer to an inquiry with a status.
func inquiryAnswer(status string) func(*testing.T, http.ResponseWriter, *http.Request) {
	return answer(reply{body: `{"result":{"resultCode":"SUCCESS","resultStatus":"S"},"paymentRequestId":"p1","paymentId":"2024",` +
		`"refundRequestId":"r1","refundId":"1","paymentStatus":"` + status + `","refundStatus":"` + status + `",` +
		`"transactions":[{"transactionType":"REFUND","transactionRequestId":"c1","transactionStatus":"SUCCESS"},` +
		`{"transactionType":"CAPTURE","transactionRequestId":"c1","transactionStatus":"` + status + `"}]}`})
}

// waiter is a client of a gateway that plays a script, the last line for ever,
// with a clock that is moved by sleeping.
func waiter(t *testing.T, lines script) (c *Client, asked *int, slept *[]time.Duration) {
	t.Helper()
	asked, slept = new(int), new([]time.Duration)
	c = serve(t, func(w http.ResponseWriter, r *http.Request) {
		*asked++
		lines[min(*asked, len(lines))-1](t, w, r)
	})
	clock := time.UnixMilli(1685599933871)
	c.Now = func() time.Time { return clock }
	c.Sleep = func(ctx context.Context, d time.Duration) error {
		*slept = append(*slept, d)
		clock = clock.Add(d)
		return ctx.Err()
	}
	return c, asked, slept
}

func total(list []time.Duration) (sum time.Duration) {
	for _, d := range list {
		sum += d
	}
	return sum
}

func TestWaitPayment(t *testing.T) {
	t.Parallel()
	processing, paid := inquiryAnswer("PROCESSING"), inquiryAnswer("SUCCESS")
	broken, unknown := breakOff, answer(reply{body: bodyUnknown})
	missing := answer(reply{body: `{"result":{"resultCode":"ORDER_NOT_EXIST","resultStatus":"F"}}`})
	for name, c := range map[string]struct {
		script  script
		options WaitOptions
		status  string // of the answer that is returned, "" for none
		asked   int
		err     string // "" is none
	}{
		"paid":                        {script{processing, processing, paid}, WaitOptions{}, "SUCCESS", 3, ""},
		"failed":                      {script{processing, inquiryAnswer("FAIL")}, WaitOptions{}, "FAIL", 2, ""},
		"cancelled at once":           {script{inquiryAnswer("CANCELLED")}, WaitOptions{}, "CANCELLED", 1, ""},
		"pending is not final":        {script{inquiryAnswer("PENDING"), inquiryAnswer("NEW_STATUS"), paid}, WaitOptions{}, "SUCCESS", 3, ""},
		"failures are survived":       {script{broken, answer(reply{status: 503}), unknown, answer(reply{body: "{"}), paid}, WaitOptions{}, "SUCCESS", 5, ""},
		"the wrong form is survived":  {script{answer(reply{body: `{"result":{"resultCode":"SUCCESS","resultStatus":"S"},"paymentStatus":7,"paymentRequestId":"p1"}`}), paid}, WaitOptions{}, "SUCCESS", 2, ""},
		"F ends it":                   {script{processing, missing}, WaitOptions{}, "", 2, "*antom.ResultError: antom answered F ORDER_NOT_EXIST"},
		"a session is not opened yet": {script{missing, missing, paid}, WaitOptions{Session: true}, "SUCCESS", 3, ""},
		"a forgery ends it":           {script{processing, answer(reply{body: bodySuccess, key: merchantKey()})}, WaitOptions{}, "PROCESSING", 2, "*antom.ResponseError: "},
		"another payment ends it":     {script{answer(reply{body: `{"result":{"resultCode":"SUCCESS","resultStatus":"S"},"paymentStatus":"SUCCESS","paymentRequestId":"p1","paymentId":"1"}`})}, WaitOptions{Expected: Expected{IDs: map[string]string{"paymentId": "2"}}}, "", 1, "*antom.ResponseError: the response has the paymentId"},
		"the time is up":              {script{processing}, WaitOptions{Limit: 5 * time.Second}, "PROCESSING", 4, "*antom.WaitError: not final after 5s"},
		"the time is up, no answer":   {script{broken}, WaitOptions{Limit: 4 * time.Second}, "", 3, "*antom.WaitError: not final after 4s: the gateway closed the connection without a response"},
		"expired long ago": {
			script{processing}, WaitOptions{Expires: time.UnixMilli(1685599933871).Add(-time.Hour)},
			"PROCESSING", 4, "*antom.WaitError: not final after 6s",
		},
		"expires in a minute": {
			script{processing}, WaitOptions{Expires: time.UnixMilli(1685599933871).Add(time.Minute), Interval: 10 * time.Second},
			"PROCESSING", 10, "*antom.WaitError: not final after 1m30s",
		},
		"a limit before the expiry": {
			script{processing}, WaitOptions{Expires: time.UnixMilli(1685599933871).Add(time.Hour), Limit: 2 * time.Second},
			"PROCESSING", 2, "*antom.WaitError: not final after 2s",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, asked, slept := waiter(t, c.script)
			client.Retries = 5 // it must not count
			got, err := client.WaitPayment(t.Context(), &InquiryPaymentRequest{PaymentRequestID: "p1"}, c.options)
			status := ""
			if got != nil {
				status = string(got.PaymentStatus)
			}
			if status != c.status || *asked != c.asked {
				t.Errorf("status %q after %d inquiries, want %q after %d", status, *asked, c.status, c.asked)
			}
			if text := fmt.Sprintf("%T: %v", err, err); (err == nil) != (c.err == "") || !strings.HasPrefix(text, c.err) && c.err != "" {
				t.Errorf("error %s, want %q", text, c.err)
			}
			if c.options.Limit == 0 && c.options.Expires.IsZero() && total(*slept) != time.Duration(c.asked-1)*DefaultWaitInterval {
				t.Errorf("slept %v", *slept)
			}
		})
	}
}

func TestWaitRefundAndCapture(t *testing.T) {
	t.Parallel()
	lines := script{inquiryAnswer("PROCESSING"), inquiryAnswer("SUCCESS")}
	client, asked, _ := waiter(t, lines)
	refund, err := client.WaitRefund(t.Context(), &InquiryRefundRequest{RefundRequestID: "r1"}, WaitOptions{})
	if err != nil || refund.State() != StateSucceeded || *asked != 2 {
		t.Errorf("%+v after %d inquiries, %v", refund, *asked, err)
	}
	client, asked, _ = waiter(t, lines)
	payment, err := client.WaitCapture(t.Context(), &InquiryPaymentRequest{PaymentID: "2024"}, "c1", WaitOptions{})
	if err != nil || payment.CaptureState("c1") != StateSucceeded || *asked != 2 {
		t.Errorf("%+v after %d inquiries, %v", payment, *asked, err)
	}
	// A capture that is not listed yet is waited for.
	client, asked, _ = waiter(t, lines)
	payment, err = client.WaitCapture(t.Context(), &InquiryPaymentRequest{PaymentID: "2024"}, "c2", WaitOptions{Limit: 4 * time.Second})
	if late, ok := errors.AsType[*WaitError](err); !ok || late.Reason != ReasonNotFinal || payment == nil || *asked != 3 {
		t.Errorf("%+v after %d inquiries, %v", payment, *asked, err)
	}
}

func TestWaitRefusesToBegin(t *testing.T) {
	t.Parallel()
	client := testClient("https://gateway.example")
	client.HTTPClient = failOnUse(t)
	good := &InquiryPaymentRequest{PaymentRequestID: "p1"}
	_, short := client.WaitPayment(t.Context(), good, WaitOptions{Interval: 999 * time.Millisecond})
	_, none := client.WaitPayment(t.Context(), nil, WaitOptions{})
	_, capture := client.WaitCapture(t.Context(), good, "", WaitOptions{})
	for err, want := range map[error]Reason{short: ReasonWait, none: ReasonRequest, capture: ReasonWait} {
		if wrong, ok := errors.AsType[*ConfigError](err); !ok || wrong.Reason != want || Sent(err) {
			t.Errorf("error %v, want reason %s", err, want)
		}
	}
	_, empty := client.WaitRefund(t.Context(), &InquiryRefundRequest{}, WaitOptions{})
	if _, ok := errors.AsType[*RequestError](empty); !ok {
		t.Errorf("error %v", empty)
	}
}

func TestWaitEndsWithTheContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	client, asked, _ := waiter(t, script{inquiryAnswer("PROCESSING")})
	client.Sleep = func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() }
	got, err := client.WaitPayment(ctx, &InquiryPaymentRequest{PaymentRequestID: "p1"}, WaitOptions{})
	stopped, ok := errors.AsType[*WaitError](err)
	if !ok || stopped.Reason != ReasonCanceled || !errors.Is(err, context.Canceled) || stopped.Response == nil || got == nil || *asked != 1 {
		t.Errorf("%+v after %d inquiries, %v", got, *asked, err)
	}

	// Within an inquiry too.
	ctx, cancel = context.WithCancel(t.Context())
	client, _, _ = waiter(t, script{func(_ *testing.T, _ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		cancel()
		<-r.Context().Done()
	}})
	_, err = client.WaitPayment(ctx, &InquiryPaymentRequest{PaymentRequestID: "p1"}, WaitOptions{})
	if stopped, ok := errors.AsType[*WaitError](err); !ok || stopped.Reason != ReasonCanceled || stopped.Response != nil {
		t.Errorf("error %v", err)
	}
}

func TestWaitTells(t *testing.T) {
	t.Parallel()
	client, _, _ := waiter(t, script{breakOff, inquiryAnswer("PROCESSING"), inquiryAnswer("SUCCESS")})
	var told []string
	var left []time.Duration
	o := WaitOptions{
		Limit: 6 * time.Second,
		OnInquiry: func(r *Response, err error) {
			told = append(told, fmt.Sprintf("%t %t", r != nil, err != nil))
		},
		OnTick: func(d time.Duration) { left = append(left, d) },
	}
	if _, err := client.WaitPayment(t.Context(), &InquiryPaymentRequest{PaymentRequestID: "p1"}, o); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(told, []string{"false true", "true false", "true false"}) {
		t.Errorf("told %v", told)
	}
	if want := []time.Duration{6 * time.Second, 5 * time.Second, 4 * time.Second, 3 * time.Second}; !slices.Equal(left, want) {
		t.Errorf("left %v, want %v", left, want)
	}
}
