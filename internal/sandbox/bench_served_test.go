package sandbox_test

import (
	"bufio"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom"
)

// clients is the number of connections of the benchmark.
const clients = 32

// BenchmarkServed makes new payments over HTTP keep-alive, with durable state.
// It reports the calls in a second as a share of those that the RSA work of a
// call alone would allow: one verification and one signature, on all cores. The
// two take turns, as the machine may be busy with other things.
func BenchmarkServed(b *testing.B) { benchmarkServed(b, b.TempDir()) }

// BenchmarkServedInMemory shows what the state on the disk costs.
func BenchmarkServedInMemory(b *testing.B) { benchmarkServed(b, "") }

func benchmarkServed(b *testing.B, dir string) {
	const turns = 16
	s := serveIn(b, dir)
	requests := s.rawRequests(b.N)
	lines := dialAll(b, s.address)
	var served, bare time.Duration
	bareCalls := 0
	b.ReportAllocs()
	b.ResetTimer()
	for turn := range turns {
		part := requests[len(requests)*turn/turns : len(requests)*(turn+1)/turns]
		begin := time.Now()
		sendAll(b, lines, part)
		served += time.Since(begin)
		b.StopTimer()
		begin = time.Now()
		bareRSA(b, len(part))
		bare += time.Since(begin)
		bareCalls += len(part)
		b.StartTimer()
	}
	b.StopTimer()
	b.ReportMetric(float64(len(requests))/served.Seconds(), "calls/s")
	b.ReportMetric(float64(bareCalls)/bare.Seconds(), "rsa/s")
	b.ReportMetric(bare.Seconds()/served.Seconds(), "ratio")
}

// rawRequests are the bytes of signed calls that make new payments.
func (s *served) rawRequests(n int) [][]byte {
	list := make([][]byte, n)
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				list[i] = s.rawRequest(fmt.Sprintf("pay-%d", i))
			}
		})
	}
	wg.Wait()
	return list
}

func (s *served) rawRequest(id string) []byte {
	body := payBody(id)
	m := antom.Message{Method: http.MethodPost, Path: payPath, ClientID: sandbox.ClientID, Time: "1705281646000", Body: []byte(body)}
	signature, err := antom.Sign(shared().MerchantKey, "1", m)
	if err != nil {
		panic(err)
	}
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json; charset=UTF-8\r\nContent-Length: %d\r\nclient-id: %s\r\nrequest-time: %s\r\nsignature: %s\r\n\r\n%s",
		m.Path, len(body), m.ClientID, m.Time, signature.Header(), body)
}

// line is one connection of a client that does as little as possible: the
// machine is to be the simulator's.
type line struct {
	net.Conn
	in *bufio.Reader
}

func dialAll(b *testing.B, address string) []*line {
	b.Helper()
	var lines []*line
	for range clients {
		c, err := net.Dial("tcp", address)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = c.Close() })
		lines = append(lines, &line{Conn: c, in: bufio.NewReader(c)})
	}
	return lines
}

// call sends a request and reads its answer to the end.
func (l *line) call(request []byte) error {
	if _, err := l.Write(request); err != nil {
		return err
	}
	length := -1
	for n := 0; ; n++ {
		text, err := l.in.ReadSlice('\n')
		switch {
		case err != nil:
			return err
		case n == 0 && !strings.HasPrefix(string(text), "HTTP/1.1 200"):
			return fmt.Errorf("got %q", text)
		case len(text) == 2:
			if length < 500 {
				return fmt.Errorf("the answer has %d bytes", length)
			}
			_, err := io.CopyN(io.Discard, l.in, int64(length))
			return err
		}
		if value, ok := strings.CutPrefix(string(text), "Content-Length: "); ok {
			length, _ = strconv.Atoi(strings.TrimSpace(value))
		}
	}
}

// sendAll sends requests over all connections at the same time.
func sendAll(b *testing.B, lines []*line, requests [][]byte) {
	b.Helper()
	var next atomic.Int64
	var wg sync.WaitGroup
	for _, l := range lines {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(requests)); i = next.Add(1) - 1 {
				if err := l.call(requests[i]); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// bareRSA does the RSA work of n calls on all cores.
func bareRSA(b *testing.B, n int) {
	b.Helper()
	id := shared()
	digest := sha256.Sum256([]byte("content"))
	request, err := rsa.SignPKCS1v15(nil, id.MerchantKey, crypto.SHA256, digest[:])
	if err != nil {
		b.Fatal(err)
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for next.Add(1) <= int64(n) {
				if rsa.VerifyPKCS1v15(&id.MerchantKey.PublicKey, crypto.SHA256, digest[:], request) != nil {
					b.Error("it does not verify")
				}
				if _, err := rsa.SignPKCS1v15(nil, id.AntomKey, crypto.SHA256, digest[:]); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
}
