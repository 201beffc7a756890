// Package otel shows how to trace calls to Antom with OpenTelemetry. It is a module
// of its own, so that the library does not depend on OpenTelemetry.
package otel

import (
	"net/http"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

	"github.com/antom-cli/antom/pkg/antom"
)

// HTTPClient returns a value for antom.Client.HTTPClient. Every attempt of a call
// is a child span of the span in the context of the call. Neither headers nor
// bodies are recorded.
func HTTPClient(o ...otelhttp.Option) *http.Client {
	client := antom.NewHTTPClient(nil)
	// The header traceparent is sent to Antom. That is allowed, because it is not
	// part of the signed content. Use otelhttp.WithPropagators to leave it out.
	client.Transport = otelhttp.NewTransport(client.Transport, append([]otelhttp.Option{
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return "antom " + r.URL.Path }),
	}, o...)...)
	return client
}
