// Package otel shows how calls of Antom are traced with OpenTelemetry. It is a
// module of its own, so that the library does not depend on OpenTelemetry.
package otel

import (
	"net/http"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

	"github.com/antom-cli/antom/pkg/antom"
)

// HTTPClient returns the HTTP client for antom.Client.HTTPClient: every try of
// a call is a span, below the span of the context that the call is made with.
// Neither headers nor bodies are recorded.
func HTTPClient(o ...otelhttp.Option) *http.Client {
	client := antom.NewHTTPClient(nil)
	// The header traceparent may be sent to Antom: it is not part of what is
	// signed. Leave it out with otelhttp.WithPropagators.
	client.Transport = otelhttp.NewTransport(client.Transport, append([]otelhttp.Option{
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return "antom " + r.URL.Path }),
	}, o...)...)
	return client
}
