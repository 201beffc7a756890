package dashboard

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/antom-cli/antom/internal/sandbox"
)

const (
	paymentPath = sandbox.PaymentPath
	// pageLength is how many rows a list shows at once.
	pageLength = 50
	// maxText is the longest text of a filter, in bytes.
	maxText = 200
)

func (d *Dashboard) paymentPages() {
	d.mux.HandleFunc("GET /{$}", d.show(d.payments))
	d.mux.HandleFunc("GET "+paymentPath+"{id}", d.show(d.payment))
	d.mux.HandleFunc("POST "+paymentPath+"{id}", d.act(d.changePayment, d.payment))
}

// paymentList is the page with all payments.
type paymentList struct {
	Filter   sandbox.PaymentFilter
	Statuses []string
	Payments []sandbox.Payment
	Filtered bool
	Next     string // the address of the following page
	First    string // that of the first page; empty on that
}

// statuses are the states of a payment.
func statuses() []string { return []string{"PROCESSING", "PENDING", "SUCCESS", "FAIL", "CANCELLED"} }

func (d *Dashboard) payments(r *http.Request) (shown, error) {
	q := r.URL.Query()
	f := sandbox.PaymentFilter{
		Text: field(q, "text"), Status: strings.ToUpper(field(q, "status")), Method: strings.ToUpper(field(q, "method")),
		Before: field(q, "before"), Most: pageLength,
	}
	found, err := d.Control.Find(r.Context(), f)
	if err != nil {
		return shown{}, err
	}
	list := paymentList{Filter: f, Statuses: statuses(), Payments: found.Payments, Filtered: f.Text+f.Status+f.Method != ""}
	if found.Next != "" {
		list.Next = address("/", q, found.Next)
	}
	if f.Before != "" {
		list.First = address("/", q, "")
	}
	return shown{title: "Payments", section: "/", name: "payments.html", value: list}, nil
}

// field is a value of a query without the blanks around it, cut to what a filter needs.
func field(q url.Values, name string) string {
	text := strings.TrimSpace(q.Get(name))
	return text[:min(len(text), maxText)]
}

// address is a page of a list with the same filters.
func address(path string, q url.Values, before string) string {
	next := url.Values{}
	for name := range q {
		if text := field(q, name); text != "" && name != "before" {
			next.Set(name, text)
		}
	}
	if before != "" {
		next.Set("before", before)
	}
	if len(next) == 0 {
		return path
	}
	return path + "?" + next.Encode()
}
