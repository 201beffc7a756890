package capture

import (
	"slices"
	"strings"
	"testing"
)

func TestCurlOptions(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text         string
		method, path, body string
		notes              []string
	}{
		{"no scheme", "curl -d {} localhost:8080/n?x", "POST", "/n?x", "{}", nil},
		{"--url", "curl --url https://a.example/n -d {}", "POST", "/n", "{}", nil},
		{"short options in one word", "curl -sSkXPUT -d{} https://a.example/n", "PUT", "/n", "{}", nil},
		{"several -d", "curl -d a=1 -d b=2 https://a.example/n", "POST", "/n", "a=1&b=2", []string{"joins them by &"}},
		{"line break in -d", "curl -d '{\n}' https://a.example/n", "POST", "/n", "{\n}", []string{"keeps line breaks"}},
		{"line break in --data-binary", "curl --data-binary '{\r\n}\n' a/n", "POST", "/n", "{\r\n}\n", nil},
		{"--data-raw keeps @", "curl --data-raw @x https://a.example/n", "POST", "/n", "@x", nil},
		{"--json twice", `curl --json '{"a":' --json '1}' https://a.example/n`, "POST", "/n", `{"a":1}`, nil},
		{"ANSI-C quotes", `curl a/n --data-raw $'{\'\u0041\xe2\x82\xac\U0001F600\n\t\\\101\cA\q}'`, "POST", "/n", "{'A€😀\n\t\\A\x01\\q}", nil},
		{"ANSI-C odd codes", `curl a/n --data-raw $'\x\ud800\a\b\e\f\r\v\"'`, "POST", "/n", "\\x\uFFFD\a\b\x1b\f\r\v\"", []string{"replacement"}},
		{"double quotes", `curl a/n -d "{\"a\":\"\\ \$ \` + "`" + ` \x\
\"}"`, "POST", "/n", `{"a":"\ $ ` + "`" + ` \x"}`, nil},
		{"quotes next to each other", `curl a/n -d 'it'"'"'s'\''' `, "POST", "/n", "it's'", nil},
		{"variable", `curl a/n -d "$BODY" -d '$X' -d $1`, "POST", "/n", "$BODY&$X&$1", []string{"joins", "joins", "shell variable"}},
		{"substitution", "curl a/n -d `x`", "POST", "/n", "`x`", []string{"shell variable"}},
		{"comment and pipe", "curl a/n -d {} | jq . # done", "POST", "/n", "{}", nil},
		{"other options", "/usr/bin/curl -o out --max-time 5 --cacert f -u me:x -v -d {} -- a/n", "POST", "/n", "{}", nil},
		{"unknown option", "curl --strange a/n -d {}", "POST", "/n", "{}", []string{"--strange"}},
		{"two URLs", "curl a/n b/m -d {}", "POST", "/n", "{}", []string{"several URLs"}},
		{"CRLF", "curl a/n \\\r\n -d {}\r\n", "POST", "/n", "{}", nil},
		{"dollar quote", `curl a/n -d $"{}"`, "POST", "/n", "{}", nil},
		{"fragment", "curl 'https://a.example/n?x=1#frag' -d {}", "POST", "/n?x=1", "{}", nil},
		{"older Windows form", "curl \"https://a.example/n?^\" ^\r\n  -H \"a: b\" ^\r\n  --data-raw \"{\\\"a\\\":1}\" a\\b\r\n", "POST", "/n?^", `{"a":1}`, []string{"several URLs"}},
		{"Windows line break", "curl.exe ^\"a/n^\" --data-raw ^\"a^\n\nb\"\"c^\" ^\n -v", "POST", "/n", "a\nb\"c", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := one(t, tt.text, Options{})
			if c.Format != FormatCurl || c.Method != tt.method || c.Path != tt.path || string(c.Body) != tt.body {
				t.Errorf("%s %s %s %q, want %q", c.Format, c.Method, c.Path, c.Body, tt.body)
			}
			checkNotes(t, c, tt.notes...)
		})
	}
}

func TestCurlHeaders(t *testing.T) {
	t.Parallel()
	c := one(t, `curl a/n --json {} -H 'A:  b ' -H 'gone:' -H 'empty;' -H ':path: /x' -A agent -e from -H 'accept: x'`, Options{})
	want := []Header{{"A", "b"}, {"empty", ""}, {"User-Agent", "agent"}, {"Referer", "from"}, {"accept", "x"}, {"Content-Type", "application/json"}}
	if !slices.Equal(c.Headers, want) {
		t.Errorf("%v", c.Headers)
	}
}

func TestCurlSeveralCommands(t *testing.T) {
	t.Parallel()
	r := read("curl a/1 -d 1 --next b/2 -d 2 ;\n\ncurl a/3 -d 3 &&\nls -l\ncurl\ncurl a/4 -d @f\n% curl a/5 -d '5'", Options{})
	checkErrors(t, r.errs, "in:5: the curl command names no URL", "in:6: the curl command takes the body from the file f")
	var got []string
	for _, c := range r.captures {
		got = append(got, c.Path+string(c.Body))
	}
	if strings.Join(got, " ") != "/11 /22 /33 /55" {
		t.Errorf("%v", got)
	}
}

func TestCurlMistakes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want string }{
		{"curl a/n -d @body.json", "without its line breaks (only --data-binary keeps them), which is not read here; use --format body"},
		{"curl a/n --data-binary @body.json", "sent as it is"},
		{"curl a/n -d 'x", "a quote in the command is never closed"},
		{"curl a/n -d \"x", "a quote in the command is never closed"},
		{"curl a/n -d $'x\\", "a quote in the command is never closed"},
		{"curl ^\"a/n ^\n", "a quote in the command is never closed"},
		{"curl a/n -d", "ends after --data"},
		{"curl a/n -H nonsense", "without a colon"},
		{"curl a/n -H @file", "headers from the file file"},
		{"curl a/n -F a=b", "uses --form"},
		{"curl a/n -G -d a=b", "is a POST"},
		{"curl a/n" + strings.Repeat(" x", maxWords+1), "too many words"},
		{"curl a/n" + strings.Repeat(" -H a:b", MaxHeaders+1), "more than 256 header fields"},
	} {
		checkErrors(t, read(tt.text, Options{}).errs, tt.want)
	}
	checkErrors(t, read("ls", Options{Format: FormatCurl}).errs, "no curl command")
}
