package antom

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestPrepare(t *testing.T) {
	t.Parallel()
	client := testClient("https://open-sea-global.alipay.com/")
	client.HTTPClient = failOnUse(t)
	client.AgentToken = NewAgentToken("partner-token")
	body := []byte("{ \"a\":1 }\n")
	p, err := client.Prepare(t.Context(), testPath+"?x=%2F", body)
	if err != nil {
		t.Fatal(err)
	}
	if p.Method != "POST" || p.URL != "https://open-sea-global.alipay.com/ams/sandbox/api/v1/payments/pay?x=%2F" {
		t.Errorf("%s %s", p.Method, p.URL)
	}
	wantContent := "POST /ams/sandbox/api/v1/payments/pay?x=%2F\nSANDBOX_5X00000000000000.1685599933871." + string(body)
	if got := string(p.Message.Content()); got != wantContent {
		t.Errorf("content %q", got)
	}
	if err := Verify(&merchantKey().PublicKey, p.Message, p.Signature); err != nil {
		t.Error(err)
	}
	want := http.Header{
		"Content-Type": {"application/json; charset=UTF-8"},
		"Client-Id":    {"SANDBOX_5X00000000000000"},
		"Request-Time": {"1685599933871"},
		"Signature":    {p.Signature.Header()},
		"User-Agent":   {"antom-go"},
		"Agent-Token":  {"partner-token"},
	}
	if !maps.EqualFunc(p.Header, want, slices.Equal) {
		t.Errorf("headers %v\nwant %v", p.Header, want)
	}
}

func TestPrepareReproducesAVector(t *testing.T) {
	t.Parallel()
	v := testVectors().Cases[0]
	p, err := testClient("https://gateway.example").Prepare(t.Context(), testPath, v.Body)
	if err != nil {
		t.Fatal(err)
	}
	if p.Header.Get("signature") != v.Header {
		t.Errorf("signature %s", p.Header.Get("signature"))
	}
}

func TestPrepareWith(t *testing.T) {
	t.Parallel()
	client := testClient("https://gateway.example")
	const at = "2019-05-28T12:12:12+08:00"
	p, err := client.PrepareWith(t.Context(), testPath, nil, PrepareOptions{Method: "PUT", Time: at})
	if err != nil {
		t.Fatal(err)
	}
	if p.Method != "PUT" || p.Message.Method != "PUT" || p.Message.Time != at || p.Header.Get(HeaderRequestTime) != at {
		t.Errorf("prepared %+v", p)
	}
	if err := Verify(&merchantKey().PublicKey, p.Message, p.Signature); err != nil {
		t.Error(err)
	}
	if !strings.HasSuffix(p.Header.Get(HeaderSignature), "signature="+p.Signature.Encoded()) {
		t.Errorf("Encoded() = %s, header %s", p.Signature.Encoded(), p.Header.Get(HeaderSignature))
	}
	for want, o := range map[Reason]PrepareOptions{
		ReasonMethod: {Method: "GE T"},
		ReasonHeader: {Time: "1685599933871\n"},
	} {
		var refused *ConfigError
		if _, err := client.PrepareWith(t.Context(), testPath, nil, o); !errors.As(err, &refused) || refused.Reason != want {
			t.Errorf("%+v: %v, want reason %s", o, err, want)
		}
	}
}

func TestPrepareRefusesPaths(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{
		"empty": "", "no slash": "ams/api/x", "with host": "https://evil.example/ams/api/x", "blank": "/ams/api/a b",
		"line feed": "/ams/api/a\nb", "fragment": "/ams/api/a#b", "beyond ASCII": "/ams/api/ä", "bad escape": "/ams/api/%zz",
		"joins the host": ".evil.example/ams/api",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := testClient("https://gateway.example").Prepare(t.Context(), path, nil)
			wrong, ok := errors.AsType[*ConfigError](err)
			if !ok || wrong.Reason != ReasonPath || strings.Contains(wrong.Error(), "\n") {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestPrepareReportsTheSigner(t *testing.T) {
	t.Parallel()
	client := testClient("https://gateway.example")
	client.Auth = RSA{}
	_, err := client.Prepare(t.Context(), testPath, nil)
	if wrong, ok := errors.AsType[*SignError](err); !ok || wrong.Reason != ReasonNoKey {
		t.Errorf("error %v", err)
	}
	client.Auth = headerAuth("signature=%")
	_, err = client.Prepare(t.Context(), testPath, nil)
	if wrong, ok := errors.AsType[*ConfigError](err); !ok || wrong.Reason != ReasonAuth {
		t.Errorf("error %v", err)
	}
}

// headerAuth sets a fixed signature header.
type headerAuth string

func (a headerAuth) Authenticate(_ context.Context, h http.Header, _ *Message) error {
	h.Set(HeaderSignature, string(a))
	return nil
}

func TestPublicHeaderHidesSecrets(t *testing.T) {
	t.Parallel()
	client := testClient("https://gateway.example")
	client.Auth = NewAPIKey("sk_secret")
	client.AgentToken = NewAgentToken("token_secret")
	p, err := client.Prepare(t.Context(), testPath, nil)
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprint(p.PublicHeader()); strings.Contains(text, "secret") || !strings.Contains(text, "Authorization:[[redacted]]") {
		t.Errorf("headers %s", text)
	}
	if p.Header.Get("Authorization") != "Bearer sk_secret" || p.Signature.Value != nil {
		t.Errorf("the request itself has changed: %v", p.Header)
	}
}
