package preview_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/httpserve/floodtest"
	"github.com/antom-cli/antom/internal/preview"
)

// TestFloods runs alone: it opens thousands of connections. A page that is open
// before the floods still gets its events afterwards.
func TestFloods(t *testing.T) {
	events := make(chan preview.Event, 100)
	s, err := preview.New(preview.Options{Limits: floodtest.Endless(), OnEvent: func(e preview.Event) { events <- e }})
	if err != nil {
		t.Fatal(err)
	}
	s.Show(preview.Page{SDKURL: "https://sdk.example/a.js"})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, ln) }()
	page := "http://" + ln.Addr().String() + s.Path()
	stream, err := http.Get(page + "events")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stream.Body.Close() }()
	header := "Origin: http://" + ln.Addr().String() + "\r\nContent-Type: application/json\r\n"
	floodtest.Target{
		Address: ln.Addr().String(), Get: s.Path(), Post: s.Path() + "events", Header: header,
		Genuine: func(client *http.Client) error {
			request, err := http.NewRequestWithContext(ctx, http.MethodPost, page+"events", strings.NewReader(`{"event":"opened"}`))
			if err != nil {
				return err
			}
			request.Header.Set("Content-Type", "application/json")
			request.Header.Set("Origin", "http://"+request.URL.Host)
			resp, err := client.Do(request)
			if err != nil {
				return err
			}
			_ = resp.Body.Close()
			if resp.StatusCode != http.StatusNoContent {
				return fmt.Errorf("HTTP %d", resp.StatusCode)
			}
			return nil
		},
	}.Run(t)
	if s.Viewers() != 1 || len(events) != 15 {
		t.Errorf("%d pages are open and %d events came", s.Viewers(), len(events))
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
