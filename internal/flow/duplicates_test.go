package flow_test

import (
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// TestDuplicates: the first successful payment of an order is kept, the others are
// given back; what is not known is counted, and asked for on demand.
func TestDuplicates(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.paid("P1", "O1")
	s.paid("P2", "O1")
	s.do(operation(spec.OpPay, flow.Options{}), tea("P3", "O1")) // nobody pays it
	s.paid("P4", "O2")                                           // the only one of its order

	local := true
	book, damaged, err := flow.ReadLedger(s.journal(), &local, "")
	if err != nil || damaged > 0 {
		t.Fatal(err, damaged)
	}
	if found, open := flow.Duplicates(book, flow.OrderFilter{}); len(found) != 0 || open != 3 {
		t.Errorf("before anybody asked: %d found, %d open", len(found), open)
	}
	if _, err := s.gateway().CheckOrders(t.Context(), book, flow.OrderFilter{ID: "O2"}); err != nil || s.operations() != "pay pay pay pay" {
		t.Errorf("others were asked for: %s, %v", s.operations(), err)
	}
	if _, err := s.gateway().CheckOrders(t.Context(), book, flow.OrderFilter{}); err != nil {
		t.Fatal(err)
	}
	if book, _, err = flow.ReadLedger(s.journal(), nil, "shop"); err != nil {
		t.Fatal(err)
	}
	found, open := flow.Duplicates(book, flow.OrderFilter{})
	if len(found) != 1 || open != 1 || found[0].Order.OrderID != "O1" || found[0].Kept.RequestID != "P1" ||
		len(found[0].Surplus) != 1 || found[0].Surplus[0].RequestID != "P2" {
		t.Fatalf("%d found, %d open: %+v", len(found), open, found)
	}
	surplus := found[0].Surplus[0]
	if got := flow.CancelOrRefundWords(surplus, s.antom.Now()); got != "cancel P2" {
		t.Errorf("given back by: %s", got)
	}
	if got := flow.CancelOrRefundWords(surplus, s.antom.Now().Add(72*time.Hour)); got != "refund P2" {
		t.Errorf("given back later by: %s", got)
	}
	for name, f := range map[string]flow.OrderFilter{"other id": {ID: "O2"}, "later": {Since: s.antom.Now().Add(time.Hour)}} {
		if found, open := flow.Duplicates(book, f); len(found)+open > 0 {
			t.Errorf("%s: %d found, %d open", name, len(found), open)
		}
	}
}

// TestCheckOfOrders: a payment that cannot be asked for now stays as it was; an
// answer that is not Antom's ends it all.
func TestCheckOfOrders(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.paid("P1", "O1")
	s.paid("P2", "O1")
	book, _, err := flow.ReadLedger(s.journal(), nil, "")
	if err != nil {
		t.Fatal(err)
	}
	s.antom.Fault("http-503,operation=inquiryPayment,times=1")
	learned, err := s.gateway().CheckOrders(t.Context(), book, flow.OrderFilter{})
	if _, ok := learned["P2"]; err != nil || len(learned) != 1 || !ok {
		t.Errorf("learned %v, %v", learned, err)
	}
	s.wantEvent("warning: payment P1: the inquiry failed: ")
	s.antom.Fault("bad-signature,operation=inquiryPayment,times=1")
	_, err = s.gateway().CheckOrders(t.Context(), book, flow.OrderFilter{})
	wantError(t, err, apperr.Signature, "bad-signature")

	s.adjust = func(g *flow.Gateway) { g.Local = false }
	if _, err = s.gateway().CheckOrders(t.Context(), book, flow.OrderFilter{}); err != nil {
		t.Fatal(err)
	}
	s.wantEvent("1 orders of other client ids were not checked")
}
