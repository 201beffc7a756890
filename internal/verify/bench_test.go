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

	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/internal/printable"
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

// spellings are ways in which programs write the same record as JSON.
func spellings() map[string]func(*capture.Capture) string {
	return map[string]func(*capture.Capture) string{
		"compact": text,
		"spaced":  func(c *capture.Capture) string { return spelled(c, quoteJSON, ", ", ": ", inOrder) },
		"order": func(c *capture.Capture) string {
			return spelled(c, quoteJSON, ",", ":", []string{"body", "headers", "receivedAt", "path", "method"})
		},
		"escapes": func(c *capture.Capture) string { return spelled(c, quoteEscaped, ",", ":", inOrder) },
		"lists": func(c *capture.Capture) string {
			return spelled(c, func(s string) string { return "[" + quoteJSON(s) + "]" }, ",", ":", inOrder)
		},
		"crlf": func(c *capture.Capture) string { return strings.TrimSuffix(text(c), "\n") + "\r\n" },
	}
}

var inOrder = []string{"receivedAt", "method", "path", "headers", "body"}

// spelled writes a record with its header values, method and path in a spelling.
func spelled(c *capture.Capture, quote func(string) string, comma, colon string, order []string) string {
	single := func(s string) string { return strings.Trim(quote(s), "[]") }
	var headers []string
	for _, h := range c.Headers {
		headers = append(headers, quoteJSON(h.Name)+colon+quote(h.Value))
	}
	values := map[string]string{
		"receivedAt": quoteJSON(c.ReceivedAt.Format(time.RFC3339Nano)), "method": single(c.Method), "path": single(c.Path),
		"headers": "{" + strings.Join(headers, comma) + "}", "body": quoteJSON(string(c.Body)),
	}
	var members []string
	for _, name := range order {
		members = append(members, quoteJSON(name)+colon+values[name])
	}
	return "{" + strings.Join(members, comma) + "}\n"
}

func quoteJSON(s string) string { return string(printable.AppendJSON(nil, s)) }

// quoteEscaped escapes what need not be escaped.
func quoteEscaped(s string) string {
	s = strings.ReplaceAll(quoteJSON(s), "/", `\/`)
	return strings.NewReplacer("=", `\u003d`, "%", `\u0025`, "&", `\u0026`).Replace(s)
}

// benchInput is NDJSON of distinct notifications, and what the bare operation
// needs of the same ones.
type benchInput struct {
	captures   []*capture.Capture
	digests    [][32]byte
	signatures [][]byte
}

// benchRecords is how many notifications a run verifies; they repeat.
const benchRecords = 6144

var benchData = sync.OnceValue(func() benchInput {
	const distinct = 256
	in := benchInput{}
	for i := range distinct {
		m := message(benchBody(i))
		c := signed(antomKey(), m)
		c.ReceivedAt = time.Date(2026, 1, 18, 7, 11, 43, 250e6, time.UTC)
		s, err := antom.ParseSignature(c.Header("signature"))
		if err != nil {
			panic(err)
		}
		in.captures = append(in.captures, c)
		in.digests = append(in.digests, sha256.Sum256(m.Content()))
		in.signatures = append(in.signatures, s.Value)
	}
	return in
})

// text is all records in a spelling.
func (in *benchInput) text(spell func(*capture.Capture) string) []byte {
	var once []byte
	for _, c := range in.captures {
		once = append(once, spell(c)...)
	}
	return bytes.Repeat(once, benchRecords/len(in.captures))
}

// bare is the RSA operation alone, on all cores.
func (in *benchInput) bare() {
	var group sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		group.Go(func() {
			for i := w; i < benchRecords; i += workers {
				k := i % len(in.digests)
				if err := rsa.VerifyPKCS1v15(&antomKey().PublicKey, crypto.SHA256, in.digests[k][:], in.signatures[k]); err != nil {
					panic(err)
				}
			}
		})
	}
	group.Wait()
}

// BenchmarkBulk verifies NDJSON in each spelling beside the bare RSA operation
// over the same signatures, in turns, and reports how much of the bare speed is
// left. No spelling may be slow.
func BenchmarkBulk(b *testing.B) {
	for name, spell := range spellings() {
		b.Run(name, func(b *testing.B) {
			in := benchData()
			benchmarkBulk(b, in.text(spell), benchRecords)
		})
	}
}

func benchmarkBulk(b *testing.B, input []byte, verified int) {
	in, o := benchData(), options()
	var out []byte
	var bulk, bare time.Duration
	b.ReportAllocs()
	for b.Loop() {
		began := time.Now()
		in.bare()
		bare += time.Since(began)
		began = time.Now()
		sum, err := Run(context.Background(), []Source{sourceOf("x", bytes.NewReader(input))}, o, func(r *Result) error {
			out = append(r.AppendJSON(out[:0]), '\n')
			return nil
		})
		bulk += time.Since(began)
		if err != nil || sum.Verified != verified || sum.Notifications != benchRecords {
			b.Fatal(sum, err)
		}
	}
	b.ReportMetric(float64(b.N*benchRecords)/bulk.Seconds(), "verified/s")
	b.ReportMetric(100*bare.Seconds()/bulk.Seconds(), "%of-bare")
}

// BenchmarkVerdict is what becomes of one notification, with the search for
// causes if it does not verify.
func BenchmarkVerdict(b *testing.B) {
	good := benchData().captures[0]
	foreign := options()
	foreign.Keys = []Key{keyOf(merchantKey(), "file other.pem")}
	for _, c := range []struct {
		name    string
		capture *capture.Capture
		options Options
	}{{"good", good, options()}, {"changed", oneByteChanged(*good), options()}, {"wrong key", good, foreign}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if r := newJudge(&c.options).verdict(c.capture); r.Verified != (c.name == "good") {
					b.Fatal(r)
				}
			}
		})
	}
}

func ExampleSummary() {
	fmt.Println(Summary{Notifications: 3, Verified: 2}.Failed())
	// Output: 1
}

// BenchmarkBare is the RSA operation alone, as often as BenchmarkBulk does it.
func BenchmarkBare(b *testing.B) {
	in := benchData()
	for b.Loop() {
		in.bare()
	}
}
