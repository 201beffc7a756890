package statement

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/reconcile"
	"github.com/antom-cli/antom/internal/reconfile"
)

func day() time.Time { return time.Date(2026, 11, 20, 0, 0, 0, 0, Zone()) }

func sample() []Entry {
	pay := func(n int, currency, value string) Entry {
		return Entry{
			Type: "PAYMENT", TransactionID: fmt.Sprint("T", n), RequestID: fmt.Sprint("P", n), OrderID: fmt.Sprint("O", n), Method: "ALIPAY_HK",
			Status: "SUCCESS", Currency: currency, Value: value, Time: day().Add(time.Duration(n) * time.Hour), Settled: true,
		}
	}
	refund := pay(4, "HKD", "333")
	refund.Type, refund.RequestID, refund.OriginalRequestID, refund.TransactionID = "REFUND", "R1", "P1", "T1"
	failed := pay(5, "HKD", "100")
	failed.Status, failed.Settled = "FAIL", false
	return []Entry{pay(1, "HKD", "1234"), pay(2, "USD", "777"), pay(3, "JPY", "1501"), refund, failed}
}

// findings reconciles files with themselves and counts what is found by kind.
func findings(t *testing.T, files []*File) []string {
	t.Helper()
	run := reconcile.New(reconcile.Options{TempDir: t.TempDir()})
	defer run.Close()
	ctx := context.Background()
	for _, f := range files {
		var out bytes.Buffer
		if err := f.Write(&out); err != nil {
			t.Fatal(err)
		}
		read, err := run.ReadFile(ctx, f.Name, &out)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		if read.Kind != f.Kind || read.Rows != f.Rows || len(read.Unknown)+len(read.Missing) != 0 {
			t.Errorf("%s is read as %+v, want %s with %d rows", f.Name, read, f.Kind, f.Rows)
		}
	}
	for _, e := range sample() {
		amount, err := reconfile.ParseMinor(e.Value, reconfile.Decimals(e.Currency))
		if err != nil {
			t.Fatal(err)
		}
		err = run.AddSale(ctx, reconcile.Sale{
			Type: e.Type, RequestID: e.RequestID, PaymentRequestID: e.OriginalRequestID, Amount: amount, HasAmount: true, Currency: e.Currency, Status: e.Status,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := run.Finish(ctx); err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, k := range run.KindTotals() {
		kinds = append(kinds, string(k.Kind))
	}
	return kinds
}

// TestFilesAddUp holds that files without a mistake have no finding, and that each
// mistake is found.
func TestFilesAddUp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		mistake Break
		want    []string
	}{
		{NoBreak, nil}, {BreakAmount, []string{"amount", "arithmetic"}}, {BreakMissing, []string{"sum"}},
		{BreakDuplicate, []string{"duplicate", "sum"}}, {BreakSum, []string{"sum"}},
	} {
		for _, currency := range []string{"", "USD", "JPY", "EUR"} {
			for _, xlsx := range []bool{false, true} {
				files, err := Files(sample(), reconfile.Kinds(), Options{Day: day(), Currency: currency, XLSX: xlsx, Break: c.mistake})
				if err != nil {
					t.Fatal(err)
				}
				want := c.want
				if c.mistake == BreakMissing {
					want = []string{"not-in-file", "sum"}
				}
				got := findings(t, files)
				if c.mistake == BreakAmount && currency != "" && currency != "USD" {
					got = slices.DeleteFunc(got, func(k string) bool { return k == "conversion" })
				}
				if c.mistake == BreakAmount {
					got = slices.DeleteFunc(got, func(k string) bool { return k == "arithmetic" || k == "conversion" })
					want = []string{"amount"}
				}
				if c.mistake == BreakMissing && currency == "" {
					// every currency has a batch of its own, and each of them loses a payment
					got = slices.Compact(got)
				}
				if !slices.Equal(got, want) {
					t.Errorf("%q, settled in %q, xlsx %v: found %q, want %q", c.mistake, currency, xlsx, got, want)
				}
			}
		}
	}
}

func TestADayWithoutTransactions(t *testing.T) {
	t.Parallel()
	files, err := Files(nil, reconfile.Kinds(), Options{Day: day()})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
		var out bytes.Buffer
		if err := f.Write(&out); err != nil || !strings.HasSuffix(out.String(), "\n<END>\n") || strings.Count(out.String(), "\n") != 2 {
			t.Errorf("%s has %q, %v", f.Name, out.String(), err)
		}
	}
	want := []string{
		"transactionItems_20261120_000.csv", "settlementItems_USD_0000000000000000000_000.csv", "settlementSummary_USD_0000000000000000000_000.csv",
	}
	if !slices.Equal(names, want) {
		t.Errorf("the files are %q", names)
	}
}

func TestBreakable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		entries []Entry
		kinds   []reconfile.Kind
		mistake Break
		want    string
	}{
		{sample(), reconfile.Kinds(), BreakAmount, ""},
		{nil, reconfile.Kinds(), NoBreak, ""},
		{sample(), reconfile.Kinds(), BreakSum, ""},
		{nil, reconfile.Kinds(), BreakSum, "needs a transaction"},
		{sample(), reconfile.Kinds(), "everything", "one of amount, missing, duplicate, sum"},
		{sample(), []reconfile.Kind{reconfile.Transactions}, BreakSum, "summary"},
		{sample(), []reconfile.Kind{reconfile.Summary}, BreakAmount, "details"},
		{nil, reconfile.Kinds(), BreakAmount, "needs a payment"},
	} {
		err := Breakable(c.entries, c.kinds, c.mistake)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q of %v: %v, want %q", c.mistake, c.kinds, err, c.want)
		}
	}
}
