package otel

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/codes"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/antomtest"
)

func inquire(ctx context.Context, client *antom.Client) error {
	_, err := client.InquiryPayment(ctx, &antom.InquiryPaymentRequest{PaymentRequestID: "no-such-payment"})
	return err
}

func TestEveryTryIsASpan(t *testing.T) {
	t.Parallel()
	spans := tracetest.NewSpanRecorder()
	provider := sdk.NewTracerProvider(sdk.WithSpanProcessor(spans))
	server := antomtest.NewServer(t)
	server.Fault("http-502,times=1")
	client := server.Client()
	client.HTTPClient, client.Retries = HTTPClient(otelhttp.WithTracerProvider(provider)), 1

	ctx, parent := provider.Tracer("shop").Start(t.Context(), "checkout")
	err := inquire(ctx, client)
	parent.End()
	if _, ok := errors.AsType[*antom.ResultError](err); !ok {
		t.Fatalf("error %v", err)
	}
	ended := spans.Ended()
	if len(ended) != 3 || ended[0].Status().Code != codes.Error || ended[1].Status().Code == codes.Error {
		t.Fatalf("%d spans: %+v", len(ended), ended)
	}
	for _, span := range ended[:2] {
		if span.Name() != "antom /ams/sandbox/api/v1/payments/inquiryPayment" || span.Parent().SpanID() != parent.SpanContext().SpanID() {
			t.Errorf("span %s below %s", span.Name(), span.Parent().SpanID())
		}
	}
}

// The instrumentation lets the library see that no connection was made.
func TestNotSentIsStillKnown(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	client := antomtest.NewServer(t).Client()
	client.Gateway, client.HTTPClient, client.Timeout = "http://"+address, HTTPClient(), time.Minute
	if err := inquire(t.Context(), client); err == nil || antom.Sent(err) {
		t.Errorf("error %v, sent %t", err, antom.Sent(err))
	}
}
