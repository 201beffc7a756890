package dashboard

import (
	"net/http"
	"net/url"

	"github.com/antom-cli/antom/internal/sandbox"
)

const requestsPath = sandbox.DashboardPath + "requests"

func requestPath(id string) string { return requestsPath + "/" + url.PathEscape(id) }

func (d *Dashboard) requestPages() {
	d.mux.HandleFunc("GET "+requestsPath, d.show(d.requests))
	d.mux.HandleFunc("GET "+requestsPath+"/{id}", d.show(d.request))
}

// requestList is the page with the calls of the gateway.
type requestList struct {
	Filter      sandbox.RequestFilter
	Calls       []callRow
	Filtered    bool
	Next, First string
}

// callRow is one call in the list.
type callRow struct {
	sandbox.Call
	Result, Tone, Link string
}

func newCallRow(c sandbox.Call) callRow {
	return callRow{c, resultText(c), callTone(c), requestPath(c.ID)}
}

func (d *Dashboard) requests(r *http.Request) (shown, error) {
	q := r.URL.Query()
	f := sandbox.RequestFilter{
		Refused: q.Get("refused") != "", Operation: field(q, "operation"), Subject: field(q, "payment"), Before: field(q, "before"), Most: pageLength + 1,
	}
	calls, err := d.Control.Requests(r.Context(), f)
	if err != nil {
		return shown{}, err
	}
	list := requestList{Filter: f, Filtered: f.Refused || f.Operation+f.Subject != ""}
	if len(calls) > pageLength {
		calls = calls[:pageLength]
		list.Next = address(requestsPath, q, calls[pageLength-1].ID)
	}
	if f.Before != "" {
		list.First = address(requestsPath, q, "")
	}
	for _, c := range calls {
		list.Calls = append(list.Calls, newCallRow(c))
	}
	return shown{title: "Requests", section: requestsPath, name: "requests.html", value: list}, nil
}

// requestDetails is the page of one call.
type requestDetails struct {
	sandbox.Request
	Result, Tone         string
	PrettyBody, Response string
	Payment              string // the page of its payment
}

func (d *Dashboard) request(r *http.Request) (shown, error) {
	request, err := d.Control.Request(r.Context(), r.PathValue("id"))
	if err != nil {
		return shown{}, err
	}
	v := requestDetails{
		Request: request, Result: resultText(request.Call), Tone: callTone(request.Call),
		PrettyBody: pretty(request.Body), Response: pretty(request.Response),
	}
	if request.PaymentID != "" {
		if _, err := d.Control.Get(r.Context(), request.PaymentID); err == nil {
			v.Payment = paymentPath + url.PathEscape(request.PaymentID)
		}
	}
	return shown{title: "Request " + request.ID, section: requestsPath, name: "request.html", value: v}, nil
}
