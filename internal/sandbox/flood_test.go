package sandbox_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/httpserve/floodtest"
)

// TestFloods runs alone: it opens thousands of connections. A payment whose
// answer was asked to be late is answered in spite of them.
func TestFloods(t *testing.T) {
	s := serveNow(t)
	late, gate := make(chan struct{}), make(chan struct{})
	s.sleep = func(_ context.Context, d time.Duration) error {
		if d == 12*time.Second {
			close(late)
			<-gate
		}
		return nil
	}
	answered := make(chan string, 1)
	request := s.signed(payPath, payWith("late", "sim: delay=12s", "https://shop.example/done"), nil)
	go func() { answered <- pay(&http.Client{}, request) }()
	select {
	case <-late:
	case got := <-answered:
		t.Fatalf("the answer is not late: %s", got)
	}
	sent := 0
	secure := s.secureClient().Transport.(*http.Transport)
	floodtest.Target{
		Address: s.address, Get: "/", Post: payPath, Header: "Content-Type: application/json\r\n",
		Genuine: func(client *http.Client) error {
			sent++
			request := s.signed(payPath, payBody(fmt.Sprintf("pay-%d", sent)), nil)
			if sent%2 == 0 { // over HTTPS
				request.URL.Scheme = "https"
				client.Transport.(*http.Transport).TLSClientConfig = secure.TLSClientConfig
			}
			if got := pay(client, request); !strings.Contains(got, "PAYMENT_IN_PROCESS") {
				return fmt.Errorf("%s", got)
			}
			return nil
		},
	}.Run(t)
	close(gate)
	if got := <-answered; !strings.Contains(got, "PAYMENT_IN_PROCESS") {
		t.Errorf("the late one: %s", got)
	}
}

// pay returns the answer's body, or the error.
func pay(client *http.Client, request *http.Request) string {
	resp, err := client.Do(request)
	if err != nil {
		return err.Error()
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return err.Error()
	}
	return string(data)
}
