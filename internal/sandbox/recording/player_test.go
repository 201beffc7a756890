package recording

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

func parse(t *testing.T, text string) *spec.Node {
	t.Helper()
	n, err := spec.ParseJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// recorded is an exchange; a response with a state begins with a success.
func recorded(operation, request, response string) *Exchange {
	return &Exchange{
		Operation: operation, Status: 200, Request: newMessage(nil, []byte(request)),
		Response: newMessage(nil, []byte(`{"result":{"resultStatus":"S","resultCode":"SUCCESS"},`+response+`}`)),
	}
}

// order is the request of a payment.
func order(id, value string) string {
	return fmt.Sprintf(`{"paymentRequestId":%q,"order":{"referenceOrderId":"O-%s"},"paymentAmount":{"currency":"HKD","value":%q},"paymentMethod":{"paymentMethodType":"ALIPAY_HK"}}`, id, id, value)
}

func story() []*Exchange {
	return []*Exchange{
		recorded("pay", order("R1", "100"), `"paymentRequestId":"R1","paymentId":"P1"`),
		recorded("inquiryPayment", `{"paymentRequestId":"R1"}`, `"paymentRequestId":"R1","paymentId":"P1","paymentStatus":"PROCESSING","referenceOrderId":"O-R1"`),
		recorded("pay", order("R2", "100"), `"paymentRequestId":"R2","paymentId":"P2"`),
		recorded("inquiryPayment", `{"paymentId":"P1"}`, `"paymentRequestId":"R1","paymentId":"P1","paymentStatus":"SUCCESS"`),
		recorded("inquiryPayment", `{"paymentRequestId":"R2"}`, `"paymentRequestId":"R2","paymentId":"P2","paymentStatus":"FAIL"`),
		recorded("refund", `{"paymentId":"P1","refundRequestId":"F1","refundAmount":{"currency":"HKD","value":"50"}}`, `"paymentId":"P1","refundRequestId":"F1","refundId":"G1"`),
		recorded("inquiryRefund", `{"refundId":"G1"}`, `"refundRequestId":"F1","refundId":"G1","refundStatus":"SUCCESS"`),
	}
}

// call is a call of a program, with members of the response that are expected.
type call struct{ operation, request, want string }

func play(t *testing.T, p *Player, calls []call) {
	t.Helper()
	for i, c := range calls {
		body, err := p.Answer(c.operation, parse(t, c.request))
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = string(body.AppendJSON(nil))
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("call %d, %s %s:\n got %s\nwant %s", i+1, c.operation, c.request, got, c.want)
		}
	}
}

func TestReplay(t *testing.T) {
	t.Parallel()
	play(t, NewPlayer(story()), []call{
		{"pay", order("X1", "100"), `"paymentRequestId":"X1","paymentId":"P1"`},
		{"pay", order("X2", "100"), `"paymentRequestId":"X2","paymentId":"P2"`},
		{"pay", order("X1", "100"), `"paymentRequestId":"X1","paymentId":"P1"`}, // repeated
		{"inquiryPayment", `{"paymentRequestId":"X2"}`, `"paymentRequestId":"X2","paymentId":"P2","paymentStatus":"FAIL"`},
		{"inquiryPayment", `{"paymentRequestId":"X1"}`, `"paymentRequestId":"X1","paymentId":"P1","paymentStatus":"PROCESSING","referenceOrderId":"O-X1"`},
		{"inquiryPayment", `{"paymentRequestId":"X1"}`, `"paymentStatus":"SUCCESS"`},
		{"inquiryPayment", `{"paymentId":"P1"}`, `"paymentRequestId":"X1","paymentId":"P1","paymentStatus":"SUCCESS"`}, // the last again
		{"refund", `{"paymentId":"P1","refundRequestId":"X1","refundAmount":{"currency":"HKD","value":"50"}}`, `"paymentId":"P1","refundRequestId":"X1","refundId":"G1"`},
		{"inquiryRefund", `{"refundRequestId":"X1"}`, `"refundRequestId":"X1","refundId":"G1","refundStatus":"SUCCESS"`},
		{"pay", order("X3", "100"), `"paymentRequestId":"X3","paymentId":"P1"`}, // from the beginning
		{"inquiryPayment", `{"paymentRequestId":"X3"}`, `"paymentRequestId":"X3","paymentId":"P1","paymentStatus":"PROCESSING"`},
	})
}

func TestReplayWithTheRecordedIDs(t *testing.T) {
	t.Parallel()
	play(t, NewPlayer(story()), []call{
		{"pay", order("R2", "100"), `"paymentRequestId":"R2","paymentId":"P2"`},
		{"inquiryPayment", `{"paymentRequestId":"R1"}`, `"paymentStatus":"PROCESSING"`},
		{"pay", order("X", "100"), `"paymentRequestId":"X","paymentId":"P1"`},
	})
}

func TestCallsThatWereNotRecorded(t *testing.T) {
	t.Parallel()
	play(t, NewPlayer(story()), []call{
		{"capture", `{"paymentId":"P1"}`, "no recorded exchange matches: none of the operation capture was recorded"},
		{"pay", order("X1", "101"), `no recorded exchange matches: paymentAmount.value: recorded "100", called with "101"`},
		{"pay", strings.Replace(order("X1", "100"), "ALIPAY_HK", "CARD", 1), `paymentMethod.paymentMethodType: recorded "ALIPAY_HK", called with "CARD"`},
		{"pay", "[]", `paymentAmount.currency: recorded "HKD", called with ""; `},
		{"inquiryPayment", `{"paymentRequestId":"X9"}`, "none is about the same payment"},
		{"inquiryPayment", `{}`, "none is about the same payment"},
		{"refund", `{"paymentId":"P9","refundRequestId":"F1","refundAmount":{"currency":"HKD","value":"50"}}`, "none is about the same payment"},
	})
}

func TestAnIDWithOtherValues(t *testing.T) {
	t.Parallel()
	play(t, NewPlayer(append(story(), recorded("pay", order("R3", "300"), `"paymentRequestId":"R3"`))), []call{
		{"pay", order("X1", "100"), `"paymentId":"P1"`},
		{"pay", order("X1", "300"), "paymentRequestId was used before with other values"},
	})
}

func TestWhatCannotBeReplayed(t *testing.T) {
	t.Parallel()
	good := recorded("pay", order("R1", "1"), `"paymentId":"P1"`)
	unknown, failed, text := *good, *good, *good
	unknown.Operation, failed.Status, text.Response = "", 502, Message{}
	p := NewPlayer([]*Exchange{&unknown, &failed, &text})
	if p.Count() != 0 || p.Has("pay") {
		t.Errorf("%d exchanges", p.Count())
	}
}

func TestLinksAreBounded(t *testing.T) {
	t.Parallel()
	l := newLinks()
	for i := range maxLinks + 100 {
		l.add("paymentRequestId", fmt.Sprint("X", i), fmt.Sprint("R", i))
	}
	if len(l.toRecorded) != maxLinks || len(l.order) != maxLinks || len(l.toGiven) != 2*maxLinks {
		t.Errorf("%d, %d and %d links", len(l.toRecorded), len(l.order), len(l.toGiven))
	}
	if got := l.recorded("paymentRequestId", "X0"); got != "X0" {
		t.Errorf("the oldest leads to %s", got)
	}
}

func TestReplayAtOnce(t *testing.T) {
	t.Parallel()
	p := NewPlayer(story())
	var all sync.WaitGroup
	for i := range 20 {
		request := parse(t, order(fmt.Sprint("X", i), "100"))
		all.Go(func() {
			body, err := p.Answer("pay", request)
			if err != nil || body.Get("paymentRequestId").String() != request.Get("paymentRequestId").String() {
				t.Errorf("%v, %v", body, err)
			}
		})
	}
	all.Wait()
}
