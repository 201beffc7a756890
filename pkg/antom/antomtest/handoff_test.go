package antomtest_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/antomtest"
)

// seen is all that a handler can see of a request.
type seen struct {
	Method, RequestURI, Host, Proto  string
	URL, Path, RawQuery, Scheme      string
	Major, Minor                     int
	ContentLength                    int64
	TransferEncoding, HeaderNames    []string
	Body, BodyType, Form             string
	Signed, Read                     [3]string // the signed headers, by Get and by canonical name
	Close, TLS, Server, Local, Ended bool
	RemoteIsAddr, HasPattern         bool
	Response, GetBody                bool
}

// look is a handler that notes what it sees and acknowledges.
type look struct {
	got  []seen
	last *http.Request
}

func (l *look) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	host, port, err := net.SplitHostPort(r.RemoteAddr)
	_, server := r.Context().Value(http.ServerContextKey).(*http.Server)
	_, local := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	v := seen{
		Method: r.Method, RequestURI: r.RequestURI, Host: r.Host, Proto: r.Proto,
		URL: r.URL.String(), Path: r.URL.Path, RawQuery: r.URL.RawQuery, Scheme: r.URL.Scheme,
		Major: r.ProtoMajor, Minor: r.ProtoMinor, ContentLength: r.ContentLength, TransferEncoding: r.TransferEncoding,
		Body: string(body), BodyType: fmt.Sprintf("%T", r.Body),
		Form: r.FormValue("shop"), Close: r.Close, TLS: r.TLS != nil, Server: server, Local: local, Ended: r.Context().Err() != nil,
		RemoteIsAddr: err == nil && net.ParseIP(host) != nil && port != "", HasPattern: r.Pattern != "",
		Response: r.Response != nil, GetBody: r.GetBody != nil,
	}
	for i, name := range []string{"signature", "client-id", "request-time"} {
		v.Signed[i], v.Read[i] = r.Header.Get(name), strings.Join(r.Header[http.CanonicalHeaderKey(name)], "|")
	}
	for name := range r.Header {
		v.HeaderNames = append(v.HeaderNames, name)
	}
	slices.Sort(v.HeaderNames)
	l.got, l.last = append(l.got, v), r
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(antom.Acknowledgement())
}

// pairOf sends one notification to a real server and the same in memory.
func pairOf(t *testing.T) (there, here seen, last *http.Request) {
	t.Helper()
	real, inMemory := &look{}, &look{}
	shop := httptest.NewServer(real)
	t.Cleanup(shop.Close)
	s := antomtest.NewServer(t)
	for _, id := range []string{"p-1", "p-2"} {
		if id == "p-2" {
			s.HandleNotifications(inMemory)
		}
		request := payRequest(id, "Tea")
		request.PaymentNotifyURL = shop.URL + "/notify?shop=1&x=%2F"
		if _, err := s.Client().Pay(t.Context(), request); err != nil {
			t.Fatal(err)
		}
		s.Pay(id)
	}
	if len(real.got) != 1 || len(inMemory.got) != 1 {
		t.Fatalf("%d over HTTP, %d in memory", len(real.got), len(inMemory.got))
	}
	for _, n := range s.Notifications() {
		if !n.Acknowledged {
			t.Errorf("not acknowledged: %+v", n)
		}
	}
	return real.got[0], inMemory.got[0], inMemory.last
}

// What a handler is given in memory is what it is given over HTTP, apart from
// what differs between any two notifications.
func TestHandlerSeesWhatAServerHandsOver(t *testing.T) {
	t.Parallel()
	there, here, last := pairOf(t)
	for i, name := range []string{"signature", "client-id", "request-time"} {
		if here.Signed[i] == "" || here.Signed[i] != here.Read[i] || there.Signed[i] != there.Read[i] {
			t.Errorf("%s in memory: %q and %q; over HTTP: %q and %q", name, here.Signed[i], here.Read[i], there.Signed[i], there.Read[i])
		}
	}
	for _, v := range []*seen{&there, &here} {
		if v.Body == "" || int64(len(v.Body)) != v.ContentLength {
			t.Errorf("the body is %q, Content-Length %d", v.Body, v.ContentLength)
		}
		v.Signed, v.Read, v.Body = [3]string{}, [3]string{}, "" // two notifications differ in ids and signatures
	}
	if !reflect.DeepEqual(there, here) {
		t.Errorf("over HTTP %+v\nin memory %+v", there, here)
	}
	if last.Context().Err() == nil {
		t.Error("the context of the request lives on after its handler has returned")
	}
	if _, err := last.Body.Read(make([]byte, 1)); err != http.ErrBodyReadAfterClose {
		t.Errorf("reading the body after the handler has returned: %v", err)
	}
}

// A notify URL with https reaches a handler as one that came over TLS.
func TestHandlerSeesTLS(t *testing.T) {
	t.Parallel()
	s, l := antomtest.NewServer(t), &look{}
	s.HandleNotifications(l)
	if _, err := s.Client().Pay(t.Context(), payRequest("p-1", "Tea")); err != nil {
		t.Fatal(err)
	}
	s.Pay("p-1")
	if len(l.got) != 1 || !l.got[0].TLS || l.got[0].Host != "shop.example" || l.last.TLS.ServerName != "shop.example" || l.got[0].RequestURI != "/notify?shop=1" {
		t.Errorf("got %+v", l.got)
	}
}

// A handler that verifies by parts reads the headers as it does behind a server.
func TestHandlerReadsHeadersByName(t *testing.T) {
	t.Parallel()
	s := antomtest.NewServer(t)
	verifier := s.Verifier()
	var got []*antom.Notification
	s.HandleNotifications(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		n, err := verifier.Message(antom.Message{
			Method: r.Method, Path: r.RequestURI, ClientID: r.Header.Get("client-id"), Time: r.Header.Get("request-time"), Body: body,
		}, r.Header.Get("signature"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		got = append(got, n)
		_, _ = w.Write(antom.Acknowledgement())
	}))
	if _, err := s.Client().Pay(context.Background(), payRequest("p-1", "Tea")); err != nil {
		t.Fatal(err)
	}
	s.Pay("p-1")
	if len(got) != 1 || got[0].Meaning() != antom.MeaningPaid {
		t.Errorf("got %+v, %+v", got, s.Notifications())
	}
}
