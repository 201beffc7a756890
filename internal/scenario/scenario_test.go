package scenario_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/scenario"
	"github.com/antom-cli/antom/pkg/antom"
)

var identity = sync.OnceValues(func() (sandbox.Identity, error) { return sandbox.LoadIdentity("", rand.Reader) })

// target is a simulator with an application behind a transport.
func target(t *testing.T, application http.RoundTripper) scenario.Target {
	t.Helper()
	id, err := identity()
	if err != nil {
		t.Fatal(err)
	}
	s, err := sandbox.Open(sandbox.Options{Identity: id, NotifyURL: scenario.NotifyURL, NotifyTransport: application})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return scenario.Target{
		Client: &antom.Client{
			Gateway: "http://127.0.0.1:8964", ClientID: id.ClientID, Auth: antom.RSA{Key: id.MerchantKey, KeyVersion: "1"},
			AntomKeys: []*rsa.PublicKey{&id.AntomKey.PublicKey}, HTTPClient: &http.Client{Transport: s.Transport()},
		},
		Control: s.Control(), Settle: s.Flush, Now: time.Now, Run: "RUN",
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
}

func parse(t testing.TB, text string) (*scenario.Scenario, error) {
	t.Helper()
	documents, err := request.Read("f.yaml", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return scenario.Parse(documents[0])
}

// TestReadyScenarios runs the scenarios that are among the examples.
func TestReadyScenarios(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../examples/scenarios/*/*.yaml")
	if err != nil || len(files) < 11 {
		t.Fatalf("got %v, %v", files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil || !bytes.HasPrefix(text, []byte("# ")) {
				t.Errorf("it must begin with a comment that says what it is: %v", err)
			}
			s, err := parse(t, string(text))
			if err != nil || s.Name == "" {
				t.Fatalf("got %+v, %v", s, err)
			}
			result, err := s.Run(t.Context(), target(t, scenario.Acknowledging()))
			if err != nil || !result.Passed {
				t.Errorf("got %+v, %v", result, err)
			}
		})
	}
}

const payStep = `
steps:
  - call: pay
    request: &request
      productCode: CASHIER_PAYMENT
      paymentRequestId: ${run}-1
      paymentAmount: {currency: HKD, value: "1234"}
      paymentMethod: {paymentMethodType: ALIPAY_HK}
      paymentRedirectUrl: https://shop.example/done
      settlementStrategy: {settlementCurrency: USD}
      order: {referenceOrderId: O, orderDescription: Tea, orderAmount: {currency: HKD, value: "1234"}}
      env: {terminalType: WEB}
    save: {payment: paymentId}
`

// broken is an application that does not acknowledge.
type broken struct{}

func (broken) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := scenario.Acknowledging().RoundTrip(r)
	response.StatusCode = http.StatusInternalServerError
	return response, err
}

func TestFailures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ steps, want string }{
		{"  - call: inquiryPayment\n    request: {paymentRequestId: \"${run}-1\"}\n    expect: {fields: {paymentStatus: SUCCESS}}\n", `f.yaml:15:38: paymentStatus is "PROCESSING", not "SUCCESS"`},
		{"  - call: inquiryPayment\n    request: {paymentRequestId: \"${run}-2\"}\n    expect:\n      resultCode: SUCCESS\n", `f.yaml:16:19: resultCode is "ORDER_NOT_EXIST", not "SUCCESS" (`},
		{"  - call: inquiryPayment\n    request: {paymentRequestId: \"${run}-1\"}\n    expect: {resultStatus: U, fields: {paymentStatus: /^S/, nothing.here: \"*\"}}\n", `resultStatus is "S", not "U"`},
		{"  - call: inquiryPayment\n    request: {paymentRequestId: \"${run}-1\"}\n    save: {x: nothing}\n", "there is no field nothing to save"},
		{"  - accept: NOPE\n", `f.yaml:13:5: the simulator has no subscription and no authorization "NOPE"`},
		{"  - decline: NOPE\n", `f.yaml:13:5: the simulator has no payment with the paymentRequestId, paymentId or paymentSessionId "NOPE"`},
		{"  - pay: NOPE\n", `f.yaml:13:5: the simulator has no payment with the paymentRequestId, paymentId or paymentSessionId "NOPE"`},
		{"  - pay: ${payment}\n  - pay: ${payment}\n", "is already SUCCESS"},
		{"  - pay: ${payment}\n    expect: {status: FAIL}\n", `f.yaml:14:22: the status of the payment is "SUCCESS", not "FAIL"`},
		{"  - decline: ${payment}\n    code: NO_SUCH_CODE\n", "NO_SUCH_CODE"},
		{"  - notification: ${payment}\n", "there is no notification of "},
		{"  - pay: ${payment}\n  - advance: next\n  - advance: next\n  - advance: next\n  - advance: next\n  - advance: next\n  - advance: next\n  - advance: next\n  - advance: next\n", "nothing is due"},
		{"  - pay: ${payment}\n  - notification: ${payment}\n", `f.yaml:14:5: acknowledged is "false", not "true" (`},
		{"  - pay: ${payment}\n  - notification: ${payment}\n    expect: {acknowledged: false, httpStatus: 200}\n", `f.yaml:15:47: httpStatus is "500", not "200"`},
		{"  - pay: ${payment}\n  - notification: ${payment}\n    expect: {type: REFUND_RESULT}\n", "there is no notification of type REFUND_RESULT of "},
	} {
		s, err := parse(t, strings.TrimPrefix(payStep, "\n")+c.steps+"  - pay: LAST\n")
		if err != nil {
			t.Fatalf("%s: %v", c.steps, err)
		}
		result, err := s.Run(t.Context(), target(t, broken{}))
		if err != nil || result.Passed {
			t.Errorf("%s: got %+v, %v", c.steps, result, err)
			continue
		}
		var lines []string
		for _, step := range result.Steps {
			for _, f := range step.Failures {
				lines = append(lines, f.Place+": "+f.Message)
			}
		}
		if text := strings.Join(lines, "\n"); !strings.Contains(text, c.want) {
			t.Errorf("%s: got %q, want %q", c.steps, text, c.want)
		}
		if last := result.Steps[len(result.Steps)-1]; !last.Skipped || last.Passed {
			t.Errorf("%s: the last step was not skipped: %+v", c.steps, last)
		}
	}
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"name: x":                                                          "a scenario needs steps: a list",
		"steps: []":                                                        "a scenario needs steps: a list",
		"steps: x":                                                         "f.yaml:1:8: a scenario needs steps: a list",
		"step: []\nsteps: [{pay: a}]":                                      `f.yaml:1:7: "step" is unknown here; did you mean steps?`,
		"steps:\n  - 3":                                                    "f.yaml:2:5: it must have fields",
		"steps:\n  - {name: x}":                                            "f.yaml:2:5: a step needs one of call, pay, accept, decline, advance, notification",
		"steps:\n  - {pay: a, decline: b}":                                 "a step does one thing: this one has pay already",
		"steps:\n  - {pay: [a]}":                                           "it must be a single value",
		"steps:\n  - {pay: \"\"}":                                          "pay needs a value",
		"steps:\n  - {call: payy}":                                         `"payy" is no operation of Antom; did you mean pay?`,
		"steps:\n  - {advance: soon}":                                      `"soon" is not a duration, such as 10m, and not "next"`,
		"steps:\n  - {advance: -3s}":                                       `"-3s" is not a duration`,
		"steps:\n  - {pay: a, code: X}":                                    "code is for decline, not for pay",
		"steps:\n  - {pay: a, request: {}}":                                "request is for call, not for pay",
		"steps:\n  - {pay: a, save: {x: y}}":                               "save is for call and notification, not for pay",
		"steps:\n  - {pay: a, expect: {stats: X}}":                         `"stats" is unknown here; did you mean status?`,
		"steps:\n  - {advance: 1s, expect: {}}":                            "advance has nothing to expect",
		"steps:\n  - {call: pay, request: x}":                              "it must have the fields of a request",
		"steps:\n  - {call: pay, request: {a: [{b: \"${c}\"}]}}":           "${c} has no value here: known are run",
		"steps:\n  - {pay: \"${c}\"}\n  - {call: pay, save: {c: d}}":       "${c} has no value here",
		"vars: {run: x}\nsteps:\n  - {pay: a}":                             `"run" cannot be the name of a variable`,
		"vars: {a b: x}\nsteps:\n  - {pay: a}":                             `"a b" cannot be the name of a variable`,
		"steps:\n  - {call: pay, expect: {fields: {a: /(/}}}":              "missing closing )",
		"steps:\n  - {notification: a, expect: {acknowledged: yes}}":       `"yes" must be true or false`,
		"steps:\n  - {call: pay, save: {run: a}}":                          `"run" cannot be the name of a variable`,
		"steps:\n" + strings.Repeat("  - {pay: a}\n", scenario.MaxSteps+1): "a scenario can have 500 steps",
	} {
		if _, err := parse(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: got %v, want %q", text, err, want)
		}
	}
}

func TestVariables(t *testing.T) {
	t.Parallel()
	s, err := parse(t, "vars: {word: Tea, order: \"${run}-O\"}\nsteps:"+strings.TrimPrefix(strings.ReplaceAll(strings.ReplaceAll(payStep, "Tea", "\"${word}\""), "referenceOrderId: O", "referenceOrderId: \"${order}\""), "\nsteps:")+
		"  - call: inquiryPayment\n    request: {paymentId: \"${payment}\"}\n    expect: {fields: {paymentRequestId: \"${run}-1\", paymentAmount: /\"value\":\"1234\"/}}\n")
	if err != nil {
		t.Fatal(err)
	}
	if result, err := s.Run(t.Context(), target(t, broken{})); err != nil || !result.Passed {
		t.Errorf("got %+v, %v", result, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(payStep + "  - {pay: \"${payment}\", expect: {status: SUCCESS}}\n  - {advance: next}\n  - {notification: a, expect: {fields: {a: /b/}}}\n")
	f.Add("vars: {a: b}\nsteps: [{decline: a, code: b}]")
	f.Fuzz(func(t *testing.T, text string) {
		documents, err := request.Read("f.yaml", strings.NewReader(text))
		if err != nil || len(documents) == 0 {
			return
		}
		if s, err := scenario.Parse(documents[0]); err == nil && len(s.Steps) == 0 {
			t.Error("a scenario without steps")
		}
	})
}
