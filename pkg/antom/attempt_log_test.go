package antom

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"
)

// Everything that is secret or belongs to the buyer stays out of the log, also
// of what is logged by itself.
func TestAttemptsCanBeLogged(t *testing.T) {
	t.Parallel()
	const secretBody = `{"paymentRequestId":"p1","cardNo":"4111111111111111"}`
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Set-Cookie", "session=confidential")
		reply{body: `{"result":{"resultCode":"X\u001b","resultStatus":"U"},"token":"confidential"}`}.write(t, w, r)
	})
	client.Auth, client.AgentToken, client.Retries = NewAPIKey("sk_confidential"), NewAgentToken("agent-confidential"), 1
	var out bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&out, nil))
	client.OnAttempt = func(ctx context.Context, a Attempt) {
		logger.InfoContext(ctx, "antom", "attempt", a, "request", a.Request, "response", a.Response)
	}
	if _, err := client.Call(t.Context(), testPath, []byte(secretBody)); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"confidential", "4111", "\x1b", `\u001b`} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("the log has %q: %s", secret, &out)
		}
	}
	var line struct {
		Attempt struct {
			Number   int
			Wait     int64
			Request  struct{ Method, URL, ClientID, Time string }
			Response struct {
				HTTPStatus          int
				Trust, ResultStatus string
				ResultCode          string
				Bytes               int
			}
		}
	}
	if err := json.NewDecoder(&out).Decode(&line); err != nil {
		t.Fatal(err)
	}
	a := line.Attempt
	if a.Number != 1 || a.Wait == 0 || a.Request.Method != "POST" || a.Request.ClientID != client.ClientID || a.Request.Time == "" ||
		!strings.HasSuffix(a.Request.URL, "/ams/sandbox/api/v1/payments/pay") ||
		a.Response.HTTPStatus != 200 || a.Response.Trust != "verified" || a.Response.ResultStatus != "U" || a.Response.Bytes == 0 {
		t.Errorf("%+v", a)
	}
}

func TestAFailedAttemptCanBeLogged(t *testing.T) {
	t.Parallel()
	client := testClient("http://" + closedPort(t))
	client.HTTPClient = NewHTTPClient(nil)
	var out bytes.Buffer
	client.OnAttempt = func(ctx context.Context, a Attempt) {
		slog.New(slog.NewTextHandler(&out, nil)).InfoContext(ctx, "antom", "a", a)
	}
	_, err := client.Call(t.Context(), testPath, nil)
	refused(t, err, ReasonConnection)
	for _, want := range []string{"a.sent=false", "a.reason=connection", `a.error="nothing was sent: connection refused: nothing listens at `} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the log does not have %s: %s", want, &out)
		}
	}
	if got := (Attempt{}).LogValue().Group(); len(got) != 2 {
		t.Errorf("an empty attempt: %v", got)
	}
	if !(*Response)(nil).LogValue().Equal(slog.Value{}) {
		t.Error("nil has facts")
	}
}
