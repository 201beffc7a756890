package ledger

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/outcome"
)

var (
	start = time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	scope = Scope{ClientID: "X"}
)

// entries makes a journal, newest first as it is listed. They are given in the
// order in which they happened, a minute apart.
func entries(list ...journal.Entry) []journal.Entry {
	for i := range list {
		if list[i].ClientID == "" {
			list[i].ClientID = "X"
		}
		list[i].Time = start.Add(time.Duration(i) * time.Minute)
	}
	slices.Reverse(list)
	return list
}

func pay(id, paymentID, order, status string) journal.Entry {
	return journal.Entry{
		Operation: "pay", RequestID: id, PaymentID: paymentID, OrderID: order, Amount: "1000", Currency: "HKD",
		Method: "ALIPAY_HK", ResultStatus: status, ResultCode: "CODE", Trust: "verified",
	}
}

func refund(id, paymentID, amount, status, code string) journal.Entry {
	return journal.Entry{
		Operation: "refund", RequestID: id, PaymentID: paymentID, RefundID: "RF-" + id, Amount: amount, Currency: "HKD",
		ResultStatus: status, ResultCode: code, Trust: "verified",
	}
}

func asked(id, status string) journal.Entry {
	return journal.Entry{Operation: "inquiryPayment", RequestID: id, ResultStatus: "S", Trust: "verified", PaymentStatus: status}
}

func find(t *testing.T, l *Ledger, id string) *Payment {
	t.Helper()
	p, ok := l.Find(scope, id)
	if !ok {
		t.Fatalf("%s is not known", id)
	}
	return p
}

func TestLife(t *testing.T) {
	t.Parallel()
	forged := asked("P1", outcome.Success)
	forged.Trust = "unsigned"
	for name, c := range map[string]struct {
		journal []journal.Entry
		status  string
		left    int64
		maybe   int
	}{
		"made":                     {entries(pay("P1", "1", "O", "U")), "", 1000, 0},
		"paid at once":             {entries(pay("P1", "1", "O", "S")), "SUCCESS", 1000, 0},
		"asked for":                {entries(pay("P1", "1", "O", "U"), asked("P1", "PROCESSING"), asked("P1", "SUCCESS")), "SUCCESS", 1000, 0},
		"an answer without a sign": {entries(pay("P1", "1", "O", "U"), forged), "", 1000, 0},
		"cancelled": {entries(pay("P1", "1", "O", "S"), journal.Entry{
			Operation: "cancel", PaymentID: "1", ResultStatus: "S", Trust: "verified",
		}), "CANCELLED", 1000, 0},
		"a cancel that was refused": {entries(pay("P1", "1", "O", "S"), journal.Entry{
			Operation: "cancel", RequestID: "P1", ResultStatus: "F", Trust: "verified",
		}), "SUCCESS", 1000, 0},
		"refunded in part":           {entries(pay("P1", "1", "O", "S"), refund("R1", "1", "300", "S", "SUCCESS")), "SUCCESS", 700, 0},
		"refunded twice":             {entries(pay("P1", "1", "O", "S"), refund("R1", "1", "300", "S", "SUCCESS"), refund("R2", "1", "700", "U", "REFUND_IN_PROCESS")), "SUCCESS", 0, 0},
		"the same refund again":      {entries(pay("P1", "1", "O", "S"), refund("R1", "1", "300", "U", "REFUND_IN_PROCESS"), refund("R1", "1", "300", "S", "SUCCESS")), "SUCCESS", 700, 0},
		"a refund that was refused":  {entries(pay("P1", "1", "O", "S"), refund("R1", "1", "300", "F", "X")), "SUCCESS", 1000, 0},
		"a refund that is not known": {entries(pay("P1", "1", "O", "S"), refund("R1", "1", "300", "U", "UNKNOWN_EXCEPTION")), "SUCCESS", 1000, 1},
		"a refund that failed later": {entries(pay("P1", "1", "O", "S"), refund("R1", "1", "300", "U", "REFUND_IN_PROCESS"), journal.Entry{
			Operation: "inquiryRefund", RequestID: "R1", RefundStatus: "FAIL", Trust: "verified",
		}), "SUCCESS", 1000, 0},
		"a refund that came through, by Antom's id of it": {entries(pay("P1", "1", "O", "S"), refund("R1", "1", "300", "U", "UNKNOWN_EXCEPTION"), journal.Entry{
			Operation: "inquiryRefund", RefundID: "RF-R1", RefundStatus: "SUCCESS", Trust: "verified",
		}), "SUCCESS", 700, 0},
		"a refund before the ids met": {entries(refund("R1", "1", "300", "S", "SUCCESS"), pay("P1", "", "O", "U"), journal.Entry{
			Operation: "inquiryPayment", RequestID: "P1", PaymentID: "1", ResultStatus: "S", Trust: "verified", PaymentStatus: "SUCCESS",
		}), "SUCCESS", 700, 0},
		"another amount under the same id": {entries(pay("P1", "1", "O", "U"), journal.Entry{
			Operation: "pay", RequestID: "P1", Amount: "5", Currency: "USD", ResultStatus: "F", Trust: "verified",
		}), "", 1000, 0},
	} {
		p := find(t, New(c.journal), "P1")
		left, sum, ok := p.Left(p.Refunds, "")
		if p.Status != c.status || left != c.left || !ok || len(sum.Maybe) != c.maybe {
			t.Errorf("%s: %q, %d left (%v), %d not known; want %q, %d, %d", name, p.Status, left, ok, len(sum.Maybe), c.status, c.left, c.maybe)
		}
	}
}

func TestFindKeepsClientsApart(t *testing.T) {
	t.Parallel()
	other := pay("P1", "2", "O", "U")
	other.ClientID = "Y"
	local := pay("P1", "3", "O", "U")
	local.Local = true
	l := New(entries(pay("P1", "1", "O", "U"), other, local))
	for want, s := range map[string]Scope{"1": scope, "2": {ClientID: "Y"}, "3": {ClientID: "X", Local: true}} {
		p, ok := l.Find(s, "P1")
		if !ok || p.PaymentID != want {
			t.Errorf("%+v: %+v, want %s", s, p, want)
		}
		if _, ok := l.Find(s, want); !ok {
			t.Errorf("%+v: not found by %s", s, want)
		}
	}
	if _, ok := l.Find(scope, ""); ok {
		t.Error("found something without an id")
	}
	if len(l.Orders()) != 0 {
		t.Error("payments of different clients are one order")
	}
}

func TestOrders(t *testing.T) {
	t.Parallel()
	l := New(entries(
		pay("A1", "1", "A", "S"), pay("A2", "2", "A", "S"), pay("A3", "3", "A", "S"),
		pay("B1", "", "B", "F"), pay("B2", "5", "B", "S"),
		pay("C1", "6", "C", "S"), pay("C2", "7", "C", "S"), refund("R1", "6", "1000", "S", "SUCCESS"),
		pay("D1", "8", "D", "U"), asked("D1", "FAIL"), pay("D2", "9", "D", "S"),
		pay("E1", "10", "", "S"), pay("E2", "11", "", "S"),
	))
	var orders []string
	for _, o := range l.Orders() {
		kept, surplus := o.Surplus()
		text := o.OrderID + ":"
		if kept != nil {
			text += kept.RequestID
		}
		for _, p := range surplus {
			text += "-" + p.RequestID
		}
		orders = append(orders, text)
	}
	if got, want := strings.Join(orders, " "), "A:A1-A2-A3 C:C2 D:D2"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for order, want := range map[string]string{"A": "A3 A2 A1", "B": "B2", "D": "D2", "": ""} {
		var got []string
		for _, p := range l.MayBePaid(scope, order) {
			got = append(got, p.RequestID)
		}
		if text := strings.Join(got, " "); text != want {
			t.Errorf("of order %q may be paid %q, want %q", order, text, want)
		}
	}
}

func TestCheckRefund(t *testing.T) {
	t.Parallel()
	p := find(t, New(entries(pay("P1", "1", "O", "S"), refund("R1", "1", "300", "S", "SUCCESS"))), "P1")
	failed := *p
	failed.Status = outcome.Fail
	declined := *p
	declined.Refunds = []Movement{{RequestID: "R1", Amount: "300", Currency: "HKD", Status: outcome.Fail}}
	notRefundable := *p
	notRefundable.Method = "CIMBNIAGA"
	unknown := Payment{PaymentID: "1"}
	for name, c := range map[string]struct {
		p       *Payment
		d       Draft
		problem string // "" for none; else field: message, nearest
		warning string
	}{
		"a part":               {p, Draft{"R2", "700", "HKD"}, "", ""},
		"too much":             {p, Draft{"R2", "701", "HKD"}, "amount: is HKD 7.01, but HKD 10.00 was paid and HKD 3.00 is refunded already (R1), 700", ""},
		"a repeat":             {p, Draft{"R1", "300", "HKD"}, "", ""},
		"a used id":            {p, Draft{"R1", "200", "HKD"}, "id: R1 was already used for HKD 3.00; leave the id out to get a new one, ", ""},
		"an id that failed":    {&declined, Draft{"R1", "300", "HKD"}, "", "R1 failed before, and can fail again"},
		"another currency":     {p, Draft{"R2", "1", "USD"}, "currency: is USD, but the payment is in HKD, HKD", ""},
		"no amount yet":        {p, Draft{"R2", "", "HKD"}, "", ""},
		"not an amount":        {p, Draft{"R2", "7.5", "HKD"}, "", ""},
		"a failed payment":     {&failed, Draft{"R2", "1", "HKD"}, "payment: payment P1 ended with FAIL: there is nothing to refund, ", ""},
		"no refunds at all":    {&notRefundable, Draft{"R2", "1", "HKD"}, "", "CIMBNIAGA cannot be refunded"},
		"nothing is known":     {&unknown, Draft{"R2", "99999", "HKD"}, "", ""},
		"a late one has words": {&Payment{PaymentID: "1", Method: "MERCADOPAGO_BR", Placed: start.AddDate(-1, 0, 0)}, Draft{"R2", "1", "BRL"}, "", "refunds within 180 days"},
	} {
		problems, warnings := c.p.CheckRefund(c.d, start)
		got := ""
		for _, problem := range problems {
			got += string(problem.Field) + ": " + problem.Message + ", " + problem.Nearest
		}
		if got != c.problem || !strings.Contains(strings.Join(warnings, "\n"), c.warning) || c.warning == "" && len(warnings) > 0 {
			t.Errorf("%s: %q %q, want %q %q", name, got, warnings, c.problem, c.warning)
		}
	}
}

func TestCheckCapture(t *testing.T) {
	t.Parallel()
	p := find(t, New(entries(pay("P1", "1", "O", "U"), journal.Entry{
		Operation: "capture", RequestID: "C1", PaymentID: "1", CaptureID: "CP1", Amount: "400", Currency: "HKD", ResultStatus: "S", Trust: "verified",
	})), "P1")
	problems, warnings := p.CheckCapture(Draft{"C2", "601", "HKD"}, start)
	if len(problems) != 1 || problems[0].Nearest != "600" || !strings.Contains(problems[0].Message, "HKD 10.00 was authorized and HKD 4.00 is captured already (C1)") || len(warnings) != 0 {
		t.Errorf("got %+v, %q", problems, warnings)
	}
	if problems, warnings = p.CheckCapture(Draft{"C2", "600", "HKD"}, start.AddDate(0, 0, 8)); len(problems) != 0 || len(warnings) != 1 {
		t.Errorf("got %+v, %q", problems, warnings)
	}
}

func TestCancelWarning(t *testing.T) {
	t.Parallel()
	paidLater := &Payment{RequestID: "P1", Method: "ALIPAY_HK", Placed: start, PaidAt: start.AddDate(0, 0, 2)}
	thai := &Payment{RequestID: "P1", Method: "ONLINEBANKING_KRUNGTHAIBANK", Placed: start}
	thaiPaid := *thai
	thaiPaid.Status = outcome.Success
	for name, c := range map[string]struct {
		p    *Payment
		now  time.Time
		want string
	}{
		"in time":              {&Payment{Method: "ALIPAY_HK", Placed: start}, start.Add(6 * time.Hour), ""},
		"too late":             {&Payment{RequestID: "P1", Method: "ALIPAY_HK", Placed: start}, start.Add(7 * time.Hour), "the time to cancel payment P1 ended at"},
		"paid two days later":  {paidLater, start.AddDate(0, 0, 2), ""},
		"late for that too":    {paidLater, start.AddDate(0, 0, 3), "ended at"},
		"a card has a week":    {&Payment{Method: "CARD", Placed: start}, start.AddDate(0, 0, 6), ""},
		"and then it is over":  {&Payment{Method: "CARD", Placed: start}, start.AddDate(0, 0, 8), "CARD: seven days"},
		"never":                {&Payment{Method: "DANA", Placed: start}, start, "DANA cannot be cancelled"},
		"before it is paid":    {thai, start, ""},
		"after it is paid":     {&thaiPaid, start, "only before it is paid"},
		"nothing is known":     {&Payment{RequestID: "P1"}, start, ""},
		"a clock before start": {&Payment{Method: "ALIPAY_HK", Placed: start}, start.AddDate(-1, 0, 0), ""},
	} {
		if got := c.p.CancelWarning(c.now); !strings.Contains(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestLearn(t *testing.T) {
	t.Parallel()
	p := find(t, New(entries(pay("P1", "1", "O", "S"), refund("R1", "1", "300", "U", "UNKNOWN_EXCEPTION"))), "P1")
	p.Learn([]outcome.Transaction{
		{Type: "REFUND", RequestID: "R1", ID: "RF", Status: "SUCCESS", Currency: "HKD", Value: "300"},
		{Type: "REFUND", RequestID: "R2", Status: "PROCESSING", Currency: "HKD", Value: "200"},
		{Type: "CAPTURE", RequestID: "C1", Status: "SUCCESS", Currency: "HKD", Value: "1000"},
		{Type: "AUTHORIZATION", RequestID: "A1", Status: "SUCCESS", Currency: "HKD", Value: "1000"},
	})
	left, sum, ok := p.Left(p.Refunds, "")
	if left != 500 || !ok || len(sum.Maybe) != 0 || len(p.Captures) != 1 {
		t.Errorf("%d left, %+v, %v, %d captures", left, sum, ok, len(p.Captures))
	}
}

// FuzzNew feeds journals of any order and any values: nothing may fail, and
// never more is left than was paid.
func FuzzNew(f *testing.F) {
	f.Add("pay,P1,1,1000,S;refund,R1,1,300,S;inquiryRefund,R1,,,F")
	f.Add("refund,R1,1,99999999999999999999,U;capture,C1,1,-5,S;cancel,P1,1,,S")
	f.Fuzz(func(t *testing.T, text string) {
		var list []journal.Entry
		for _, line := range strings.Split(text, ";") {
			parts := append(strings.Split(line, ","), "", "", "", "", "")
			list = append(list, journal.Entry{
				Operation: parts[0], RequestID: parts[1], PaymentID: parts[2], OrderID: "O", Amount: parts[3], Currency: "HKD",
				ResultStatus: parts[4], Trust: "verified", RefundStatus: parts[4], PaymentStatus: parts[4],
			})
		}
		l := New(list)
		for _, p := range l.Payments() {
			left, sum, ok := p.Left(p.Refunds, "")
			if total, _ := amountOf(p.Amount); ok && (left < 0 || left > total) {
				t.Errorf("%d left of %d, %+v", left, total, sum)
			}
			p.Paid()
			p.CancelWarning(start)
			p.CheckRefund(Draft{"R", "1", "HKD"}, start)
			p.CheckCapture(Draft{"C", "1", "HKD"}, start)
		}
		l.Orders()
	})
}

func unsent(e journal.Entry) journal.Entry {
	e.State, e.ResultStatus, e.ResultCode, e.Trust = journal.StateNotSent, "", "", ""
	return e
}

func lost(e journal.Entry) journal.Entry {
	e.State, e.ResultStatus, e.ResultCode, e.Trust = journal.StateNoAnswer, "", "", ""
	return e
}

// A request that was never sent made nothing, until one with its id goes out.
func TestNotSent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		journal []journal.Entry
		open    bool
	}{
		"never":              {entries(unsent(pay("P1", "", "O", ""))), false},
		"never, twice":       {entries(unsent(pay("P1", "", "O", "")), unsent(pay("P1", "", "O", ""))), false},
		"then sent":          {entries(unsent(pay("P1", "", "O", "")), lost(pay("P1", "", "O", ""))), true},
		"sent before":        {entries(lost(pay("P1", "", "O", "")), unsent(pay("P1", "", "O", ""))), true},
		"known to be open":   {entries(asked("P1", "PROCESSING"), unsent(pay("P1", "", "O", ""))), true},
		"then made":          {entries(unsent(pay("P1", "", "O", "")), pay("P1", "1", "O", "U")), true},
		"then refused again": {entries(unsent(pay("P1", "", "O", "")), pay("P1", "", "O", "F")), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := find(t, New(c.journal), "P1").Open(); got != c.open {
				t.Errorf("open: %t", got)
			}
		})
	}
	capture := refund("C1", "1", "300", "", "")
	capture.Operation = "capture"
	p := find(t, New(entries(pay("P1", "1", "O", "S"), unsent(refund("R1", "1", "300", "", "")), unsent(capture))), "P1")
	if len(p.Refunds) != 0 || len(p.Captures) != 0 {
		t.Errorf("%+v", p)
	}
}
