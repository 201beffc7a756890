package antom

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"
)

// A server that is none of HTTP's can put its text into the errors of net/http.
func TestErrorsCutForeignTextShort(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			if _, err := http.ReadRequest(bufio.NewReader(connection)); err == nil {
				_, _ = connection.Write([]byte("HTTP/1.1 " + strings.Repeat("A", 5000) + "\x1b[31m \r\n\r\n"))
			}
			_ = connection.Close()
		}
	}()
	client := testClient("http://" + listener.Addr().String())
	_, err = client.Call(context.Background(), testPath, []byte(`{}`))
	text := refused(t, err, ReasonConnection).Error()
	if utf8.RuneCountInString(text) > 2*maxMessage || strings.Contains(text, "\x1b") || !strings.Contains(text, "AAA") {
		t.Errorf("%d characters: %.100q", len(text), text)
	}
}
