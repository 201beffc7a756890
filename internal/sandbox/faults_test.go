package sandbox_test

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/sandbox/fault"
	"github.com/antom-cli/antom/pkg/antom"
)

// faulty is a served simulator with faults.
func faulty(t *testing.T, texts ...string) *served {
	t.Helper()
	s := serveNow(t)
	for _, text := range texts {
		f, err := fault.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		s.Faults().Add(f)
	}
	return s
}

// client is the library's client, without retries.
func (s *served) client() *antom.Client {
	return &antom.Client{
		Gateway: s.server.URL, ClientID: sandbox.ClientID, HTTPClient: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}},
		Auth: antom.RSA{Key: shared().MerchantKey}, AntomKeys: []*rsa.PublicKey{&shared().AntomKey.PublicKey}, Now: s.clock.Now,
	}
}

// TestWhatTheClientLibrarySees goes through the faults of an answer. The payment
// behind it is there in every case.
func TestWhatTheClientLibrarySees(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		fault string
		want  func(*antom.Response, error) bool
	}{
		{"latency=2s", believed},
		{"timeout", noAnswer},
		{"reset", noAnswer},
		{"http-500", status(500)},
		{"http-502", status(502)},
		{"http-503", status(503)},
		{"http-504", status(504)},
		{"bad-json", noAnswer},
		{"unsigned", noAnswer},
		{"half-signed", noAnswer},
		{"bad-signature", noAnswer},
		{"other-request-id", mismatch(antom.ReasonAnswerID)},
		{"other-antom-id", believed},
		{"other-amount", mismatch(antom.ReasonAnswerAmount)},
		{"no-ids", mismatch(antom.ReasonAnswerNoID)},
		{"other-client-id", mismatch(antom.ReasonAnswerClientID)},
		{"old-answer", mismatch(antom.ReasonAnswerTime)},
		{"duplicate-notify", believed},
	} {
		t.Run(test.fault, func(t *testing.T) {
			t.Parallel()
			s := faulty(t, test.fault+",times=1")
			client := s.client()
			resp, err := client.Call(t.Context(), "/ams/api/v1/payments/pay", []byte(payBody("pay-1")))
			if !test.want(resp, err) {
				t.Errorf("got %+v, %v", resp, err)
			}
			again, err := client.Call(t.Context(), "/ams/api/v1/payments/pay", []byte(payBody("pay-1")))
			if err != nil || again.Trust != antom.TrustVerified {
				t.Errorf("afterwards: %+v, %v", again, err)
			}
			if list, err := s.Control().List(t.Context()); err != nil || len(list) != 1 {
				t.Errorf("%d payments, %v", len(list), err)
			}
		})
	}
}

func noAnswer(_ *antom.Response, err error) bool { return err != nil }

func believed(r *antom.Response, err error) bool { return err == nil && r.Trust == antom.TrustVerified }

func mismatch(want antom.Reason) func(*antom.Response, error) bool {
	return func(_ *antom.Response, err error) bool {
		wrong, ok := errors.AsType[*antom.AnswerError](err)
		return ok && wrong.Reason == want
	}
}

func status(want int) func(*antom.Response, error) bool {
	return func(_ *antom.Response, err error) bool {
		return err != nil && strings.Contains(err.Error(), fmt.Sprintf("HTTP status %d", want))
	}
}

// TestFaultsOnTheWire looks at the answers themselves.
func TestFaultsOnTheWire(t *testing.T) {
	t.Parallel()
	for text, check := range map[string]func(answer) bool{
		"unsigned":    func(a answer) bool { return a.Header.Get("signature") == "" && a.Header.Get("response-time") == "" },
		"half-signed": func(a answer) bool { return a.Header.Get("signature") != "" && a.Header.Get("response-time") == "" },
		"bad-signature": func(a answer) bool {
			_, err := antom.ParseSignature(a.Header.Get("signature"))
			return err == nil && !fits(a)
		},
		"http-502": func(a answer) bool {
			return a.StatusCode == 502 && strings.Contains(a.text, "<h1>502 Bad Gateway</h1>")
		},
	} {
		s := faulty(t, text)
		if a := s.call(payPath, payBody("pay-1")); !check(a) {
			t.Errorf("%s: HTTP %d, %v, %s", text, a.StatusCode, a.Header, a.text)
		}
	}
	s := faulty(t, "bad-json")
	resp, err := http.DefaultClient.Do(s.signed(payPath, payBody("pay-1"), nil))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if a := (answer{Response: resp, text: string(data)}); err != nil || !fits(a) || !strings.HasPrefix(a.text, "{") || strings.HasSuffix(a.text, "}") {
		t.Errorf("bad-json: %q, %v", data, err)
	}
}

// fits reports whether an answer's signature does.
func fits(a answer) bool {
	s, err := antom.ParseSignature(a.Header.Get("signature"))
	m := antom.Message{Method: http.MethodPost, Path: payPath, ClientID: a.Header.Get("client-id"), Time: a.Header.Get("response-time"), Body: []byte(a.text)}
	return err == nil && antom.Verify(&shared().AntomKey.PublicKey, m, s) == nil
}

func TestResetIsAReset(t *testing.T) {
	t.Parallel()
	for _, scheme := range []string{"http", "https"} {
		s := faulty(t, "reset")
		req := s.signed(payPath, payBody("pay-1"), nil)
		req.URL.Scheme = scheme
		_, err := s.secureClient().Do(req)
		if !errors.Is(err, syscall.ECONNRESET) && !strings.Contains(err.Error(), "forcibly closed") {
			t.Errorf("%s: got %v, want a reset connection", scheme, err)
		}
	}
}

// TestTimeoutLastsAsLongAsTheClient: no answer comes, and nothing is left
// behind when the client has gone.
func TestTimeoutLastsAsLongAsTheClient(t *testing.T) {
	t.Parallel()
	s := faulty(t, "timeout")
	asleep, left := make(chan time.Duration, 1), make(chan error, 1)
	s.sleep = func(ctx context.Context, d time.Duration) error {
		asleep <- d
		<-ctx.Done()
		left <- ctx.Err()
		return ctx.Err()
	}
	ctx, giveUp := context.WithCancel(t.Context())
	go func() { <-asleep; giveUp() }()
	if _, err := http.DefaultClient.Do(s.signed(payPath, payBody("pay-1"), nil).WithContext(ctx)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if err := <-left; err == nil {
		t.Error("the wait went on")
	}
}

func TestFaultsInTheSameProcess(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, test := range []struct {
		fault string
		fails bool
		code  int
	}{
		{"latency=3s", false, 200}, {"timeout", true, 0}, {"reset", true, 0}, {"http-503", false, 503}, {"unsigned", false, 200},
	} {
		f, err := fault.Parse(test.fault + ",times=1")
		if err != nil {
			t.Fatal(err)
		}
		r.Faults().Add(f)
		resp, err := r.Transport().RoundTrip(r.signed(payPath, payBody("pay-1"), nil))
		if (err != nil) != test.fails || err == nil && resp.StatusCode != test.code {
			t.Errorf("%s: %v, %v", test.fault, resp, err)
		}
	}
	if r.slept != 3*time.Second+5*time.Minute {
		t.Errorf("it slept %s", r.slept)
	}
}

func TestFaultsFromTheBeginningAndAtARate(t *testing.T) {
	t.Parallel()
	f, err := fault.Parse("http-500,rate=0.5,operation=inquiryPayment")
	if err != nil {
		t.Fatal(err)
	}
	s, err := sandbox.Open(sandbox.Options{Identity: shared(), Faults: []fault.Fault{f}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	struck := 0
	for range 400 {
		struck += len(s.Faults().Draw("inquiryPayment"))
	}
	if struck < 120 || struck > 280 || len(s.Faults().Draw("pay")) > 0 {
		t.Errorf("%d of 400 were struck, half of them should be", struck)
	}
}
