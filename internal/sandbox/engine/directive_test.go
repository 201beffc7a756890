package engine_test

import (
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

func TestParseDirective(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]engine.Directive{
		"Two coffees":                     {},
		"A sim: card":                     {},
		"":                                {},
		"sim: result=RISK_REJECT":         {Result: "RISK_REJECT"},
		"sim:result=RISK_REJECT":          {Result: "RISK_REJECT"},
		"  sim: pay=success after=3s":     {Pay: engine.Success, After: 3 * time.Second},
		"sim: after=3s, pay=success":      {Pay: engine.Success, After: 3 * time.Second},
		"sim: pay=fail":                   {Pay: engine.Fail, Code: "ORDER_IS_CLOSED"},
		"sim: pay=fail code=DO_NOT_HONOR": {Pay: engine.Fail, Code: "DO_NOT_HONOR"},
		"sim: pay=pending after=1m":       {Pay: engine.Pending, After: time.Minute},
		"sim: delay=12s":                  {Delay: 12 * time.Second},
		"sim: drop":                       {Drop: true},
		"sim: drop times=2 pay=success":   {Drop: true, Times: 2, Pay: engine.Success},
		"sim: sdk=SDK_CALL_URL_ERROR":     {SDK: "SDK_CALL_URL_ERROR"},
		"sim: sdk=SDK_PAYMENT_ERROR":      {SDK: "SDK_PAYMENT_ERROR"},
		"sim: delay=500ms drop":           {Delay: 500 * time.Millisecond, Drop: true},
		"sim: result=UNKNOWN_EXCEPTION times=1 pay=success": {Result: "UNKNOWN_EXCEPTION", Times: 1, Pay: engine.Success},
	} {
		got, err := engine.ParseDirective(text)
		if err != nil || got != want {
			t.Errorf("%q: got %+v, %v; want %+v", text, got, err, want)
		}
	}
}

func TestDirectivesThatAreNotUnderstood(t *testing.T) {
	t.Parallel()
	for text, say := range map[string]string{
		"sim:":                                "it is empty",
		"sim: explode":                        `unknown word "explode"`,
		"sim: result=RISK_REJECTED":           "did you mean RISK_REJECT?",
		"sim: result=":                        "not a result code",
		"sim: pay=yes":                        "pay=success, pay=fail, pay=pending or pay=late",
		"sim: pay=success after=soon":         "after=3s",
		"sim: pay=success after=-1s":          "after=3s",
		"sim: delay=61s":                      "60 seconds",
		"sim: drop=1":                         "drop times=1",
		"sim: after=3s":                       `"after" needs`,
		"sim: code=RISK_REJECT":               `"code" needs`,
		"sim: pay=success times=2":            `"times" needs`,
		"sim: drop times=0":                   "1 to 1000",
		"sim: sdk=":                           "use one of SDK_PAYMENT_ERROR, SDK_CREATEPAYMENT_PARAMETER_ERROR,",
		"sim: sdk=SDK_INTERNAL_ERRORS":        "did you mean SDK_INTERNAL_ERROR?",
		"sim: sdk=SDK_PAYMENT_SUCCESSFUL":     "not an event that the web SDK can be made to fire",
		"sim: drop drop":                      "twice",
		"sim: result=RISK_REJECT pay=success": "exclude each other",
	} {
		_, err := engine.ParseDirective(text)
		if err == nil {
			t.Errorf("%q was understood", text)
			continue
		}
		wantText(t, err.Error(), say)
		b := newBench(t)
		n := b.do(engine.OpPay, describe(text))
		b.wantCode(n, "PARAM_ILLEGAL")
		wantText(t, message(n), "order.orderDescription")
	}
}

func FuzzParseDirective(f *testing.F) {
	for _, seed := range []string{"sim: pay=success after=3s", "sim: drop times=1", "sim:,,=", "sim: delay=1e9h"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := engine.ParseDirective(text)
		if err == nil && (d.Delay < 0 || d.Delay > engine.MaxDelay || d.After < 0 || d.Times < 0 || d.Times > 1000) {
			t.Errorf("%q gave %+v", text, d)
		}
	})
}

func TestResultDirective(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		code, status, inquiry string // inquiry is the paymentStatus, "" when there is no payment
	}{
		{"RISK_REJECT", "F", "FAIL"},
		{"USER_BALANCE_NOT_ENOUGH", "F", "FAIL"},
		{"KEY_NOT_FOUND", "F", ""},
		{"PARAM_ILLEGAL", "F", ""},
		{"ACCESS_DENIED", "F", ""},
		{"UNKNOWN_EXCEPTION", "U", ""},
		{"REQUEST_TRAFFIC_EXCEED_LIMIT", "U", ""},
		{"PAYMENT_IN_PROCESS", "U", "PROCESSING"},
		{"SUCCESS", "S", "SUCCESS"},
	} {
		t.Run(test.code, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			request := describe("sim: result=" + test.code)
			n := b.do(engine.OpPay, request)
			b.wantCode(n, test.code)
			if got := n.At("result.resultStatus").String(); got != test.status {
				t.Errorf("resultStatus is %s, want %s", got, test.status)
			}
			b.wantCode(b.do(engine.OpPay, request), test.code)
			look := b.do(engine.OpInquiry, inquiry("pay-1"))
			if got := look.Get("paymentStatus").String(); got != test.inquiry {
				t.Errorf("paymentStatus is %q, want %q", got, test.inquiry)
			}
			if test.inquiry == "FAIL" {
				b.wantStatus("pay-1", "FAIL", test.code)
				b.wantCode(b.do(engine.OpPay, body(request, []string{"paymentAmount.value", `"7"`})), "REPEAT_REQ_INCONSISTENT")
			}
		})
	}
}

func TestResultDirectiveForASession(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.wantCode(b.do(engine.OpSession, sessionBody("order.orderDescription", `"sim: result=INVALID_MERCHANT_STATUS"`)), "INVALID_MERCHANT_STATUS")
	b = newBench(t)
	b.wantCode(b.do(engine.OpSession, sessionBody("order.orderDescription", `"sim: result=SUCCESS"`)), "SUCCESS")
	b.wantStatus("session-1", "PROCESSING", "PAYMENT_IN_PROCESS")
}

func TestOutcomesComeByTheClock(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ directive, status, code string }{
		{"sim: pay=success after=3s", "SUCCESS", "SUCCESS"},
		{"sim: pay=fail code=USER_BALANCE_NOT_ENOUGH after=3s", "FAIL", "USER_BALANCE_NOT_ENOUGH"},
		{"sim: pay=fail after=3s", "FAIL", "ORDER_IS_CLOSED"},
		{"sim: pay=pending after=3s", "PENDING", "PAYMENT_IN_PROCESS"},
	} {
		t.Run(test.directive, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.wantCode(b.do(engine.OpPay, describe(test.directive)), "PAYMENT_IN_PROCESS")
			b.pass(2 * time.Second)
			b.wantStatus("pay-1", "PROCESSING", "PAYMENT_IN_PROCESS")
			b.pass(time.Hour) // long after: the outcome keeps its own time
			n := b.wantStatus("pay-1", test.status, test.code)
			if want := "2024-01-15T01:20:49+00:00"; test.status == "SUCCESS" && n.Get("paymentTime").String() != want {
				t.Errorf("paid at %s, want %s", n.Get("paymentTime"), want)
			}
		})
	}
}

func TestAnOutcomeAfterTheEndDoesNotCome(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.do(engine.OpPay, describe("sim: pay=success after=15m"))
	b.pass(time.Hour)
	b.wantStatus("pay-1", "FAIL", "ORDER_IS_CLOSED")
}

func TestPendingIsDecidedByHand(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.do(engine.OpPay, describe("sim: pay=pending"))
	b.pass(time.Hour)
	b.wantStatus("pay-1", "PENDING", "PAYMENT_IN_PROCESS")
	if _, err := b.Pay("pay-1", ""); err != nil {
		t.Fatal(err)
	}
	b.wantStatus("pay-1", "SUCCESS", "SUCCESS")
}

func TestDirectivesForTheConnection(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	r := b.reply(engine.OpPay, describe("sim: delay=12s drop"))
	if r.Delay != 12*time.Second || !r.Drop {
		t.Errorf("got %v, %v", r.Delay, r.Drop)
	}
	b.wantStatus("pay-1", "PROCESSING", "PAYMENT_IN_PROCESS") // the payment is there, only the answer is lost
}

func TestTimesLimitsADirective(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	request := describe("sim: drop times=2 pay=success after=1s")
	for i, want := range []bool{true, true, false, false} {
		if got := b.reply(engine.OpPay, request).Drop; got != want {
			t.Errorf("call %d: dropped %v, want %v", i+1, got, want)
		}
	}
	b.pass(time.Second)
	b.wantStatus("pay-1", "SUCCESS", "SUCCESS")

	b = newBench(t)
	request = describe("sim: result=UNKNOWN_EXCEPTION times=1")
	b.wantCode(b.do(engine.OpPay, request), "UNKNOWN_EXCEPTION")
	b.wantCode(b.do(engine.OpPay, request), "PAYMENT_IN_PROCESS")
}
