package outcome

import (
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// answer builds an answered request from its JSON.
func answer(t *testing.T, operation, sent, body string) Answer {
	t.Helper()
	a := Answer{Verified: true, Operation: operation, Sent: parse(t, sent), Body: parse(t, body)}
	a.Result = antom.Result{
		ResultStatus:  antom.ResultStatus(a.Body.At("result.resultStatus").String()),
		ResultCode:    antom.ResultCode(a.Body.At("result.resultCode").String()),
		ResultMessage: a.Body.At("result.resultMessage").String(),
	}
	return a
}

func parse(t *testing.T, text string) *spec.Node {
	t.Helper()
	n, err := spec.ParseJSON([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return n
}

const (
	success = `"result":{"resultStatus":"S","resultCode":"SUCCESS","resultMessage":"success"}`
	pay     = `{"paymentRequestId":"P1"}`
	refund  = `{"refundRequestId":"R1","paymentId":"2026"}`
	capture = `{"captureRequestId":"C1","paymentId":"2026"}`
)

func result(status, code string) string {
	return `"result":{"resultStatus":"` + status + `","resultCode":"` + code + `"}`
}

func TestMeaning(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		operation, sent, body string
		verdict               Verdict
		code, text            string
		next                  string // the steps, joined
	}{
		"paid at once":         {"pay", pay, `{` + success + `}`, Done, "SUCCESS", "", ""},
		"a link":               {"pay", pay, `{` + result("U", "PAYMENT_IN_PROCESS") + `,"normalUrl":"https://x"}`, Done, "PAYMENT_IN_PROCESS", "", ""},
		"only an app link":     {"pay", pay, `{` + result("U", "PAYMENT_IN_PROCESS") + `,"schemeUrl":"x://y"}`, Done, "PAYMENT_IN_PROCESS", "", ""},
		"only a code":          {"pay", pay, `{` + result("U", "PAYMENT_IN_PROCESS") + `,"orderCodeForm":{}}`, Done, "PAYMENT_IN_PROCESS", "", ""},
		"no way to go on":      {"pay", pay, `{` + result("U", "PAYMENT_IN_PROCESS") + `}`, NotYet, "PAYMENT_IN_PROCESS", "without a URL", "ask:make sure|then pay again"},
		"payment unknown":      {"pay", pay, `{` + result("U", "UNKNOWN_EXCEPTION") + `}`, NotYet, "UNKNOWN_EXCEPTION", "Antom answered U UNKNOWN_EXCEPTION", "call again|ask:inquire by this id before"},
		"payment refused":      {"pay", pay, `{` + result("F", "RISK_REJECT") + `}`, Refused, "RISK_REJECT", "Antom answered F RISK_REJECT", ""},
		"session":              {"createPaymentSession", pay, `{` + success + `}`, Done, "SUCCESS", "", ""},
		"inquiry of a success": {"inquiryPayment", pay, `{` + success + `,"paymentStatus":"SUCCESS"}`, Done, "SUCCESS", "", ""},
		"inquiry of a failure": {
			"inquiryPayment", pay, `{` + success + `,"paymentStatus":"FAIL","paymentResultCode":"USER_BALANCE_NOT_ENOUGH"}`,
			Failed, "FAIL", "payment P1 ended with FAIL (USER_BALANCE_NOT_ENOUGH)", "USER_BALANCE_NOT_ENOUGH: |the buyer can try again",
		},
		"inquiry of a cancelled one": {"inquiryPayment", pay, `{` + success + `,"paymentStatus":"CANCELLED"}`, Failed, "CANCELLED", "payment P1 ended with CANCELLED", "the buyer can try again"},
		"inquiry while it goes on":   {"inquiryPayment", pay, `{` + success + `,"paymentStatus":"PENDING"}`, NotYet, "PENDING", "payment P1 is not final: PENDING", "wait:wait until it is final"},
		"inquiry without a status":   {"inquiryPayment", pay, `{` + success + `}`, NotYet, "", "payment P1 is not final: no paymentStatus", "wait:wait"},
		"inquiry of nothing":         {"inquiryPayment", pay, `{` + result("F", "ORDER_NOT_EXIST") + `}`, Refused, "ORDER_NOT_EXIST", "ORDER_NOT_EXIST", "check the id"},
		"inquiry in process is a U":  {"inquiryPayment", pay, `{` + result("U", "PAYMENT_IN_PROCESS") + `,"normalUrl":"https://x"}`, NotYet, "PAYMENT_IN_PROCESS", "Antom answered U", ""},
		"a question is no payment":   {"retrievePaymentSession", pay, `{` + result("U", "UNKNOWN_EXCEPTION") + `}`, NotYet, "UNKNOWN_EXCEPTION", "Antom answered U", ""},
		"cancelled":                  {"cancel", pay, `{` + success + `}`, Done, "SUCCESS", "", ""},
		"cancelled too late":         {"cancel", pay, `{` + result("F", "CANCEL_WINDOW_EXCEED") + `}`, Refused, "CANCEL_WINDOW_EXCEED", "CANCEL_WINDOW_EXCEED", "refund instead|refund:"},
		"cancel in a wrong state":    {"cancel", pay, `{` + result("F", "ORDER_STATUS_INVALID") + `}`, Refused, "ORDER_STATUS_INVALID", "", "look up the payment|payment:"},
		"cancel unknown":             {"cancel", pay, `{` + result("U", "UNKNOWN_EXCEPTION") + `}`, NotYet, "UNKNOWN_EXCEPTION", "", "send the same cancel again|ask:"},
		"refunded":                   {"refund", refund, `{` + success + `}`, Done, "SUCCESS", "", ""},
		"refund running":             {"refund", refund, `{` + result("U", "REFUND_IN_PROCESS") + `}`, NotYet, "REFUND_IN_PROCESS", "refund R1 is accepted, still running", "wait:wait until it is final"},
		"refund unknown":             {"refund", refund, `{` + result("U", "UNKNOWN_EXCEPTION") + `}`, NotYet, "UNKNOWN_EXCEPTION", "", "never with a new one|ask:"},
		"refund too much":            {"refund", refund, `{` + result("F", "REFUND_AMOUNT_EXCEED") + `}`, Refused, "REFUND_AMOUNT_EXCEED", "", "correct the amount"},
		"inquiry of a refund":        {"inquiryRefund", refund, `{` + success + `,"refundStatus":"SUCCESS"}`, Done, "SUCCESS", "", ""},
		"refund status of one page":  {"inquiryRefund", refund, `{` + success + `,"refundStatus":"S"}`, Done, "S", "", ""},
		"failed refund":              {"inquiryRefund", refund, `{` + success + `,"refundStatus":"FAIL"}`, Failed, "FAIL", "refund R1 ended with FAIL", "new refundRequestId"},
		"refund goes on":             {"inquiryRefund", refund, `{` + success + `,"refundStatus":"PROCESSING"}`, NotYet, "PROCESSING", "refund R1 is not final", "wait:"},
		"refund without a status":    {"inquiryRefund", refund, `{` + success + `}`, NotYet, "", "no refundStatus", "wait:"},
		"captured":                   {"capture", capture, `{` + success + `}`, Done, "SUCCESS", "", ""},
		"capture running":            {"capture", capture, `{` + result("U", "CAPTURE_IN_PROCESS") + `}`, NotYet, "CAPTURE_IN_PROCESS", "capture C1 is accepted", "wait:"},
		"capture unknown":            {"capture", capture, `{` + result("U", "SYSTEM") + `}`, NotYet, "SYSTEM", "", "never with a new one"},
		"methods":                    {"consult", `{}`, `{` + success + `}`, Done, "SUCCESS", "", ""},
		"methods refused":            {"consult", `{}`, `{` + result("F", "PARAM_ILLEGAL") + `}`, Refused, "PARAM_ILLEGAL", "", "correct the request"},
		"an operation without rules": {"notOurs", `{}`, `{` + result("F", "NO_SUCH_CODE_AT_ALL") + `}`, Refused, "NO_SUCH_CODE_AT_ALL", "", "antom does not know this code"},
		"a status of its own":        {"pay", pay, `{` + result("X", "SUCCESS") + `}`, Refused, "SUCCESS", "", ""},
	} {
		m := answer(t, c.operation, c.sent, c.body).Meaning()
		if m.Verdict != c.verdict || m.Code != c.code || !strings.Contains(m.Text, c.text) || (m.Verdict == Done) != (m.Text == "") {
			t.Errorf("%s: got %d %q %q, want %d %q %q", name, m.Verdict, m.Code, m.Text, c.verdict, c.code, c.text)
		}
		steps := stepsText(m.Next)
		for _, want := range strings.Split(c.next, "|") {
			if !strings.Contains(steps, want) {
				t.Errorf("%s: the steps %q lack %q", name, steps, want)
			}
		}
		if m.Verdict != Done && len(m.Next) == 0 {
			t.Errorf("%s: no next step", name)
		}
	}
}

// stepsText writes steps in a line, commands with a word before.
func stepsText(steps []Step) string {
	names := map[Action]string{Tell: "", Ask: "ask:", Wait: "wait:", GiveBack: "refund:", AskPayment: "payment:", PayAgain: "again:"}
	var texts []string
	for _, s := range steps {
		texts = append(texts, names[s.Do]+s.Text)
	}
	return strings.Join(texts, " | ")
}

// TestEveryCodeHasANextStep holds that no failed call is left without advice.
func TestEveryCodeHasANextStep(t *testing.T) {
	t.Parallel()
	for _, c := range spec.Codes() {
		r := antom.Result{ResultCode: antom.ResultCode(c.Code), ResultStatus: antom.ResultStatus(c.Status)}
		if NextStep(c.Operation, r) == "" {
			t.Errorf("%s %s has no next step", c.Operation, c.Code)
		}
	}
	for _, status := range []antom.ResultStatus{antom.StatusFailed, antom.StatusUnknown, ""} {
		if NextStep("pay", antom.Result{ResultCode: "NEW_CODE", ResultStatus: status}) == "" {
			t.Errorf("a new code with status %q has no next step", status)
		}
	}
}

func TestStateOf(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]State{
		"SUCCESS": Succeeded, "FAIL": Ended, "CANCELLED": Ended, "PROCESSING": Open, "PENDING": Open, "": Unknown, "success": Unknown,
	} {
		if got := StateOf(status); got != want || got.Final() != (want == Succeeded || want == Ended) {
			t.Errorf("StateOf(%q) = %d, want %d", status, got, want)
		}
	}
	for _, name := range []string{"inquiryPayment", "inquiryRefund"} {
		field := spec.Response(name).Field(spec.OperationNamed(name).StatusField)
		if field == nil {
			t.Fatalf("%s has no field with a state", name)
		}
		for _, status := range field.Enum {
			if StateOf(status) == Unknown {
				t.Errorf("%s of %s is not known", status, name)
			}
		}
	}
}

func TestTransactions(t *testing.T) {
	t.Parallel()
	body := parse(t, `{"transactions":[{"transactionType":"REFUND","transactionId":"A","transactionRequestId":"R1",
		"transactionStatus":"SUCCESS","transactionAmount":{"currency":"HKD","value":"500"}},
		{"transactionType":"CAPTURE","transactionRequestId":"C1","transactionStatus":"PROCESSING"}]}`)
	got := Transactions(body)
	if len(got) != 2 || got[0] != (Transaction{"REFUND", "A", "R1", "SUCCESS", "HKD", "500"}) || got[1].Label() != "Capture" {
		t.Errorf("got %+v", got)
	}
	if c, ok := FindTransaction(body, "C1"); !ok || c.Status != Processing {
		t.Errorf("C1: %+v, %v", c, ok)
	}
	if _, ok := FindTransaction(parse(t, `{"transactions":null}`), "C1"); ok {
		t.Error("found something in null")
	}
}
