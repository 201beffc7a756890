package engine_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// document is a PDF in Base64.
func document() string { return base64.StdEncoding.EncodeToString([]byte("%PDF-1.4\nevidence")) }

func defend(id, document string) string {
	return fmt.Sprintf(`{"disputeId":%q,"disputeEvidence":%q}`, id, document)
}

func accept(id string) string { return fmt.Sprintf(`{"disputeId":%q}`, id) }

func download(id, which string) string {
	return fmt.Sprintf(`{"disputeId":%q,"disputeEvidenceType":%q}`, id, which)
}

// dispute opens a dispute of a paid card payment.
func (b *bench) dispute(n engine.NewDispute) engine.Dispute {
	b.t.Helper()
	if _, err := b.Find("pay-1"); err != nil {
		b.paid(cardBody("paymentAmount", `{"currency":"USD","value":"100"}`))
	}
	d, err := b.OpenDispute("pay-1", n)
	if err != nil {
		b.t.Fatal(err)
	}
	return d
}

// told are the types of the notifications of a dispute, oldest first.
func (b *bench) told(id string) string {
	b.t.Helper()
	all, err := b.Notifications()
	if err != nil {
		b.t.Fatal(err)
	}
	var told []string
	for _, n := range all {
		if n.DisputeID == id {
			told = append([]string{n.NotifyType}, told...)
		}
	}
	return strings.Join(told, " ")
}

// last is the body of the latest notification.
func (b *bench) last() *spec.Node {
	b.t.Helper()
	all, err := b.Notifications()
	if err != nil || len(all) == 0 {
		b.t.Fatalf("%d notifications, %v", len(all), err)
	}
	n, err := spec.ParseJSON(all[0].Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return n
}

func (b *bench) wantDispute(id string, status engine.DisputeStatus, deducted int64, told string) {
	b.t.Helper()
	d, err := b.FindDispute(id)
	if err != nil || d.Status != status || d.Deducted != deducted {
		b.t.Errorf("the dispute is %s and took %d, %v; want %s and %d", d.Status, d.Deducted, err, status, deducted)
	}
	if got := b.told(id); got != told {
		b.t.Errorf("told was %q, want %q", got, told)
	}
	p, err := b.FindPayment(d.PaymentID)
	if err != nil || p.Disputed != deducted {
		b.t.Errorf("disputes took %d of the payment, %v; want %d", p.Disputed, err, deducted)
	}
}

func TestDisputeIsOpenedAndNotified(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d := b.dispute(engine.NewDispute{})
	b.wantDispute(d.DisputeID, engine.DisputeOpen, 100, "DISPUTE_CREATED")
	wantFields(t, b.last(), map[string]string{
		"disputeId": d.DisputeID, "paymentId": d.PaymentID, "paymentRequestId": "pay-1", "disputeType": "CHARGEBACK",
		"disputeAmount.value": "100", "disputeAmount.currency": "USD", "disputeReasonCode": "10.4", "disputeSource": "VISA",
		"defendable": "true", "disputeTime": "2024-01-15T01:20:46+00:00", "defenseDueTime": "2024-01-22T01:20:46+00:00",
	})
	if all, _ := b.Notifications(); all[0].DisputeID == "" || all[0].URL != "https://shop.example/dashboard" {
		t.Errorf("it goes to %s", all[0].URL)
	}
	b.pass(3 * time.Second) // the capture
	b.wantCode(b.do(engine.OpRefund, refundBody(d.PaymentID, "refundAmount", `{"currency":"USD","value":"1"}`)), "REFUND_AMOUNT_EXCEED")
	b.wantCode(b.do(engine.OpCancel, cancelBody("pay-1")), "ORDER_STATUS_INVALID")
	list, _, err := b.Disputes("", math.MaxInt)
	if err != nil || len(list) != 1 || list[0].DisputeID != d.DisputeID {
		t.Errorf("%+v, %v", list, err)
	}
	if list, err := b.DisputesOf("pay-1"); err != nil || len(list) != 1 {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestUndefendedChargebackIsLost(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d := b.dispute(engine.NewDispute{Value: "40", Due: 72 * time.Hour})
	b.pass(48*time.Hour - time.Second)
	b.sweep()
	b.wantDispute(d.DisputeID, engine.DisputeOpen, 40, "DISPUTE_CREATED")
	b.pass(time.Second)
	b.sweep()
	b.wantDispute(d.DisputeID, engine.DisputeOpen, 40, "DISPUTE_CREATED DEFENSE_DUE_ALERT")
	b.pass(24 * time.Hour)
	b.sweep()
	b.wantDispute(d.DisputeID, engine.DisputeAccepted, 40, "DISPUTE_CREATED DEFENSE_DUE_ALERT DISPUTE_ACCEPTED")
	wantFields(t, b.last(), map[string]string{"disputeAcceptReason": "TIMEOUT", "disputeAcceptTime": "2024-01-18T01:20:46+00:00"})
	b.wantCode(b.do(engine.OpAcceptDispute, accept(d.DisputeID)), "TIME_EXCEEDS_LIMIT")
	b.wantCode(b.do(engine.OpDefendDispute, defend(d.DisputeID, document())), "TIME_EXCEEDS_LIMIT")
	b.wantCode(b.do(engine.OpRefund, refundBody(d.PaymentID, "refundAmount", `{"currency":"USD","value":"60"}`)), "SUCCESS")
}

// A call finds the deadline passed also when nobody swept before.
func TestLateDefenceWithoutSweep(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d := b.dispute(engine.NewDispute{Due: time.Hour})
	b.pass(time.Hour)
	b.wantCode(b.do(engine.OpDefendDispute, defend(d.DisputeID, document())), "TIME_EXCEEDS_LIMIT")
	b.wantDispute(d.DisputeID, engine.DisputeAccepted, 100, "DISPUTE_CREATED DEFENSE_DUE_ALERT DISPUTE_ACCEPTED")
}

func TestDefence(t *testing.T) {
	t.Parallel()
	for _, won := range []bool{true, false} {
		b := newBench(t)
		d := b.dispute(engine.NewDispute{})
		n := b.do(engine.OpDefendDispute, defend(d.DisputeID, document()))
		b.wantCode(n, "SUCCESS")
		wantFields(t, n, map[string]string{"disputeId": d.DisputeID, "disputeResolutionTime": "2024-01-15T01:20:46+00:00"})
		b.wantCode(b.do(engine.OpDefendDispute, defend(d.DisputeID, document())), "REPEAT_REQUEST")
		b.wantCode(b.do(engine.OpAcceptDispute, accept(d.DisputeID)), "REPEAT_REQUEST")
		b.pass(30 * 24 * time.Hour)
		if next := b.sweep(); !next.IsZero() {
			t.Errorf("a defended dispute has an alarm at %s", next)
		}
		b.wantDispute(d.DisputeID, engine.DisputeDefended, 100, "DISPUTE_CREATED DEFENSE_SUPPLIED")
		if _, err := b.JudgeDispute(d.DisputeID, won); err != nil {
			t.Fatal(err)
		}
		status, deducted, result := engine.DisputeLost, int64(100), "ACCEPT_BY_MERCHANT"
		if won {
			status, deducted, result = engine.DisputeWon, 0, "ACCEPT_BY_CUSTOMER"
		}
		b.wantDispute(d.DisputeID, status, deducted, "DISPUTE_CREATED DEFENSE_SUPPLIED DISPUTE_JUDGED")
		wantFields(t, b.last(), map[string]string{
			"disputeJudgedResult": result, "disputeJudgedAmount.value": fmt.Sprint(deducted), "disputeJudgedTime": "2024-02-14T01:20:46+00:00",
		})
		b.wantDisputeError(b.judge(d.DisputeID), "already")
	}
}

func (b *bench) judge(id string) error {
	_, err := b.JudgeDispute(id, true)
	return err
}

func (b *bench) wantDisputeError(err error, want string) {
	b.t.Helper()
	var no *engine.DisputeError
	if !errors.As(err, &no) || !strings.Contains(err.Error(), want) {
		b.t.Errorf("got %v, want a DisputeError with %q", err, want)
	}
}

func TestAcceptCancelAndRDR(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d := b.dispute(engine.NewDispute{Value: "10"})
	b.wantCode(b.do(engine.OpAcceptDispute, accept(d.DisputeID)), "SUCCESS")
	b.wantDispute(d.DisputeID, engine.DisputeAccepted, 10, "DISPUTE_CREATED DISPUTE_ACCEPTED")
	wantFields(t, b.last(), map[string]string{"disputeAcceptReason": "MERCHANT_ACCEPTED"})
	b.wantCode(b.do(engine.OpAcceptDispute, accept(d.DisputeID)), "REPEAT_REQUEST")

	b = newBench(t)
	d = b.dispute(engine.NewDispute{})
	if _, err := b.CancelDispute(d.DisputeID); err != nil {
		t.Fatal(err)
	}
	b.wantDispute(d.DisputeID, engine.DisputeCancelled, 0, "DISPUTE_CREATED DISPUTE_CANCELLED")

	d = b.dispute(engine.NewDispute{RDR: true, Value: "30"})
	b.wantDispute(d.DisputeID, engine.DisputeRDR, 30, "RDR_RESOLVED")
	wantFields(t, b.last(), map[string]string{"disputeJudgedResult": "ACCEPT_BY_MERCHANT", "disputeJudgedAmount.value": "30"})
	b.wantCode(b.do(engine.OpAcceptDispute, accept(d.DisputeID)), "REPEAT_REQUEST")
	b.pass(3 * time.Second) // the capture
	if next := b.sweep(); !next.IsZero() {
		t.Errorf("something is due at %s", next)
	}
}

func TestRetrievalRequestTakesNoMoney(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d := b.dispute(engine.NewDispute{Type: engine.RetrievalRequest})
	b.wantCode(b.do(engine.OpAcceptDispute, accept(d.DisputeID)), "PARAM_ILLEGAL")
	b.wantDisputeError(b.judge(d.DisputeID), "not decided")
	if _, err := b.CancelDispute(d.DisputeID); err == nil {
		t.Error("it was withdrawn")
	}
	b.pass(7 * 24 * time.Hour)
	b.sweep()
	b.wantDispute(d.DisputeID, engine.DisputeExpired, 0, "DISPUTE_CREATED DEFENSE_DUE_ALERT")
	b.wantCode(b.do(engine.OpDefendDispute, defend(d.DisputeID, document())), "TIME_EXCEEDS_LIMIT")
}

func TestComplianceRequest(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d := b.dispute(engine.NewDispute{Type: engine.ComplianceRequest})
	b.wantDisputeError(b.judge(d.DisputeID), "no document")
	for range 3 {
		b.wantCode(b.do(engine.OpDefendDispute, defend(d.DisputeID, document())), "SUCCESS")
		b.wantCode(b.do(engine.OpDefendDispute, defend(d.DisputeID, document())), "NOT_ALLOW_IN_CURRENT_STATUS")
		if _, err := b.JudgeDispute(d.DisputeID, false); err != nil {
			t.Fatal(err)
		}
		wantFields(t, b.last(), map[string]string{"disputeJudgedResult": "VALIDATE_FAIL"})
	}
	b.wantCode(b.do(engine.OpDefendDispute, defend(d.DisputeID, document())), "DEFENSE_EXCEED_LIMIT")

	b = newBench(t)
	d = b.dispute(engine.NewDispute{Type: engine.ComplianceRequest})
	b.pass(7 * 24 * time.Hour)
	b.sweep()
	b.wantDispute(d.DisputeID, engine.DisputeLost, 0, "DISPUTE_CREATED DEFENSE_DUE_ALERT DISPUTE_JUDGED")
	b.wantCode(b.do(engine.OpDefendDispute, defend(d.DisputeID, document())), "TIME_EXCEEDS_LIMIT")
}

func TestDocumentsOfDisputes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d := b.dispute(engine.NewDispute{})
	n := b.do(engine.OpDisputeEvidence, download(d.DisputeID, "DISPUTE_EVIDENCE_TEMPLATE"))
	b.wantCode(n, "SUCCESS")
	data, err := base64.StdEncoding.DecodeString(n.Get("disputeEvidence").String())
	if err != nil || !bytes.HasPrefix(data, []byte("%PDF-")) || !bytes.Contains(data, []byte(d.DisputeID)) || n.Get("disputeEvidenceFormat").String() != "PDF" {
		t.Errorf("the template is %q, %v", data, err)
	}
	for _, which := range []string{"DISPUTE_EVIDENCE_FILE", "DISPUTE_EVIDENCE_AI"} {
		b.wantCode(b.do(engine.OpDisputeEvidence, download(d.DisputeID, which)), "PARAM_ILLEGAL")
	}
	if _, err := b.DraftDefence(d.DisputeID); err != nil {
		t.Fatal(err)
	}
	wantFields(t, b.last(), map[string]string{"disputeId": d.DisputeID, "defenseFile.fileFormat": "PDF", "winRateLevel": "MEDIUM"})
	b.wantCode(b.do(engine.OpDisputeEvidence, download(d.DisputeID, "DISPUTE_EVIDENCE_AI")), "SUCCESS")
	b.wantCode(b.do(engine.OpDefendDispute, defend(d.DisputeID, document())), "SUCCESS")
	n = b.do(engine.OpDisputeEvidence, download(d.DisputeID, "DISPUTE_EVIDENCE_FILE"))
	wantFields(t, n, map[string]string{"disputeEvidence": document(), "disputeEvidenceFormat": "PDF"})
	if _, err := b.DraftDefence(d.DisputeID); err == nil {
		t.Error("a defended dispute gets a draft")
	}
}

func TestBadCallsAboutDisputes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d := b.dispute(engine.NewDispute{})
	for _, test := range []struct{ operation, body, code, message string }{
		{engine.OpAcceptDispute, accept("unknown"), "PARAM_ILLEGAL", "there is no dispute"},
		{engine.OpAcceptDispute, `{}`, "PARAM_ILLEGAL", "disputeId"},
		{engine.OpAcceptDispute, accept(strings.Repeat("9", 65)), "PARAM_ILLEGAL", "disputeId"},
		{engine.OpAcceptDispute, `{"disputeId":{"a":1}}`, "PARAM_ILLEGAL", "disputeId"},
		{engine.OpDefendDispute, defend("unknown", document()), "PARAM_ILLEGAL", "there is no dispute"},
		{engine.OpDefendDispute, defend(d.DisputeID, "%%%"), "PARAM_ILLEGAL", "not Base64"},
		{engine.OpDefendDispute, defend(d.DisputeID, ""), "PARAM_ILLEGAL", "disputeEvidence"},
		{engine.OpDefendDispute, defend(d.DisputeID, "aGVsbG8="), "PARAM_ILLEGAL", "neither a PDF nor a Word file"},
		{engine.OpDefendDispute, defend(d.DisputeID, strings.Repeat("A", 1_000_004)), "PARAM_ILLEGAL", "1000000"},
		{engine.OpDisputeEvidence, download("unknown", "DISPUTE_EVIDENCE_FILE"), "PARAM_ILLEGAL", "there is no dispute"},
		{engine.OpDisputeEvidence, download(d.DisputeID, "NOTHING"), "PARAM_ILLEGAL", "disputeEvidenceType"},
	} {
		n := b.do(test.operation, test.body)
		if code(n) != test.code || !strings.Contains(message(n), test.message) {
			t.Errorf("%s %.90s: %s: %s; want %s: %s", test.operation, test.body, code(n), message(n), test.code, test.message)
		}
	}
	stranger, err := b.Do(engine.Request{Operation: engine.OpAcceptDispute, ClientID: "SANDBOX_OTHER", Body: object(t, accept(d.DisputeID))})
	if err != nil || code(stranger.Body) != "PARAM_ILLEGAL" {
		t.Errorf("another merchant accepts it: %s, %v", stranger.Body.AppendJSON(nil), err)
	}
	b.wantDispute(d.DisputeID, engine.DisputeOpen, 100, "DISPUTE_CREATED")
}

func object(t *testing.T, text string) *spec.Node {
	t.Helper()
	n, err := spec.ParseJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWhatCannotBeDisputed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.do(engine.OpPay, cardBody("paymentAmount", `{"currency":"USD","value":"100"}`, "paymentRequestId", `"unpaid"`))
	b.paid(authorizeBody("paymentRequestId", `"authorized"`))
	b.paid(payBody("paymentRequestId", `"bank"`, "paymentMethod", `{"paymentMethodType":"IDEAL"}`, "paymentAmount.currency", `"EUR"`, "order.orderAmount", `{"currency":"EUR","value":"100"}`))
	b.paid(cardBody("paymentAmount", `{"currency":"USD","value":"100"}`))
	for _, test := range []struct {
		id   string
		n    engine.NewDispute
		want string
	}{
		{"unpaid", engine.NewDispute{}, "only a paid payment"},
		{"authorized", engine.NewDispute{}, "nothing of it is captured"},
		{"bank", engine.NewDispute{}, "cannot be disputed"},
		{"pay-1", engine.NewDispute{Type: "QUARREL"}, "no kind of dispute"},
		{"pay-1", engine.NewDispute{RDR: true, Type: engine.RetrievalRequest}, "only chargebacks"},
		{"pay-1", engine.NewDispute{Value: "101"}, "USD 1.00 of it can be disputed, not USD 1.01"},
		{"pay-1", engine.NewDispute{Value: "0"}, "more than 0"},
		{"pay-1", engine.NewDispute{Value: "-1"}, "more than 0"},
		{"pay-1", engine.NewDispute{Value: "1.5"}, "whole number"},
		{"pay-1", engine.NewDispute{Value: strings.Repeat("9", 30)}, "whole number"},
		{"pay-1", engine.NewDispute{Due: -time.Hour}, "time for evidence"},
		{"pay-1", engine.NewDispute{Due: 10000 * time.Hour}, "time for evidence"},
		{"pay-1", engine.NewDispute{ReasonCode: strings.Repeat("x", 33)}, "reason code"},
		{"pay-1", engine.NewDispute{Reason: strings.Repeat("x", 257)}, "reason is longer"},
		{"pay-1", engine.NewDispute{Source: strings.Repeat("x", 65)}, "source"},
	} {
		_, err := b.OpenDispute(test.id, test.n)
		b.wantDisputeError(err, test.want)
	}
	if _, err := b.OpenDispute("nobody", engine.NewDispute{}); !errors.Is(err, engine.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	if _, err := b.OpenDispute("pay-1", engine.NewDispute{Value: "100"}); err != nil {
		t.Fatal(err)
	}
	_, err := b.OpenDispute("pay-1", engine.NewDispute{})
	b.wantDisputeError(err, "nothing of it is left")
	for _, err := range []error{b.judge("nobody"), func() error { _, err := b.FindDispute("nobody"); return err }(), func() error { _, err := b.DraftDefence("nobody"); return err }()} {
		b.wantDisputeError(err, "no dispute with the disputeId")
	}
}

// The documents are bounded: the oldest go.
func TestOldDocumentsGo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first := ""
	for i := range 101 {
		id := fmt.Sprintf("many-%d", i)
		b.paid(cardBody("paymentAmount", `{"currency":"USD","value":"100"}`, "paymentRequestId", `"`+id+`"`))
		d, err := b.OpenDispute(id, engine.NewDispute{})
		if err != nil {
			t.Fatal(err)
		}
		b.wantCode(b.do(engine.OpDefendDispute, defend(d.DisputeID, document())), "SUCCESS")
		if first == "" {
			first = d.DisputeID
		} else if i == 1 {
			b.wantCode(b.do(engine.OpDisputeEvidence, download(first, "DISPUTE_EVIDENCE_FILE")), "SUCCESS")
		}
		b.pass(time.Second)
	}
	b.wantCode(b.do(engine.OpDisputeEvidence, download(first, "DISPUTE_EVIDENCE_FILE")), "PARAM_ILLEGAL")
}

func TestDisputeIsNotifiedAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	d := b.dispute(engine.NewDispute{})
	n, err := b.Notify(d.DisputeID)
	if err != nil || n.NotifyType != "DISPUTE_CREATED" || n.DisputeID != d.DisputeID {
		t.Errorf("%+v, %v", n, err)
	}
}
