package seed_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
	"github.com/antom-cli/antom/internal/sandbox/seed"
	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func options() seed.Options {
	return seed.Options{
		Now: now, Rand: rand.Reader, BaseURL: func() string { return "http://127.0.0.1:8964" },
		ClientID: "SANDBOX_LOCAL", Clients: []string{"SANDBOX_LOCAL", "OTHER"}, NotifyURL: func(string) string { return "" },
	}
}

func makeRecords(t testing.TB, text string) (*seed.Records, []seed.Problem) {
	t.Helper()
	root, err := spec.ParseJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	records, problems, err := seed.Make(root, options())
	if err != nil {
		t.Fatal(err)
	}
	return records, problems
}

// seeded is an engine with the records of a document.
func seeded(t *testing.T, text string) (*engine.Engine, store.Store, seed.Summary) {
	t.Helper()
	records, problems := makeRecords(t, text)
	if records == nil {
		t.Fatalf("got %v", problems)
	}
	s := store.NewMemory()
	e := engine.New(engine.Options{Store: s, BaseURL: options().BaseURL, ClientID: "SANDBOX_LOCAL", Now: func() time.Time { return now.Add(time.Second) }})
	if err := s.Update(func(tx store.Tx) error {
		problems, err := records.Put(tx)
		if len(problems) > 0 {
			t.Errorf("got %v", problems)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return e, s, records.Summary
}

func TestStates(t *testing.T) {
	t.Parallel()
	e, s, made := seeded(t, `{"payments":[
		{"paymentRequestId":"open","amount":"HKD 12.34","method":"ALIPAY_HK","notifyUrl":"http://127.0.0.1:1/n"},
		{"paymentRequestId":"pending","amount":"HKD 1","method":"ALIPAY_HK","status":"PENDING"},
		{"paymentRequestId":"paid","amount":"JPY 500","method":"ALIPAY_HK","status":"SUCCESS","created":"2h ago","updated":"1h ago","notifyUrl":"http://127.0.0.1:1/n",
			"refunds":[{"refundRequestId":"r1","amount":"JPY 100"},{"refundRequestId":"r2","amount":"100","status":"FAIL","resultCode":"RISK_REJECT"},
				{"refundRequestId":"r3","amount":"1","status":"PROCESSING"}]},
		{"paymentRequestId":"failed","amount":"USD 1","method":"CARD","status":"FAIL","resultCode":"RISK_REJECT"},
		{"paymentRequestId":"usual","amount":"USD 1","method":"CARD","status":"FAIL"},
		{"paymentRequestId":"cancelled","amount":"USD 1","method":"ALIPAY_CN","status":"CANCELLED","orderId":"O-1"},
		{"paymentRequestId":"captured","amount":"USD 10","method":"CARD","status":"SUCCESS","captureMode":"MANUAL","created":"3d ago",
			"captures":[{"captureRequestId":"c1","amount":"4","created":"2d ago"},{"captureRequestId":"c2","amount":"2","last":"true"}]},
		{"paymentRequestId":"other","amount":"USD 1","method":"ALIPAY_CN","clientId":"OTHER","request":{"userRegion":"CN","order":{"orderDescription":"Tea"}}}
	],"sessions":[{"paymentRequestId":"session","amount":"SGD 60","expires":"in 30m"}]}`)
	if want := (seed.Summary{Payments: 8, Sessions: 1, Refunds: 3, Captures: 2}); made != want {
		t.Errorf("made %+v", made)
	}
	for id, want := range map[string]string{
		"open": "PROCESSING PAYMENT_IN_PROCESS HKD 1234 1m0s", "pending": "PENDING PAYMENT_IN_PROCESS HKD 100 1m0s",
		"paid": "SUCCESS SUCCESS JPY 500 2h0m0s", "failed": "FAIL RISK_REJECT USD 100 1m0s", "usual": "FAIL " + engine.DeclineCode("CARD") + " USD 100 1m0s",
		"cancelled": "CANCELLED ORDER_IS_CANCELED USD 100 1m0s", "captured": "SUCCESS SUCCESS USD 1000 72h0m0s", "session": "PROCESSING PAYMENT_IN_PROCESS SGD 6000 1m0s",
	} {
		p, err := e.Find(id)
		got := strings.Join([]string{string(p.Status), p.ResultCode, p.Amount.Currency, p.Amount.Value, now.Sub(p.Created).Round(time.Second).String()}, " ")
		if err != nil || got != want {
			t.Errorf("%s: got %s, %v", id, got, err)
		}
	}
	paid, _ := e.Find("paid")
	if now.Sub(paid.Updated).Round(time.Second) != time.Hour || paid.Refunded != 101 {
		t.Errorf("got %+v", paid)
	}
	refunds, err := e.Refunds("paid")
	if err != nil || len(refunds) != 3 || refunds[0].Status != engine.Success || refunds[1].Status != engine.Fail || refunds[1].ResultCode != "RISK_REJECT" || refunds[2].Status != engine.Processing {
		t.Errorf("got %+v, %v", refunds, err)
	}
	captures, err := e.Captures("captured")
	if err != nil || len(captures) != 2 || captures[0].Amount.Value != "400" || captures[0].Status != engine.Success || !captures[1].Last {
		t.Errorf("got %+v, %v", captures, err)
	}
	// The past is not notified. What is open goes on by the clock.
	if list, _, err := e.Notifications("", 10); err != nil || len(list) != 0 {
		t.Errorf("got %+v, %v", list, err)
	}
	events, err := e.Upcoming(10)
	if err != nil || len(events) != 3 || events[0].RequestID != "open" || events[1].RequestID != "other" || events[2].RequestID != "session" {
		t.Errorf("got %+v, %v", events, err)
	}
	// The same once more is a mistake, and nothing is written.
	again, _ := makeRecords(t, `{"payments":[{"paymentRequestId":"new","amount":"HKD 1","method":"ALIPAY_HK"},{"paymentRequestId":"open","amount":"HKD 1","method":"ALIPAY_HK"}]}`)
	if err := s.Update(func(tx store.Tx) error {
		problems, err := again.Put(tx)
		if len(problems) != 1 || problems[0].Path != "payments[1].paymentRequestId" || tx.Get(store.Requests, "SANDBOX_LOCAL\x00new") != nil {
			t.Errorf("got %+v", problems)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	item := func(more string) string {
		return `{"payments":[{"paymentRequestId":"P","amount":"HKD 1","method":"ALIPAY_HK"` + more + `}]}`
	}
	for _, c := range []struct{ document, path, message string }{
		{`{}`, "", "the file must have a list named payments, sessions"},
		{`[]`, "", "the file must have a list"},
		{`{"payment":[]}`, "payment", `"payment" is unknown here; a file has payments, sessions`},
		{`{"payments":{}}`, "payments", "it must be a list"},
		{`{"payments":["P"]}`, "payments[0]", "it must have fields"},
		{`{"payments":[{"amount":"HKD 1","method":"ALIPAY_HK"}]}`, "payments[0]", "paymentRequestId is missing"},
		{`{"payments":[{"paymentRequestId":"P","method":"ALIPAY_HK"}]}`, "payments[0]", "amount is missing"},
		{`{"payments":[{"paymentRequestId":"P","amount":"HKD 1"}]}`, "payments[0]", "method is missing"},
		{`{"payments":[{"paymentRequestId":"P","amount":"12.34","method":"ALIPAY_HK"}]}`, "payments[0].amount", `"12.34" is not an amount, such as HKD 12.34`},
		{`{"payments":[{"paymentRequestId":"P","amount":"HKD 1.234","method":"ALIPAY_HK"}]}`, "payments[0].amount", "decimals"},
		{`{"payments":[{"paymentRequestId":"P","amount":"HKX 1","method":"ALIPAY_HK"}]}`, "payments[0].amount", "HKX"},
		{item(`,"stats":"SUCCESS"`), "payments[0].stats", "did you mean status?"},
		{item(`,"status":"PAID"`), "payments[0].status", `"PAID" is not one of PROCESSING`},
		{item(`,"status":["SUCCESS"]`), "payments[0].status", "it must be a single value"},
		{item(`,"resultCode":"RISK_REJECT"`), "payments[0].resultCode", "only a payment with the status FAIL"},
		{item(`,"status":"FAIL","resultCode":"RISK_REJCT"`), "payments[0].resultCode", "did you mean RISK_REJECT"},
		{item(`,"created":"yesterday"`), "payments[0].created", `"yesterday" is not a time`},
		{item(`,"created":"in 1h"`), "payments[0].created", "later than the simulator's time"},
		{item(`,"created":"400d ago"`), "payments[0].created", "more than a year ago"},
		{item(`,"created":"2h ago"`), "payments[0]", "would have expired at 2026-11-20T10:14:00Z: add expires"},
		{item(`,"status":"SUCCESS","created":"1h ago","updated":"2h ago"`), "payments[0].updated", "before the payment was created"},
		{item(`,"expires":"soon"`), "payments[0].expires", `"soon" is not a time`},
		{item(`,"clientId":"NOBODY"`), "payments[0].clientId", `no merchant "NOBODY"`},
		{item(`,"request":"x"`), "payments[0].request", "fields of a request"},
		{item(`,"request":{"env":{"terminalType":"FRIDGE"}}`), "payments[0]", "PARAM_ILLEGAL: env.terminalType"},
		{item(`,"description":"sim: pay=never"`), "payments[0]", "PARAM_ILLEGAL"},
		{item(`,"description":"sim: result=RISK_REJECT"`), "payments[0]", "RISK_REJECT"},
		{item(`,"refunds":[{"refundRequestId":"R","amount":"1"}]`), "payments[0].refunds[0]", "only a successful payment can be refunded"},
		{item(`,"status":"SUCCESS","refunds":[{"refundRequestId":"R","amount":"2"}]`), "payments[0].refunds[0]", "REFUND"},
		{item(`,"status":"SUCCESS","refunds":[{"refundRequestId":"R","amount":"1","resultCode":"X"}]`), "payments[0].refunds[0].resultCode", "only a refund with the status FAIL"},
		{item(`,"status":"SUCCESS","refunds":[{"refundRequestId":"R","amount":"0.1"},{"refundRequestId":"R","amount":"0.1"}]`), "payments[0].refunds[1].refundRequestId", "R is in the file twice"},
		{item(`,"status":"SUCCESS","captures":[{"captureRequestId":"C","amount":"1"}]`), "payments[0].captures[0]", "is not an authorization"},
		{item(`},{"paymentRequestId":"P","amount":"HKD 1","method":"ALIPAY_HK"`), "payments[1].paymentRequestId", "P is in the file twice"},
	} {
		records, problems := makeRecords(t, c.document)
		if records != nil || len(problems) != 1 || problems[0].Path != c.path || !strings.Contains(problems[0].Message, c.message) {
			t.Errorf("%s: got %v, %+v; want %q at %q", c.document, records, problems, c.message, c.path)
		}
	}
}

func TestTooManyRecords(t *testing.T) {
	t.Parallel()
	item := `{"paymentRequestId":"","amount":"HKD 1","method":"ALIPAY_HK"},`
	_, problems := makeRecords(t, `{"payments":[`+strings.TrimSuffix(strings.Repeat(item, seed.MaxRecords+1), ",")+`]}`)
	if last := problems[len(problems)-1]; last.Path != "payments" || !strings.Contains(last.Message, "5000 records") {
		t.Errorf("got %+v", last)
	}
}

func FuzzMake(f *testing.F) {
	f.Add(`{"payments":[{"paymentRequestId":"P","amount":"HKD 1","method":"CARD","status":"SUCCESS","captureMode":"MANUAL","created":"1d1h ago","captures":[{"captureRequestId":"C","amount":"1"}],"refunds":[{"refundRequestId":"R","amount":"1","status":"FAIL"}]}]}`)
	f.Add(`{"sessions":[{"paymentRequestId":"S","amount":"SGD 60","expires":"in 30m","request":{"order":{}}}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		root, err := spec.ParseJSON([]byte(text))
		if err != nil {
			return
		}
		records, problems, err := seed.Make(root, options())
		if err != nil || (records == nil) != (len(problems) > 0) {
			t.Errorf("got %v, %v, %v", records, problems, err)
		}
	})
}

func TestDisputes(t *testing.T) {
	t.Parallel()
	e, _, made := seeded(t, `{"payments":[{"paymentRequestId":"P1","amount":"USD 80","method":"CARD","status":"SUCCESS","created":"5d ago","disputes":[
		{"created":"2d ago","due":"in 3d","reasonCode":"10.4","amount":"USD 30"}]},
		{"paymentRequestId":"P2","amount":"USD 10","method":"CARD","status":"SUCCESS","created":"5d ago","disputes":[{"status":"DEFENDED","created":"2d ago"}]},
		{"paymentRequestId":"P3","amount":"USD 10","method":"CARD","status":"SUCCESS","created":"5d ago","disputes":[{"status":"WON","created":"2d ago"}]},
		{"paymentRequestId":"P4","amount":"USD 10","method":"CARD","status":"SUCCESS","created":"5d ago","disputes":[{"status":"LOST","created":"2d ago"}]},
		{"paymentRequestId":"P5","amount":"USD 10","method":"CARD","status":"SUCCESS","created":"5d ago","disputes":[{"status":"ACCEPTED","created":"2d ago"}]},
		{"paymentRequestId":"P6","amount":"USD 10","method":"CARD","status":"SUCCESS","created":"5d ago","disputes":[{"status":"CANCELLED","created":"2d ago"}]},
		{"paymentRequestId":"P7","amount":"USD 10","method":"CARD","status":"SUCCESS","created":"5d ago","disputes":[{"status":"RDR","created":"2d ago"}]}]}`)
	if made.Disputes != 7 || made.Payments != 7 {
		t.Errorf("made %+v", made)
	}
	for id, want := range map[string]engine.DisputeStatus{
		"P1": engine.DisputeOpen, "P2": engine.DisputeDefended, "P3": engine.DisputeWon, "P4": engine.DisputeLost,
		"P5": engine.DisputeAccepted, "P6": engine.DisputeCancelled, "P7": engine.DisputeRDR,
	} {
		list, err := e.DisputesOf(id)
		if err != nil || len(list) != 1 || list[0].Status != want {
			t.Errorf("%s: %+v, %v; want %s", id, list, err, want)
		}
	}
	list, err := e.DisputesOf("P1")
	if err != nil || list[0].Amount.Value != "3000" || list[0].ReasonCode != "10.4" || !list[0].Due.Truncate(time.Second).Equal(now.Add(72*time.Hour)) {
		t.Errorf("got %+v, %v", list, err)
	}
}

func TestWrongDisputes(t *testing.T) {
	t.Parallel()
	for dispute, want := range map[string]string{
		`{"type":"QUARREL"}`:                          `"QUARREL" is not one of CHARGEBACK`,
		`{"status":"EXPIRED"}`:                        `"EXPIRED" is not one of OPEN`,
		`{"amount":"USD 11"}`:                         "payments[0].disputes[0]",
		`{"due":"1d ago","created":"1h ago"}`:         "is not a time after the dispute was opened",
		`{"reson":"x"}`:                               "did you mean reason?",
		`{"created":"9d ago"}`:                        "would have ended at",
		`{"type":"RETRIEVAL_REQUEST","status":"WON"}`: "payments[0].disputes[0]",
	} {
		records, problems := makeRecords(t, `{"payments":[{"paymentRequestId":"P1","amount":"USD 10","method":"CARD","status":"SUCCESS","created":"10d ago","disputes":[`+dispute+`]}]}`)
		text := ""
		for _, p := range problems {
			text += p.Path + ": " + p.Message + "\n"
		}
		if records != nil || !strings.Contains(text, want) {
			t.Errorf("%s: got %q, want %q", dispute, text, want)
		}
	}
}
