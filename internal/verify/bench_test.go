package verify

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/antom-cli/antom/pkg/antom"
)

// benchBody is a notification of 2 KB: one for a card with its details.
func benchBody(i int) string {
	body := `{"notifyType":"PAYMENT_RESULT","result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"},"paymentRequestId":"PAY20260118` +
		strconv.Itoa(100000+i) + `","paymentId":"2026011819401080010018800000` + strconv.Itoa(100000+i) + `","paymentAmount":{"currency":"HKD","value":"` +
		strconv.Itoa(1000+i) + `"},"paymentCreateTime":"2026-01-18T07:11:40Z","paymentTime":"2026-01-18T07:11:42Z","paymentResultInfo":{"cardNo":"************1111",` +
		`"cardBrand":"VISA","cardToken":"` + strings.Repeat("a1B2", 60) + `","issuingCountry":"HK","funding":"CREDIT","threeDSResult":{"eci":"05","cavv":"` +
		strings.Repeat("x9", 14) + `","dsTransactionId":"1b9f2c5a-77e0-4c1e-8f7a-0a3cf5a3f4ad","threeDSVersion":"2.2.0"},"networkTransactionId":"016153570198200",` +
		`"avsResultRaw":"Y","cvvResultRaw":"M"},"acquirerReferenceNo":"74537600000000000000001","customsDeclarationAmount":{"currency":"CNY","value":"1100"},` +
		`"grossSettlementAmount":{"currency":"USD","value":"158"},"settlementQuote":{"quoteCurrencyPair":"HKD/USD","quotePrice":"0.128","quoteId":"Q20260118071140",` +
		`"quoteStartTime":"2026-01-18T00:00:00Z","quoteExpiryTime":"2026-01-18T23:59:59Z","guaranteed":"true"},"pspCustomerInfo":{"pspName":"VISA","pspCustomerId":"2188000000001","displayCustomerId":"w***@example.com"},"promotionResults":[{"promotionType":"DISCOUNT",` +
		`"discount":{"discountId":"D1","discountName":"New year","savingsAmount":{"currency":"HKD","value":"100"}}}],"metadata":"`
	return body + strings.Repeat("m", max(0, 2048-len(body)-2)) + `"}`
}

// benchInput is NDJSON of distinct notifications, and what the bare operation
// needs of the same ones.
type benchInput struct {
	text       []byte
	records    int
	digests    [][32]byte
	signatures [][]byte
}

var benchData = sync.OnceValue(func() benchInput {
	const distinct, repeat = 256, 24
	in := benchInput{records: distinct * repeat}
	var once []byte
	for i := range distinct {
		m := message(benchBody(i))
		c := signed(antomKey(), m)
		c.ReceivedAt = time.Date(2026, 1, 18, 7, 11, 43, 250e6, time.UTC)
		once = append(c.AppendJSON(once), '\n')
		s, err := antom.ParseSignature(c.Header("signature"))
		if err != nil {
			panic(err)
		}
		in.digests = append(in.digests, sha256.Sum256(m.Content()))
		in.signatures = append(in.signatures, s.Value)
	}
	in.text = bytes.Repeat(once, repeat)
	return in
})

// bare is the RSA operation alone, on all cores.
func (in *benchInput) bare() {
	var group sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		group.Go(func() {
			for i := w; i < in.records; i += workers {
				k := i % len(in.digests)
				if err := rsa.VerifyPKCS1v15(&antomKey().PublicKey, crypto.SHA256, in.digests[k][:], in.signatures[k]); err != nil {
					panic(err)
				}
			}
		})
	}
	group.Wait()
}

// BenchmarkBulk verifies NDJSON beside the bare RSA operation over the same
// signatures, in turns, and reports how much of the bare speed is left.
func BenchmarkBulk(b *testing.B) {
	in := benchData()
	o := options()
	o.JSON = true
	var out []byte
	var bulk, bare time.Duration
	for b.Loop() {
		began := time.Now()
		in.bare()
		bare += time.Since(began)
		began = time.Now()
		sum, err := Run(context.Background(), []Source{sourceOf("x", bytes.NewReader(in.text))}, o, func(r *Result) error {
			out = append(r.AppendJSON(out[:0]), '\n')
			return nil
		})
		bulk += time.Since(began)
		if err != nil || sum.Verified != in.records {
			b.Fatal(sum, err)
		}
	}
	b.ReportMetric(float64(b.N*in.records)/bulk.Seconds(), "verified/s")
	b.ReportMetric(float64(b.N*in.records)/bare.Seconds(), "bare/s")
	b.ReportMetric(100*bare.Seconds()/bulk.Seconds(), "%of-bare")
}

// BenchmarkBeside is what a line costs beside RSA and SHA-256.
func BenchmarkBeside(b *testing.B) {
	in := benchData()
	text, _, _ := bytes.Cut(in.text, []byte("\n"))
	arena, out := make([]byte, 0, 2*len(text)), make([]byte, 0, 1024)
	var l line
	var fields fieldReader
	header := newHeaderReader()
	b.Run("line", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		b.ReportAllocs()
		for b.Loop() {
			if _, ok := l.read(text, arena); !ok {
				b.Fatal("not on the fast way")
			}
		}
	})
	b.Run("header", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, ok := header.read(l.signature); !ok {
				b.Fatal("not on the fast way")
			}
		}
	})
	b.Run("fields", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			f, ok := fields.read(&l.body)
			if !ok {
				b.Fatal("not on the fast way")
			}
			out = appendVerified(out[:0], "sha256:x", &f, l.time)
		}
	})
}

func BenchmarkGeneral(b *testing.B) {
	in := benchData()
	for b.Loop() {
		sum, err := Run(context.Background(), []Source{sourceOf("x", bytes.NewReader(in.text))}, options(), func(*Result) error { return nil })
		if err != nil || sum.Verified != in.records {
			b.Fatal(sum, err)
		}
	}
	b.ReportMetric(float64(b.N*in.records)/b.Elapsed().Seconds(), "verified/s")
}

func ExampleSummary() {
	fmt.Println(Summary{Notifications: 3, Verified: 2}.Failed())
	// Output: 1
}
