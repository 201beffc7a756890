package notification

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/pkg/antom"
)

func deliver(t *testing.T, pace Pace, body []byte, h http.HandlerFunc) (*Answer, error) {
	t.Helper()
	server := httptest.NewServer(h)
	defer server.Close()
	r, err := sender().Sign(mustURL(t, server.URL+"/n?x=1"), body, TimeText(noon))
	if err != nil {
		t.Fatal(err)
	}
	r.Pace = pace
	c := Client{Now: func() time.Time { return noon }, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}
	return c.Deliver(t.Context(), r)
}

func TestDeliverSendsExactlyTheRequest(t *testing.T) {
	t.Parallel()
	body := []byte(strings.Repeat("0123456789", 3000))
	for _, pace := range []Pace{{}, {Piece: 7000, Pause: time.Hour}, {Piece: 5000, Chunked: true}, {Chunked: true}} {
		a, err := deliver(t, pace, body, func(w http.ResponseWriter, r *http.Request) {
			got, _ := io.ReadAll(r.Body)
			if string(got) != string(body) || r.RequestURI != "/n?x=1" || r.Header.Get("User-Agent") != "" {
				t.Errorf("%+v: %s, %d bytes, %v", pace, r.RequestURI, len(got), r.Header)
			}
			if chunked := slices.Equal(r.TransferEncoding, []string{"chunked"}); chunked != pace.Chunked {
				t.Errorf("%+v: transfer encoding %v", pace, r.TransferEncoding)
			}
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write(antom.Acknowledgement())
		})
		if err != nil || !a.Acknowledges() {
			t.Errorf("%+v: %v, %v", pace, a, err)
		}
	}
}

func TestRedirectsAreNotFollowedAndAnswersAreBounded(t *testing.T) {
	t.Parallel()
	a, err := deliver(t, Pace{}, nil, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	})
	if err != nil || a.Status != http.StatusFound || a.Problem() != `HTTP status 302, a redirect to "/elsewhere"` {
		t.Errorf("%+v, %v", a, err)
	}
	a, err = deliver(t, Pace{}, nil, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(make([]byte, MaxAnswer+10))
	})
	if err != nil || !a.TooLarge || len(a.Body) != MaxAnswer || a.Problem() != "a response of more than 1024 KiB" {
		t.Errorf("%v", err)
	}
}

func TestNoAnswer(t *testing.T) {
	t.Parallel()
	_, err := deliver(t, Pace{}, nil, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	if failed, ok := errors.AsType[*NoAnswerError](err); !ok || failed.Unreachable || !strings.Contains(err.Error(), "closed the connection without a response") {
		t.Errorf("got %v", err)
	}

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	r, err := sender().Sign(mustURL(t, "http://"+address), nil, "1")
	if err != nil {
		t.Fatal(err)
	}
	c := Client{Now: time.Now}
	_, err = c.Deliver(t.Context(), r)
	if failed, ok := errors.AsType[*NoAnswerError](err); !ok || !failed.Unreachable || !strings.Contains(err.Error(), "connection refused: nothing listens at "+address) {
		t.Errorf("got %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Deliver(ended, r); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	released := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-released }))
	defer server.Close()
	defer close(released)
	r, err := sender().Sign(mustURL(t, server.URL), nil, "1")
	if err != nil {
		t.Fatal(err)
	}
	c := Client{Now: time.Now, Timeout: 20 * time.Millisecond}
	if _, err := c.Deliver(t.Context(), r); err == nil || err.Error() != "the application did not answer within 20ms" {
		t.Errorf("got %v", err)
	}
}

func TestProblem(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		string(antom.Acknowledgement()): "",
		"":                              "empty body",
		"ok":                            `the body is not JSON: "ok"`,
		`{}`:                            "no result.resultStatus",
		`{"result":{"resultStatus":"F","resultCode":"SUCCESS"}}`:   `resultStatus is "F", not S`,
		`{"result":{"resultStatus":"S","resultCode":"OK"}}`:        `resultCode is "OK", not SUCCESS`,
		`{"result":{"resultStatus":"S","resultCode":"SUCCESS"}}`:   "",
		`{"result":{"resultStatus":"S","resultCode":"SUCCESS"}} x`: "not JSON",
	} {
		a := &Answer{Status: 200, Body: []byte(body)}
		if got := a.Problem(); !strings.Contains(got, want) || (want == "") != a.Acknowledges() {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
	for status, want := range map[int]string{500: `HTTP status 500: "oh"`, 204: `HTTP status 204: "oh"`, 201: `HTTP status 201: "oh"`} {
		if got := (&Answer{Status: status, Body: []byte("oh")}).Problem(); got != want {
			t.Errorf("%d: %q", status, got)
		}
	}
	if got := (&Answer{Status: 500, Body: []byte(strings.Repeat("ü", 500))}).Problem(); len([]rune(got)) > 150 {
		t.Errorf("a long body is not cut: %d", len(got))
	}
}

func TestDeviations(t *testing.T) {
	t.Parallel()
	const json = "application/json; charset=utf-8"
	for _, c := range []struct{ kind, body, wrong, spelling string }{
		{json, string(antom.Acknowledgement()), "", ""},
		{json, ` { "result" : {"resultMessage":"Success","resultStatus":"S","resultCode":"SUCCESS"} }`, "", ""},
		{"text/plain", string(antom.Acknowledgement()), `content type is "text/plain", not application/json`, ""},
		{"", string(antom.Acknowledgement()), `content type is ""`, ""},
		{json, `{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success."}}`, "", `"success."`},
		{json, `{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"OK"}}`, `resultMessage is "OK"`, ""},
		{json, `{"result":{"resultCode":"SUCCESS","resultStatus":"S"}}`, "resultMessage is missing", ""},
		{json, `{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"Success","x":1}}`, `"result.x"`, ""},
		{json, `{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"Success"},"id":1}`, `"id"`, ""},
	} {
		d := (&Answer{Status: 200, ContentType: c.kind, Body: []byte(c.body)}).Deviations()
		wrong, spelling := strings.Join(d.Wrong, "; "), strings.Join(d.Spelling, "; ")
		if !strings.Contains(wrong, c.wrong) || (c.wrong == "") != (wrong == "") ||
			!strings.Contains(spelling, c.spelling) || (c.spelling == "") != (spelling == "") {
			t.Errorf("%s %s: %q, %q", c.kind, c.body, wrong, spelling)
		}
	}
}
