package webhook

import (
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/notification"
)

// TestUntrustedCertificateIsNamed: an application that answers with its own
// certificate is running, so the hint is not to start it.
func TestUntrustedCertificateIsNamed(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	target, err := url.Parse(server.URL + "/n")
	if err != nil {
		t.Fatal(err)
	}
	client := notification.Client{Now: func() time.Time { return time.Unix(0, 0) }}
	_, err = client.Deliver(t.Context(), &notification.Request{Method: http.MethodPost, URL: target})
	told, ok := errors.AsType[*apperr.Error](deliveryError(&cli.Env{}, "sending", err))
	if !ok {
		t.Fatalf("%v is not an error for people", err)
	}
	hints := strings.Join(told.Hints, "\n")
	if told.Kind != apperr.NoAnswer || told.Code != "certificate" || !strings.Contains(hints, "certificate") || strings.Contains(hints, "start the application") {
		t.Errorf("%s %s: %v\n%s", told.Kind, told.Code, told, hints)
	}
	if !strings.Contains(told.Error(), "from an authority that this machine does not trust") || !strings.Contains(hints, "--ca-file") {
		t.Errorf("%v does not say what is wrong with the certificate", told)
	}
}
