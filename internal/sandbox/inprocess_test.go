package sandbox

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

func TestInProcess(t *testing.T) {
	t.Parallel()
	transport, stop := InProcess(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/drop" {
			panic(http.ErrAbortHandler)
		}
		body, _ := io.ReadAll(r.Body)
		io.WriteString(w, r.Host+r.URL.Path+string(body))
	}))
	client := &http.Client{Transport: transport}
	resp, err := client.Post("http://127.0.0.1:8964/echo", "text/plain", strings.NewReader("!"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	got, _ := io.ReadAll(resp.Body)
	if string(got) != "127.0.0.1:8964/echo!" {
		t.Errorf("body = %q", got)
	}
	if _, err := client.Get("http://127.0.0.1:8964/drop"); err == nil {
		t.Error("a dropped connection gave an answer")
	}
	stop()
	if _, err := client.Get("http://127.0.0.1:8964/echo"); !errors.Is(err, net.ErrClosed) {
		t.Errorf("after stop: %v", err)
	}
}
