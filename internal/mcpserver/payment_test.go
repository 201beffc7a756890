package mcpserver

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/apperr"
)

// TestWholePayment drives a payment from its creation to its refund.
func TestWholePayment(t *testing.T) {
	t.Parallel()
	s := connect(t, newOptions(t), nil)
	created := s.ok("create_payment", args("amount", "12.34", "currency", "HKD", "method", "ALIPAY_HK"))
	created.want("PAYMENT_IN_PROCESS", "resultCode")
	created.want("done", "outcome")
	created.want(true, "verified")
	created.want("simulator", "account")
	id, _ := created.at("paymentRequestId").(string)
	if link, _ := created.at("link").(string); !strings.HasPrefix(link, "http://127.0.0.1:") {
		t.Errorf("the link is %q", link)
	}

	waiting := s.ok("inquire_payment", args("payment_request_id", id))
	waiting.want("PROCESSING", "status")
	waiting.want(string(apperr.Pending), "outcome")

	s.ok("simulate_buyer", args("id", id, "decision", "accept")).want("SUCCESS", "status")
	s.ok("inquire_payment", args("payment_request_id", id, "wait_seconds", 5)).want("SUCCESS", "status")

	dry := s.ok("refund_payment", args("payment_request_id", id, "dry_run", true))
	if body, _ := dry.at("request", "body").(string); !strings.Contains(body, `"value":"1234"`) {
		t.Errorf("the refund of the rest is %s", body)
	}
	s.refused("refund_payment", args("payment_request_id", id, "amount", "50"), apperr.Usage, "HKD 12.34 was paid")
	refund := s.ok("refund_payment", args("payment_request_id", id, "amount", "5", "reason", "sold out"))
	refundID, _ := refund.at("refundRequestId").(string)
	s.ok("inquire_payment", args("refund_request_id", refundID)).want("SUCCESS", "status")

	shown := s.ok("show_payments", args("id", id))
	shown.want("500", "payment", "refunds", 0, "value")
	s.ok("show_payments", args("status", "SUCCESS", "limit", 1)).want(id, "payments", 0, "paymentRequestId")

	cancel := s.call("call_operation", args("operation", "cancel", "body", args("paymentRequestId", id)))
	cancel.want("ORDER_STATUS_INVALID", "resultCode")
	if !cancel.fault {
		t.Error("a refused operation is no failure of its tool")
	}
	journal := s.ok("read_journal", args("operation", "refund"))
	journal.want(refundID, "requests", 0, "requestId")
	s.ok("read_journal", args("id", id, "since", "1h", "limit", 200)).want("local", "requests", 0, "profile")
}

// TestDeclined declines, expires and makes sessions.
func TestDeclined(t *testing.T) {
	t.Parallel()
	s := connect(t, newOptions(t), nil)
	create := args("amount", "1", "currency", "HKD", "method", "ALIPAY_HK", "fields", args("paymentRequestId", "PAY1"))
	s.ok("create_payment", create)
	s.refused("simulate_buyer", args("id", "PAY1", "decision", "decline", "code", "NO_SUCH_CODE"), apperr.Usage, "NO_SUCH_CODE")
	s.ok("simulate_buyer", args("id", "PAY1", "decision", "decline", "code", "USER_BALANCE_NOT_ENOUGH")).want("FAIL", "status")
	failed := s.ok("inquire_payment", args("payment_request_id", "PAY1"))
	failed.want(string(apperr.Failed), "outcome")
	s.refused("simulate_buyer", args("id", "PAY1", "decision", "accept"), apperr.Usage, "already FAIL")

	session := s.ok("create_payment", args("kind", "hosted_session", "amount", "2", "currency", "HKD"))
	id, _ := session.at("paymentRequestId").(string)
	s.ok("simulate_buyer", args("id", id, "decision", "accept", "method", "ALIPAY_HK")).want("ALIPAY_HK", "payment", "method")

	s.ok("create_payment", args("amount", "1", "currency", "HKD", "method", "ALIPAY_HK", "fields", args("paymentRequestId", "PAY2")))
	if s.ok("move_clock", nil).at("next", 0) == nil {
		t.Error("nothing is due, not even the expiry of a payment")
	}
	s.ok("move_clock", args("by", "2d"))
	s.ok("inquire_payment", args("payment_request_id", "PAY2")).want("FAIL", "status")
	s.ok("move_clock", args("to", "now"))
	s.refused("move_clock", args("to", "next"), apperr.Usage, "move_clock")
}

// TestRefundInProcess ends a refund that is in process.
func TestRefundInProcess(t *testing.T) {
	t.Parallel()
	s := connect(t, newOptions(t), nil)
	s.ok("create_payment", args("amount", "3", "currency", "HKD", "method", "ALIPAY_HK", "fields", args("paymentRequestId", "PAY3")))
	s.ok("simulate_buyer", args("id", "PAY3", "decision", "accept"))
	s.ok("refund_payment", args("payment_request_id", "PAY3", "reason", "sim: refund=pending", "refund_request_id", "REF3"))
	s.ok("simulate_buyer", args("id", "REF3", "what", "refund", "decision", "accept")).want("SUCCESS", "part", "status")
}

// TestHandler sends notifications to a handler that acknowledges everything.
func TestHandler(t *testing.T) {
	t.Parallel()
	careless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"}}`))
	}))
	t.Cleanup(careless.Close)
	s := connect(t, newOptions(t), nil)
	s.ok("create_payment", args("amount", "3", "currency", "HKD", "method", "ALIPAY_HK", "notify_url", careless.URL, "fields", args("paymentRequestId", "PAY4")))
	s.ok("simulate_buyer", args("id", "PAY4", "decision", "accept"))
	s.ok("send_notification", args("id", "PAY4")).want("delivered", "notification", "state")
	forged := s.ok("send_notification", args("id", "PAY4", "forgery", "wrong-key"))
	forged.want(true, "forged", "acknowledged")
	if !strings.Contains(forged.text, "does not verify signatures") {
		t.Errorf("the summary is %s", forged.text)
	}
	report := s.ok("test_handler", args("url", careless.URL, "only", []any{"valid", "forgery"}))
	report.want("fail", "cases", 0, "verdict")
	if !strings.Contains(report.text, "failed") {
		t.Errorf("the summary is %s", report.text)
	}
}
