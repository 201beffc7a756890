package flow

import (
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/pkg/antom"
)

// notified is a stored notification with a body.
func notified(t *testing.T, client, body string) News {
	t.Helper()
	n, err := antom.ParseNotification([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	n.Message.ClientID = client
	return News{ID: "N1", Notification: n}
}

const paidP1 = `{"notifyType":"PAYMENT_RESULT","result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"},
	"paymentRequestId":"P1","paymentId":"A1","paymentAmount":{"currency":"HKD","value":"1234"}}`

func TestNewsOfWhatIsWaitedForEndAPause(t *testing.T) {
	t.Parallel()
	pending := strings.Replace(paidP1, "PAYMENT_RESULT", "PAYMENT_PENDING", 1)
	refunded := `{"notifyType":"REFUND_RESULT","result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"},"refundStatus":"SUCCESS",
		"paymentRequestId":"P1","refundRequestId":"R1","refundId":"B1","refundAmount":{"currency":"HKD","value":"100"}}`
	for name, tt := range map[string]struct {
		q      Inquiry
		client string
		body   string
		woken  bool
	}{
		"its end":                       {Inquiry{RequestID: "P1"}, "SANDBOX_X", paidP1, true},
		"its end, by Antom's id":        {Inquiry{AntomID: "A1"}, "SANDBOX_X", paidP1, true},
		"another payment":               {Inquiry{RequestID: "P2"}, "SANDBOX_X", paidP1, false},
		"another account":               {Inquiry{RequestID: "P1"}, "SANDBOX_Y", paidP1, false},
		"not its end":                   {Inquiry{RequestID: "P1"}, "SANDBOX_X", pending, false},
		"a refund":                      {Inquiry{About: outcome.Refund, RequestID: "R1"}, "SANDBOX_X", refunded, true},
		"another refund of the payment": {Inquiry{About: outcome.Refund, RequestID: "R2"}, "SANDBOX_X", refunded, false},
		"a refund of the payment":       {Inquiry{RequestID: "P1"}, "SANDBOX_X", refunded, false},
		"a payment with a refund's id":  {Inquiry{About: outcome.Refund, RequestID: "P1"}, "SANDBOX_X", paidP1, false},
		"nothing is named":              {Inquiry{}, "SANDBOX_X", `{"notifyType":"PAYMENT_RESULT","result":{"resultStatus":"S"}}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &waiting{gateway: &Gateway{Client: &antom.Client{ClientID: "SANDBOX_X"}}, inquiry: tt.q}
			n := notified(t, tt.client, tt.body)
			if got := w.concerns(n) && finalMeaning(tt.q.About, n.Meaning()); got != tt.woken {
				t.Errorf("woken %v; it means %s", got, n.Meaning())
			}
		})
	}
}

func TestNewsThatContradictWhatIsKnownAreNotBelieved(t *testing.T) {
	t.Parallel()
	n := notified(t, "SANDBOX_X", paidP1)
	for name, tt := range map[string]struct {
		expected antom.Expected
		want     string // "" for believed
	}{
		"nothing is known": {antom.Expected{}, ""},
		"all fits":         {known("P1", "A1", "HKD", "1234"), ""},
		"another amount":   {known("P1", "A1", "HKD", "1235"), "its amount is HKD 12.34, not HKD 12.35"},
		"another currency": {known("P1", "A1", "JPY", "1234"), "its amount is HKD 12.34, not JPY 1234"},
		"another id":       {known("P1", "A2", "HKD", "1234"), "its paymentId is A1, not A2"},
		"another request":  {known("P9", "A1", "HKD", "1234"), "its paymentRequestId is P1, not P9"},
	} {
		if got := contradiction(tt.expected, n); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func known(requestID, paymentID, currency, value string) antom.Expected {
	return antom.Expected{
		IDs:     map[string]string{"paymentRequestId": requestID, "paymentId": paymentID},
		Amounts: map[string]antom.Amount{"paymentAmount": {Currency: currency, Value: value}},
	}
}

// A pause ends once for news, and says on what they are based; what is not believed only warns.
func TestPauseEndsForNews(t *testing.T) {
	t.Parallel()
	var said []string
	g := &Gateway{Client: &antom.Client{ClientID: "SANDBOX_X"}, Events: func(e Event) { said = append(said, e.Text()) }}
	call, err := Inquiry{RequestID: "P1"}.Call()
	if err != nil {
		t.Fatal(err)
	}
	call.Amounts = map[string]antom.Amount{"paymentAmount": {Currency: "HKD", Value: "1234"}}
	stored := []News{notified(t, "SANDBOX_X", strings.Replace(paidP1, "1234", "1", 1))}
	w := &waiting{gateway: g, inquiry: Inquiry{RequestID: "P1"}, call: call, options: WaitOptions{News: func() (News, bool) {
		if len(stored) == 0 {
			return News{}, false
		}
		n := stored[0]
		stored = stored[1:]
		return n, true
	}}}
	wake := w.news()
	if wake() || len(said) != 1 || said[0] != "notification N1 is not believed: its amount is HKD 0.01, not HKD 12.34" {
		t.Errorf("said %q", said)
	}
	stored = []News{notified(t, "SANDBOX_X", paidP1)}
	if !wake() || len(said) != 2 || said[1] != "notification N1 about payment P1: paid; confirming with an inquiry" {
		t.Errorf("said %q", said)
	}
	if wake() {
		t.Error("woken twice")
	}
}
