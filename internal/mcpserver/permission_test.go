package mcpserver

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/antom-cli/antom/internal/apperr"
)

// pay are arguments of create_payment with the profile.
func pay() map[string]any {
	return args("account", "profile", "amount", "1", "currency", "HKD", "method", "ALIPAY_HK", "fields", args(
		"paymentRedirectUrl", "https://shop.example/done", "env", args("terminalType", "WEB"), "order", args("orderDescription", "Tea")))
}

func TestProfileIsReadOnly(t *testing.T) {
	t.Parallel()
	o := newOptions(t)
	s := connect(t, o, nil)
	s.refused("create_payment", pay(), apperr.Usage, "account") // no profile, no argument

	o.Profile = profileOf(t, false)
	s = connect(t, o, nil)
	for name, a := range map[string]map[string]any{
		"create_payment": pay(),
		"refund_payment": args("account", "profile", "payment_request_id", "P1", "amount", "1", "currency", "HKD"),
		"call_operation": args("account", "profile", "operation", "cancel", "body", args("paymentRequestId", "P1")),
	} {
		s.refused(name, a, apperr.Config, "--allow-payments").want("payments-not-allowed", "error", "code")
	}
	asked := s.call("inquire_payment", args("account", "profile", "payment_request_id", "P1"))
	asked.want("profile", "account")
	asked.want("ORDER_NOT_EXIST", "resultCode")

	checked := s.ok("create_payment", dry(pay()))
	header, _ := checked.at("request", "headers").(map[string]any)
	if header["Signature"] != "(left out)" {
		t.Errorf("a request of a real account is shown with its signature: %v", header)
	}
	s.ok("verify_notification", args("account", "profile", "capture", "POST /n HTTP/1.1\nclient-id: X\nrequest-time: 1\nsignature: algorithm=RSA256,keyVersion=1,signature=AAAA\n\n{}"))
	s.ok("read_journal", args("account", "profile"))
}

func dry(a map[string]any) map[string]any {
	a["dry_run"] = true
	return a
}

func TestAllowedPayments(t *testing.T) {
	t.Parallel()
	o := newOptions(t)
	o.Profile, o.AllowPayments = profileOf(t, false), true
	s := connect(t, o, nil)
	s.ok("create_payment", pay()).want("profile", "account")
}

// TestLiveNeedsTheUser holds that real money moves only when the user says so.
func TestLiveNeedsTheUser(t *testing.T) {
	t.Parallel()
	o := newOptions(t)
	o.Profile, o.AllowPayments = profileOf(t, true), true
	connect(t, o, nil).refused("create_payment", pay(), apperr.Config, "this client cannot ask").want("not-confirmed", "error", "code")

	asked, answer := "", &mcp.ElicitResult{Action: "decline"}
	s := connect(t, o, func(r *mcp.ElicitRequest) (*mcp.ElicitResult, error) {
		asked = r.Params.Message
		if answer == nil {
			return nil, errors.New("closed")
		}
		return answer, nil
	})
	s.refused("create_payment", pay(), apperr.Config, "did not confirm")
	if !strings.Contains(asked, "real money") || !strings.Contains(asked, "ALIPAY_HK") {
		t.Errorf("the user was asked %q", asked)
	}
	answer = &mcp.ElicitResult{Action: "accept", Content: map[string]any{question: false}}
	s.refused("create_payment", pay(), apperr.Config, "did not confirm")
	answer = &mcp.ElicitResult{Action: "accept", Content: map[string]any{question: true}}
	s.ok("create_payment", pay()).want("PAYMENT_IN_PROCESS", "resultCode")
	asked = ""
	s.call("inquire_payment", args("account", "profile", "payment_request_id", "P1"))
	if asked != "" {
		t.Errorf("reading was asked about: %q", asked)
	}
	answer = nil
	if _, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: "create_payment", Arguments: pay()}); err == nil {
		t.Error("a question without an answer did not end the call")
	}
}

// TestTheUserSeesAllAmounts holds that no argument hides an amount, or looks like one,
// in the question that the user is asked.
func TestTheUserSeesAllAmounts(t *testing.T) {
	t.Parallel()
	o := newOptions(t)
	o.Profile, o.AllowPayments = profileOf(t, true), true
	asked := ""
	s := connect(t, o, func(r *mcp.ElicitRequest) (*mcp.ElicitResult, error) {
		asked = r.Params.Message
		return &mcp.ElicitResult{Action: "decline"}, nil
	})
	amount := args("currency", "HKD", "value", "99999900")
	body := args("a", strings.Repeat("x", 3000), "b", "\u202eHKD 1.00\u2029", "refundAmount", amount)
	for i := range 100 {
		body["c"+strings.Repeat("c", i)] = strings.Repeat("y", 200)
	}
	s.refused("call_operation", args("account", "profile", "operation", "refund", "no_validate", true, "body", body), apperr.Config, "did not confirm")
	lines := strings.Split(asked, "\n")
	if len(lines) != 3 || lines[1] != "refundAmount: HKD 999999.00" || strings.ContainsAny(asked, "\u202e\u2029") || len(asked) > 2*maxRequestText {
		t.Errorf("the user was asked %q", asked)
	}
	for want, a := range map[string]map[string]any{
		"\namount: HKD 5\n":    args("account", "profile", "payment_id", "1", "amount", "5", "currency", "HKD"),
		"\nno amount is given": args("account", "profile", "payment_id", "1"),
	} {
		if s.refused("refund_payment", a, apperr.Config, "did not confirm"); !strings.Contains(asked, want) {
			t.Errorf("%q is not in %q", want, asked)
		}
	}
	asked = ""
	many := args("list", slices.Repeat([]any{amount}, mostAmounts+1))
	s.refused("call_operation", args("account", "profile", "operation", "refund", "no_validate", true, "body", many), apperr.Usage, "13 amounts", "smaller requests")
	if asked != "" {
		t.Errorf("the user was asked %q", asked)
	}
}

// TestConfirmationIsForOneCall holds that an answer counts once, and only for the call
// that the user was asked about.
func TestConfirmationIsForOneCall(t *testing.T) {
	t.Parallel()
	var w confirmations
	one, other := [32]byte{1}, [32]byte{2}
	w.add("a", one)
	if w.take("a", other) || w.take("a", one) {
		t.Error("an answer to a question about another call counts")
	}
	w.add("b", one)
	if !w.take("b", one) || w.take("b", one) {
		t.Error("an answer does not count exactly once")
	}
	if w.take("", one) {
		t.Error("an answer to no question counts")
	}
	for i := range 3 * maxWaiting {
		w.add(strings.Repeat("x", i), one)
	}
	if len(w.waiting) > maxWaiting {
		t.Errorf("%d questions wait", len(w.waiting))
	}
}
