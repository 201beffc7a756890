package engine_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

func TestFindByAnyID(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.do(engine.OpPay, payBody()).Get("paymentId").String()
	session := b.do(engine.OpSession, sessionBody()).Get("paymentSessionId").String()
	for given, want := range map[string]string{id: "pay-1", "pay-1": "pay-1", session: "session-1", "session-1": "session-1"} {
		p, err := b.Find(given)
		if err != nil || p.PaymentRequestID != want {
			t.Errorf("%s: got %q, %v; want %q", given, p.PaymentRequestID, err, want)
		}
	}
	p, err := b.Find(id)
	if err != nil {
		t.Fatal(err)
	}
	if byCode, err := b.FindCode(p.Code); err != nil || byCode.PaymentID != id {
		t.Errorf("by its code: %v", err)
	}
	for name, find := range map[string]func(string) (engine.Payment, error){
		"any": b.Find, "payment": b.FindPayment, "session": b.FindSession, "code": b.FindCode,
	} {
		if _, err := find("nothing"); !errors.Is(err, engine.ErrNotFound) {
			t.Errorf("%s: got %v, want ErrNotFound", name, err)
		}
	}
}

func TestListIsNewestFirst(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i := range 3 {
		b.do(engine.OpPay, payBody("paymentRequestId", fmt.Sprintf(`"pay-%d"`, i)))
		b.pass(time.Minute)
	}
	list, err := b.List()
	var ids []string
	for _, p := range list {
		ids = append(ids, p.PaymentRequestID)
	}
	if got := strings.Join(ids, " "); err != nil || got != "pay-2 pay-1 pay-0" {
		t.Errorf("got %q, %v", got, err)
	}
	b.pass(time.Hour)
	if list, _ := b.List(); list[0].Status != engine.Fail {
		t.Errorf("an expired payment is listed as %s", list[0].Status)
	}
}

func TestDecidingTwice(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.do(engine.OpPay, payBody())
	if _, err := b.Pay("pay-1", ""); err != nil {
		t.Fatal(err)
	}
	p, err := b.Decline("pay-1", "")
	var state *engine.StateError
	if !errors.As(err, &state) || state.Status != engine.Success || p.Status != engine.Success {
		t.Errorf("got %v, %v; want a *StateError with the state", p.Status, err)
	}
	b.wantStatus("pay-1", "SUCCESS", "SUCCESS")
}

func TestDeclineCodes(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{"": "USER_BALANCE_NOT_ENOUGH", "RISK_REJECT": "RISK_REJECT", "ORDER_IS_CLOSED": "ORDER_IS_CLOSED"} {
		b := newBench(t)
		b.do(engine.OpPay, payBody())
		if p, err := b.Decline("pay-1", given); err != nil || p.ResultCode != want {
			t.Errorf("%q: got %s, %v; want %s", given, p.ResultCode, err, want)
		}
	}
	for given, nearest := range map[string]string{"RISK_REJCT": "RISK_REJECT", "SUCCESS": "", "PAYMENT_IN_PROCESS": ""} {
		b := newBench(t)
		b.do(engine.OpPay, payBody())
		_, err := b.Decline("pay-1", given)
		var bad *engine.CodeError
		if !errors.As(err, &bad) || nearest != "" && bad.Nearest != nearest {
			t.Errorf("%q: got %v, want a *CodeError", given, err)
		}
		b.wantStatus("pay-1", "PROCESSING", "PAYMENT_IN_PROCESS")
	}
}

func TestResetForgetsEverything(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	request := describe("sim: drop times=1")
	b.reply(engine.OpPay, request)
	b.do(engine.OpSession, sessionBody())
	if err := b.Reset(); err != nil {
		t.Fatal(err)
	}
	if list, err := b.List(); err != nil || len(list) != 0 {
		t.Errorf("left: %v, %v", list, err)
	}
	b.wantCode(b.do(engine.OpInquiry, inquiry("pay-1")), "ORDER_NOT_EXIST")
	if !b.reply(engine.OpPay, request).Drop {
		t.Error("the count of calls was kept")
	}
}

func TestManyAtOnceMakeOnePayment(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const callers = 100
	answers := make([]string, callers)
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() {
			node, _ := spec.ParseJSON([]byte(payBody()))
			reply, err := b.Do(engine.Request{Operation: engine.OpPay, ClientID: "SANDBOX_LOCAL", Body: node})
			if err == nil {
				answers[i] = string(reply.Body.AppendJSON(nil))
			}
		})
	}
	wg.Wait()
	for i, answer := range answers {
		if answer == "" || answer != answers[0] {
			t.Fatalf("caller %d got another answer: %s", i, answer)
		}
	}
	if list, _ := b.List(); len(list) != 1 {
		t.Errorf("%d payments were made", len(list))
	}
}

func TestManyDecideAtOnceAndOneWins(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.do(engine.OpPay, payBody())
	var wg sync.WaitGroup
	results := make(chan error, 20)
	for i := range 20 {
		wg.Go(func() {
			var err error
			if i%2 == 0 {
				_, err = b.Pay("pay-1", "")
			} else {
				_, err = b.Decline("pay-1", "")
			}
			results <- err
		})
	}
	wg.Wait()
	close(results)
	won := 0
	for err := range results {
		if err == nil {
			won++
		}
	}
	if won != 1 {
		t.Errorf("%d decisions were taken, want one", won)
	}
}

func TestCardDataIsNotKept(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.do(engine.OpPay, cardBody("paymentMethod", `{"paymentMethodType":"CARD","paymentMethodMetaData":{"cardNo":"4111111111111111","cvv":"737"}}`))
	err := b.store.View(func(tx store.Tx) error {
		for _, bucket := range store.Buckets() {
			if err := tx.Each(bucket, func(_ string, v []byte) error {
				if strings.Contains(string(v), "4111") || strings.Contains(string(v), "737\"") {
					t.Errorf("%s has card data: %s", bucket, v)
				}
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestRecordsOfALaterProgramAreNotMisread(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.do(engine.OpPay, payBody())
	p, err := b.Find("pay-1")
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range []string{`{"v":3,"paymentId":"1"}`, `{`} {
		_ = b.store.Update(func(tx store.Tx) error { return tx.Put(store.Payments, p.PaymentID, []byte(record)) })
		if _, err := b.FindPayment(p.PaymentID); err == nil || errors.Is(err, engine.ErrNotFound) {
			t.Errorf("%s: got %v, want an error about the record", record, err)
		}
	}
}

func TestFindByRequestIDReadsOneRecord(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.do(engine.OpPay, payBody())
	// A scan of all records would fail at this one.
	if err := b.store.Update(func(tx store.Tx) error { return tx.Put(store.Payments, "0", []byte("{")) }); err != nil {
		t.Fatal(err)
	}
	if p, err := b.Find("pay-1"); err != nil || p.PaymentRequestID != "pay-1" {
		t.Errorf("got %+v, %v", p, err)
	}
	if _, err := b.Pay("pay-1", ""); err != nil {
		t.Errorf("pay: %v", err)
	}
}

func TestErrorsSayWhatToDo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.do(engine.OpPay, payBody())
	_, missing := b.Find("pay-2")
	_, misspelt := b.Decline("pay-1", "RISK_REJCT")
	_, part := b.Decline("pay-1", "BALANCE")
	_, strange := b.Decline("pay-1", "XXXXXXXX")
	_, page := b.FindPayment("0042")
	paid, err := b.Pay("pay-1", "")
	if err != nil {
		t.Fatal(err)
	}
	_, decided := b.Decline("pay-1", "RISK_REJECT")
	for _, test := range []struct {
		err  error
		says []string
	}{
		{missing, []string{`"pay-2"`, "paymentRequestId", "paymentSessionId"}},
		{page, []string{`"0042"`}},
		{misspelt, []string{`"RISK_REJCT"`, "did you mean RISK_REJECT?"}},
		{part, []string{"did you mean ", "USER_BALANCE_NOT_ENOUGH"}},
		{strange, []string{"common ones are USER_BALANCE_NOT_ENOUGH, DO_NOT_HONOR", "docs.antom.com/"}},
		{decided, []string{paid.PaymentID + " is already SUCCESS"}},
		{&engine.StateError{PaymentID: "1", Status: engine.Fail, ResultCode: "RISK_REJECT"}, []string{"1 is already FAIL (RISK_REJECT)"}},
	} {
		if test.err == nil {
			t.Errorf("no error that says %q", test.says)
			continue
		}
		wantText(t, test.err.Error(), test.says...)
	}
}

func TestUsualFailuresAreFailures(t *testing.T) {
	t.Parallel()
	for _, code := range engine.UsualFailures() {
		b := newBench(t)
		b.do(engine.OpPay, payBody())
		if p, err := b.Decline("pay-1", code); err != nil || p.ResultCode != code {
			t.Errorf("%s: got %s, %v", code, p.ResultCode, err)
		}
	}
}
