package antom

import (
	"context"
	"crypto"
	"crypto/rsa"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// script answers the tries of a call one after the other.
type script []func(t *testing.T, w http.ResponseWriter, r *http.Request)

func answer(a reply) func(t *testing.T, w http.ResponseWriter, r *http.Request) {
	return func(t *testing.T, w http.ResponseWriter, r *http.Request) { a.write(t, w, r) }
}

func breakOff(t *testing.T, w http.ResponseWriter, _ *http.Request) { hangUp(t, w, "") }

func TestRetries(t *testing.T) {
	t.Parallel()
	unknown, success := answer(reply{body: bodyUnknown}), answer(reply{body: bodySuccess})
	down := answer(reply{status: 503, body: "down"})
	for name, c := range map[string]struct {
		retries int
		script  script
		tries   int
		status  string // of the result
		reason  Reason // of the error
	}{
		"broken, then success":     {2, script{breakOff, success}, 2, "S", ""},
		"5xx, then success":        {2, script{down, down, success}, 3, "S", ""},
		"U, then success":          {2, script{unknown, success}, 2, "S", ""},
		"unsigned U, then F":       {2, script{answer(reply{body: bodyUnknown, change: without(HeaderSignature, HeaderResponseTime)}), answer(reply{body: bodyFailed})}, 2, "F", ""},
		"U to the end":             {2, script{unknown, unknown, unknown}, 3, "U", ""},
		"5xx to the end":           {1, script{down, down}, 2, "", ReasonHTTPStatus},
		"U, then broken":           {1, script{unknown, breakOff}, 2, "", ReasonConnection},
		"no retries":               {0, script{down}, 1, "", ReasonHTTPStatus},
		"negative retries":         {-1, script{down}, 1, "", ReasonHTTPStatus},
		"success at once":          {2, script{success}, 1, "S", ""},
		"F is final":               {2, script{answer(reply{body: bodyFailed})}, 1, "F", ""},
		"in process is the answer": {2, script{answer(reply{body: bodyInProcess})}, 1, "U", ""},
		"a refund in process too":  {2, script{answer(reply{body: strings.Replace(bodyInProcess, "PAYMENT", "REFUND", 1)})}, 1, "U", ""},
		"429, then success":        {2, script{answer(reply{status: 429}), success}, 2, "S", ""},
		"429 to the end":           {1, script{answer(reply{status: 429}), answer(reply{status: 429})}, 2, "", ReasonHTTPStatus},
		"4xx is final":             {2, script{answer(reply{status: 404})}, 1, "", ReasonHTTPStatus},
		"a forgery is final":       {2, script{answer(reply{body: bodyUnknown, key: merchantKey()})}, 1, "", ReasonOwnKey},
		"unsigned S is final":      {2, script{answer(reply{body: bodySuccess, change: without(HeaderSignature, HeaderResponseTime)})}, 1, "", ReasonUnsignedSuccess},
		"bad JSON is final":        {2, script{answer(reply{body: "{"})}, 1, "", ReasonBadJSON},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var requests []Message
			client := serve(t, func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				if err != nil {
					t.Error(err)
				}
				requests = append(requests, Message{Time: r.Header.Get(HeaderRequestTime), Body: body})
				s, err := ParseSignature(r.Header.Get(HeaderSignature))
				if err != nil {
					t.Error(err)
				}
				m := Message{r.Method, r.URL.RequestURI(), r.Header.Get(HeaderClientID), r.Header.Get(HeaderRequestTime), body}
				if err := Verify(&merchantKey().PublicKey, m, s); err != nil {
					t.Errorf("try %d is not signed anew: %v", len(requests), err)
				}
				if len(requests) > len(c.script) {
					t.Fatal("too many tries")
				}
				c.script[len(requests)-1](t, w, r)
			})
			client.Retries = c.retries
			clock := time.UnixMilli(1685599933871)
			client.Now = func() time.Time { return clock }
			var waits []time.Duration
			client.Sleep = func(_ context.Context, d time.Duration) error {
				waits = append(waits, d)
				clock = clock.Add(d)
				return nil
			}
			var attempts []Attempt
			client.OnAttempt = func(_ context.Context, a Attempt) { attempts = append(attempts, a) }

			response, err := client.Call(context.Background(), testPath, []byte(`{"paymentRequestId":"p1"}`))
			if c.reason != "" {
				if failed := refused(t, err, c.reason); failed.Attempts != c.tries {
					t.Errorf("%d tries in the error", failed.Attempts)
				}
			} else if err != nil {
				t.Fatal(err)
			} else if string(response.Result.ResultStatus) != c.status || response.Attempts != c.tries {
				t.Errorf("%s after %d tries", response.Result.ResultStatus, response.Attempts)
			} else if response.Duration != clock.Sub(time.UnixMilli(1685599933871)) {
				t.Errorf("duration %v", response.Duration)
			}
			if len(requests) != c.tries || len(attempts) != c.tries || len(waits) != c.tries-1 {
				t.Fatalf("%d requests, %d attempts, %d waits", len(requests), len(attempts), len(waits))
			}
			for i, a := range attempts {
				if string(requests[i].Body) != `{"paymentRequestId":"p1"}` || requests[i].Time != a.Request.Message.Time {
					t.Errorf("try %d sent %q at %s", i+1, requests[i].Body, requests[i].Time)
				}
				if i > 0 && requests[i].Time == requests[i-1].Time {
					t.Errorf("try %d has the time of the one before", i+1)
				}
				last := i == len(attempts)-1
				if a.Number != i+1 || last != (a.Wait == 0) || !last && a.Wait != waits[i] {
					t.Errorf("attempt %+v", a)
				}
			}
		})
	}
}

func TestSleepIsInterrupted(t *testing.T) {
	t.Parallel()
	client := serve(t, func(w http.ResponseWriter, r *http.Request) { reply{body: bodyUnknown}.write(t, w, r) })
	client.Retries = 3
	client.Sleep = func(context.Context, time.Duration) error { return errors.New("woken") }
	_, err := client.Call(context.Background(), testPath, nil)
	failed := refused(t, err, ReasonCanceled)
	if failed.Attempts != 1 || failed.Response.Result.ResultCode != "UNKNOWN_EXCEPTION" || !failed.Response.Verified {
		t.Errorf("%+v", failed)
	}
}

// oneShot is a key in a device that is unplugged after the first signature.
type oneShot struct {
	*rsa.PrivateKey
	used *bool
}

func (k oneShot) Sign(r io.Reader, digest []byte, o crypto.SignerOpts) ([]byte, error) {
	if *k.used {
		return nil, errors.New("device unplugged")
	}
	*k.used = true
	return k.PrivateKey.Sign(r, digest, o)
}

func TestSignerGoneBeforeTheRetry(t *testing.T) {
	t.Parallel()
	client := serve(t, func(w http.ResponseWriter, r *http.Request) { reply{body: bodyUnknown}.write(t, w, r) })
	client.Retries = 3
	client.Auth = RSA{Key: oneShot{merchantKey(), new(bool)}}
	response, err := client.Call(context.Background(), testPath, nil)
	if err != nil || response.Attempts != 1 || response.Result.ResultStatus != "U" {
		t.Errorf("%+v, %v", response, err)
	}
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	var least, most []time.Duration
	for number := 1; number <= 7; number++ {
		least = append(least, backoff(number, 0))
		most = append(most, backoff(number, 1))
	}
	ms := func(values ...int) (d []time.Duration) {
		for _, v := range values {
			d = append(d, time.Duration(v)*time.Millisecond)
		}
		return d
	}
	if want := ms(250, 500, 1000, 2000, 4000, 4000, 4000); !slices.Equal(least, want) {
		t.Errorf("least %v, want %v", least, want)
	}
	if want := ms(500, 1000, 2000, 4000, 8000, 8000, 8000); !slices.Equal(most, want) {
		t.Errorf("most %v, want %v", most, want)
	}
	for _, number := range []int{17, 64, 1 << 30} {
		if got := backoff(number, 0.5); got != 6*time.Second {
			t.Errorf("backoff(%d) is %v", number, got)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"":                              0,
		"0":                             0,
		"7":                             7 * time.Second,
		" 7 ":                           7 * time.Second,
		"30":                            30 * time.Second,
		"31":                            retryAfterMost,
		"86400":                         retryAfterMost,
		"99999999999999999999":          retryAfterMost,
		"-1":                            0,
		"1.5":                           0,
		"soon":                          0,
		"Fri, 20 Nov 2026 12:00:09 GMT": 9 * time.Second,
		"Fri, 20 Nov 2026 11:00:00 GMT": 0,
		"Sat, 21 Nov 2026 12:00:00 GMT": retryAfterMost,
	} {
		if got := retryAfter(http.Header{"Retry-After": {text}}, now); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestRetryAfterMakesTheWaitLonger(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]time.Duration{
		"":   retryFirst / 2,
		"0":  retryFirst / 2,
		"12": 12 * time.Second,
		time.UnixMilli(1685599933871).Add(20 * time.Second).UTC().Format(http.TimeFormat): 19129 * time.Millisecond,
	} {
		for _, status := range []int{200, 429, 503} {
			client := serve(t, func(w http.ResponseWriter, r *http.Request) {
				reply{status: status, body: bodyUnknown, change: func(h http.Header) { h.Set("Retry-After", header) }}.write(t, w, r)
			})
			client.Retries = 1
			var waits []time.Duration
			client.Sleep = func(_ context.Context, d time.Duration) error { waits = append(waits, d); return nil }
			_, _ = client.Call(t.Context(), testPath, nil) // it ends as it may
			if !slices.Equal(waits, []time.Duration{want}) {
				t.Errorf("HTTP %d, Retry-After %q: waited %v, want %v", status, header, waits, want)
			}
		}
	}
}
