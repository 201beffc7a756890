package sandbox_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom"
)

// TestFindAndMoveFromWithinAndFromOutside uses what a dashboard needs, in this process
// and through the control interface.
func TestFindAndMoveFromWithinAndFromOutside(t *testing.T) {
	t.Parallel()
	s := serve(t)
	remote, err := sandbox.Dial(t.Context(), s.dir)
	if err != nil {
		t.Fatal(err)
	}
	s.server.URL = remote.URL()
	for i := range 3 {
		s.call(payPath, payBody(fmt.Sprintf("pay-%d", i)))
	}
	for name, c := range map[string]sandbox.Control{"local": s.Control(), "remote": remote} {
		for _, test := range []struct {
			f    sandbox.PaymentFilter
			want []string
		}{
			{sandbox.PaymentFilter{}, []string{"pay-2", "pay-1", "pay-0"}},
			{sandbox.PaymentFilter{Text: "PAY-1"}, []string{"pay-1"}},
			{sandbox.PaymentFilter{Text: "order-1", Method: "ALIPAY_HK", Most: 2}, []string{"pay-2", "pay-1"}},
			{sandbox.PaymentFilter{Method: "GCASH"}, nil},
			{sandbox.PaymentFilter{Status: "CANCELLED"}, nil},
		} {
			found, err := c.Find(t.Context(), test.f)
			if err != nil || len(found.Payments) != len(test.want) || (found.Next != "") != (test.f.Most == 2) {
				t.Fatalf("%s, %+v: got %+v, %v", name, test.f, found, err)
			}
			for i, p := range found.Payments {
				if p.PaymentRequestID != test.want[i] {
					t.Errorf("%s, %+v: got %s, want %s", name, test.f, p.PaymentRequestID, test.want[i])
				}
			}
		}
		id := map[string]string{"local": "pay-0", "remote": "pay-1"}[name]
		var refused *sandbox.ResultError
		if _, err := c.Refund(t.Context(), id, "100"); !errors.As(err, &refused) || !sandbox.IsMistake(err) {
			t.Errorf("%s: a refund of what was not paid: %v", name, err)
		}
		if _, err := c.Pay(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if p, err := c.Refund(t.Context(), id, "100"); err != nil || p.PaymentRequestID != id {
			t.Errorf("%s: refund: %+v, %v", name, p, err)
		}
		if d, err := c.Show(t.Context(), id); err != nil || len(d.Refunds) != 1 || d.Refunds[0].Value != "100" {
			t.Errorf("%s: show: %+v, %v", name, d, err)
		}
		if _, err := c.Refund(t.Context(), id, "123456"); !errors.As(err, &refused) || refused.Code != "REFUND_AMOUNT_EXCEED" {
			t.Errorf("%s: a refund of too much: %v", name, err)
		}
		if _, err := c.Capture(t.Context(), id, "100"); !errors.As(err, &refused) {
			t.Errorf("%s: a capture of no authorization: %v", name, err)
		}
		if _, err := c.Refund(t.Context(), "nothing", "100"); !errors.Is(err, sandbox.ErrNotFound) {
			t.Errorf("%s: a refund of nothing: %v", name, err)
		}
	}
}

func TestRequestsAreKept(t *testing.T) {
	t.Parallel()
	s := serve(t)
	remote, err := sandbox.Dial(t.Context(), s.dir)
	if err != nil {
		t.Fatal(err)
	}
	s.server.URL = remote.URL()
	s.call(payPath, payBody("pay-1"))
	s.send(s.signed(payPath, payBody("pay-2"), func(m *antom.Message) { m.ClientID = "NOBODY" }))
	list, err := remote.Requests(t.Context(), sandbox.RequestFilter{})
	if err != nil || len(list) != 2 || !list[0].Refused || list[0].ResultCode != "CLIENT_INVALID" || list[1].Refused {
		t.Fatalf("got %+v, %v", list, err)
	}
	request, err := remote.Request(t.Context(), "2")
	if err != nil || request.Cause == "" || request.Fix == "" || request.HTTPStatus != http.StatusOK || request.SignedContent == "" {
		t.Errorf("got %+v, %v", request, err)
	}
	if _, err := remote.Request(t.Context(), "3"); !errors.Is(err, sandbox.ErrNotFound) {
		t.Errorf("a request that is not there: %v", err)
	}
}
