package capture

import (
	"bytes"
	"strings"
	"testing"
)

// stream of n records with bodies of about 2 KB, as `webhook listen` stores them.
func benchmarkStream(n int) []byte {
	long := strings.TrimSuffix(body, "}") + `,"acquirerInfo":{"acquirerName":"` + strings.Repeat("x", 600) + `"},"goods":[` +
		strings.Repeat(`{"id":"1","name":"Bag","price":{"value":"100","currency":"SGD"}},`, 18) + `{}]}`
	c := Capture{
		ReceivedAt: at("2026-01-18T07:11:43.25Z"), Method: "POST", Path: "/payNotify?shop=1", Body: []byte(long),
		Headers: []Header{
			{"Host", "shop.example"}, {"client-id", clientID}, {"request-time", sentTime}, {"Content-Type", "application/json"},
			{"signature", "algorithm=RSA256,keyVersion=1,signature=" + strings.Repeat("aB3%2F", 60)},
		},
	}
	line := append(c.AppendJSON(nil), '\n')
	return bytes.Repeat(line, n)
}

func BenchmarkStream(b *testing.B) {
	const records = 500
	text := benchmarkStream(records)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for c, err := range Read("in", bytes.NewReader(text), Options{Format: FormatCapture}) {
			if err != nil || len(c.Body) < 1000 {
				b.Fatal(err)
			}
			n++
		}
		if n != records {
			b.Fatalf("%d records", n)
		}
	}
	b.ReportMetric(records*float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

func BenchmarkRecordReader(b *testing.B) {
	const records = 25
	piece := benchmarkStream(records)
	r := NewRecordReader(Options{})
	b.SetBytes(int64(len(piece)))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for _, err := range r.Read("in", piece) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != records {
			b.Fatal(n)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*records), "ns/record")
}

func BenchmarkAppendJSON(b *testing.B) {
	c, err := ParseRecord(benchmarkStream(1))
	if err != nil {
		b.Fatal(err)
	}
	var dst []byte
	b.ReportAllocs()
	for b.Loop() {
		dst = c.AppendJSON(dst[:0])
	}
	b.SetBytes(int64(len(dst)))
}

func BenchmarkHTTP(b *testing.B) {
	text := []byte(strings.Repeat(rawMessageText("\r\n", body), 200))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for _, err := range Read("in", bytes.NewReader(text), Options{Format: FormatHTTP}) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != 200 {
			b.Fatal(n)
		}
	}
}
