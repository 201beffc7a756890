package receiver

import (
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/antom-cli/antom/internal/httpserve/floodtest"
	"github.com/antom-cli/antom/pkg/antom"
)

// TestFloods runs alone: it opens thousands of connections.
func TestFloods(t *testing.T) {
	g := newRig(t)
	g.OnEvent = nil
	s := startServer(t, floodtest.Endless(), New(g.Options))
	sent := 0
	floodtest.Target{
		Address: s.address, Get: "/", Post: "/payNotify",
		Genuine: func(client *http.Client) error {
			sent++
			resp, err := client.Do(request(t, "http://"+s.address+"/payNotify", fmt.Sprintf(`{"paymentId":"%d"}`, sent)))
			if err != nil {
				return err
			}
			defer func() { _ = resp.Body.Close() }()
			if body, err := io.ReadAll(resp.Body); err != nil || string(body) != string(antom.Acknowledgement()) {
				return fmt.Errorf("HTTP %d, %q, %w", resp.StatusCode, body, err)
			}
			return nil
		},
	}.Run(t)
	if n := len(g.stored(t)); n != sent {
		t.Errorf("%d of %d are stored", n, sent)
	}
}
