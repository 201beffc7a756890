package flow_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// completed takes one document up to the end of its completion.
func (s *shop) completed(o flow.Options, file string) *flow.Request {
	s.t.Helper()
	o.Batch.Parallel = 1
	run, err := flow.NewRun(s.gateway(), documents(s.t, file), o)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := run.Complete(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	return run.Requests[0]
}

func TestPrecedence(t *testing.T) {
	t.Parallel()
	field := func(text string) []flow.Field {
		return []flow.Field{{Flag: "--description", Path: "order.orderDescription", Value: given(text)}}
	}
	profile := []flow.ProfileDefault{{Default: flow.Default{Path: "order.orderDescription", Text: "profile"}, Source: "profile shop"}}
	file := `{"order":{"orderDescription":"file"}}`
	for name, c := range map[string]struct {
		file         string
		profile      []flow.ProfileDefault
		overlay      flow.Overlay
		want, origin string
	}{
		"simulator":                {want: "Test order", origin: "simulator"},
		"profile over simulator":   {profile: profile, want: "profile", origin: "profile shop"},
		"file over profile":        {file: file, profile: profile, want: "file", origin: "order.yaml:"},
		"flag over file":           {file: file, profile: profile, overlay: flow.Overlay{Fields: field("flag")}, want: "flag", origin: "--description"},
		"empty flag over file":     {file: file, overlay: flow.Overlay{Fields: field("")}, want: "", origin: "--description"},
		"set over flag":            {file: file, overlay: flow.Overlay{Fields: field("flag"), Sets: []string{"order.orderDescription=set"}}, want: "set", origin: "--set order.orderDescription"},
		"last set over others":     {overlay: flow.Overlay{Sets: []string{"order.orderDescription=a", "order.orderDescription=b"}}, want: "b", origin: "--set order.orderDescription"},
		"a flag that is not given": {file: file, overlay: flow.Overlay{Fields: []flow.Field{{Flag: "--description", Path: "order.orderDescription"}}}, want: "file", origin: "order.yaml:"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			s.profile = c.profile
			d := s.completed(operation(spec.OpPay, flow.Options{Overlay: c.overlay}), c.file).Document
			got, origin := d.Get("order.orderDescription"), d.OriginOf("order.orderDescription")
			where := origin.String()
			if where == "" {
				where = origin.What
			}
			if got != c.want || !strings.HasPrefix(where, c.origin) {
				t.Errorf("got %q from %s, want %q from %s", got, where, c.want, c.origin)
			}
		})
	}
}

func TestAmounts(t *testing.T) {
	t.Parallel()
	paths := []string{"paymentAmount", "order.orderAmount"}
	for name, c := range map[string]struct {
		overlay         flow.Overlay
		currency, value string
		mistake         string
	}{
		"major":                     {flow.Overlay{Amount: given("12.3"), Currency: given("HKD")}, "HKD", "1230", ""},
		"major without decimals":    {flow.Overlay{Amount: given("12"), Currency: given("JPY")}, "JPY", "12", ""},
		"minor":                     {flow.Overlay{Minor: given("12"), Currency: given("HKD")}, "HKD", "12", ""},
		"currency of the file":      {flow.Overlay{Amount: given("1.5")}, "SGD", "150", ""},
		"currency of --set counts":  {flow.Overlay{Amount: given("15"), Currency: given("HKD"), Sets: []string{"paymentAmount.currency=JPY"}}, "JPY", "15", ""},
		"too many decimals":         {flow.Overlay{Amount: given("1.234"), Currency: given("HKD")}, "", "", "--amount"},
		"an empty amount was given": {flow.Overlay{Amount: given(""), Currency: given("HKD")}, "", "", "--amount"},
	} {
		c.overlay.AmountPaths = paths
		d := documents(t, `{"paymentAmount":{"currency":"SGD","value":"1"}}`)[0]
		mistakes := c.overlay.Apply(d, time.Now())
		if c.mistake != "" {
			if len(mistakes) != 1 || !strings.HasPrefix(mistakes[0].String(), c.mistake) {
				t.Errorf("%s: mistakes %v", name, mistakes)
			}
			continue
		}
		if len(mistakes) > 0 || d.Get("paymentAmount.currency") != c.currency || d.Get("paymentAmount.value") != c.value {
			t.Errorf("%s: %s %s, mistakes %v", name, d.Get("paymentAmount.currency"), d.Get("paymentAmount.value"), mistakes)
		}
	}
}

// TestIDs: an id is made for every request, unique and with the prefix of its
// operation, and never in the place of one that was given.
func TestIDs(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	seen := map[string]bool{}
	for range 20 {
		d := s.completed(operation(spec.OpPay, flow.Options{}), "").Document
		id, order := d.Get("paymentRequestId"), d.Get("order.referenceOrderId")
		if !strings.HasPrefix(id, "PAY") || order != "ORDER"+strings.TrimPrefix(id, "PAY") || seen[id] || len(id) != 29 {
			t.Fatalf("ids %s and %s", id, order)
		}
		seen[id] = true
	}
	if d := s.completed(operation(spec.OpPay, flow.Options{}), `{"paymentRequestId":"MINE"}`).Document; d.Get("paymentRequestId") != "MINE" {
		t.Errorf("the id is %s", d.Get("paymentRequestId"))
	}
	if d := s.completed(operation(spec.OpInquiryRefund, flow.Options{Refund: flow.RefundRef{RequestID: "R"}}), "").Document; d.Has("paymentRequestId") {
		t.Error("an id was made for an inquiry")
	}
}

// TestStrictFillsNothing: what passes with Strict would pass with a real account.
func TestStrictFillsNothing(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	_, err := s.perform(t.Context(), operation(spec.OpPay, flow.Options{Strict: true}), tea("P1", "O1"))
	wantError(t, err, apperr.Usage, "invalid-request", "order.orderDescription", "paymentRedirectUrl", "nothing was sent")
	if got := s.operations(); got != "" {
		t.Errorf("sent: %s", got)
	}
	s.do(operation(spec.OpPay, flow.Options{}), tea("P1", "O1"))
	s.wantEvent("--local filled in order.orderDescription, paymentRedirectUrl", "local simulator: no money moves")
}

// TestMistakesOfFlags: what cannot be laid over a request is reported once, with
// the mistakes of the request, and sent with neither NoValidate nor without.
func TestMistakesOfFlags(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	expired := -time.Minute
	o := operation(spec.OpPay, flow.Options{Overlay: flow.Overlay{
		Amount: given("x"), Currency: given("HKD"), AmountPaths: []string{"paymentAmount", "order.orderAmount"},
		Goods: []string{"nonsense"}, ExpiresIn: &expired, ExpiryPath: "paymentExpiryTime",
	}})
	_, err := s.perform(t.Context(), o, "")
	wantError(t, err, apperr.Usage, "invalid-request", "--amount: ", "--goods: ", "--expires-in: it must be more than zero", "paymentMethod", "--method")
	if strings.Count(err.Error(), "paymentAmount") > 0 {
		t.Errorf("the amount is reported twice:\n%v", err)
	}
	o.NoValidate = true
	_, err = s.perform(t.Context(), o, "")
	wantError(t, err, apperr.Usage, "invalid-request", "3 mistakes")
	if got := s.operations(); got != "" {
		t.Errorf("sent: %s", got)
	}
}

func TestScenes(t *testing.T) {
	t.Parallel()
	hosted, sdk := spec.SceneHosted, `{"paymentMethod":{"paymentMethodType":"ALIPAY_HK"}}`
	for name, c := range map[string]struct{ scene, file, want string }{
		"hosted without a method": {"", "", hosted},
		"sdk with a method":       {"", sdk, ""},
		"hosted by choice":        {"hosted", sdk, hosted},
		"sdk by choice":           {"sdk", "", ""},
		"one of Antom's":          {"EASY_PAY", "", "EASY_PAY"},
	} {
		s := newShop(t)
		d := s.completed(operation(spec.OpCreatePaymentSession, flow.Options{Scene: c.scene}), c.file).Document
		if got := d.Get("productScene"); got != c.want {
			t.Errorf("%s: productScene is %q", name, got)
		}
	}
}

// TestPreviewedSession: the SDK needs a method, and the buyer comes back to the page.
func TestPreviewedSession(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := operation(spec.OpCreatePaymentSession, flow.Options{PreviewURL: "http://127.0.0.1:1/back", Batch: flow.Batch{Parallel: 1}})
	run, err := flow.NewRun(s.gateway(), documents(t, `{"paymentAmount":{"currency":"HKD","value":"1"}}`), o)
	if err != nil {
		t.Fatal(err)
	}
	_, err = run.SendOne(t.Context(), (*flow.Answer).Err)
	wantError(t, err, apperr.Usage, "invalid-request", "the web SDK needs a payment method")
	if run, err = flow.NewRun(s.gateway(), documents(t, tea("P1", "O1")), o); err != nil {
		t.Fatal(err)
	}
	x, err := run.SendOne(t.Context(), (*flow.Answer).Err)
	if err != nil {
		t.Fatal(err)
	}
	if got := x.RequestField("paymentRedirectUrl"); got != o.PreviewURL || x.Field("paymentSessionData") == "" {
		t.Errorf("paymentRedirectUrl %q, answer %s", got, x.Response.Body)
	}
}

// TestPrepare: what would be sent is signed, and nothing is sent.
func TestPrepare(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	run, err := flow.NewRun(s.gateway(), documents(t, teas(2)), operation(spec.OpPay, flow.Options{DryRun: true, Batch: flow.Batch{Parallel: 1}}))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(run.Complete(t.Context()), run.Check()); err != nil {
		t.Fatal(err)
	}
	prepared, err := run.Prepare(t.Context())
	if err != nil || len(prepared) != 2 || !strings.Contains(string(prepared[1].Message.Body), `"paymentRequestId":"P1"`) || prepared[1].Signature.Encoded() == "" {
		t.Errorf("prepared %v, %v", prepared, err)
	}
	if len(s.antom.Requests()) > 0 || len(s.entries()) > 0 {
		t.Error("something was sent")
	}
}

func TestDefaultsOfAProfile(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.profile = []flow.ProfileDefault{{Default: flow.Default{Path: "paymentRedirectURL", Text: "https://a.example"}, Source: "profile shop"}, {Default: flow.Default{Path: "refundReason", Text: "no reason"}, Source: "profile test"}}
	d := s.completed(operation(spec.OpPay, flow.Options{}), "").Document
	s.wantEvent("warning: defaults.paymentRedirectURL of profile shop is ignored: no request has a field paymentRedirectURL (did you mean paymentRedirectUrl?)")
	if d.Has("refundReason") || strings.Contains(s.events.texts(), "refundReason") {
		t.Errorf("a default of another operation: %s", s.events.texts())
	}
	if err := flow.CheckDefaultPath("order.buyer.referenceBuyerId"); err != nil {
		t.Error(err)
	}
	s.profile = []flow.ProfileDefault{{Default: flow.Default{Path: "order.goods[x]", Text: "1"}, Source: "profile shop"}}
	if run, err := flow.NewRun(s.gateway(), documents(t, ""), operation(spec.OpPay, flow.Options{Batch: flow.Batch{Parallel: 1}})); err != nil {
		t.Fatal(err)
	} else if err := run.Complete(t.Context()); err != nil {
		wantError(t, err, apperr.Config, "", "defaults.order.goods[x] of profile shop")
	}
}

// TestListener: a listener that runs is notified of changes, unless something else
// is said.
func TestListener(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.adjust = func(g *flow.Gateway) { g.ListenerURL = func() string { return "http://127.0.0.1:9/" } }
	if got := s.completed(operation(spec.OpPay, flow.Options{}), "").Document.Get("paymentNotifyUrl"); got != "http://127.0.0.1:9/" {
		t.Errorf("paymentNotifyUrl is %q", got)
	}
	if got := s.completed(operation(spec.OpPay, flow.Options{}), `{"paymentNotifyUrl":"https://mine.example"}`).Document.Get("paymentNotifyUrl"); got != "https://mine.example" {
		t.Errorf("paymentNotifyUrl is %q", got)
	}
	if d := s.completed(operation(spec.OpConsult, flow.Options{}), "").Document; d.Has("paymentNotifyUrl") || d.Get("env.terminalType") != "WEB" {
		t.Errorf("consult: %s", d.Root.AppendJSON(nil))
	}
}

// TestWhatIsMissing: a mistake names the flag that gives what is missing.
func TestWhatIsMissing(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.adjust = func(g *flow.Gateway) { g.Local = false }
	overlay := flow.Overlay{
		AmountPaths: []string{"paymentAmount", "order.orderAmount"}, ExpiryPath: "paymentExpiryTime",
		Fields: []flow.Field{{Flag: "--redirect-url", Path: "paymentRedirectUrl"}, {Flag: "--description", Path: "order.orderDescription"}},
	}
	_, err := s.perform(t.Context(), operation(spec.OpPay, flow.Options{Overlay: overlay}), "")
	wantError(t, err, apperr.Usage, "invalid-request", "set it with --amount and --currency", "set it with --method", "set it with --redirect-url",
		"set it with --description", "files that validate: antom pay --example list")
	_, err = s.perform(t.Context(), operation(spec.OpCancel, flow.Options{}), "")
	wantError(t, err, apperr.Usage, "invalid-request", "an argument or --payment-id")
	_, err = s.perform(t.Context(), operation(spec.OpInquiryRefund, flow.Options{}), "")
	wantError(t, err, apperr.Usage, "invalid-request", "an argument or --refund-id")
	_, err = s.perform(t.Context(), operation(spec.OpRefund, flow.Options{}), "")
	wantError(t, err, apperr.Usage, "invalid-request", "--payment-id")
	_, err = flow.ReadFile("-", strings.NewReader("{"))
	wantError(t, err, apperr.Usage, "", "standard input:1:")
}
