package capture

import "strings"

// Samples of every format, as the tools write them. Each holds the
// notification of the helpers.

func recordSample() string {
	return `{"receivedAt":"2026-01-18T07:11:43.25Z","method":"POST","path":"/payNotify?shop=1","headers":{"client-id":"` + clientID +
		`","request-time":"` + sentTime + `","signature":"` + signature + `"},"body":` + jsonText(body) + `}`
}

func prettySample() string {
	return "{\n  \"path\": \"/payNotify?shop=1\",\n  \"headers\": {\n    \"Client-Id\": \"" + clientID + "\",\n    \"request-time\": \"" +
		sentTime + "\",\n    \"signature\": [\n      \"" + signature + "\"\n    ]\n  },\n  \"bodyBase64\": \"" + inBase64(body) +
		"\",\n  \"method\": \"POST\",\n  \"other\": [1, {\"deep\": null}]\n}\n"
}

func harSample() string {
	headers := `[{"name":":method","value":"POST"},{"name":":path","value":"/payNotify?shop=1"},{"name":"client-id","value":"` + clientID +
		`"},{"name":"request-time","value":"` + sentTime + `"},{"name":"Signature","value":"` + signature + `"}]`
	entry := func(method, headers, post string) string {
		return `{"startedDateTime":"2026-01-18T15:11:43.250+08:00","time":12,"request":{"method":"` + method +
			`","url":"https://shop.example/payNotify?shop=1#top","httpVersion":"http/2.0","headers":` + headers +
			`,"queryString":[],"cookies":[],"headersSize":-1,"bodySize":` + "-1" + post + `},"response":{"status":200}}`
	}
	post := `,"postData":{"mimeType":"application/json","text":` + jsonText(body) + `}`
	return `{"log":{"version":"1.2","creator":{"name":"WebInspector","version":"537.36"},"pages":[],"entries":[` +
		entry("GET", headers, "") + "," + entry("POST", `[{"name":"a","value":"b"}]`, post) + "," + entry("POST", headers, post) + `]}}`
}

func restSample() string {
	return `{"resource":"/{proxy+}","path":"/payNotify","httpMethod":"POST","headers":{"client-id":"x","signature":"last"},` +
		`"multiValueHeaders":{"client-id":["` + clientID + `"],"request-time":["` + sentTime + `"],"signature":["` + signature + `"]},` +
		`"queryStringParameters":{"shop":"1"},"multiValueQueryStringParameters":{"shop":["1"]},"pathParameters":{"proxy":"payNotify"},` +
		`"stageVariables":null,"requestContext":{"stage":"prod","path":"/prod/payNotify","requestTimeEpoch":1768720303250,` +
		`"domainName":"abc.execute-api.eu-west-1.amazonaws.com","identity":{"sourceIp":"192.0.2.1"}},"body":` + jsonText(body) + `,"isBase64Encoded":false}`
}

func httpAPISample() string {
	return `{"version":"2.0","routeKey":"$default","rawPath":"/payNotify","rawQueryString":"shop=1","cookies":[],"headers":{"client-id":"` +
		clientID + `","request-time":"` + sentTime + `","signature":"` + signature + `"},"queryStringParameters":{"shop":"1"},"requestContext":` +
		`{"http":{"method":"POST","path":"/payNotify","protocol":"HTTP/1.1"},"stage":"$default","timeEpoch":1768720303250},"body":"` +
		inBase64(body) + `","isBase64Encoded":true}`
}

func albSample(multi bool) string {
	head := `{"requestContext":{"elb":{"targetGroupArn":"arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/a/b"}},"httpMethod":"POST","path":"/payNotify",`
	tail := `,"body":` + jsonText(body) + `,"isBase64Encoded":false}`
	if multi {
		return head + `"multiValueQueryStringParameters":{"u":["a%2Fb","c"]},"multiValueHeaders":{"client-id":["` + clientID + `"],"request-time":["` +
			sentTime + `"],"signature":["` + signature + `"]}` + tail
	}
	return head + `"queryStringParameters":{"shop":"1"},"headers":{"client-id":"` + clientID + `","request-time":"` + sentTime +
		`","signature":"` + signature + `"}` + tail
}

func curlSample() string {
	return "curl 'https://shop.example/payNotify?shop=1' \\\n  -X POST \\\n  -H 'client-id: " + clientID + "' \\\n  -H \"request-time: " + sentTime +
		"\" \\\n  --header 'signature: " + signature + "' \\\n  --compressed --data-raw '" + body + "'\n"
}

func windowsSample() string {
	escape := func(s string) string {
		s = strings.ReplaceAll(s, `"`, `\"`)
		for _, c := range []string{`"`, "{", "}", "%", "&"} {
			s = strings.ReplaceAll(s, c, "^"+c)
		}
		return strings.ReplaceAll(s, `\^"`, `^\^"`)
	}
	quote := func(s string) string { return `^"` + escape(s) + `^"` }
	return "curl " + quote("https://shop.example/payNotify?shop=1") + " ^\r\n  -H " + quote("client-id: "+clientID) + " ^\r\n  -H " +
		quote("request-time: "+sentTime) + " ^\r\n  -H " + quote("signature: "+signature) + " ^\r\n  --data-raw " + quote(body) + "\r\n"
}

func ngrokSample() string {
	return `{"uri":"/api/requests/http/airt_1","id":"airt_1","tunnel_name":"command_line","remote_addr":"192.0.2.1","start":"2026-01-18T15:11:43.25+08:00",` +
		`"duration":1000,"request":{"method":"POST","proto":"HTTP/1.1","headers":{"Client-Id":["` + clientID + `"]},"uri":"/payNotify?shop=1","raw":"` +
		inBase64(rawMessageText("\r\n", body)) + `"},"response":{"status":"200 OK","raw":""}}`
}

func siteSample() string {
	return `{"uuid":"0f1e","type":"web","token_id":"7b2c","ip":"192.0.2.1","hostname":"webhook.site","method":"POST","user_agent":null,"content":` +
		jsonText(body) + `,"query":{"shop":"1"},"headers":{"client-id":["` + clientID + `"],"request-time":["` + sentTime + `"],"signature":["` +
		signature + `"],"content-length":["` + "1" + `"]},"url":"https:\/\/webhook.site\/7b2c?shop=1","created_at":"2026-01-18 07:11:43","size":12}`
}

func tcpdumpSample() string {
	message := strings.ReplaceAll(rawMessageText("\r\n", body), "\r\n", "\n")
	first, second := message[:len(message)-60], message[len(message)-60:]
	line := func(time, seq, length, rest string) string {
		return time + " IP 10.0.0.1.50000 > 10.0.0.2.80: Flags [P.], seq " + seq + ", ack 1, win 229, options [nop,nop,TS val 1 ecr 1], length " +
			length + rest + "\n"
	}
	return "tcpdump: listening on eth0\n" +
		"12:00:00.000001 IP 10.0.0.1.50000 > 10.0.0.2.80: Flags [S], seq 1, win 64240, length 0\nE..<..@.@.\n" +
		line("12:00:00.000002", "1:400", "400", ": HTTP: POST /payNotify?shop=1 HTTP/1.1") + "E...!.@.@.....P.... .........POST" + first[4:] + "\n" +
		"12:00:00.000003 IP 10.0.0.2.80 > 10.0.0.1.50000: Flags [.], ack 1, win 2, length 0\nE..4..@.@.\n" +
		line("12:00:00.000004", "400:460", "60", ": HTTP") + "E...\".@.@.....P.... ........." + second + "\n" +
		line("12:00:00.000005", "400:460", "60", ": HTTP") + "E...\".@.@.....P.... ........." + second + "\n"
}

func curlLogSample() string {
	head, _, _ := strings.Cut(rawMessageText("\n", body), "\n\n")
	return "*   Trying 192.0.2.1:443...\n* Connected to shop.example\n> " + strings.ReplaceAll(head, "\n", "\n> ") + "\n> \n} [5 bytes data]\n" + body +
		"\n* upload completely sent off: 9 bytes\n< HTTP/1.1 200 OK\n< Content-Length: 2\n< \nok\n"
}
