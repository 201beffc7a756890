package journal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// large makes a journal of n finished entries.
func large(tb testing.TB, n int) *Journal {
	tb.Helper()
	j := Open(tb.TempDir(), time.Now)
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for i := range n {
		e := Entry{
			ID: fmt.Sprintf("20260131-154205-%010d", i), Time: time.Unix(int64(1_800_000_000+i), 0).UTC(), Operation: "pay",
			Path: "/ams/sandbox/api/v1/payments/pay", Profile: "shop", ClientID: "SANDBOX_5Y0000000000000", Gateway: "https://open-sea-global.alipay.com",
			RequestID: fmt.Sprintf("request-%d", i), OrderID: fmt.Sprintf("order-%d", i), Amount: "1234", Currency: "HKD", Method: "ALIPAY_HK",
			BodySHA256: strings.Repeat("ab", 32), State: StateSent,
		}
		_ = enc.Encode(record{Schema: Schema, Record: recordBegin, Entry: e})
		e.State, e.ResultStatus, e.ResultCode = StateAnswered, "U", "PAYMENT_IN_PROCESS"
		_ = enc.Encode(record{Schema: Schema, Record: recordFinish, Entry: e})
	}
	if err := os.WriteFile(j.Path(), b.Bytes(), 0o600); err != nil {
		tb.Fatal(err)
	}
	return j
}

func BenchmarkLast(b *testing.B) {
	j := large(b, 10_000)
	for b.Loop() {
		if _, ok, err := last(j); err != nil || !ok {
			b.Fatal(ok, err)
		}
	}
}

func BenchmarkList20(b *testing.B) {
	j := large(b, 10_000)
	for b.Loop() {
		if list, err := j.List(Filter{Limit: 20}); err != nil || len(list) != 20 {
			b.Fatal(len(list), err)
		}
	}
}

func BenchmarkListAll(b *testing.B) {
	j := large(b, 10_000)
	for b.Loop() {
		if list, err := j.List(Filter{}); err != nil || len(list) != 10_000 {
			b.Fatal(len(list), err)
		}
	}
}

// BenchmarkListRare looks for an operation that is not there: the worst case of
// a shell that asks for recent refunds.
func BenchmarkListRare(b *testing.B) {
	j := large(b, 10_000)
	for b.Loop() {
		if list, err := j.List(Filter{Operation: "refund", Limit: 20}); err != nil || len(list) != 0 {
			b.Fatal(len(list), err)
		}
	}
}

func BenchmarkFindRequestAbsent(b *testing.B) {
	j := large(b, 10_000)
	for b.Loop() {
		if _, ok, err := j.FindRequest("request-absent"); err != nil || ok {
			b.Fatal(ok, err)
		}
	}
}

func BenchmarkBegin(b *testing.B) {
	j := Open(b.TempDir(), time.Now)
	for b.Loop() {
		if _, err := j.Begin(Entry{RequestID: "r"}); err != nil {
			b.Fatal(err)
		}
	}
}
