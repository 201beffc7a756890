package cmd

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/internal/patience"
	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom"
)

// hostileWorld is a gateway whose answers are hostile, and the keys to it.
type hostileWorld struct {
	identity          sandbox.Identity
	publicPEM         string
	genuine, refusing *httptest.Server // signed answers
	broken            *httptest.Server // no answer of a gateway
}

func newHostileWorld(t *testing.T) *hostileWorld {
	t.Helper()
	identity, err := sandbox.LoadIdentity(t.TempDir(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public, err := os.ReadFile(identity.AntomPublicKeyFile)
	if err != nil {
		t.Fatal(err)
	}
	w := &hostileWorld{identity: identity, publicPEM: string(public)}
	w.genuine = w.gateway(t, "S", "SUCCESS")
	w.refusing = w.gateway(t, "F", "RISK_REJECT"+hostileName)
	w.broken = hostileServer(t, http.StatusBadGateway)
	return w
}

// gateway answers every operation with what it was asked for, and everything else
// that an answer can have is hostile.
func (w *hostileWorld) gateway(t *testing.T, status, code string) *httptest.Server {
	t.Helper()
	g := &faultyGateway{key: w.identity.AntomKey, now: time.Now}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		answer := map[string]any{}
		_ = json.NewDecoder(r.Body).Decode(&answer) // what is no JSON is not repeated
		for _, name := range []string{
			"paymentResultCode", "paymentResultMessage", "paymentMethodType", "paymentTime", "refundTime", "paymentSessionData", "paymentSessionId", hostileName,
		} {
			answer[name] = hostile
		}
		answer["result"] = map[string]string{"resultCode": code, "resultStatus": status, "resultMessage": hostile}
		for name, id := range map[string]string{"paymentId": "2026", "refundId": "2026R", "captureId": "2026C"} {
			if answer[name] == nil {
				answer[name] = id
			}
		}
		answer["paymentStatus"], answer["refundStatus"] = "SUCCESS", "SUCCESS"
		answer["normalUrl"], answer["schemeUrl"], answer["applinkUrl"] = "https://pay.example/"+hostile, "app://"+hostile, "https://app.example/"+hostile
		answer["orderCodeForm"] = map[string]any{"expireTime": hostile, "codeDetails": []any{map[string]string{"displayType": "TEXT", "codeValue": hostile}}}
		answer["paymentOptions"] = []any{map[string]any{"paymentMethodType": hostile, "enabled": false, "disableReason": hostile}}
		answer["transactions"] = []any{map[string]any{"transactionType": hostile, "transactionStatus": hostile, "transactionRequestId": hostile, "transactionId": hostile}}
		rw.Header()["X-Evil"] = []string{"EVIL\u009b2J\u202e\x9b"}
		body, _ := json.Marshal(answer)
		g.signed(rw, r, string(body))
	}))
	t.Cleanup(server.Close)
	return server
}

// hostileServer answers everything with hostile bytes.
func hostileServer(t *testing.T, status int) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		rw.Header()["X-Evil"] = []string{"EVIL\u009b2J\u202e\x9b"}
		rw.WriteHeader(status)
		_, _ = io.WriteString(rw, hostileBytes)
	}))
	t.Cleanup(server.Close)
	return server
}

// notification is a genuine one whose texts are hostile.
func (w *hostileWorld) notification(text string) *capture.Capture {
	body, err := json.Marshal(map[string]any{
		"notifyType": "PAYMENT_RESULT", "result": map[string]string{"resultCode": text, "resultStatus": "S", "resultMessage": text},
		"paymentRequestId": text, "paymentId": text, "paymentAmount": map[string]string{"currency": text, "value": "1234"}, text: text,
	})
	if err != nil {
		panic(err)
	}
	m := antom.Message{Method: http.MethodPost, Path: "/notify", ClientID: "CLIENT", Time: "2026-01-18T07:11:42Z", Body: body}
	signature, err := antom.Sign(w.identity.AntomKey, "1", m)
	if err != nil {
		panic(err)
	}
	return &capture.Capture{Method: m.Method, Path: m.Path, Body: m.Body, Headers: []capture.Header{
		{Name: "client-id", Value: m.ClientID}, {Name: "request-time", Value: m.Time}, {Name: "signature", Value: signature.Header()},
		{Name: "x-evil", Value: "EVIL\u009b2J\u202e"},
	}}
}

// hostileEnv is a user who works on a terminal without colours.
type hostileEnv struct {
	dir string
	env []string
}

func (w *hostileWorld) env(t *testing.T, more ...string) *hostileEnv {
	t.Helper()
	dir := t.TempDir()
	return &hostileEnv{dir: dir, env: append([]string{
		"HOME=" + dir, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir(), "LANG=C.UTF-8", "TZ=UTC", "NO_COLOR=1", "TERM=dumb", "GORACE=atexit_sleep_ms=0",
		"ANTOM_CLIENT_ID=CLIENT", "ANTOM_PRIVATE_KEY_FILE=" + w.identity.MerchantPrivateKeyFile, "ANTOM_PUBLIC_KEY_FILE=" + w.identity.AntomPublicKeyFile,
		"ANTOM_GATEWAY=http://127.0.0.1:9",
	}, more...)}
}

func (e *hostileEnv) write(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(e.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// start runs antom on a terminal of its own. What it shows goes to the screen.
func (e *hostileEnv) start(t *testing.T, args []string) (command *exec.Cmd, screen *user, ended <-chan struct{}) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	master, tty, err := openPty()
	if err != nil {
		t.Fatal(err)
	}
	command = exec.Command(self)
	command.Args, command.Dir, command.Env = append([]string{"antom"}, args...), e.dir, e.env
	command.Stdin, command.Stdout, command.Stderr = tty, tty, tty
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	tty.Close()
	screen = &user{terminal: master}
	done := make(chan struct{})
	go func() {
		_, _ = io.Copy(screen, master) // ends when nobody has the terminal any more
		master.Close()
		close(done)
	}()
	return command, screen, done
}

// run runs a command to its end and returns what it showed.
func (e *hostileEnv) run(t *testing.T, args ...string) []byte {
	t.Helper()
	command, screen, ended := e.start(t, args)
	stuck := time.AfterFunc(patience.Limit, func() { _ = command.Process.Kill() })
	defer stuck.Stop()
	_ = command.Wait() // most of these commands are wrong on purpose
	<-ended
	return screen.screen.Bytes()
}

// shows fails if a command shows a hidden character as it is, or nothing at all.
func (e *hostileEnv) shows(t *testing.T, args ...string) []byte {
	t.Helper()
	shown := e.run(t, args...)
	checkScreen(t, args, shown)
	return shown
}

// must is shows for commands that have to show a text, so that there was something
// to hide.
func (e *hostileEnv) must(t *testing.T, pattern string, args ...string) {
	t.Helper()
	if shown := e.shows(t, args...); !regexp.MustCompile(pattern).Match(shown) {
		t.Errorf("antom %q does not show %s:\n%s", args, pattern, shown)
	}
}

// live runs a command that goes on until it is stopped; act gets the first
// address of a directory that it shows.
func (e *hostileEnv) live(t *testing.T, args []string, act func(url string)) {
	t.Helper()
	command, screen, ended := e.start(t, args)
	stuck := time.AfterFunc(patience.Limit, func() { _ = command.Process.Kill() })
	defer stuck.Stop()
	address := regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+/([^\s"]*/)?["\s]`)
	for deadline := patience.Deadline(); ; time.Sleep(2 * time.Millisecond) {
		screen.mu.Lock()
		url := strings.TrimRight(string(address.Find(screen.screen.Bytes())), "\"\r\n\t ")
		screen.mu.Unlock()
		if url != "" {
			act(url)
			break
		}
		select {
		case <-ended:
			deadline = time.Time{}
		default:
		}
		if time.Now().After(deadline) {
			t.Errorf("antom %q shows no address: %q", args, screen.screen.Bytes())
			break
		}
	}
	_ = command.Process.Signal(os.Interrupt)
	_ = command.Wait()
	<-ended
	checkScreen(t, args, screen.screen.Bytes())
}

// checkScreen looks for hidden characters, but for line ends, tabs, and the bell
// and the like of no program. Joiners and variation selectors may stand where they
// shape something; nothing here does.
func checkScreen(t *testing.T, args []string, shown []byte) {
	t.Helper()
	text := bytes.ReplaceAll(shown, []byte("\r\n"), []byte("\n"))
	if len(text) == 0 && !strings.Contains(strings.Join(args, " "), "-q") {
		t.Errorf("antom %q shows nothing", args)
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 || printable.Hidden(r) && r != '\n' && r != '\t' {
			t.Errorf("antom %q shows %U as it is:\n%q", args, r, text[max(i-200, 0):min(i+40, len(text))])
			return
		}
		i += size
	}
}
