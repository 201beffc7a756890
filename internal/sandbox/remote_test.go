package sandbox_test

import (
	"net/http"
	"testing"

	"github.com/antom-cli/antom/internal/sandbox"
)

func TestRemoteTransportUsesNoProxy(t *testing.T) {
	t.Parallel()
	s := serve(t)
	remote, err := sandbox.Dial(t.Context(), s.dir)
	if err != nil {
		t.Fatal(err)
	}
	transport, ok := remote.Transport().(*http.Transport)
	if !ok || transport.Proxy != nil {
		t.Errorf("the transport is a %T, and it asks for a proxy", remote.Transport())
	}
	client := &http.Client{Transport: remote.Transport()}
	s.server.URL = remote.URL()
	req := s.signed(payPath, payBody("pay-1"), nil)
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK || resp.Header.Get("signature") == "" {
		t.Errorf("HTTP %d, %v; want a signed answer", resp.StatusCode, resp.Header)
	}
}
