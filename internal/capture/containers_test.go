package capture

import (
	"strings"
	"testing"
)

func TestHAROddities(t *testing.T) {
	t.Parallel()
	archive := func(request string) string {
		return `{"log":{"entries":[{"startedDateTime":"soon","request":` + request + `}]}}`
	}
	const headers = `"method":"post","url":"https://a.example","headers":[{"name":"SIGNATURE","value":"s"},{"name":"signature","value":"t"}]`
	tests := []struct {
		name, text, body string
		notes            []string
	}{
		{"base64", archive(`{` + headers + `,"postData":{"text":"e30=","encoding":"base64"}}`), "{}", []string{"soon", "2 times"}},
		{"size differs", archive(`{` + headers + `,"bodySize":9,"postData":{"text":"{}"}}`), "{}", []string{"soon", "had 9 bytes, but 2", "2 times"}},
		{"lost characters", archive(`{` + headers + `,"postData":{"text":"\ud83d �"}}`), "\uFFFD \uFFFD",
			[]string{"soon", "surrogate", "2 times"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := one(t, tt.text, Options{})
			if string(c.Body) != tt.body || c.Path != "/" || c.Header("signature") != "s" {
				t.Errorf("%+v", c)
			}
			checkNotes(t, c, tt.notes...)
		})
	}
	for _, tt := range []struct{ text, want string }{
		{`{"log":{"version":"1.2"}}`, `"log.entries" is missing`},
		{archive(`{"method":"POST","headers":[]}`), "none of the 1 entries"},
		{archive(`{` + headers + `,"postData":{"params":[]}}`), "entry 1: the body was saved as form parameters"},
		{archive(`{` + headers + `,"postData":{"text":{"a":1}}}`), "entry 1: the body is an object"},
		{archive(`{` + headers + `,"postData":{"text":"e30","encoding":"base64"}}x`), ""},
	} {
		r := read(tt.text, Options{Format: FormatHAR})
		if tt.want == "" {
			checkErrors(t, r.errs, "in:1: not valid JSON")
			continue
		}
		checkErrors(t, r.errs, tt.want)
	}
}

func TestLambdaOddities(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text, path, body string
		notes                  []string
	}{
		{"stage of an HTTP API", `{"rawPath":"/prod/n","rawQueryString":"","requestContext":{"stage":"prod","http":{"method":"POST","path":"/prod/n"},` +
			`"domainName":"pay.example"},"headers":{},"body":"{}","isBase64Encoded":false}`, "/prod/n", "{}", []string{"own domain pay.example"}},
		{"stage without own domain", `{"rawPath":"/prod/n","requestContext":{"stage":"prod","http":{"method":"POST"}},"body":"{}"}`, "/prod/n", "{}",
			[]string{"begins with the stage"}},
		{"no body", `{"httpMethod":"POST","path":"/n","headers":{"a":null,"b":1},"multiValueHeaders":null,"body":null}`, "/n", "", nil},
		{"query with escapes", `{"httpMethod":"POST","path":"/n","headers":{},"queryStringParameters":{"u":"a/b c"},"body":"{}"}`, "/n?u=a%2Fb+c", "{}",
			[]string{"taken apart"}},
		{"empty lists", `{"httpMethod":"POST","path":"/n","headers":{"a":"b"},"multiValueHeaders":{},"isBase64Encoded":true,"body":"e30="}`, "/n", "{}", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := one(t, tt.text, Options{})
			if c.Path != tt.path || string(c.Body) != tt.body || c.Method != "POST" {
				t.Errorf("%s %q %q", c.Method, c.Path, c.Body)
			}
			checkNotes(t, c, tt.notes...)
		})
	}
	for _, tt := range []struct{ text, want string }{
		{`{"requestContext":{"connectionId":"x"},"isBase64Encoded":false}`, "neither httpMethod nor"},
		{`{"httpMethod":"POST","headers":{"a":{}}}`, `header "a" is an object`},
		{`{"httpMethod":"POST","headers":[1]}`, `"headers" is a list`},
		{`{"httpMethod":"POST","headers":{},"isBase64Encoded":true,"body":"*"}`, "not valid Base64"},
	} {
		checkErrors(t, read(tt.text, Options{}).errs, tt.want)
	}
}

func TestNgrokAndWebhookSiteMistakes(t *testing.T) {
	t.Parallel()
	ngrok := func(raw string) string { return `{"id":"airt_1","request":{"uri":"/","raw":"` + raw + `"}}` }
	for _, tt := range []struct{ text, want string }{
		{`{"id":"airt_1","request":{"uri":"/"}}`, "request airt_1: \"request.raw\" is missing"},
		{ngrok("%"), "not valid Base64"},
		{ngrok(inBase64("hello")), "does not begin with a request line"},
		{ngrok(inBase64("POST / HTTP/1.1\n\x01\n\n")), "is not a header line"},
		{`{"requests":[]}`, "there is no notification in it"},
		{`{"uuid":"7","method":"POST","url":"/","content":{}}`, "request 7: the body is an object"},
		{`{"data":[]}`, "a JSON object that holds no request"},
		{`{"data":[],"total":0,"per_page":50}`, "there is no notification in it"},
		{`{"uuid":"7","method":"POST","content":"","headers":{"a":[[]]}}`, `header "a" is a list`},
	} {
		checkErrors(t, read(tt.text, Options{}).errs, tt.want)
	}
	c := one(t, `{"uuid":"7","method":"POST","url":"https://webhook.site/7","content":null,"headers":{}}`, Options{})
	if len(c.Body) != 0 || c.Path != "/7" || !c.ReceivedAt.IsZero() {
		t.Errorf("%+v", c)
	}
}

func TestContainersOneAfterTheOther(t *testing.T) {
	t.Parallel()
	r := read(restSample()+"\n"+httpAPISample()+"\n\n{]\n"+restSample(), Options{})
	checkErrors(t, r.errs, "in:4: not valid JSON: invalid character ']'")
	if len(r.captures) != 2 || r.captures[1].Index != 2 {
		t.Errorf("%v", r.captures)
	}
	r = read("["+recordSample()+",\n 5,\n"+recordSample()+"]", Options{})
	checkErrors(t, r.errs, "in:2: a number stands where a capture object should be")
	if len(r.captures) != 2 || r.captures[1].Index != 3 {
		t.Errorf("%v", r.captures)
	}
}

func TestBareBody(t *testing.T) {
	t.Parallel()
	headers := []Header{{"client-id", clientID}, {"request-time", sentTime}, {"signature", signature}}
	text := byteOrderMark + body + "\r\n"
	for _, f := range []Format{FormatBody, FormatAuto} {
		c := one(t, text, Options{Format: f, Headers: headers, Path: "/payNotify"})
		if string(c.Body) != text || c.Format != FormatBody || c.Path != "/payNotify" || len(c.Headers) != 3 {
			t.Errorf("%+v", c)
		}
		checkNotes(t, c)
	}
	c := one(t, "\xe9", Options{Format: FormatBody, Method: "PUT"})
	checkNotes(t, c, "the path is missing", "not UTF-8")
	if c.Method != "PUT" {
		t.Error(c.Method)
	}
	if c := one(t, "", Options{Format: FormatBody, Path: "/"}); len(c.Body) != 0 {
		t.Errorf("%q", c.Body)
	}
}

func TestOptionsOverride(t *testing.T) {
	t.Parallel()
	o := Options{Method: "PUT", Path: "https://a.example/x?y", Headers: []Header{{"Signature", "1"}, {"signature", "2"}, {"new", "3"}}}
	for _, text := range []string{recordSample(), rawMessageText("\n", body), harSample(), restSample(), curlSample(), ngrokSample(), siteSample()} {
		c := one(t, text, o)
		if c.Method != "PUT" || c.Path != "/x?y" || strings.Join(c.Values("SIGNATURE"), "") != "12" || c.Header("New") != "3" {
			t.Errorf("%s: %s %s %v", c.Format, c.Method, c.Path, c.Headers)
		}
		if c.Header("client-id") != clientID {
			t.Errorf("%s lost a header", c.Format)
		}
	}
}
