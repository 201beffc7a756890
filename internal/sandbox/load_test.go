package sandbox_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/antom-cli/antom/pkg/antom"
)

// clients is how many connections the served benchmarks keep busy.
const clients = 32

// BenchmarkBareRSAOnAllCores is the bound of what can be served: one verification
// and one signature for each call, and nothing else.
func BenchmarkBareRSAOnAllCores(b *testing.B) {
	work := bareRSA(b)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			work()
		}
	})
}

// BenchmarkServedPay makes new payments over connections that stay open, with the
// state on disk.
func BenchmarkServedPay(b *testing.B) { benchmarkServed(b, b.TempDir(), newPayments) }

// BenchmarkServedPayInMemory is the same without a disk.
func BenchmarkServedPayInMemory(b *testing.B) { benchmarkServed(b, "", newPayments) }

// BenchmarkServedInquiry asks for one payment, which writes nothing.
func BenchmarkServedInquiry(b *testing.B) { benchmarkServed(b, b.TempDir(), inquiries) }

const inquiryPath = "/ams/sandbox/api/v1/payments/inquiryPayment"

func newPayments(r *rig, i int) []byte { return r.raw(payPath, payBody(fmt.Sprintf("load-%d", i))) }

func inquiries(r *rig, i int) []byte {
	if i == 0 {
		return r.raw(payPath, payBody("load"))
	}
	return r.raw(inquiryPath, `{"paymentRequestId":"load"}`)
}

// raw is a signed request as bytes.
func (r *rig) raw(path, body string) []byte {
	req := r.signed(path, body, nil)
	var out bytes.Buffer
	if err := req.Write(&out); err != nil {
		r.t.Fatal(err)
	}
	return out.Bytes()
}

// benchmarkServed signs all requests before the clock starts, on all cores.
func benchmarkServed(b *testing.B, dir string, request func(*rig, int) []byte) {
	r := newRigIn(b, dir)
	requests := make([][]byte, b.N)
	var next atomic.Int64
	var signers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		signers.Go(func() {
			for i := next.Add(1) - 1; i < int64(b.N); i = next.Add(1) - 1 {
				requests[i] = request(r, int(i))
			}
		})
	}
	signers.Wait()
	address := r.server.Listener.Addr().String()
	exchange(b, address, requests[:1])
	b.ResetTimer()
	var wg sync.WaitGroup
	for c := range min(clients, max(b.N-1, 1)) {
		wg.Go(func() {
			var own [][]byte
			for i := 1 + c; i < b.N; i += clients {
				own = append(own, requests[i])
			}
			exchange(b, address, own)
		})
	}
	wg.Wait()
}

// exchange sends requests one after the other over one connection. It does no more
// than a client must, as it runs on the cores that it measures.
func exchange(b *testing.B, address string, requests [][]byte) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		b.Error(err)
		return
	}
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	for _, request := range requests {
		if _, err := conn.Write(request); err != nil {
			b.Error(err)
			return
		}
		if err := readAnswer(in); err != nil {
			b.Error(err)
			return
		}
	}
}

func readAnswer(in *bufio.Reader) error {
	lines := textproto.NewReader(in)
	status, err := lines.ReadLine()
	if err != nil {
		return err
	}
	head, err := lines.ReadMIMEHeader()
	if err != nil {
		return err
	}
	size, err := strconv.Atoi(head.Get("Content-Length"))
	if err != nil {
		return err
	}
	if status != "HTTP/1.1 200 OK" || head.Get(antom.HeaderSignature) == "" || size < 200 {
		body, _ := io.ReadAll(io.LimitReader(in, int64(size)))
		return fmt.Errorf("%s: %s", status, body)
	}
	_, err = in.Discard(size)
	return err
}
