package reconcile

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/reconfile"
)

// benchRows is the size of the benchmark: the number in ANTOM_RECONCILE_ROWS, or few.
func benchRows() int {
	if n, err := strconv.Atoi(os.Getenv("ANTOM_RECONCILE_ROWS")); err == nil {
		return n
	}
	return 100_000
}

// settlementFile is a file of settlement details in all columns, with fees and another
// currency for every fourth row.
func settlementFile(tb testing.TB, rows int, xlsx bool) []byte {
	tb.Helper()
	var out bytes.Buffer
	w, err := reconfile.NewWriter(&out, reconfile.Settlement, xlsx)
	if err != nil {
		tb.Fatal(err)
	}
	at := time.Date(2026, 11, 20, 0, 0, 0, 0, time.FixedZone("", 8*3600))
	for i := range rows {
		row := map[string]string{
			"settlementBatchId": "202611201985548486", "customerId": "2188120000000001", "PSP": "Alipay_SG", "transactionType": "PAYMENT",
			"transactionId": fmt.Sprintf("20261120194010890100%08d", i), "transactionRequestId": fmt.Sprintf("PAY%012d", i),
			"referenceTransactionId": fmt.Sprintf("ORDER%012d", i), "paymentMethodType": "GCASH",
			"transactionCreationTime":   at.Add(time.Duration(i%80000) * time.Second).Format(time.RFC3339),
			"transactionCompletionTime": at.Add(time.Duration(i%80000+5) * time.Second).Format(time.RFC3339),
			"settlementInitiatedDate":   "2026-11-21T10:00:00+08:00", "transactionAmountValue": "100.00", "transactionCurrency": "USD",
			"settlementAmountValue": "97.20", "settlementCurrency": "USD", "paymentMethodFeeAmountValue": "-2.50", "paymentMethodFeeCurrency": "USD",
			"processingFeeAmountValue": "-0.30", "processingFeeCurrency": "USD",
		}
		if i%4 == 0 {
			row["transactionCurrency"], row["transactionAmountValue"] = "PHP", "5800.00"
			row["quoteCurrencyPair"], row["quotePrice"] = "USD/PHP", "58.00000000"
			row["convertedTransactionAmountValue"], row["convertedCurrency"] = "100.00", "USD"
		}
		if err := w.Write(row); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// orderFile is the list of orders that fits settlementFile.
func orderFile(rows int) []byte {
	var out bytes.Buffer
	out.WriteString("paymentRequestId,orderId,amount,currency,status\n")
	for i := range rows {
		amount, currency := "100.00", "USD"
		if i%4 == 0 {
			amount, currency = "5800.00", "PHP"
		}
		fmt.Fprintf(&out, "PAY%012d,ORDER%012d,%s,%s,paid\n", i, i, amount, currency)
	}
	return out.Bytes()
}

// BenchmarkManyRowsOfOneID reports the time for a row where all have the same ids, which
// must not grow with their number.
func BenchmarkManyRowsOfOneID(b *testing.B) {
	for _, rows := range []int{5_000, 50_000} {
		b.Run(strconv.Itoa(rows), func(b *testing.B) {
			for b.Loop() {
				finishAlike(b, readAlike(b, rows))
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(2*rows*b.N), "ns/row")
		})
	}
}

// BenchmarkReconcile compares a file of settlement details with a list of as many orders,
// on one core. It reports rows a second, the time as a multiple of what encoding/csv
// alone takes for both files, and the peak of the heap.
func BenchmarkReconcile(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	rows := benchRows()
	file, orders := settlementFile(b, rows, false), orderFile(rows)
	begin := time.Now()
	for _, data := range [][]byte{file, orders} {
		r := csv.NewReader(bytes.NewReader(data))
		r.ReuseRecord, r.FieldsPerRecord = true, -1
		for {
			if _, err := r.Read(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
	alone := time.Since(begin)
	debug.FreeOSMemory()
	peak := watchHeap()
	b.ResetTimer()
	for range b.N {
		compareAll(b, file, orders)
	}
	b.StopTimer()
	perRun := b.Elapsed() / time.Duration(b.N)
	b.ReportMetric(float64(rows)/perRun.Seconds(), "rows/s")
	b.ReportMetric(perRun.Seconds()/alone.Seconds(), "×csv")
	b.ReportMetric(float64(peak()-uint64(len(file)+len(orders)))/(1<<20), "MiB")
}

// BenchmarkXLSX reads a workbook of settlement details.
func BenchmarkXLSX(b *testing.B) {
	rows := benchRows()
	file := settlementFile(b, rows, true)
	debug.FreeOSMemory()
	peak := watchHeap()
	b.ResetTimer()
	for range b.N {
		compareAll(b, file, nil)
	}
	b.StopTimer()
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(peak())/(1<<20), "MiB")
}

// watchHeap samples what the process got from the system for its heap, and returns a
// function that ends it with the most that it saw.
func watchHeap() func() uint64 {
	done, result := make(chan bool), make(chan uint64)
	go func() {
		most := uint64(0)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse+m.StackInuse)
			select {
			case <-done:
				result <- most
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() uint64 { done <- true; return <-result }
}

func compareAll(tb testing.TB, file, orders []byte) {
	tb.Helper()
	ctx := context.Background()
	run := New(Options{TempDir: tb.TempDir()})
	defer func() {
		if err := run.Close(); err != nil {
			tb.Error(err)
		}
	}()
	if _, err := run.ReadFile(ctx, "settlementItems.csv", bytes.NewReader(file)); err != nil {
		tb.Fatal(err)
	}
	if orders != nil {
		list, err := NewOrders(bytes.NewReader(orders), nil)
		if err != nil {
			tb.Fatal(err)
		}
		for {
			sale, err := list.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				tb.Fatal(err)
			}
			if err := run.AddSale(ctx, sale); err != nil {
				tb.Fatal(err)
			}
		}
	}
	if err := run.Finish(ctx); err != nil {
		tb.Fatal(err)
	}
	if run.Count() != 0 {
		tb.Fatalf("%d findings: %+v", run.Count(), run.KindTotals())
	}
}
