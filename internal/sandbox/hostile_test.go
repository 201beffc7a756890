package sandbox_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/httpserve"
	"github.com/antom-cli/antom/internal/httpserve/floodtest"
	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/pkg/antom"
)

// raw sends bytes over a connection of their own and returns all that comes back.
func (s *served) raw(text string) string {
	s.t.Helper()
	c, err := net.Dial("tcp", s.address)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(patience.Deadline())
	if _, err := io.WriteString(c, text); err != nil {
		s.t.Logf("sending: %v", err) // it may have been enough for the server
	}
	answer, _ := io.ReadAll(c) // a reset after the answer is as good as an end
	return string(answer)
}

// wantAlive checks that an honest client is served.
func (s *served) wantAlive(id string) {
	s.t.Helper()
	if a := s.call(payPath, payBody(id)); a.code() != "PAYMENT_IN_PROCESS" {
		s.t.Errorf("afterwards: %s: %s", a.code(), a.message())
	}
}

func TestHostileBytes(t *testing.T) {
	t.Parallel()
	s := serveNow(t)
	const post = "POST " + payPath + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
	for name, test := range map[string]struct{ text, want string }{
		"nonsense":             {"\x00\x01\x02\r\n\r\n", "HTTP/1.1 400"},
		"no HTTP":              {"hello\r\n\r\n", "HTTP/1.1 400"},
		"HTTP 9":               {"POST / HTTP/9.9\r\n\r\n", "HTTP/1.1 505"},
		"HTTP 2":               {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP/1.1 400"},
		"no host":              {"POST / HTTP/1.1\r\n\r\n", "HTTP/1.1 400"},
		"half of TLS":          {"\x16\x03\x01\x00\x05hello", "\x15"}, // an alert of TLS
		"lengths that differ":  {post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", "HTTP/1.1 400"},
		"a negative length":    {post + "Content-Length: -5\r\n\r\n", "HTTP/1.1 400"},
		"a coding":             {post + "Transfer-Encoding: gzip\r\n\r\n", "HTTP/1.1 501"},
		"pieces out of shape":  {post + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "PARAM_ILLEGAL"},
		"a flood of headers":   {post + strings.Repeat("a: b\r\n", 20_000) + "\r\n", "HTTP/1.1 431"},
		"a huge header":        {post + "a: " + strings.Repeat("x", 200_000) + "\r\n\r\n", "HTTP/1.1 431"},
		"a huge path":          {"POST /ams/" + strings.Repeat("x", 200_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 431"},
		"a body that is huge":  {post + "Content-Type: application/json\r\nContent-Length: 10000000000\r\n\r\n" + strings.Repeat(" ", 2<<20), "larger than 1 MiB"},
		"a space in a name":    {post + "client-id : x\r\n\r\n", "HTTP/1.1 400"},
		"a folded header":      {post + "client-id: x\r\n  y\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n", "CLIENT_INVALID"},
		"a line feed in it":    {post + "client-id: x\ny\r\n\r\n", "HTTP/1.1 400"},
		"a NUL in it":          {post + "client-id: x\x00y\r\n\r\n", "HTTP/1.1 400"},
		"a method of its own":  {"BREW " + payPath + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "METHOD_NOT_SUPPORTED"},
		"a method in lower":    {"post " + payPath + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "use POST, not post"},
		"compressed":           {post + "Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n", "not as \\\"gzip\\\""},
		"two clients":          {post + "Content-Type: application/json\r\nclient-id: a\r\nclient-id: b\r\nContent-Length: 0\r\n\r\n", "header client-id: it is given 2 times"},
		"an expectation":       {post + "Expect: miracle\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 417"},
		"a path out of shape":  {"POST /ams/%zz HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 400"},
		"a path with a NUL":    {"POST /ams/%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "NO_INTERFACE_DEF"},
		"a path with brackets": {"POST /ams/<script>\"'%0a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "NO_INTERFACE_DEF"},
	} {
		if got := s.raw(test.text); !strings.HasPrefix(got, test.want) && !(strings.HasPrefix(got, "HTTP/1.1 200") && strings.Contains(got, test.want)) {
			t.Errorf("%s: got %.300q, want %q", name, got, test.want)
		}
	}
	s.wantAlive("pay-1")
}

// TestHostileCalls are signed well and yet make no sense.
func TestHostileCalls(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for name, test := range map[string]struct{ body, says string }{
		"keys twice":          {`{"a":1,"a":2}`, `"a"`},
		"keys twice, escaped": {`{"a":1,"\u0061":2}`, `"a"`},
		"deep":                {strings.Repeat("[", 100_000), "not JSON"},
		"deep and whole":      {strings.Repeat(`{"a":`, 50_000) + "1" + strings.Repeat("}", 50_000), "not JSON"},
		"no UTF-8":            {"{\"a\":\"\xff\xfe\"}", "not JSON"},
		"half a surrogate":    {`{"productCode":"\ud800"}`, "surrogate"},
		"a byte order mark":   {"\ufeff{}", "not JSON"},
		"two values":          {"{} {}", "not JSON"},
		"a NUL":               {"{\"a\":\"\x00\"}", "not JSON"},
		"NaN":                 {`{"a":NaN}`, "not JSON"},
		"a huge number":       {`{"paymentAmount":` + strings.Repeat("9", 100_000) + `}`, "paymentAmount"},
		"a huge exponent":     {`{"paymentAmount":{"currency":"HKD","value":1e999999999}}`, "paymentAmount"},
		"many keys":           {"{" + strings.Repeat(`"x":1,`, 1000) + `"y":1}`, "not JSON"},
		"null":                {"null", "JSON object"},
		"a form":              {"a=b&c=d", "not JSON"},
	} {
		a := r.call(payPath, test.body)
		if a.code() != "PARAM_ILLEGAL" || !strings.Contains(a.message(), test.says) || len([]rune(a.message())) > 256 {
			t.Errorf("%s: %s: %s", name, a.code(), a.message())
		}
		r.wantSigned(a, payPath)
	}
	if list, err := r.Control().List(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("%d payments, %v", len(list), err)
	}
}

// TestHostileHeaders are judged before the signature.
func TestHostileHeaders(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for name, test := range map[string]struct {
		change func(h http.Header)
		code   string
	}{
		"a long client id":    {func(h http.Header) { h.Set("client-id", strings.Repeat("x", 10_000)) }, "CLIENT_INVALID"},
		"a client id in Thai": {func(h http.Header) { h.Set("client-id", "ผู้ขาย") }, "CLIENT_INVALID"},
		"a client id of dots": {func(h http.Header) { h.Set("client-id", "../../etc/passwd") }, "CLIENT_INVALID"},
		"a long time":         {func(h http.Header) { h.Set("request-time", strings.Repeat("9", 10_000)) }, "PARAM_ILLEGAL"},
		"a negative time":     {func(h http.Header) { h.Set("request-time", "-1705281646000") }, "PARAM_ILLEGAL"},
		"the year 10000":      {func(h http.Header) { h.Set("request-time", "10000-01-01T00:00:00Z") }, "PARAM_ILLEGAL"},
		"the 30th February":   {func(h http.Header) { h.Set("request-time", "2024-02-30T00:00:00Z") }, "PARAM_ILLEGAL"},
		"an offset of days":   {func(h http.Header) { h.Set("request-time", "2024-02-20T00:00:00+99:99") }, "PARAM_ILLEGAL"},
		"a long signature":    {func(h http.Header) { h.Set("signature", "signature="+strings.Repeat("A", 50_000)) }, "INVALID_SIGNATURE"},
		"an empty one":        {func(h http.Header) { h.Set("signature", "algorithm=RSA256,keyVersion=1,signature=") }, "INVALID_SIGNATURE"},
		"one twice":           {func(h http.Header) { h.Set("signature", h.Get("signature")+",signature=AAAA") }, "INVALID_SIGNATURE"},
		"encoded twice":       {func(h http.Header) { h.Set("signature", strings.ReplaceAll(h.Get("signature"), "%", "%25")) }, "INVALID_SIGNATURE"},
		"another algorithm":   {func(h http.Header) { h.Set("signature", strings.Replace(h.Get("signature"), "RSA256", "none", 1)) }, "INVALID_SIGNATURE"},
		"of zeros":            {func(h http.Header) { h.Set("signature", "signature="+strings.Repeat("A", 342)) }, "INVALID_SIGNATURE"},
		"a huge key version": {func(h http.Header) {
			h.Set("signature", strings.Replace(h.Get("signature"), "keyVersion=1", "keyVersion="+strings.Repeat("1", 5000), 1))
		}, "KEY_NOT_FOUND"},
		"signatures that differ": {func(h http.Header) { h.Add("signature", "x") }, "PARAM_ILLEGAL"},
	} {
		req := r.signed(payPath, payBody("pay-1"), nil)
		test.change(req.Header)
		a := r.send(req)
		if a.code() != test.code || a.message() == "" || len([]rune(a.message())) > 256 {
			t.Errorf("%s: %s: %s", name, a.code(), a.message())
		}
		r.wantUnsigned(a)
	}
	same := r.signed(payPath, payBody("pay-1"), nil)
	same.Header.Add("signature", same.Header.Get("signature"))
	if a := r.send(same); a.code() != "PAYMENT_IN_PROCESS" {
		t.Errorf("the same header twice: %s: %s", a.code(), a.message())
	}
}

// TestReplaysAndAbsurdDates are accepted: no tolerance is documented.
func TestReplaysAndAbsurdDates(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for i, time := range []string{"0000000000", "9999999999999999", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59+23:59", "1970-01-01T00:00:00.000000001-12:00"} {
		for range 2 {
			a := r.send(r.signed(payPath, payBody(fmt.Sprintf("pay-%d", i)), func(m *antom.Message) { m.Time = time }))
			if a.code() != "PAYMENT_IN_PROCESS" {
				t.Errorf("%s: %s: %s", time, a.code(), a.message())
			}
			r.wantSigned(a, payPath)
		}
	}
}

// TestSlowClients: headers and bodies that do not come are not waited for.
func TestSlowClients(t *testing.T) {
	t.Parallel()
	limits := floodtest.Endless()
	limits.ReadHeaderTimeout = 50 * time.Millisecond
	s := serveWith(t, t.TempDir(), limits)
	for name, text := range map[string]string{
		"nothing":          "",
		"half a line":      "POST ",
		"half the headers": "POST / HTTP/1.1\r\nHost: x\r\n",
		"half of TLS":      "\x16\x03\x01\x02\x00",
	} {
		if got := s.raw(text); strings.Contains(got, "200") {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

// TestSlowBodies: a body that does not come is not waited for.
func TestSlowBodies(t *testing.T) {
	t.Parallel()
	// On a busy machine the headers may need longer than the first limit.
	for limit := 50 * time.Millisecond; ; limit *= 2 {
		limits := floodtest.Endless()
		limits.ReadTimeout = limit
		s := serveWith(t, t.TempDir(), limits)
		got := s.raw("POST " + payPath + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
		if strings.Contains(got, "the body ended too early") {
			return
		}
		if got != "" || limit > patience.Limit {
			t.Fatalf("got %q within %v", got, limit)
		}
	}
}

// TestManyConnections: those that say nothing make way, and a client whose
// connection was taken while it was idle is served over a new one.
func TestManyConnections(t *testing.T) {
	t.Parallel()
	s := serveWith(t, t.TempDir(), httpserve.Limits{MaxConnections: 8})
	s.server.URL = "http://" + s.address
	kept := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(kept.CloseIdleConnections)
	use := func(id string) {
		req := s.signed(payPath, payBody(id), nil)
		// The request may be under way when its connection is taken. This lets
		// the transport send it again; the header itself is not sent.
		req.Header["Idempotency-Key"] = nil
		resp, err := kept.Do(req)
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
	}
	use("pay-1")
	for range 100 {
		c, err := net.Dial("tcp", s.address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
	}
	use("pay-2")
	s.wantAlive("pay-3")
}

// TestPipelining: requests that come at once are answered in order.
func TestPipelining(t *testing.T) {
	t.Parallel()
	s := serveNow(t)
	w := readWire(t, "testdata/clients/plain-lower.http")
	one := w.sign(t) + string(w.body)
	c, err := net.Dial("tcp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if _, err := io.WriteString(c, strings.Repeat(one, 20)); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(c)
	for range 20 {
		wantReadable(t, w, readAnswer(t, in))
	}
}
