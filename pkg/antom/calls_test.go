package antom

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// calls are all typed calls, by the name of their operation, with an empty
// request.
func calls() map[string]func(ctx context.Context, c *Client) (any, error) {
	return map[string]func(context.Context, *Client) (any, error){
		"pay": func(ctx context.Context, c *Client) (any, error) { return c.Pay(ctx, &PayRequest{}) },
		"createPaymentSession": func(ctx context.Context, c *Client) (any, error) {
			return c.CreatePaymentSession(ctx, &CreatePaymentSessionRequest{})
		},
		"retrievePaymentSession": func(ctx context.Context, c *Client) (any, error) {
			return c.RetrievePaymentSession(ctx, &RetrievePaymentSessionRequest{})
		},
		"inquiryPayment": func(ctx context.Context, c *Client) (any, error) {
			return c.InquiryPayment(ctx, &InquiryPaymentRequest{})
		},
		"cancel": func(ctx context.Context, c *Client) (any, error) { return c.Cancel(ctx, &CancelRequest{}) },
		"refund": func(ctx context.Context, c *Client) (any, error) { return c.Refund(ctx, &RefundRequest{}) },
		"inquiryRefund": func(ctx context.Context, c *Client) (any, error) {
			return c.InquiryRefund(ctx, &InquiryRefundRequest{})
		},
		"capture": func(ctx context.Context, c *Client) (any, error) { return c.Capture(ctx, &CaptureRequest{}) },
		"consult": func(ctx context.Context, c *Client) (any, error) { return c.Consult(ctx, &ConsultRequest{}) },
		"subscriptions.create": func(ctx context.Context, c *Client) (any, error) {
			return c.CreateSubscription(ctx, &SubscriptionsCreateRequest{})
		},
		"subscriptions.change": func(ctx context.Context, c *Client) (any, error) {
			return c.ChangeSubscription(ctx, &SubscriptionsChangeRequest{})
		},
		"subscriptions.update": func(ctx context.Context, c *Client) (any, error) {
			return c.UpdateSubscription(ctx, &SubscriptionsUpdateRequest{})
		},
		"subscriptions.cancel": func(ctx context.Context, c *Client) (any, error) {
			return c.CancelSubscription(ctx, &SubscriptionsCancelRequest{})
		},
		"subscriptions.inquiry": func(ctx context.Context, c *Client) (any, error) {
			return c.InquirySubscription(ctx, &SubscriptionsInquiryRequest{})
		},
		"customs.declare": func(ctx context.Context, c *Client) (any, error) {
			return c.DeclareCustoms(ctx, &CustomsDeclareRequest{})
		},
		"customs.inquiryDeclarationRequests": func(ctx context.Context, c *Client) (any, error) {
			return c.InquiryDeclarations(ctx, &CustomsInquiryDeclarationRequestsRequest{})
		},
		"inquireExchangeRate": func(ctx context.Context, c *Client) (any, error) {
			return c.InquireExchangeRate(ctx, &InquireExchangeRateRequest{})
		},
		"authorizations.consult": func(ctx context.Context, c *Client) (any, error) {
			return c.ConsultAuthorization(ctx, &AuthorizationsConsultRequest{})
		},
		"authorizations.applyToken": func(ctx context.Context, c *Client) (any, error) {
			return c.ApplyToken(ctx, &AuthorizationsApplyTokenRequest{})
		},
		"authorizations.revoke": func(ctx context.Context, c *Client) (any, error) {
			return c.RevokeAuthorization(ctx, &AuthorizationsRevokeRequest{})
		},
		"vaults.createVaultingSession": func(ctx context.Context, c *Client) (any, error) {
			return c.CreateVaultingSession(ctx, &VaultsCreateVaultingSessionRequest{})
		},
		"vaults.vaultPaymentMethod": func(ctx context.Context, c *Client) (any, error) {
			return c.VaultPaymentMethod(ctx, &VaultsVaultPaymentMethodRequest{})
		},
		"vaults.inquireVaulting": func(ctx context.Context, c *Client) (any, error) {
			return c.InquireVaulting(ctx, &VaultsInquireVaultingRequest{})
		},
	}
}

func TestTypedCallsUseTheSpecifiedPaths(t *testing.T) {
	t.Parallel()
	typed := calls()
	for _, operation := range spec.Operations() {
		if operation.Core && typed[operation.Name] == nil {
			t.Errorf("no typed call for %s", operation.Name)
		}
	}
	for name, call := range typed {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			operation, ok := spec.FindOperation(name)
			if !ok {
				t.Fatal("no such operation")
			}
			want := `{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"}}`
			if len(operation.AnswerIDs) > 0 {
				want = strings.TrimSuffix(want, "}") + `,"` + operation.AnswerIDs[0] + `":"1"}`
			}
			client := serve(t, func(w http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				if err != nil || string(body) != "{}" || r.URL.Path != operation.SandboxPath || r.Method != operation.Method {
					t.Errorf("%s %s %s, %v", r.Method, r.URL.Path, body, err)
				}
				reply{body: want}.write(t, w, r)
			})
			client.NoValidate = true
			answer, err := call(context.Background(), client)
			if err != nil {
				t.Fatal(err)
			}
			again, err := json.Marshal(answer)
			if err != nil || string(again) != want {
				t.Errorf("%s, %v", again, err)
			}
		})
	}
}

func TestPay(t *testing.T) {
	t.Parallel()
	const wantBody = `{"paymentRequestId":"p1","paymentAmount":{"currency":"HKD","value":"1234"},"paymentRedirectUrl":"https://shop.example/r?a=1&b=<2>"}`
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || string(body) != wantBody {
			t.Errorf("body %s, %v", body, err)
		}
		reply{body: `{"result":{"resultCode":"PAYMENT_IN_PROCESS","resultStatus":"U"},"paymentId":"2024","normalUrl":"https://pay.example","newField":{"a":1}}`}.write(t, w, r)
	})
	client.NoValidate = true
	answer, err := client.Pay(context.Background(), &PayRequest{
		PaymentRequestID:   "p1",
		PaymentAmount:      &Amount{Currency: "HKD", Value: "1234"},
		PaymentRedirectURL: "https://shop.example/r?a=1&b=<2>",
	})
	if err != nil {
		t.Fatal(err)
	}
	if !answer.Result.Accepted() || answer.PaymentID != "2024" || answer.NormalURL != "https://pay.example" || string(answer.Extra["newField"]) != `{"a":1}` {
		t.Errorf("%+v", answer)
	}
}

func TestTypedCallErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reply   reply
		message string // of a *ResultError; empty for a *ResponseError
	}{
		"F":          {reply{body: `{"result":{"resultCode":"RISK_REJECT","resultStatus":"F","resultMessage":"no\nway"}}`}, "antom answered F RISK_REJECT: no way"},
		"unsigned F": {reply{body: bodyFailed, change: without(HeaderSignature, HeaderResponseTime)}, "antom answered F INVALID_SIGNATURE: no (unsigned)"},
		"U":          {reply{body: bodyUnknown}, "antom answered U UNKNOWN_EXCEPTION"},
		"other":      {reply{body: bodyOtherStatus}, "antom answered A X"},
		"forged":     {reply{body: bodySuccess, key: merchantKey()}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := serve(t, func(w http.ResponseWriter, r *http.Request) { c.reply.write(t, w, r) })
			client.NoValidate = true
			answer, err := client.Refund(context.Background(), &RefundRequest{})
			if c.message == "" {
				refused(t, err, ReasonOwnKey)
				if answer != nil {
					t.Errorf("a forged answer was returned: %+v", answer)
				}
				return
			}
			failed, ok := errors.AsType[*ResultError](err)
			if !ok || answer == nil || answer.Result != failed.Result {
				t.Fatalf("the answer beside the error is %+v", answer)
			}
			if failed.Error() != c.message || failed.Response == nil || failed.Result != failed.Response.Result {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestUnwritableRequest(t *testing.T) {
	t.Parallel()
	client := testClient("https://gateway.example")
	client.HTTPClient, client.NoValidate = failOnUse(t), true
	_, err := client.Cancel(context.Background(), &CancelRequest{Extra: map[string]json.RawMessage{"x": json.RawMessage("{")}})
	if wrong, ok := errors.AsType[*ConfigError](err); !ok || wrong.Reason != ReasonRequest {
		t.Errorf("error %v", err)
	}
}

func TestErrorsSayWhatAndWhy(t *testing.T) {
	t.Parallel()
	cause := errors.New("the cause")
	for _, c := range []struct {
		err  error
		want string
	}{
		{&SignatureError{Reason: ReasonBadBase64}, "the signature header cannot be read: bad-base64"},
		{&SignError{Reason: ReasonSigner, Detail: "the private key returned an error", Err: cause}, "cannot sign: the private key returned an error: the cause"},
		{&VerifyError{Reason: ReasonBadSignature, Detail: "other content", Err: cause}, "the signature does not verify: other content"},
		{&ConfigError{Reason: ReasonGateway, Detail: "the gateway URL is missing"}, "the gateway URL is missing"},
		{&ConfigError{Reason: ReasonAuth, Err: cause}, "the cause"},
		{&ResponseError{Reason: ReasonTimeout, Detail: "no response within 10s", Err: cause}, "no response within 10s: the cause"},
		{&ResponseError{Reason: ReasonConnection, NotSent: true, Detail: "no connection", Err: cause}, "nothing was sent: no connection: the cause"},
		{
			&ResponseError{Reason: ReasonBadSignature, Detail: "x", Response: &Response{Result: Result{"OK\x1b", "S", ""}}},
			"x (not trusted: S OK)",
		},
		{&ResultError{Result: Result{"A", "F", strings.Repeat("m", 300)}}, "antom answered F A: " + strings.Repeat("m", maxExcerpt) + "…"},
	} {
		if got := c.err.Error(); got != c.want {
			t.Errorf("%T: %q, want %q", c.err, got, c.want)
		}
	}
	for _, err := range []error{&SignError{Err: cause}, &VerifyError{Err: cause}, &ConfigError{Err: cause}, &ResponseError{Err: cause}} {
		if !errors.Is(fmt.Errorf("pay: %w", err), cause) {
			t.Errorf("%T hides its cause", err)
		}
	}
}
