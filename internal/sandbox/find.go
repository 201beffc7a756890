package sandbox

import (
	"context"
	"net/http"
	"strings"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

const (
	// maxFound is how many payments one search returns at most.
	maxFound = 1000
	// maxSearched is how many payments one search reads at most, so that it never
	// takes long; the following page goes on where it ended.
	maxSearched = 20_000
)

// PaymentFilter says which payments are wanted. The zero value wants all.
type PaymentFilter struct {
	// Text is in the paymentId, the paymentRequestId or the order id, in any case;
	// or it is the id of the payment's session.
	Text string `json:"text,omitempty"`
	// Status and Method are exact, in capitals.
	Status string `json:"status,omitempty"`
	Method string `json:"method,omitempty"`
	// Before is the paymentId after which the search goes on: Next of the page before.
	Before string `json:"before,omitempty"`
	// Most is how many payments are wanted at most, up to 1000; 0 stands for 1000.
	Most int `json:"most,omitempty"`
}

// PaymentPage is a part of what a search finds, newest first.
type PaymentPage struct {
	Payments []Payment `json:"payments"`
	// Next leads to the following page; empty on the last.
	Next string `json:"next,omitempty"`
}

func (f PaymentFilter) matches(p engine.Payment) bool {
	if f.Status != "" && string(p.Status) != f.Status || f.Method != "" && p.Method != f.Method {
		return false
	}
	text := strings.ToLower(f.Text)
	for _, id := range []string{p.PaymentID, p.PaymentRequestID, p.OrderID} {
		if strings.Contains(strings.ToLower(id), text) {
			return true
		}
	}
	return p.Session != nil && p.Session.ID == f.Text
}

// Find searches the payments, newest first.
func (l local) Find(_ context.Context, f PaymentFilter) (PaymentPage, error) {
	found := PaymentPage{Payments: []Payment{}}
	most := maxFound
	if f.Most > 0 {
		most = min(f.Most, maxFound)
	}
	before := f.Before
	for searched := 0; searched < maxSearched; searched += pageSize {
		payments, next, err := l.s.engine.Page(before, pageSize)
		if err != nil {
			return found, err
		}
		for _, p := range payments {
			if !f.matches(p) {
				continue
			}
			if len(found.Payments) == most {
				found.Next = found.Payments[most-1].PaymentID
				return found, nil
			}
			found.Payments = append(found.Payments, l.s.summary(p))
		}
		if before = next; next == "" {
			return found, nil
		}
	}
	found.Next = before
	return found, nil
}

// Find searches the payments, newest first.
func (r *Remote) Find(ctx context.Context, f PaymentFilter) (found PaymentPage, err error) {
	err = r.do(ctx, http.MethodPost, "find", f, &found)
	return found, err
}

// IsMistake reports whether an error of Control is about what was asked for, and not
// a failure of the simulator.
func IsMistake(err error) bool { return err != nil && failureOf(err).Kind != failureOther }
