package battery

import (
	"bytes"
	"context"
	"crypto/rsa"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/junit"
	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/pkg/antom"
)

func library(key *rsa.PublicKey) *antom.NotificationHandler {
	return &antom.NotificationHandler{
		Verifier: antom.Verifier{Keys: []*rsa.PublicKey{key}, ClientID: "SANDBOX_LOCAL", MaxAge: 25 * time.Hour},
		Handle: func(_ context.Context, n *antom.Notification) error {
			_, err := n.Decode()
			return err
		},
		OnError: func(*http.Request, *antom.NotificationError) {},
	}
}

func TestTheLibrarysHandlerPassesStrictly(t *testing.T) {
	t.Parallel()
	report := serve(t, library(publicKey()), func(o *Options) { o.Strict = true })
	for _, r := range report.Results {
		if r.Verdict != Pass || r.Reason == "" || r.Fix != "" {
			t.Errorf("%s: %s: %s", r.Name, r.Verdict, r.Reason)
		}
	}
	if report.Passed != len(Cases()) || report.Passed < 60 || report.Failed+report.Warned+report.Skipped != 0 {
		t.Errorf("%s of %d", report.Summary(), len(Cases()))
	}
}

func TestStrictMakesWarningsFailures(t *testing.T) {
	t.Parallel()
	spelled := app{answer: func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success."}}`)
	}}
	report := serve(t, spelled, func(o *Options) { o.Strict = true }, "acknowledgement", "old-time")
	if got := found(report); !slices.Equal(got, fields("acknowledgement old-time")) || report.Failed != 2 {
		t.Errorf("found %v", got)
	}
}

// TestAWrongKeyProvesNothing: where genuine notifications are refused, the
// refusal of forged ones is no merit, and the report says what is wrong even
// if other cases were asked for.
func TestAWrongKeyProvesNothing(t *testing.T) {
	t.Parallel()
	report := serve(t, library(&twoKeys()[1].PublicKey), nil, "tampered-amount", "duplicate")
	if got := found(report); !slices.Equal(got, fields("duplicate:skip tampered-amount:skip valid")) {
		t.Errorf("found %v", got)
	}
	first := report.Results[0]
	if first.Name != "valid" || !strings.Contains(first.Reason, "HTTP status 401") || !strings.Contains(first.Fix, "public key") {
		t.Errorf("got %+v", first)
	}
	if report.Summary() != "0 passed, 1 failed, 0 warnings, 2 skipped" {
		t.Errorf("summary %q", report.Summary())
	}
	refusal := app{check: func(*http.Request, antom.Message, error) error { return nil }, answer: func(w http.ResponseWriter) {
		_, _ = io.WriteString(w, `{"result":{"resultStatus":"F","resultCode":"INVALID_SIGNATURE"}}`)
	}}
	if got := found(serve(t, refusal, nil, "tampered-amount")); !slices.Equal(got, fields("tampered-amount:skip valid")) {
		t.Errorf("a refusal with status 200: found %v", got)
	}
}

func TestUnreachable(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	o := options(t, server.URL)
	server.Close()
	_, err := Run(t.Context(), o)
	if _, ok := errors.AsType[*UnreachableError](err); !ok || !strings.Contains(err.Error(), "connection refused") {
		t.Errorf("got %v", err)
	}
}

func TestAnEndpointThatGoesAwayIsLeftAlone(t *testing.T) {
	t.Parallel()
	var served atomic.Int32
	right := app{}
	report := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if served.Add(1) > 10 {
			panic(http.ErrAbortHandler)
		}
		right.ServeHTTP(w, r)
	}), nil)
	if report.Failed != giveUp || report.Skipped < 40 || served.Load() != 10+giveUp {
		t.Errorf("%s, %d requests", report.Summary(), served.Load())
	}
}

func TestACancelledRunEnds(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(app{})
	defer server.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o := options(t, server.URL)
	o.OnResult = func(Result) { cancel() }
	if _, err := Run(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestNoRandomness(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(app{})
	defer server.Close()
	o := options(t, server.URL)
	o.Rand = strings.NewReader(strings.Repeat("x", 12*3))
	if _, err := Run(t.Context(), o); !errors.Is(err, io.EOF) {
		t.Errorf("got %v", err)
	}
}

func TestSlowAnswersAreNoticed(t *testing.T) {
	t.Parallel()
	var clock atomic.Int64
	start := time.Now()
	now := func() time.Time { return start.Add(time.Duration(clock.Load())) }
	slow := app{process: func(body []byte) error {
		if bytes.Contains(body, []byte(`"REFUND_RESULT"`)) {
			clock.Add(int64(6 * time.Second))
		}
		return nil
	}}
	report := serve(t, slow, func(o *Options) { o.Now, o.Client.Now = now, now }, "valid", "type-refund-result", "answer-time")
	if got := found(report); !slices.Equal(got, fields("answer-time:warn")) {
		t.Errorf("found %v", got)
	}
	if reason := report.Results[2].Reason; reason != "the slowest response took 6s (type-refund-result)" {
		t.Errorf("reason %q", reason)
	}
}

// TestFieldsAreUsed: an application that knows one payment only can be tried.
func TestFieldsAreUsed(t *testing.T) {
	t.Parallel()
	picky := app{process: func(body []byte) error {
		n, err := antom.ParseNotification(body)
		if err == nil && n.PaymentRequestID != "" && (n.PaymentRequestID != "ORDER1" || n.PaymentID != "P1" || n.Amount != nil && n.Amount.Value != "77") {
			err = errors.New("no such payment")
		}
		return err
	}}
	give := func(o *Options) {
		o.Fields = notification.Fields{PaymentRequestID: "ORDER1", PaymentID: "P1", Currency: "EUR", Value: "77"}
	}
	if got := found(serve(t, picky, give)); !slices.Equal(got, fields("old-time:warn")) {
		t.Errorf("found %v", got)
	}
	if got := found(serve(t, picky, nil, "valid")); !slices.Equal(got, fields("valid")) {
		t.Errorf("found %v", got)
	}
}

func TestDeliveriesOfACaseAreNumbered(t *testing.T) {
	t.Parallel()
	report := serve(t, app{process: once()}, nil, "duplicate")
	const want = `delivery 2 of 2: not acknowledged: HTTP status 500: "duplicate key value violates unique constraint"`
	if r := report.Results[0]; r.Reason != want || r.Requests != 2 {
		t.Errorf("got %q, %d requests", r.Reason, r.Requests)
	}
}

func TestSelect(t *testing.T) {
	t.Parallel()
	names := func(only, skip string) string {
		t.Helper()
		cases, err := Select(strings.Fields(only), strings.Fields(skip))
		if err != nil {
			t.Fatal(err)
		}
		var found []string
		for _, c := range cases {
			found = append(found, c.Name)
		}
		return strings.Join(found, " ")
	}
	for _, c := range []struct{ only, skip, want string }{
		{"duplicate valid", "", "valid duplicate"},
		{"repeats", "pending-*", "duplicate sent-again"},
		{"missing-*", "", "missing-signature missing-client-id missing-request-time"},
	} {
		if got := names(c.only, c.skip); got != c.want {
			t.Errorf("--only %s --skip %s: %s", c.only, c.skip, got)
		}
	}
	for _, pattern := range []string{"tampered-amont", "[", ""} {
		_, err := Select([]string{pattern}, nil)
		if _, ok := errors.AsType[*SelectError](err); !ok {
			t.Errorf("%q: %v", pattern, err)
		}
	}
	if _, err := Select(nil, []string{"Duplicat"}); err == nil || err.Error() != `there is no case "Duplicat" (did you mean duplicate?)` {
		t.Errorf("got %v", err)
	}
}

func TestCasesAreWellDescribed(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, c := range Cases() {
		if seen[c.Name] || !regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`).MatchString(c.Name) {
			t.Errorf("the name %q is taken or of another form", c.Name)
		}
		seen[c.Name] = true
		if c.Summary == "" || c.fix == "" || c.Group == "" || (c.build == nil) == (c.judge == nil) {
			t.Errorf("%s is not whole", c.Name)
		}
	}
}

// junitSuites is JUnit XML as a continuous integration server reads it.
type junitSuites struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Skipped  int `xml:"skipped,attr"`
	Suite    struct {
		Tests int `xml:"tests,attr"`
		Cases []struct {
			Class   string         `xml:"classname,attr"`
			Failure *junit.Message `xml:"failure"`
			Skipped *junit.Message `xml:"skipped"`
			Output  string         `xml:"system-out"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

func TestReportForms(t *testing.T) {
	t.Parallel()
	broken := app{check: func(r *http.Request, _ antom.Message, err error) error {
		if r.Header.Get("signature") == "" {
			return nil
		}
		return err
	}}
	report := serve(t, broken, nil, "valid", "missing-signature", "old-time")
	report.Results = append(report.Results, Result{Case: Case{Name: "x", Group: "g"}, Verdict: Skip, Reason: "a \x00 <b>"})
	report.Skipped++
	var out bytes.Buffer
	if err := report.WriteJUnit(&out); err != nil {
		t.Fatal(err)
	}
	var read junitSuites
	if err := xml.Unmarshal(out.Bytes(), &read); err != nil {
		t.Fatalf("%v\n%s", err, out.Bytes())
	}
	if read.Tests != 4 || read.Failures != 1 || read.Skipped != 1 || len(read.Suite.Cases) != 4 || read.Suite.Tests != 4 {
		t.Errorf("counts: %+v", read)
	}
	failed, warned, skipped := read.Suite.Cases[2], read.Suite.Cases[1], read.Suite.Cases[3]
	if failed.Failure == nil || failed.Failure.Message != "acknowledged" || failed.Class != "webhook.forgery" {
		t.Errorf("failure: %+v", failed)
	}
	if warned.Failure != nil || !strings.HasPrefix(warned.Output, "warning: acknowledged\n") {
		t.Errorf("warning: %+v", warned)
	}
	if skipped.Skipped == nil || !strings.Contains(skipped.Skipped.Message, "<b>") {
		t.Errorf("skip: %+v", skipped)
	}

	text, err := json.Marshal(report.Results[2])
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"name":"missing-signature"`, `"group":"forgery"`, `"verdict":"fail"`, `"reason":"acknowledged"`, `"mustRefuse":true`, `"requests":1`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is not in %s", want, text)
		}
	}
}
