package capture

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
)

// filled fills a captured form with the notification of the helpers: HEADERS as an
// object, PAIRS as a list of name and value, BODY as a string, PARSED as JSON,
// BASE64, BYTES as numbers, and RECORD as our own form.
func filled(text string) string {
	var pairs, bytes, indexed []string
	for _, h := range [][2]string{{"client-id", clientID}, {"request-time", sentTime}, {"signature", signature}} {
		pairs = append(pairs, `{"name":"`+h[0]+`","value":"`+h[1]+`"}`)
	}
	for i, c := range []byte(body) {
		bytes = append(bytes, fmt.Sprint(c))
		indexed = append(indexed, fmt.Sprintf(`"%d":%d`, i, c))
	}
	headers := `{"host":"shop.example","client-id":"` + clientID + `","request-time":"` + sentTime + `","signature":"` + signature + `"}`
	lists := `{"client-id":["` + clientID + `"],"request-time":["` + sentTime + `"],"signature":["` + signature + `"]}`
	record := `{"method":"POST","path":"/payNotify?shop=1","headers":` + headers + `,"body":` + jsonText(body) + `}`
	text = strings.ReplaceAll(text, "@INSTRING", jsonText(record))
	return strings.NewReplacer("@HEADERS", headers, "@LISTS", lists,
		"@PAIRS", "["+strings.Join(pairs, ",")+"]", "@KEYS", strings.ReplaceAll("["+strings.Join(pairs, ",")+"]", `"name"`, `"key"`),
		"@FLAT", `["client-id","`+clientID+`","request-time","`+sentTime+`","Signature","`+signature+`"]`,
		"@BODY", jsonText(body), "@PARSED", body, "@BASE64", `"`+inBase64(body)+`"`, "@BYTES", strings.Join(bytes, ","),
		"@INDEXED", strings.Join(indexed, ","), "@RECORD", record,
		"@CLIENT", clientID, "@TIME", sentTime, "@SIGNATURE", signature,
		"@URL", "https://shop.example/payNotify?shop=1", "@PATH", "/payNotify?shop=1").Replace(text)
}

// jsonForms are requests in JSON as programs and services write them. Where a
// program is named, the form is that of its version 2025 or later.
func jsonForms() map[string]string {
	return map[string]string{
		"Express, raw body as Buffer":         `{"method":"POST","url":"@PATH","headers":@HEADERS,"body":@PARSED,"rawBody":{"type":"Buffer","data":[@BYTES]}}`,
		"raw body as Uint8Array":              `{"method":"POST","url":"@PATH","headers":@HEADERS,"rawBody":{@INDEXED}}`,
		"raw body as list":                    `{"method":"POST","url":"@PATH","headers":@HEADERS,"body":@PARSED,"raw_body":[@BYTES]}`,
		"Google Cloud Functions":              `{"method":"POST","originalUrl":"@PATH","url":"/?shop=1","path":"/","headers":@HEADERS,"body":@PARSED,"rawBody":@BASE64}`,
		"Azure Functions":                     `{"req":{"method":"POST","url":"@URL","originalUrl":"@URL","headers":@HEADERS,"query":{"shop":"1"},"params":{},"body":@PARSED,"rawBody":@BODY}}`,
		"template of API Gateway":             `{"body-json":@PARSED,"rawBody":@BODY,"params":{"path":{},"querystring":{},"header":@HEADERS},"context":{"http-method":"POST","resource-path":"@PATH"}}`,
		"Pipedream":                           `{"trigger":{"event":{"method":"POST","path":"/payNotify","url":"@URL","client_ip":"192.0.2.1","headers":@HEADERS,"bodyRaw":@BODY,"body":@PARSED}}}`,
		"Hookdeck":                            `{"id":"evt_1","created_at":"2026-01-18T07:11:43Z","data":{"path":"/payNotify","query":"shop=1","headers":@HEADERS,"body":@BODY}}`,
		"Svix Play":                           `{"data":[{"id":"1","url":"@URL","method":"POST","headers":@HEADERS,"body":@BASE64}]}`,
		"Beeceptor":                           `[{"path":"@PATH","method":"POST","requestHeaders":@HEADERS,"requestBody":@BODY,"responseBody":"ok"}]`,
		"RequestBin":                          `{"method":"POST","path":"/payNotify","query":{"shop":"1"},"headers":@HEADERS,"raw_data":@BODY,"body":@PARSED}`,
		"Charles":                             `[{"status":"COMPLETE","method":"POST","scheme":"https","host":"shop.example","path":"/payNotify","query":"shop=1","request":{"sizes":{},"header":{"firstLine":"POST @PATH HTTP/1.1","headers":@PAIRS},"body":{"text":@BODY,"charset":"UTF-8"}}}]`,
		"Charles, bytes":                      `[{"method":"POST","path":"/payNotify","query":"shop=1","request":{"header":{"headers":@PAIRS},"body":{"encoding":"base64","encoded":@BASE64}}}]`,
		"Postman 2.1":                         `{"info":{"schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},"item":[{"name":"n","request":{"method":"POST","header":@KEYS,"body":{"mode":"raw","raw":@BODY},"url":{"raw":"@URL","host":["shop","example"],"path":["payNotify"],"query":[{"key":"shop","value":"1"}]}}}]}`,
		"Insomnia 4":                          `{"_type":"export","__export_format":4,"resources":[{"_id":"req_1","_type":"request","url":"@URL","method":"POST","body":{"mimeType":"application/json","text":@BODY},"headers":@PAIRS}]}`,
		"Bruno":                               `{"name":"c","version":"1","items":[{"type":"http","name":"n","request":{"url":"@URL","method":"POST","headers":@PAIRS,"body":{"mode":"json","json":@BODY}}}]}`,
		"docker json-file":                    `{"log":@INSTRING,"stream":"stdout","time":"2026-01-18T07:11:43.5Z"}`,
		"docker json-file, behind a level":    `{"log":"INFO notify {\"method\":\"POST\",\"path\":\"@PATH\",\"headers\":{\"signature\":\"@SIGNATURE\",\"client-id\":\"@CLIENT\",\"request-time\":\"@TIME\"},\"bodyBase64\":\"` + inBase64(body) + `\"}\n","stream":"stdout"}`,
		"filter-log-events":                   `{"events":[{"logStreamName":"a","timestamp":1768720303250,"message":@INSTRING,"eventId":"3"}],"searchedLogStreams":[]}`,
		"Google Cloud Logging, JSON":          `[{"insertId":"a","httpRequest":{"requestMethod":"POST","requestUrl":"@URL"},"jsonPayload":{"headers":@HEADERS,"rawBody":@BODY},"timestamp":"2026-01-18T07:11:43Z"}]`,
		"Google Cloud Logging, text":          `{"insertId":"a","textPayload":@INSTRING,"timestamp":"2026-01-18T07:11:43Z"}`,
		"Azure diagnostic logs":               `{"records":[{"time":"2026-01-18T07:11:43Z","category":"AppServiceConsoleLogs","resultDescription":@INSTRING}]}`,
		"SQS":                                 `{"Records":[{"messageId":"m","body":@INSTRING,"eventSource":"aws:sqs"}]}`,
		"SQS, fields as attributes":           `{"Records":[{"messageId":"m","body":@BODY,"messageAttributes":{"signature":{"stringValue":"@SIGNATURE","dataType":"String"},"client-id":{"stringValue":"@CLIENT"},"request-time":{"stringValue":"@TIME"},"path":{"stringValue":"@PATH"}}}]}`,
		"SNS":                                 `{"Type":"Notification","MessageId":"m","TopicArn":"arn:aws:sns:eu-west-1:1:t","Message":@INSTRING,"Timestamp":"2026-01-18T07:11:43.000Z"}`,
		"EventBridge":                         `{"version":"0","id":"a","detail-type":"notify","source":"shop","time":"2026-01-18T07:11:43Z","detail":{"url":"@URL","headers":@HEADERS,"body":@BODY}}`,
		"CloudFront":                          `{"Records":[{"cf":{"request":{"method":"POST","uri":"/payNotify","querystring":"shop=1","headers":{"client-id":[{"key":"Client-Id","value":"@CLIENT"}],"request-time":[{"key":"request-time","value":"@TIME"}],"signature":[{"key":"signature","value":"@SIGNATURE"}]},"body":{"inputTruncated":false,"action":"read-only","encoding":"base64","data":@BASE64}}}}]}`,
		"variables of CGI":                    `{"REQUEST_METHOD":"POST","REQUEST_URI":"@PATH","QUERY_STRING":"shop=1","HTTP_CLIENT_ID":"@CLIENT","HTTP_REQUEST_TIME":"@TIME","HTTP_SIGNATURE":"@SIGNATURE","body":@BODY}`,
		"pino":                                `{"level":30,"time":1768720303250,"req":{"id":1,"method":"POST","url":"@PATH","headers":@HEADERS},"body":@BODY,"msg":"notify"}`,
		"raw headers of Node.js":              `{"method":"POST","url":"@PATH","rawHeaders":@FLAT,"body":@BODY}`,
		"header lines":                        `{"method":"POST","uri":"@PATH","headers":"client-id: @CLIENT\r\nrequest-time: @TIME\r\nsignature: @SIGNATURE\r\n","content":@BODY}`,
		"pairs of Python":                     `{"method":"POST","url":"@URL","headers":[["client-id","@CLIENT"],["request-time","@TIME"],["signature","@SIGNATURE"]],"data":@BODY}`,
		"OpenTelemetry":                       `{"attributes":{"http.request.method":"POST","url.full":"@URL","http.request.header.client-id":["@CLIENT"],"http.request.header.request-time":["@TIME"],"http.request.header.signature":["@SIGNATURE"],"http.request.body":@BODY}}`,
		"Kong":                                `{"request":{"method":"POST","uri":"@PATH","url":"http://shop.example:8000/payNotify?shop=1","headers":@HEADERS,"body":@BODY},"upstream_uri":"/notify"}`,
		"Netlify":                             `{"path":"/.netlify/functions/notify","rawUrl":"@URL","rawQuery":"shop=1","httpMethod":"POST","headers":@HEADERS,"queryStringParameters":{"shop":"1"},"body":@BODY,"isBase64Encoded":false}`,
		"Base64 with a wrong label":           `{"method":"POST","url":"@PATH","headers":@HEADERS,"body":@BODY,"encoding":"base64"}`,
		"message in a string":                 `{"level":"info","message":` + jsonText(rawMessageText("\r\n", body)) + `}`,
		"request as raw text in another list": `{"items":[{"ignored":true},{"entry":{"request":{"verb":"POST","url":"@URL","headers":@LISTS,"payload":@BODY}}}]}`,
	}
}

func TestJSONForms(t *testing.T) {
	t.Parallel()
	for name, text := range jsonForms() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, text := range []string{filled(text), byteOrderMark + "\n" + filled(text)} {
				c := one(t, text, Options{})
				checkNotification(t, c, c.Format, "/payNotify?shop=1")
			}
		})
	}
}

// TestJSONFormsInLogs: what stands in JSON can stand in the line of a log as well.
func TestJSONFormsInLogs(t *testing.T) {
	t.Parallel()
	for name, text := range jsonForms() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, text := range logForms(filled(text)) {
				c := one(t, text, Options{})
				checkNotification(t, c, FormatLog, "/payNotify?shop=1")
			}
		})
	}
}

// logForms puts JSON into the lines of logs.
func logForms(text string) []string {
	var table strings.Builder
	w := csv.NewWriter(&table)
	_ = w.WriteAll([][]string{{"@timestamp", "@message"}, {"2026-01-18 07:11:43.250", text}, {"2026-01-18 07:11:44", "REPORT RequestId: {}"}})
	return []string{
		"2026-01-18T07:11:43.250Z\t0f1e\tINFO\t" + text + "\n2026-01-18T07:11:44Z\t0f1e\tINFO\tdone {\"a\":1}\n",
		"2026-01-18T07:11:43.250Z stdout F " + text + "\n",
		"[2026-01-18 07:11:42] local.INFO: notify {not JSON} " + text + " []\n",
		"time=2026-01-18T07:11:43Z level=INFO msg=" + jsonText(text) + " n=1\n",
		table.String(),
	}
}

// TestSmee: smee.io keeps no path, which is asked for.
func TestSmee(t *testing.T) {
	t.Parallel()
	text := filled(`{"host":"smee.io","client-id":"@CLIENT","request-time":"@TIME","signature":"@SIGNATURE","body":@PARSED,"query":{"shop":"1"},"rawdata":@BODY,"timestamp":1768720303250}`)
	checkErrors(t, read(text, Options{}).errs, "the capture has no path")
	c := one(t, text, Options{Path: "/payNotify?shop=1"})
	checkNotification(t, c, FormatJSON, "/payNotify?shop=1")
	if !c.ReceivedAt.Equal(at("2026-01-18T07:11:43.25Z")) {
		t.Errorf("received at %v", c.ReceivedAt)
	}
}

func TestSeveralRequestsInJSON(t *testing.T) {
	t.Parallel()
	lines := strings.Repeat(filled(`{"log":@INSTRING,"stream":"stdout"}`)+"\n", 3) + `{"log":"no request here","stream":"stderr"}` + "\n"
	r := read(lines, Options{})
	checkErrors(t, r.errs)
	if len(r.captures) != 3 || r.captures[2].Index != 3 {
		t.Fatalf("%d captures", len(r.captures))
	}
	r = read(filled(`{"req":{"url":"@PATH","headers":@HEADERS}}`+"\n"+`{"req":{"url":"@PATH","headers":@HEADERS,"rawBody":@BODY}}`), Options{})
	checkErrors(t, r.errs, "in:1: the capture has no body")
	if len(r.captures) != 1 {
		t.Fatalf("%d captures", len(r.captures))
	}
}

// TestUnsignedRequestInJSON: a request without a signature header is read only
// where there is no other.
func TestUnsignedRequestInJSON(t *testing.T) {
	t.Parallel()
	c := one(t, `{"req":{"method":"POST","url":"/n","headers":{"a":"b"},"rawBody":"{}"}}`, Options{})
	if c.Path != "/n" || string(c.Body) != "{}" || c.Header("a") != "b" {
		t.Errorf("%+v", c)
	}
	for _, text := range []string{`{"a":{"b":[{"c":"d"}]},"long":"` + strings.Repeat("x", 99) + `"}`, `{"head":1,"x":"` + strings.Repeat("y", 99) + `"}`} {
		checkErrors(t, read(text, Options{}).errs, "a JSON object that holds no request")
	}
}

// TestOtherPaths: every path in a capture may be the one that was signed.
func TestOtherPaths(t *testing.T) {
	t.Parallel()
	message := strings.Replace(rawMessageText("\r\n", body), "/payNotify?shop=1", "/notify", 1)
	head := func(field string) string { return strings.Replace(message, "\r\n", "\r\n"+field+"\r\n", 1) }
	for _, tt := range []struct{ name, text, path, other string }{
		{"x-original-uri", head("X-Original-URI: /a/notify?x=1"), "/notify", "/a/notify?x=1"},
		{"x-original-url", head("x-original-url: https://shop.example/a/notify"), "/notify", "/a/notify"},
		{"x-forwarded-uri", head("x-forwarded-uri: /a/notify"), "/notify", "/a/notify"},
		{"x-envoy-original-path", head("x-envoy-original-path: /a/notify"), "/notify", "/a/notify"},
		{"x-rewrite-url", head("X-Rewrite-URL: /a/notify"), "/notify", "/a/notify"},
		{"x-forwarded-prefix", head("x-forwarded-prefix: /a/"), "/notify", "/a/notify"},
		{"access log", `192.0.2.1 - - [18/Jan/2026:07:11:43 +0000] "POST /a/notify?x=1 HTTP/1.1" 401 12 "-" "-"` + "\n" + message, "/notify", "/a/notify?x=1"},
		{"path of the function", filled(`{"originalUrl":"@URL","url":"/x","path":"/y","headers":@HEADERS,"rawBody":@BODY}`), "/payNotify?shop=1", "/x"},
		{"requestContext.path", restSample(), "/prod/payNotify?shop=1", "/payNotify"},
		{"Netlify", filled(jsonForms()["Netlify"]), "/payNotify?shop=1", "/.netlify/functions/notify?shop=1"},
		{"header in JSON", `{"url":"/x","headers":{"signature":"s","x-envoy-original-path":"/a"},"rawBody":"{}"}`, "/x", "/a"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := one(t, tt.text, Options{})
			if c.Path != tt.path || len(c.Paths) == 0 || c.Paths[0] != tt.other {
				t.Errorf("path %s, others %q", c.Path, c.Paths)
			}
		})
	}
	c := one(t, `{"headers":{"signature":"s","x-original-uri":"/a?b"},"body":"{}"}`, Options{})
	checkNotes(t, c, "no method", "that of the header x-original-uri was taken")
	if c.Path != "/a?b" {
		t.Errorf("path %s", c.Path)
	}
	var many strings.Builder
	for i := range 40 {
		fmt.Fprintf(&many, "- \"POST /p%d HTTP/1.1\" 200\n", i)
	}
	if c := one(t, many.String()+message, Options{}); len(c.Paths) != maxPaths {
		t.Errorf("%d paths", len(c.Paths))
	}
}

// TestSearchIsBounded: text that only begins like JSON is not read again and again.
func TestSearchIsBounded(t *testing.T) {
	t.Parallel()
	for _, piece := range []string{`{"signature":[`, `{"signature":"`, `"{\"signature\":`, "{", "{[\"", `{"a":"{\"a\":`} {
		read("x "+strings.Repeat(piece, 1<<17/len(piece))+" signature", Options{Format: FormatLog})
		read(strings.Repeat(piece, 1<<17/len(piece)), Options{Format: FormatJSON})
	}
	deep := `{"headers":{"signature":"s"}}`
	for range 12 {
		deep = `{"log":` + jsonText(deep) + `}`
	}
	checkErrors(t, read(deep, Options{}).errs, "holds no request")
}

func FuzzJSONForms(f *testing.F) {
	var seeds []string
	for _, text := range jsonForms() {
		seeds = append(seeds, filled(text))
	}
	fuzzFormat(f, FormatJSON, seeds...)
}

func FuzzLog(f *testing.F) {
	fuzzFormat(f, FormatLog, append(logForms(filled("@RECORD")), logForms(filled(`{"log":@INSTRING}`))...)...)
}
