package cmd

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/capture"
)

// hostile has every class of hidden characters, but NUL and line ends, which not
// every way into the program can carry.
const hostile = "EVIL\x01\a\b\x1b]0;owned\a\x1b[31m\x7f\u0085\u0090q\u009b2J\u009d0;x\u009c" +
	"\u00ad\u061c\u200e\u202a\u202e\u2066\u2069\u200b\u200c\u200d\u2060\ufeff\u2028\u2029" +
	"\u2063\u180e\u034f\u115f\u3164\uffa0\ufe0f\ufff9\U0001d173\U000e0001\U000e0041\U000e01ef"

// hostileName is what the name of a file, a profile or a field can have.
const hostileName = "EVIL\u0090\u009b2J\u202e\u2066\u200b\u200d\u2028\ufeff\u3164\U000e0041"

// hostileBytes is hostile with bytes that are not UTF-8: a C1 control of Latin 1
// and half of a surrogate pair.
const hostileBytes = hostile + "\x9b2J\xed\xa0\x80"

// TestNothingHiddenReachesTheTerminal runs every command that shows text from
// outside on a terminal, with hidden characters of every class in that text.
func TestNothingHiddenReachesTheTerminal(t *testing.T) {
	t.Parallel()
	w := newHostileWorld(t)
	t.Run("answers", func(t *testing.T) { t.Parallel(); w.answers(t) })
	t.Run("mistakes", func(t *testing.T) { t.Parallel(); w.mistakes(t) })
	t.Run("requests", func(t *testing.T) { t.Parallel(); w.requests(t) })
	t.Run("configuration", func(t *testing.T) { t.Parallel(); w.configuration(t) })
	t.Run("notifications", func(t *testing.T) { t.Parallel(); w.notifications(t) })
	t.Run("simulator", func(t *testing.T) { t.Parallel(); w.simulator(t) })
	t.Run("preview", func(t *testing.T) { t.Parallel(); w.preview(t) })
}

// formats are the flags of every output format; the field is shown by --jq and
// --template.
func formats(field string) [][]string {
	return [][]string{
		nil, {"-o", "json"}, {"-o", "yaml"}, {"-q"}, {"--jq", "." + field}, {"--template", "{{." + field + "}}|{{json .}}"},
	}
}

// answers: what a gateway answers, accepted or refused, whole or not.
func (w *hostileWorld) answers(t *testing.T) {
	for _, command := range []string{
		"inquire P1", "api inquiryPayment --set paymentRequestId=P1", "api inquiryPayment --set paymentRequestId=P1 --include",
		"pay --amount 12.34 --currency HKD --method ALIPAY_HK --request-id P1 --order-id O1 --redirect-url https://shop.example/ --description x --qr never",
		"refund P1 --amount 1 --currency HKD --refund-id R1", "cancel P1", "inquire-refund R1",
		"consult --amount 1 --currency HKD", "session --amount 12.34 --currency HKD --method CARD --request-id P1 --redirect-url https://shop.example/ --description x",
	} {
		for _, format := range formats("result.resultMessage") {
			w.env(t, "ANTOM_GATEWAY="+w.genuine.URL).shows(t, append(strings.Fields(command), format...)...)
		}
		for _, format := range [][]string{nil, {"-o", "json"}} { // every other form of a refusal is its error too
			w.env(t, "ANTOM_GATEWAY="+w.refusing.URL).shows(t, append(strings.Fields(command), format...)...)
		}
		w.env(t, "ANTOM_GATEWAY="+w.broken.URL).shows(t, append(strings.Fields(command), "--retries", "0")...)
	}
	e := w.env(t, "ANTOM_GATEWAY="+w.genuine.URL)
	e.must(t, `"paymentStatus": *"SUCCESS"(.|\s)*EVIL|EVIL(.|\s)*"paymentStatus": *"SUCCESS"`, "api", "inquiryPayment", "--set", "paymentRequestId=P1", "--include")
	for _, format := range formats("[0]") {
		e.shows(t, append([]string{"history"}, format...)...)
	}
}

// mistakes: names that exist nowhere, and files that are wrong.
func (w *hostileWorld) mistakes(t *testing.T) {
	e := w.env(t)
	for name, text := range map[string]string{
		"order.yaml":        "EVIL\"\u009b2J\u202e\": 1\nalso: [\n",
		"order.json":        "{\"" + hostileName + "\": 1, \"" + hostileName + "\": 2}",
		"bytes.json":        "{\"EVIL\x9b\": 1}",
		"unknown.json":      `{"` + hostileName + `":{"currency":"` + hostileName + `","value":"` + hostileName + `"},"paymentAmount":{"currency":"` + hostileName + `"}}`,
		hostileName:         "{}",
		"key.pem":           "-----BEGIN " + hostileName + "-----\nAAAA\n-----END " + hostileName + "-----\n",
		"notification.json": `{"method":"` + hostileName + `","path":"` + hostileName + `","headers":{"` + hostileName + `":["` + hostileName + `"]},"body":"` + hostileName + `"}`,
	} {
		e.write(t, name, text)
	}
	for _, args := range [][]string{
		{"explain", hostile}, {"explain", "pay." + hostile}, {"codes", hostile}, {"methods", hostile}, {"currencies", hostile}, {"help", hostile},
		{hostile}, {"pay", "--" + hostile}, {"pay", hostile}, {"pay", hostileName}, {"pay", "order.yaml"}, {"pay", "order.json"}, {"pay", "bytes.json"},
		{"pay", "unknown.json", "--dry-run", "--local"}, {"pay", "--set", hostile}, {"pay", "--set", hostile + "=1"}, {"pay", "--amount", hostile, "--currency", hostile},
		{"inquire", hostile}, {"inquire", hostile, "--local"}, {"api", hostile}, {"sign", hostile}, {"inquire", "P1", "--profile", hostile}, {"inquire", "P1", "--config", hostile},
		{"keys", "show", hostile}, {"keys", "show", "key.pem"}, {"config", "get", hostile}, {"config", "set", hostile, "1"}, {"config", "set", "timeout", hostile},
		{"profile", "show", hostile}, {"profile", "use", hostile}, {"webhook", "verify", hostile}, {"webhook", "verify", "notification.json"},
		{"webhook", "show", hostile}, {"webhook", "send", hostile, "--to", "http://127.0.0.1:9"}, {"webhook", "send", "payment", "--to", hostile},
		{"webhook", "list", "--since", hostile}, {"webhook", "listen", "--forward", hostile}, {"webhook", "listen", "--route", hostile}, {"webhook", "listen", "--addr", hostile},
		{"sandbox", "show", hostile}, {"sandbox", "pay", hostile}, {"sandbox", "fault", "add", hostile}, {"history", "--id", hostile}, {"history", "--jq", hostile},
		{"version", "--template", hostile}, {"version", "--template", hostile + "{{"}, {"version", "-o", hostile},
	} {
		e.shows(t, args...)
		e.shows(t, append([]string{"-o", "json"}, args...)...)
	}
}

// requests: what the user sends himself, shown before it is sent.
func (w *hostileWorld) requests(t *testing.T) {
	e := w.env(t)
	pay := []string{"--amount", "1", "--currency", "HKD", "--method", "ALIPAY_HK", "--description", hostile, "--order-id", hostileName, "--local"}
	for _, format := range append(formats("order.orderDescription"), []string{"-o", "curl"}) {
		e.must(t, "EVIL", append(append([]string{"pay", "--dry-run"}, pay...), format...)...)
	}
	e.write(t, "body.json", `{"order":"`+hostileName+`","bytes":"`+"\x9b"+`"}`)
	for _, format := range append(formats("contentToBeSigned"), []string{"-o", "curl"}) {
		e.shows(t, append([]string{"sign", "/x", "body.json", "--raw", "--local"}, format...)...)
	}
	e.must(t, "EVIL", "sign", "pay", "--set", "order.orderDescription="+hostile, "--local")
}

// configuration: settings and keys from files of others.
func (w *hostileWorld) configuration(t *testing.T) {
	e := w.env(t)
	e.write(t, ".config/antom/config.yaml", "profiles:\n  \"EVIL\\x9b2J\\u202E\":\n    client-id: \"EVIL\\x9b2J\\u202E\\e[31m\"\n"+
		"    gateway: \"http://EVIL\\x9b.example\"\n    private-key: \"EVIL\\u200B\"\n    defaults:\n      paymentNotifyUrl: \"https://EVIL\\x9b.example/\\u202E\"\n"+
		"profile: \"EVIL\\x9b2J\\u202E\"\n\"EVIL\\x9b\": 1\n")
	e.write(t, "commented.pem", hostileName+"\n"+w.publicPEM)
	e.write(t, "commented.pub", hostileName+" "+w.publicPEM)
	for _, command := range []string{"config list", "config get client-id", "profile list", "profile show", "doctor --offline", "doctor", "keys show commented.pem", "keys show commented.pub", "config path"} {
		for _, format := range formats("profile") {
			e.shows(t, append(strings.Fields(command), format...)...)
		}
	}
}

// notifications: what anybody can post to a notify URL, and what an application
// answers.
func (w *hostileWorld) notifications(t *testing.T) {
	e := w.env(t)
	genuine, forged := w.notification(hostile), w.notification(hostile)
	forged.Body = bytes.Replace(forged.Body, []byte("1234"), []byte("1"), 1)
	strange := w.notification(hostile)
	strange.Body = []byte(hostileBytes)
	e.write(t, "captured.ndjson", string(genuine.AppendJSON(nil))+"\n"+string(forged.AppendJSON(nil))+"\n"+string(strange.AppendJSON(nil))+"\n")
	e.write(t, hostileName+".ndjson", string(genuine.AppendJSON(nil))+"\n")
	e.write(t, "antom.pem", w.publicPEM)
	for _, format := range append(formats("paymentRequestId"), []string{"--explain"}, []string{"-o", "json", "--explain"}) {
		e.must(t, "(?i)evil|verif|true|signature|content", append([]string{"webhook", "verify", "captured.ndjson", hostileName + ".ndjson", "--key", "antom.pem"}, format...)...)
	}
	application := hostileServer(t, http.StatusTeapot)
	for _, format := range [][]string{nil, {"-o", "json"}, {"-q"}} {
		w.listen(t, e, application.URL, format, genuine, forged, strange)
	}
	for _, format := range formats("[0].paymentRequestId") {
		e.shows(t, append([]string{"webhook", "list"}, format...)...)
	}
	ids := e.run(t, "webhook", "list", "-q", "--limit", "0")
	for _, id := range strings.Fields(string(ids)) {
		for _, format := range formats("body") {
			e.must(t, "(?i)evil|null|no value", append([]string{"webhook", "show", id}, format...)...)
		}
		e.shows(t, "webhook", "replay", id, "--to", application.URL)
		e.shows(t, "webhook", "replay", id, "--to", application.URL, "-o", "json")
	}
	for _, format := range formats("answer") {
		e.shows(t, append([]string{"webhook", "send", "payment", "--to", application.URL, "--request-id", hostileName}, format...)...)
		e.shows(t, append([]string{"webhook", "send", "payment", "--to", application.URL, "--set", "x=" + hostile, "--dry-run"}, format...)...)
		e.shows(t, append([]string{"webhook", "test", application.URL, "--only", "valid"}, format...)...)
	}
	e.shows(t, "webhook", "test", application.URL, "-o", "junit")
}

// listen receives notifications on a terminal, in one format.
func (w *hostileWorld) listen(t *testing.T, e *hostileEnv, application string, format []string, all ...*capture.Capture) {
	t.Helper()
	args := append([]string{"webhook", "listen", "--addr", "127.0.0.1:0", "--key", "antom.pem", "--forward", application}, format...)
	e.live(t, args, func(url string) {
		for _, c := range all {
			request, err := http.NewRequest(c.Method, strings.TrimSuffix(url, "/")+c.Path, bytes.NewReader(c.Body))
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range c.Headers {
				request.Header.Set(h.Name, h.Value)
			}
			answer, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
		}
	})
}

// simulator: what a merchant's program sent to the simulator.
func (w *hostileWorld) simulator(t *testing.T) {
	e := w.env(t)
	application := hostileServer(t, http.StatusInternalServerError)
	e.must(t, "EVIL", "pay", "--local", "--amount", "1", "--currency", "HKD", "--method", "ALIPAY_HK", "--order-id", hostileName, "--description", hostile,
		"--request-id", "P1", "--notify-url", application.URL+"/"+"%C2%9B", "--set", "paymentMethod.paymentMethodMetaData.x="+hostile, "--qr", "never")
	for _, args := range [][]string{
		{"sandbox", "pay", "P1"}, {"sandbox", "list"}, {"sandbox", "show", "P1"}, {"sandbox", "notifications"}, {"sandbox", "merchant", "list"},
		{"inquire", "P1", "--local"}, {"api", "inquiryPayment", "--set", "paymentRequestId=P1", "--local", "--include"}, {"history"}, {"history", "--duplicates"},
		{"refund", "P1", "--local", "--amount", "1", "--currency", "HKD", "--reason", hostile},
	} {
		for _, format := range formats("orderId") {
			e.shows(t, append(append([]string{}, args...), format...)...)
		}
	}
}

// preview: what scripts on the page tell.
func (w *hostileWorld) preview(t *testing.T) {
	for _, format := range [][]string{nil, {"-o", "json"}, {"-q"}, {"--jq", "."}, {"--template", "{{.url}} {{.message}}"}} {
		e := w.env(t)
		args := append([]string{"session", "preview", "--session-data", "x&&SG&&188&&e30=", "--sdk-url", "http://127.0.0.1:9/sdk.js"}, format...)
		e.live(t, args, func(url string) {
			text, _ := json.Marshal(hostile)
			for _, kind := range []string{"sdk", "log", "blocked", "failed"} {
				event := fmt.Sprintf(`{"event":%q,"code":%s,"message":%s,"result":{"paymentResultCode":%s}}`, kind, text, text, text)
				request, err := http.NewRequest(http.MethodPost, url+"events", strings.NewReader(event))
				if err != nil {
					t.Fatal(err)
				}
				request.Header.Set("Origin", "http://"+request.URL.Host)
				request.Header.Set("Content-Type", "application/json")
				answer, err := http.DefaultClient.Do(request)
				if err != nil {
					t.Fatal(err)
				}
				answer.Body.Close()
				if answer.StatusCode != http.StatusNoContent {
					t.Errorf("%s: HTTP %d", kind, answer.StatusCode)
				}
			}
		})
	}
}
