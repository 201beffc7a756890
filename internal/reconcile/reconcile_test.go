package reconcile

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/reconfile"
)

const (
	transactionHeader = "transactionType,transactionId,transactionRequestId,originalTransactionRequestId,referenceTransactionId,transactionCompletionTime,transactionAmountValue,transactionCurrency,status"
	settlementHeader  = "settlementBatchId,transactionType,transactionId,transactionRequestId,originalTransactionRequestId,referenceTransactionId,transactionCompletionTime,transactionAmountValue,transactionCurrency,settlementAmountValue,settlementCurrency,quoteCurrencyPair,quotePrice,convertedTransactionAmountValue,convertedCurrency,paymentMethodFeeAmountValue,paymentMethodFeeCurrency"
	summaryHeader     = "settlementBatchId,summaryType,count,settlementAmountValue,settlementCurrency"
	at                = "2026-11-20T10:00:00+08:00"
)

// world is what a comparison is made of: rows of files and sales.
type world struct {
	transactions, settlement, summary []string
	orders                            []string // rows of a list of orders
	sales                             []Sale
	options                           Options
}

const orderHeader = "paymentRequestId,paymentId,orderId,amount,currency,status,type,original,time"

// compare runs a comparison.
func (w world) compare(t *testing.T) (*Run, []Finding) {
	t.Helper()
	w.options.TempDir = t.TempDir()
	run := New(w.options)
	t.Cleanup(func() {
		if err := run.Close(); err != nil {
			t.Error(err)
		}
	})
	ctx := context.Background()
	for _, f := range []struct {
		name, header string
		rows         []string
	}{{"t.csv", transactionHeader, w.transactions}, {"d.csv", settlementHeader, w.settlement}, {"s.csv", summaryHeader, w.summary}} {
		if f.rows == nil {
			continue
		}
		text := strings.Join(slices.Concat([]string{f.header}, f.rows, []string{"<END>"}), "\n")
		if _, err := run.ReadFile(ctx, f.name, strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
	}
	if w.orders != nil {
		list, err := NewOrders(strings.NewReader(strings.Join(slices.Concat([]string{orderHeader}, w.orders), "\n")), map[string]string{"original": "original"})
		if err != nil {
			t.Fatal(err)
		}
		for {
			sale, err := list.Next()
			if err != nil {
				break
			}
			w.sales = append(w.sales, sale)
		}
	}
	for _, s := range w.sales {
		if err := run.AddSale(ctx, s); err != nil {
			t.Fatal(err)
		}
	}
	if err := run.Finish(ctx); err != nil {
		t.Fatal(err)
	}
	var found []Finding
	if err := run.Each(func(f *Finding) error { found = append(found, *f); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(found) != run.Count() {
		t.Errorf("%d findings are counted as %d", len(found), run.Count())
	}
	return run, found
}

// brief is a finding as the tables below write it.
func brief(f Finding) string {
	return fmt.Sprintf("%s %s %s: %s | %s", f.Where(), f.Kind, f.IDs(), f.Expected, f.Found)
}

func TestFindings(t *testing.T) {
	t.Parallel()
	paid := []string{"PAYMENT,T1,P1,,O1," + at + ",10.00,USD,SUCCESS"}
	settled := "B1,PAYMENT,T1,P1,,O1," + at + ",10.00,USD,9.75,USD,,,,,-0.25,USD"
	for name, c := range map[string]struct {
		world
		want []string
	}{
		"everything matches": {world{transactions: paid, settlement: []string{settled}, orders: []string{"P1,T1,O1,10,USD,paid,,,"}}, nil},
		"no sales at all":    {world{transactions: paid}, nil},
		"paid here, not in the file": {
			world{transactions: paid, orders: []string{"P1,T1,O1,10,USD,,,,", "P2,,O2,7.50,USD,,,,"}},
			[]string{"orders:3 not-in-file P2 O2: USD 7.50 | "},
		},
		"not paid, not in the file": {world{transactions: paid, orders: []string{"P1,,,10,USD,,,,", "P2,,,7.50,USD,unpaid,,,", "P3,,,1,USD,failed,,,"}}, nil},
		"in the file, unknown here": {
			world{transactions: append(paid, "PAYMENT,T2,P2,,O2,"+at+",3.00,USD,SUCCESS"), orders: []string{"P1,,,10,USD,,,,"}},
			[]string{"t.csv:3 unknown-here P2 T2 O2:  | USD 3.00"},
		},
		"a payment without an amount": {
			world{transactions: []string{"PAYMENT,T1,P1,,O1," + at + ",,USD,SUCCESS"}, orders: []string{"P1,T1,O1,10,USD,paid,,,"}},
			[]string{"t.csv:2 unreadable P1 T1 O1: an amount | transactionAmountValue is empty"},
		},
		"an amount that cannot be read is one difference": {
			world{transactions: []string{"PAYMENT,T1,P1,,O1," + at + ",ten,USD,SUCCESS"}, orders: []string{"P1,T1,O1,10,USD,paid,,,"}},
			[]string{`t.csv:2 unreadable P1 T1 O1:  | transactionAmountValue "ten" is not a number`},
		},
		"a settled payment without a settled amount": {
			world{settlement: []string{strings.Replace(settled, ",9.75,", ",,", 1)}, orders: []string{"P1,T1,O1,10,USD,paid,,,"}},
			[]string{"d.csv:2 unreadable P1 T1 O1: an amount | settlementAmountValue is empty"},
		},
		"a payment that is not settled yet": {
			world{settlement: []string{strings.Replace(settled[2:], ",9.75,", ",,", 1)}, orders: []string{"P1,T1,O1,10,USD,paid,,,"}}, nil,
		},
		"a row that was cut off": {
			world{transactions: []string{"PAYMENT,T1,P1,,O1," + at + ",10.00,USD"}, orders: []string{"P1,T1,O1,10,USD,paid,,,"}},
			[]string{"t.csv:2 unreadable P1 T1 O1:  | the row has fewer cells than the header (8 instead of 9), so it may have been cut off"},
		},
		"an unknown status, not in the file": {
			world{transactions: paid, orders: []string{"P1,,,10,USD,shipped,,,", "P2,,,7.50,USD,shipped,,,"}},
			[]string{"orders:3 not-in-file P2: USD 7.50 | "},
		},
		"a payment that the list has twice": {
			world{transactions: paid, orders: []string{"P1,,,10,USD,,,,", "P1,,,12,USD,,,,"}},
			[]string{"orders:3 duplicate P1: once, as at orders:2 | again"},
		},
		"a payment that the list has twice, by Antom's id": {
			world{transactions: paid, orders: []string{",T1,,10,USD,,,,", ",T1,,10,USD,,,,"}},
			[]string{"orders:3 duplicate T1: once, as at orders:2 | again"},
		},
		"refunds of one payment, by its id, neither in the file": {
			world{transactions: paid, orders: []string{"P1,T1,,10,USD,,,,", "R1,T1,,4,USD,,REFUND,P1,", "R2,T1,,4,USD,,REFUND,P1,"}},
			[]string{"orders:3 refund-not-in-file R1 T1: USD 4.00 | ", "orders:4 refund-not-in-file R2 T1: USD 4.00 | "},
		},
		"refunds of one payment, by its id, others in the file": {
			world{
				transactions: append(paid, "REFUND,T1,R3,P1,O1,"+at+",-4.00,USD,SUCCESS", "REFUND,T1,R4,P1,O1,"+at+",-4.00,USD,SUCCESS"),
				orders:       []string{"P1,T1,,10,USD,,,,", ",T1,,4,USD,,REFUND,P1,"},
			},
			[]string{
				"t.csv:3 refund-unknown-here R3 T1 O1:  | USD 4.00", "t.csv:4 refund-unknown-here R4 T1 O1:  | USD 4.00",
				"orders:3 refund-not-in-file T1: USD 4.00 | ",
			},
		},
		"a refund with another number, by Antom's id": {
			world{transactions: append(paid, "REFUND,T2,R1,P1,O1,"+at+",-4.00,USD,SUCCESS"), orders: []string{"P1,,,10,USD,,,,", "CREDIT-1,T2,,4,USD,,REFUND,P1,"}}, nil,
		},
		"a payment with the sign of a refund": {
			world{transactions: []string{strings.Replace(paid[0], ",10.00,", ",-10.00,", 1)}, orders: []string{"P1,,,10,USD,,,,"}},
			[]string{"t.csv:2 amount P1 T1 O1: USD 10.00 | USD -10.00"},
		},
		"a negative order": {
			world{transactions: paid, orders: []string{"P1,,,-10,USD,,,,"}},
			[]string{"t.csv:2 amount P1 T1 O1: USD -10.00 | USD 10.00"},
		},
		"a settled payment of nothing": {
			world{settlement: []string{strings.Replace(strings.Replace(settled, ",-0.25,", ",,", 1), ",10.00,", ",0.00,", 1)}},
			[]string{"d.csv:2 arithmetic P1 T1 O1: USD 0.00 | USD 9.75"},
		},
		"a refund that was taken back": {
			world{
				transactions: append(paid, "REFUND,T1,R1,P1,O1,"+at+",-4.00,USD,SUCCESS", "REFUND_REVERSAL,T1,R1,P1,O1,"+at+",4.00,USD,SUCCESS"),
				orders:       []string{"P1,,,10,USD,,,,", "R1,,,4,USD,,REFUND,P1,"},
			},
			[]string{"t.csv:4 status R1 T1 O1:  | REFUND_REVERSAL"},
		},
		"failed there, unknown here": {world{transactions: append(paid, "PAYMENT,T2,P2,,O2,"+at+",3.00,USD,FAIL"), orders: []string{"P1,,,10,USD,,,,"}}, nil},
		"joined by Antom's id":       {world{transactions: paid, orders: []string{",T1,O1,10,USD,,,,"}}, nil},
		"joined by Antom's id where the other one is wrong": {
			world{transactions: paid, orders: []string{"SHOP-1,T1,O1,11,USD,,,,"}},
			[]string{"t.csv:2 amount P1 T1 O1: USD 11.00 | USD 10.00"},
		},
		"amount":                            {world{transactions: paid, orders: []string{"P1,,,10.01,USD,,,,"}}, []string{"t.csv:2 amount P1 T1 O1: USD 10.01 | USD 10.00"}},
		"currency":                          {world{transactions: paid, orders: []string{"P1,,,10,EUR,,,,"}}, []string{"t.csv:2 currency P1 T1 O1: EUR 10.00 | USD 10.00"}},
		"no currency in the list of orders": {world{transactions: paid, orders: []string{"P1,,,10,,,,,"}}, nil},
		"paid there, open here":             {world{transactions: paid, orders: []string{"P1,,,10,USD,pending,,,"}}, []string{"t.csv:2 status P1 T1 O1: PENDING | SUCCESS"}},
		"failed there, paid here": {
			world{transactions: []string{"PAYMENT,T1,P1,,O1," + at + ",10.00,USD,FAIL"}, orders: []string{"P1,,,10,USD,paid,,,"}},
			[]string{"t.csv:2 status P1 T1 O1: PAID | FAIL"},
		},
		"a status that nobody knows": {world{transactions: []string{"PAYMENT,T1,P1,,O1," + at + ",10.00,USD,ODD"}, orders: []string{"P1,,,10,USD,paid,,,"}}, nil},
		"taken back there": {
			world{transactions: append(paid, "CANCEL,T1,C1,P1,O1,"+at+",-10.00,USD,SUCCESS"), orders: []string{"P1,,,10,USD,paid,,,"}},
			[]string{"t.csv:2 status P1 T1 O1: PAID | CANCELLED"},
		},
		"taken back here and there": {world{transactions: append(paid, "CANCEL,T1,C1,P1,O1,"+at+",-10.00,USD,SUCCESS"), orders: []string{"P1,,,10,USD,cancelled,,,"}}, nil},
		"cancelled there, joined by Antom's id": {
			world{transactions: append(paid, "CANCEL,T9,C1,P1,O1,"+at+",-10.00,USD,SUCCESS"), orders: []string{",T1,O1,10,USD,SUCCESS,,,"}},
			[]string{"t.csv:2 status P1 T1 O1: SUCCESS | CANCELLED"},
		},
		"cancelled here and there, joined by Antom's id": {
			world{transactions: append(paid, "CANCEL,T9,C1,P1,O1,"+at+",-10.00,USD,SUCCESS"), orders: []string{",T1,O1,10,USD,CANCELLED,,,"}}, nil,
		},
		"cancelled without the payment's id, joined by Antom's id": {
			world{transactions: append(paid, "CANCEL,T1,C1,,O1,"+at+",-10.00,USD,SUCCESS"), orders: []string{",T1,O1,10,USD,CANCELLED,,,"}},
			[]string{"t.csv:3 missing-id C1 T1 O1: originalTransactionRequestId | empty"},
		},
		"a cancellation that failed": {world{transactions: append(paid, "CANCEL,T1,C1,P1,O1,"+at+",-10.00,USD,FAIL"), orders: []string{"P1,,,10,USD,paid,,,"}}, nil},
		"a capture proves its payment, joined by Antom's id": {
			world{
				settlement: []string{"B1,CAPTURE,T1,C1,P1,O1," + at + ",10.00,USD,9.75,USD,,,,,-0.25,USD"},
				orders:     []string{",T1,O1,10,USD,,,,", "C1,,O1,10,USD,,CAPTURE,P1,"},
			}, nil,
		},
		"refunded here and there": {world{transactions: append(paid, "REFUND,T1,R1,P1,O1,"+at+",-4.00,USD,SUCCESS"), orders: []string{"P1,,,10,USD,,,,", "R1,,,4,USD,,REFUND,P1,"}}, nil},
		"failed, then paid with the same id": {
			world{transactions: []string{"PAYMENT,T0,P1,,O1," + at + ",10.00,USD,FAIL", paid[0]}, orders: []string{"P1,,,10,USD,paid,,,"}}, nil,
		},
		"open, then failed with the same id": {
			world{transactions: []string{"PAYMENT,T1,P1,,O1," + at + ",10.00,USD,FAIL"}, orders: []string{"P1,,,10,USD,pending,,,"}}, nil,
		},
		"the first row without Antom's id": {
			world{
				transactions: []string{"PAYMENT,,P1,,O1," + at + ",10.00,USD,SUCCESS"}, settlement: []string{settled},
				orders: []string{",T1,O1,10,USD,SUCCESS,,,"},
			}, nil,
		},
		"two holds of an order": {
			world{transactions: []string{"AUTHORIZATION,T1,P1,,O1," + at + ",10.00,USD,SUCCESS", "AUTHORIZATION,T2,P2,,O1," + at + ",10.00,USD,SUCCESS"}}, nil,
		},
		"two holds of an order, both captured": {
			world{transactions: []string{
				"AUTHORIZATION,T1,P1,,O1," + at + ",10.00,USD,SUCCESS", "AUTHORIZATION,T2,P2,,O1," + at + ",10.00,USD,SUCCESS",
				"CAPTURE,T3,C1,P1,O1," + at + ",10.00,USD,SUCCESS", "CAPTURE,T4,C2,P2,O1," + at + ",10.00,USD,SUCCESS",
			}},
			[]string{"t.csv:3 paid-twice P2 T2 O1: one payment, P1 | USD 10.00"},
		},
		"captured there, the payment here": {
			world{transactions: []string{"CAPTURE,T1,C1,P1,O1," + at + ",4.00,USD,SUCCESS", "CAPTURE,T2,C2,P1,O1," + at + ",6.00,USD,SUCCESS"}, orders: []string{"P1,,O1,10,USD,paid,,,"}}, nil,
		},
		"captured there for less, the payment here": {
			world{transactions: []string{"CAPTURE,T1,C1,P1,O1," + at + ",4.00,USD,SUCCESS"}, orders: []string{"P1,,O1,10,USD,paid,,,"}},
			[]string{"t.csv:2 amount C1 T1 O1: USD 10.00 | USD 4.00"},
		},
		"captured there, the payment here by Antom's id": {
			world{transactions: []string{"AUTHORIZATION,T1,P1,,O1," + at + ",10.00,USD,SUCCESS", "CAPTURE,T2,C1,P1,O1," + at + ",10.00,USD,SUCCESS"}, orders: []string{",T1,O1,10,USD,paid,,,"}}, nil,
		},
		"captured there, unknown here": {
			world{transactions: append(paid, "CAPTURE,T2,C2,P2,O2,"+at+",10.00,USD,SUCCESS"), orders: []string{"P1,,O1,10,USD,paid,,,"}},
			[]string{"t.csv:3 unknown-here C2 T2 O2:  | USD 10.00"},
		},
		"one of two captures unknown here": {
			world{
				transactions: []string{"CAPTURE,T1,C1,P1,O1," + at + ",4.00,USD,SUCCESS", "CAPTURE,T2,C2,P1,O1," + at + ",6.00,USD,SUCCESS"},
				orders:       []string{"P1,,O1,10,USD,paid,,,", "C1,,O1,4,USD,,CAPTURE,P1,"},
			},
			[]string{"t.csv:3 unknown-here C2 T2 O1:  | USD 6.00"},
		},
		"refunded here only": {
			world{transactions: paid, orders: []string{"P1,,,10,USD,,,,", "R1,,,4,USD,,REFUND,P1,"}},
			[]string{"orders:3 refund-not-in-file R1: USD 4.00 | "},
		},
		"refunded there only": {
			world{transactions: append(paid, "REFUND,T1,R1,P1,O1,"+at+",-4.00,USD,SUCCESS"), orders: []string{"P1,,,10,USD,,,,"}},
			[]string{"t.csv:3 refund-unknown-here R1 T1 O1:  | USD 4.00"},
		},
		"paid twice": {
			world{
				transactions: append(paid, "PAYMENT,T2,P2,,O1,2026-11-20T09:00:00+08:00,10.00,USD,SUCCESS"),
				orders:       []string{"P1,,O1,10,USD,,,,", "P2,,O1,10,USD,,,,"},
			},
			[]string{"t.csv:2 paid-twice P1 T1 O1: one payment, P2 | USD 10.00"},
		},
		"paid twice, and given back": {
			world{transactions: append(paid, "PAYMENT,T2,P2,,O1,"+at+",10.00,USD,SUCCESS", "REFUND,T2,R2,P2,O1,"+at+",-10.00,USD,SUCCESS")}, nil,
		},
		"the same row twice": {world{transactions: append(paid, paid[0])}, []string{"t.csv:3 duplicate P1 T1 O1: once, as at t.csv:2 | again"}},
		"settled twice": {
			world{settlement: []string{settled, strings.Replace(settled, "B1", "B2", 1)}},
			[]string{"d.csv:3 settled-twice P1 T1 O1: in batch B1 only, as at d.csv:2 | in batch B2"},
		},
		"disputed": {
			world{transactions: append(paid, "DISPUTE,D1,,P1,O1,"+at+",-10.00,USD,SUCCESS")},
			[]string{"t.csv:3 dispute D1 O1:  | DISPUTE"},
		},
		"a capture proves its payment": {
			world{
				settlement: []string{"B1,CAPTURE,T1,C1,P1,O1," + at + ",10.00,USD,9.75,USD,,,,,-0.25,USD"},
				orders:     []string{"P1,,O1,10,USD,,,,", "C1,,O1,10,USD,,CAPTURE,P1,"},
			}, nil,
		},
		"fees without a transaction": {world{settlement: []string{"B1,SETTLEMENT_FEE,,,,,,,,-5.00,USD,,,,,,"}, orders: []string{"P9,,,1,USD,unpaid,,,"}}, nil},
		"the sum of a row": {
			world{settlement: []string{strings.Replace(settled, "9.75", "9.72", 1)}},
			[]string{"d.csv:2 arithmetic P1 T1 O1: USD 9.75 | USD 9.72"},
		},
		"the sum of a row, rounded": {world{settlement: []string{strings.Replace(settled, "9.75", "9.73", 1)}}, nil},
		"a quote to the right":      {world{settlement: []string{"B1,PAYMENT,T1,P1,,O1," + at + ",78.00,HKD,9.75,USD,USD/HKD,7.80000000,10.00,USD,-0.25,USD"}}, nil},
		"a quote to the left":       {world{settlement: []string{"B1,PAYMENT,T1,P1,,O1," + at + ",10.00,HKD,1.03,USD,HKD/USD,0.12800000,1.28,USD,-0.25,USD"}}, nil},
		"a converted amount": {
			world{settlement: []string{"B1,PAYMENT,T1,P1,,O1," + at + ",78.00,HKD,8.75,USD,USD/HKD,7.80000000,9.00,USD,-0.25,USD"}},
			[]string{"d.csv:2 conversion P1 T1 O1: USD 10.00 | USD 9.00"},
		},
		"a currency without decimals": {world{settlement: []string{"B1,PAYMENT,T1,P1,,O1," + at + ",10.01,USD,1460,JPY,USD/JPY,150,1502,JPY,-41,JPY"}}, nil},
		"decimals that cannot be": {
			world{transactions: []string{"PAYMENT,T1,P1,,O1," + at + ",10.50,JPY,SUCCESS"}},
			[]string{"t.csv:2 decimals P1 T1 O1: at most 0 decimals | JPY 10.5"},
		},
		"a currency that is not": {
			world{transactions: []string{"PAYMENT,T1,P1,,O1," + at + ",10.50,XXQ,SUCCESS"}},
			[]string{"t.csv:2 decimals P1 T1 O1: a currency of ISO 4217 | XXQ"},
		},
		"no request id": {
			world{transactions: []string{"PAYMENT,T1,,,O1," + at + ",10.50,USD,SUCCESS"}},
			[]string{"t.csv:2 missing-id T1 O1: transactionRequestId | empty"},
		},
		"an amount that is none": {
			world{transactions: []string{"PAYMENT,T1,P1,,O1," + at + ",1O,USD,SUCCESS"}},
			[]string{`t.csv:2 unreadable P1 T1 O1:  | transactionAmountValue "1O" is not a number`},
		},
		"a summary": {world{settlement: []string{settled}, summary: []string{"B1,PAYMENT,1,9.75,USD", "B1,TOTAL,1,9.75,USD"}}, nil},
		"a wrong total": {
			world{settlement: []string{settled}, summary: []string{"B1,PAYMENT,1,9.75,USD", "B1,TOTAL,1,9.00,USD"}},
			[]string{"s.csv:3 sum B1: USD 9.75 | USD 9.00"},
		},
		"a wrong type, and so the total": {
			world{settlement: []string{settled}, summary: []string{"B1,PAYMENT,1,9.00,USD", "B1,TOTAL,1,9.00,USD"}},
			[]string{"s.csv:2 sum B1: USD 9.75 | USD 9.00"},
		},
		"a wrong type, and another wrong total": {
			world{settlement: []string{settled}, summary: []string{"B1,PAYMENT,1,9.00,USD", "B1,TOTAL,1,8.00,USD"}},
			[]string{"s.csv:2 sum B1: USD 9.75 | USD 9.00", "s.csv:3 sum B1: USD 9.75 | USD 8.00"},
		},
		"a wrong count": {
			world{settlement: []string{settled}, summary: []string{"B1,PAYMENT,2,9.75,USD", "B1,TOTAL,2,9.75,USD"}},
			[]string{"s.csv:2 sum B1: 1 row | 2 rows"},
		},
		"a total with a correction": {world{settlement: []string{settled}, summary: []string{"B1,PAYMENT,1,9.75,USD", "B1,DEFAULT,,-0.75,USD", "B1,TOTAL,1,9.00,USD"}}, nil},
		"a summary alone":           {world{summary: []string{"B1,PAYMENT,1,9.75,USD", "B1,REFUND,1,-1.00,USD", "B1,TOTAL,2,8.75,USD"}}, nil},
		"a summary that is wrong in itself": {
			world{summary: []string{"B1,PAYMENT,1,9.75,USD", "B1,TOTAL,1,9.00,USD"}},
			[]string{"s.csv:3 sum B1: USD 9.75 | USD 9.00"},
		},
		"a batch without rows": {world{settlement: []string{}, summary: []string{}}, nil},
		"a sum of another batch": {
			world{settlement: []string{settled}, summary: []string{"B2,TOTAL,1,9.75,USD"}},
			[]string{"d.csv:2 sum B1: USD 9.75 | no summary of the batch", "s.csv:2 sum B2: USD 0.00 | USD 9.75"},
		},
		"a summary in two rows of a type": {world{settlement: []string{settled}, summary: []string{"B1,PAYMENT,1,9.00,USD", "B1,PAYMENT,0,0.75,USD", "B1,TOTAL,1,9.75,USD"}}, nil},
		"two rows of a type that do not fit": {
			world{settlement: []string{settled}, summary: []string{"B1,PAYMENT,1,1.00,USD", "B1,PAYMENT,1,9.75,USD", "B1,TOTAL,1,9.75,USD"}},
			[]string{"s.csv:2 sum B1: USD 9.75 | USD 10.75"},
		},
		"the same row of a summary twice": {
			world{settlement: []string{settled}, summary: []string{"B1,PAYMENT,1,9.75,USD", "B1,PAYMENT,1,9.75,USD", "B1,TOTAL,1,9.75,USD"}},
			[]string{"s.csv:3 duplicate B1: once, as at s.csv:2 | again"},
		},
		"a type that the summary leaves out": {
			world{
				settlement: []string{settled, "B1,SETTLEMENT_FEE,,,,,,,,-5.00,USD,,,,,,"},
				summary:    []string{"B1,PAYMENT,1,9.75,USD", "B1,TOTAL,2,4.75,USD"},
			},
			[]string{"s.csv:3 sum B1: USD -5.00 of SETTLEMENT_FEE | no row of the summary"},
		},
		"a summary without types": {world{settlement: []string{settled, "B1,SETTLEMENT_FEE,,,,,,,,-5.00,USD,,,,,,"}, summary: []string{"B1,TOTAL,2,4.75,USD"}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, found := c.compare(t)
			var got []string
			for _, f := range found {
				got = append(got, brief(f))
				if f.Do == "" {
					t.Errorf("%s does not say what to do", brief(f))
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("found %s\nwant %s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// TestPeriod holds that sales of other times are not expected in the files.
func TestPeriod(t *testing.T) {
	t.Parallel()
	row := "PAYMENT,T1,P1,,O1," + at + ",10.00,USD,SUCCESS"
	day := time.Date(2026, 11, 20, 0, 0, 0, 0, time.FixedZone("", 8*3600))
	sale := func(when time.Time) []Sale {
		return []Sale{{Source: FromJournal, Line: 1, Type: "PAYMENT", RequestID: "P2", Amount: 10000, HasAmount: true, Currency: "USD", Status: "SUCCESS", Time: when}}
	}
	for name, c := range map[string]struct {
		world
		found, outside int
	}{
		"the first moment of the day": {world{transactions: []string{row}, sales: sale(day)}, 2, 0},
		"the moment before":           {world{transactions: []string{row}, sales: sale(day.Add(-time.Nanosecond))}, 1, 1},
		"the next day":                {world{transactions: []string{row}, sales: sale(day.AddDate(0, 0, 1))}, 1, 1},
		"no time":                     {world{transactions: []string{row}, sales: sale(time.Time{})}, 2, 0},
		"a time without a zone":       {world{transactions: []string{strings.Replace(row, at, "2026-11-20 10:00:00", 1)}, sales: sale(day)}, 2, 0},
		"a row without a time":        {world{transactions: []string{strings.Replace(row, at, "", 1)}, sales: sale(day)}, 1, 1},
		"no rows":                     {world{transactions: []string{}, sales: sale(day)}, 0, 1},
		"a time that was asked for":   {world{transactions: []string{row}, sales: sale(day.AddDate(0, 0, 1)), options: Options{Since: day.AddDate(0, 0, 1)}}, 2, 0},
		"before a time":               {world{transactions: []string{row}, sales: sale(day), options: Options{Until: day}}, 1, 1},
	} {
		run, found := c.compare(t)
		if len(found) != c.found || run.Outside != c.outside {
			t.Errorf("%s: %d findings and %d outside, want %d and %d", name, len(found), run.Outside, c.found, c.outside)
		}
	}
}

// TestFilesWithoutDays holds that files without times do not pass for those of other days.
func TestFilesWithoutDays(t *testing.T) {
	t.Parallel()
	run, found := world{
		transactions: []string{"PAYMENT,T1,P1,,O1,,10.00,USD,SUCCESS"},
		orders:       []string{"P1,,,10,USD,paid,,," + at, "P2,,,7.50,USD,paid,,," + at},
	}.compare(t)
	const want = "the files do not say which days they are of, so sales that are in none of them are no difference: 1; --since and --until say which ones are expected"
	if len(found) != 0 || run.Dated() || !slices.Contains(run.Notes, want) {
		t.Errorf("%+v, %q", found, run.Notes)
	}
}

// TestDates holds that a date is the whole day, wherever in the world it begins.
func TestDates(t *testing.T) {
	t.Parallel()
	for zone, want := range map[int]map[int]bool{ // by the day of November
		8:  {19: false, 20: true, 21: false},
		9:  {19: false, 20: true, 21: true},
		13: {19: false, 20: true, 21: true},
		-8: {18: false, 19: true, 20: true, 21: false},
	} {
		for day, expected := range want {
			known := Sale{Type: "PAYMENT", RequestID: "P1", Amount: 100000, HasAmount: true, Currency: "USD"}
			dated := known
			dated.RequestID, dated.Day, dated.Time = "P2", true, time.Date(2026, 11, day, 0, 0, 0, 0, time.FixedZone("", zone*3600))
			run, found := world{transactions: []string{"PAYMENT,T1,P1,,O1," + at + ",10.00,USD,SUCCESS"}, sales: []Sale{known, dated}}.compare(t)
			if (len(found) == 1) != expected || (run.Outside == 0) != expected {
				t.Errorf("GMT%+d, November %d: %d findings and %d outside", zone, day, len(found), run.Outside)
			}
		}
	}
	for text, want := range map[string]bool{"2026-11-20": true, "2026-11-20 10:00": false, "": false} {
		if at, day := orderTime(text); day != want || at.IsZero() != (text == "") {
			t.Errorf("%q is %s, a day: %v", text, at, day)
		}
	}
}

// TestDayInTheName holds that a file without rows stands for the day in its name.
func TestDayInTheName(t *testing.T) {
	t.Parallel()
	run := New(Options{TempDir: t.TempDir()})
	defer run.Close()
	if _, err := run.ReadFile(context.Background(), "transactionItems_20261120_000.csv", strings.NewReader(transactionHeader+"\n<END>\n")); err != nil {
		t.Fatal(err)
	}
	from, to := run.Period()
	if from.Format(time.RFC3339) != "2026-11-20T00:00:00+08:00" || to.Sub(from) != 24*time.Hour {
		t.Errorf("the period is %s to %s", from, to)
	}
}

// TestNotesWhatIsNotCompared holds that nothing is passed over without a word.
func TestNotesWhatIsNotCompared(t *testing.T) {
	t.Parallel()
	run, found := world{
		transactions: []string{"PAYMENT,T1,P1,,O1," + at + ",10.00,USD,ODD"},
		orders:       []string{"P1,,,,,shipped,,,", "P2,,,1,,failed,,,"},
	}.compare(t)
	if len(found) != 0 {
		t.Errorf("%+v", found)
	}
	notes := strings.Join(run.Notes, "\n")
	for _, want := range []string{
		`t.csv: unknown status "ODD", which is not compared (1 row)`, "orders: orders without an amount, which is not compared: 1; --map amount=COLUMN",
		"orders: orders without a currency, which is not compared: 1;", `orders: unknown status "shipped", which is not compared (1 order)`,
	} {
		if !strings.Contains(notes, want) {
			t.Errorf("no note says %q: %s", want, notes)
		}
	}
}

// TestSourcesAreMerged holds what is believed when several sources know a payment.
func TestSourcesAreMerged(t *testing.T) {
	t.Parallel()
	row := []string{"PAYMENT,T1,P1,,O1," + at + ",10.00,USD,SUCCESS"}
	journal := Sale{Source: FromJournal, Type: "PAYMENT", RequestID: "P1", Amount: 100000, HasAmount: true, Currency: "USD", Status: "PROCESSING"}
	notified := Sale{Source: FromInbox, Type: "PAYMENT", RequestID: "P1", Status: "S"}
	ordered := Sale{Source: FromOrders, Type: "PAYMENT", RequestID: "P1", Status: "pending"}
	if _, found := (world{transactions: row, sales: []Sale{journal}}).compare(t); len(found) != 1 || found[0].Kind != NotFinalHere {
		t.Errorf("open in the journal: %+v", found)
	}
	if _, found := (world{transactions: row, sales: []Sale{notified, journal}}).compare(t); len(found) != 0 {
		t.Errorf("the notification says that it is paid: %+v", found)
	}
	if _, found := (world{transactions: row, sales: []Sale{notified, ordered}}).compare(t); len(found) != 1 {
		t.Errorf("the shop has not noticed: %+v", found)
	}
}

func TestNotes(t *testing.T) {
	t.Parallel()
	run, _ := world{
		transactions: []string{"PAYMENT,T1,P1,,O1," + at + ",10.00,USD,SUCCESS", "PAYMENT,T2,P2,,O2," + at + ",20.00,USD,SUCCESS", "NEW_TYPE,T3,P3,,," + at + ",1.00,USD,SUCCESS"},
		orders:       []string{"P1,,,1000,USD,,,,", "P2,,,2000,USD,,,,"},
	}.compare(t)
	text := strings.Join(run.Notes, "\n")
	for _, want := range []string{"a hundred times", `unknown transactionType "NEW_TYPE"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the notes do not say %q: %s", want, text)
		}
	}
}

func TestTotals(t *testing.T) {
	t.Parallel()
	run, _ := world{
		settlement: []string{
			"B1,PAYMENT,T1,P1,,O1," + at + ",10.00,USD,9.75,USD,,,,,-0.25,USD", "B1,PAYMENT,T2,P2,,O2," + at + ",5.00,USD,4.75,USD,,,,,-0.25,USD",
			"B1,PAYMENT,T3,P3,,O3," + at + ",150,JPY,0.95,USD,USD/JPY,150,1.00,USD,-0.05,USD",
		},
	}.compare(t)
	want := []Total{
		{reconfile.Settlement, "PAYMENT", "", "JPY", 1, "150", "-0.05", "0.95", "USD"}, {reconfile.Settlement, "PAYMENT", "", "USD", 2, "15.00", "-0.50", "14.50", "USD"},
	}
	if got := run.Totals(); !slices.Equal(got, want) {
		t.Errorf("the totals are %+v", got)
	}
}

// TestTotalsOfFailures holds that money that did not move is not added to money that did.
func TestTotalsOfFailures(t *testing.T) {
	t.Parallel()
	run, _ := world{transactions: []string{
		"PAYMENT,T1,P1,,O1," + at + ",10.00,USD,SUCCESS", "PAYMENT,T2,P2,,O2," + at + ",5.00,USD,fail",
	}}.compare(t)
	got := run.Totals()
	if len(got) != 2 || got[0].Amount != "10.00" || got[0].Status != "" || got[1].Amount != "5.00" || got[1].Status != "FAIL" {
		t.Errorf("the totals are %+v", got)
	}
}

// TestOneDifferenceInTwoReports holds that what both details say alike is told once.
func TestOneDifferenceInTwoReports(t *testing.T) {
	t.Parallel()
	w := world{
		transactions: []string{"PAYMENT,T1,P1,,O1," + at + ",10.00,USD,SUCCESS"},
		settlement:   []string{"B1,PAYMENT,T1,P1,,O1," + at + ",10.00,USD,9.75,USD,,,,,-0.25,USD"},
		orders:       []string{"P1,,O1,11,USD,,,,"},
	}
	if _, found := w.compare(t); len(found) != 1 {
		t.Errorf("the same difference is told %d times", len(found))
	}
	w.settlement[0] = strings.Replace(w.settlement[0], "10.00,USD,9.75", "9.00,USD,8.75", 1)
	if _, found := w.compare(t); len(found) != 2 {
		t.Errorf("two differences are told %d times", len(found))
	}
}

// TestExamples holds that the example files have the mistakes that their page names.
func TestExamples(t *testing.T) {
	t.Parallel()
	run := New(Options{TempDir: t.TempDir(), Orders: "orders.csv"})
	defer run.Close()
	ctx := context.Background()
	files, err := filepath.Glob("../../examples/reconcile/*_000.csv")
	if err != nil || len(files) != 3 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	open := func(name string) *os.File {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	for _, name := range files {
		if _, err := run.ReadFile(ctx, filepath.Base(name), open(name)); err != nil {
			t.Fatal(err)
		}
	}
	list, err := NewOrders(open("../../examples/reconcile/orders.csv"), nil)
	for err == nil {
		var s Sale
		if s, err = list.Next(); err == nil {
			err = run.AddSale(ctx, s)
		}
	}
	if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	if err := run.Finish(ctx); err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, k := range run.KindTotals() {
		kinds = append(kinds, fmt.Sprintf("%s %d", k.Kind, k.Count))
	}
	if want := []string{"unknown-here 1", "amount 1", "refund-not-in-file 1"}; !slices.Equal(kinds, want) {
		t.Errorf("found %q, want %q", kinds, want)
	}
}

// TestSpills holds that the parts in the temporary files are the same as in memory, that
// findings come in the order of their lines, and that nothing stays behind.
func TestSpills(t *testing.T) {
	t.Parallel()
	const rows = 3 * heldFindings / 2
	dir := t.TempDir()
	run := New(Options{TempDir: dir})
	run.byID.most, run.byAntom.most, run.byOrder.most = 1<<14, 1<<14, 1<<14
	ctx := context.Background()
	var file bytes.Buffer
	file.WriteString(transactionHeader + "\n")
	for i := range rows {
		fmt.Fprintf(&file, "PAYMENT,T%d,P%d,,O%d,%s,10.00,USD,SUCCESS\n", i, i, i, at)
		if err := run.AddSale(ctx, Sale{Source: FromOrders, Line: i + 2, Type: "PAYMENT", RequestID: fmt.Sprint("P", i), Amount: 110000, HasAmount: true, Currency: "USD"}); err != nil {
			t.Fatal(err)
		}
	}
	file.WriteString("<END>\n")
	if _, err := run.ReadFile(ctx, "t.csv", &file); err != nil {
		t.Fatal(err)
	}
	if err := run.Finish(ctx); err != nil {
		t.Fatal(err)
	}
	if run.byID.file == nil || run.findings.file == nil {
		t.Fatal("nothing went into a temporary file")
	}
	line := 1
	err := run.Each(func(f *Finding) error {
		if line++; f.Line != line || f.Kind != AmountDiffers || f.RequestID != fmt.Sprint("P", line-2) {
			return fmt.Errorf("line %d: %s", line, brief(*f))
		}
		return nil
	})
	if err != nil || run.Count() != rows || line != rows+1 {
		t.Errorf("%d findings up to line %d, %v", run.Count(), line, err)
	}
	if k := run.KindTotals(); len(k) != 1 || k[0].Amount["USD"] != fmt.Sprintf("%d.00", rows) {
		t.Errorf("the kinds are %+v", k)
	}
	if err := run.Close(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("%d files stay behind, %v", len(left), err)
	}
}

func readRecord(data []byte) (*record, error) {
	r := &record{}
	return r, r.read(data)
}

// TestRecordsSurvive holds that a record is read as it was written, and that damage is
// an error.
func TestRecordsSurvive(t *testing.T) {
	t.Parallel()
	rec := record{
		sale: true, ref: true, taken: true, proven: true, day: true, class: refundClass, state: failed, file: 3, line: 1 << 20, kind: reconfile.Transactions, typ: "REFUND",
		requestID: "R1", original: "P1", id: "T1", order: "订单", batch: "B", status: "FAIL", amount: -12345, currency: "USD", time: 1_800_000_000,
	}
	data := rec.append(nil)
	if got, err := readRecord(data); err != nil || *got != rec {
		t.Errorf("%+v is read as %+v, %v", rec, got, err)
	}
	for n := range data {
		if got, err := readRecord(data[:n]); err == nil && *got == rec {
			t.Errorf("%d of %d bytes are enough", n, len(data))
		}
	}
}

// FuzzRecord holds that no damage makes reading a record fail in another way than by an
// error.
func FuzzRecord(f *testing.F) {
	f.Add((&record{requestID: "P1"}).append(nil))
	f.Fuzz(func(_ *testing.T, data []byte) {
		_, _ = readRecord(data)
		_ = eachRecord(data, func([]byte) error { return nil })
	})
}

func TestOrders(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text    string
		columns []string
		want    string
		err     string
	}{
		"usual names":        {"payment_request_id;Order ID;Total;Currency\nP1;O1;1,234.50;usd\n", nil, "P1 O1 1234.50 USD", ""},
		"mapped names":       {"no,sum,cur\nP1,7,USD\n", []string{"request=no", "amount=sum", "currency=cur"}, "P1  7.00 USD", ""},
		"smallest units":     {"\ufeffpaymentRequestId,amount_cents,currency\nP1,1234,USD\n", nil, "P1  12.34 USD", ""},
		"no id":              {"name,amount\nx,1\n", nil, "", "no column has the paymentRequestId"},
		"an unknown column":  {"no,amount\nx,1\n", []string{"request=number"}, "", `no column "number"`},
		"an unknown field":   {"no,amount\nx,1\n", []string{"id=no"}, "", `no field "id"`},
		"a mapping of none":  {"no,amount\nx,1\n", []string{"request"}, "", "FIELD=COLUMN"},
		"a bad amount":       {"paymentRequestId,amount\nP1,one\n", nil, "", `line 2: the amount "one" is not a number`},
		"thousands":          {"paymentRequestId;amount\nP1;-1,234,567.5\n", nil, "P1  -1234567.50 ", ""},
		"a decimal comma":    {"paymentRequestId;amount\nP1;12,50\n", nil, "", `line 2: the amount "12,50" has a comma`},
		"three decimals":     {"paymentRequestId;amount\nP1;1234,500\n", nil, "", `line 2: the amount "1234,500" has a comma`},
		"points and a comma": {"paymentRequestId;amount\nP1;1.234,50\n", nil, "", `line 2: the amount "1.234,50" has a comma`},
		"a bad currency":     {"paymentRequestId,currency\nP1,ZZZ\n", nil, "", "line 2: the currency"},
		"a bad type":         {"paymentRequestId,type\nP1,gift\n", nil, "", "line 2: the type"},
		"a row without ids":  {"paymentRequestId,amount\n,1\n", nil, "", "line 2: the order has no"},
		"nothing":            {"", nil, "", "it is empty"},
		"compressed":         {"\x1f\x8b\x08\x00", nil, "", "line 1: it is compressed with gzip"},
		"a workbook":         {"PK\x03\x04", nil, "", "line 1: it is an XLSX file"},
		"an open quotation":  {"paymentRequestId,name\nP1,\"Best\" shoes\nP2,x\n", nil, "", "line 2: a quotation mark is not doubled or not closed"},
		"an endless cell":    {"paymentRequestId\n\"" + strings.Repeat("x", 3*maxOrderLine), nil, "", "larger than"},
		"an empty last line": {"paymentRequestId,amount\nP1,1\n\n , \n", nil, "P1  1.00 ", ""},
	} {
		columns, err := ParseMap(c.columns)
		var list *Orders
		if err == nil {
			list, err = NewOrders(strings.NewReader(c.text), columns)
		}
		var got string
		if err == nil {
			var s Sale
			for s, err = list.Next(); err == nil; s, err = list.Next() {
				got += fmt.Sprintf("%s %s %s %s", s.RequestID, s.OrderID, s.Amount, s.Currency)
			}
		}
		switch {
		case c.err == "" && got != c.want:
			t.Errorf("%s: %q, %v, want %q", name, got, err, c.want)
		case c.err != "" && !strings.Contains(err.Error(), c.err):
			t.Errorf("%s: %v, want %s", name, err, c.err)
		}
	}
}

// FuzzOrders holds that no list makes the reader fail in another way than by an error.
func FuzzOrders(f *testing.F) {
	f.Add([]byte("paymentRequestId,amount,currency,time\nP1,1.00,USD,2026-11-20\n"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		list, err := NewOrders(bytes.NewReader(data), nil)
		for err == nil {
			_, err = list.Next()
		}
	})
}

func TestExports(t *testing.T) {
	t.Parallel()
	list := []Finding{{Kind: UnknownHere, File: "t.csv", Line: 3, RequestID: "=HYPERLINK(1)", Found: "USD -1.00", Amount: "-1.00", Do: "look"}}
	each := func(use func(*Finding) error) error { return use(&list[0]) }
	var out bytes.Buffer
	if err := WriteCSV(&out, each); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != 2 || len(rows[1]) != len(rows[0]) {
		t.Fatalf("%q, %v", rows, err)
	}
	cell := func(name string) string { return rows[1][slices.Index(rows[0], name)] }
	if cell("requestId") != "'=HYPERLINK(1)" || cell("amount") != "-1.00" || cell("line") != "3" {
		t.Errorf("the cells are %q", rows[1])
	}
	var book bytes.Buffer
	if err := WriteXLSX(&book, each, nil); err != nil || !bytes.HasPrefix(book.Bytes(), []byte("PK")) {
		t.Errorf("%d bytes, %v", book.Len(), err)
	}
	failure := errors.New("full")
	if err := WriteCSV(&book, func(func(*Finding) error) error { return failure }); !errors.Is(err, failure) {
		t.Errorf("an error on the way is %v", err)
	}
}

// TestInquiries holds which object Antom is asked about.
func TestInquiries(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		finding Finding
		want    string
		asks    bool // about the payment
	}{
		"a payment":                   {Finding{Kind: AmountDiffers, Type: "PAYMENT", RequestID: "P1", TransactionID: "T1"}, "inquire P1", true},
		"a sale by another name":      {Finding{Kind: NotInFile, Type: "SALE", RequestID: "P1"}, "inquire P1", true},
		"a payment by Antom's id":     {Finding{Kind: NotInFile, Type: "PAYMENT", TransactionID: "T1"}, "inquire --payment-id T1", true},
		"a refund":                    {Finding{Kind: StatusDiffers, Type: "REFUND", RequestID: "R1", PaymentRequestID: "P1"}, "inquire-refund R1", false},
		"a refund that is missing":    {Finding{Kind: RefundNotInFile, Type: "REFUND", RequestID: "R1", PaymentRequestID: "P1"}, "inquire-refund R1", false},
		"a refund by Antom's id":      {Finding{Kind: AmountDiffers, Type: "REFUND", TransactionID: "T1", PaymentRequestID: "P1"}, "", false},
		"a capture":                   {Finding{Kind: AmountDiffers, Type: "CAPTURE", RequestID: "C1", PaymentRequestID: "P1"}, "", false},
		"a payment that was paid too": {Finding{Kind: PaidTwice, Type: "PAYMENT", RequestID: "P1"}, "", false},
	} {
		_, _, asks := c.finding.Payment()
		if got := strings.Join(c.finding.Inquiry(), " "); got != c.want || asks != c.asks {
			t.Errorf("%s: %q, asks about the payment: %v", name, got, asks)
		}
	}
}

// joinAll groups all parts.
func joinAll(ctx context.Context, s *spill) error {
	for part := range partCount {
		if err := joinPart(ctx, s, part, (*record).joinKey, func(*group) error { return nil }); err != nil {
			return err
		}
	}
	return nil
}

// readAlike reads a file with so many rows of one payment, and of one order.
func readAlike(tb testing.TB, rows int) *Run {
	tb.Helper()
	var file strings.Builder
	file.WriteString(transactionHeader + "\n")
	for i := range rows {
		fmt.Fprintf(&file, "PAYMENT,T%d,P1,,O1,%s,%d.00,USD,SUCCESS\nPAYMENT,X%d,Q%d,,O2,%s,1.00,USD,SUCCESS\n", i, at, i+1, i, i, at)
	}
	file.WriteString("<END>\n")
	run := New(Options{TempDir: tb.TempDir()})
	tb.Cleanup(func() { run.Close() })
	if _, err := run.ReadFile(context.Background(), "t.csv", strings.NewReader(file.String())); err != nil {
		tb.Fatal(err)
	}
	return run
}

// finishAlike compares the rows of readAlike with one payment.
func finishAlike(tb testing.TB, run *Run) {
	tb.Helper()
	if err := run.AddSale(context.Background(), Sale{Type: "PAYMENT", RequestID: "P1", Amount: 10000, HasAmount: true, Currency: "USD"}); err != nil {
		tb.Fatal(err)
	}
	if err := run.Finish(context.Background()); err != nil {
		tb.Fatal(err)
	}
}

// TestManyRowsOfOneID holds that each of many rows with the same ids is a finding, and
// that the context ends the comparison. BenchmarkManyRowsOfOneID says what it takes.
func TestManyRowsOfOneID(t *testing.T) {
	t.Parallel()
	const rows = 5_000
	stopped, stop := context.WithCancel(context.Background())
	stop()
	if err := joinAll(stopped, readAlike(t, rows).byID); !errors.Is(err, context.Canceled) {
		t.Errorf("the parts do not look at the context: %v", err)
	}
	run := readAlike(t, rows)
	finishAlike(t, run)
	if run.count(Duplicate) != rows-1 || run.count(AmountDiffers) != rows-1 {
		t.Errorf("the kinds are %+v", run.KindTotals())
	}
}

// TestEveryKindIsExplained holds that the table of kinds is complete.
func TestEveryKindIsExplained(t *testing.T) {
	t.Parallel()
	seen := map[Kind]bool{}
	for _, info := range Kinds() {
		if seen[info.Kind] || info.Title == "" || info.Do == "" {
			t.Errorf("the kind %+v", info)
		}
		seen[info.Kind] = true
	}
	if Kind("other").Info().Title != "other" {
		t.Error("a kind that is none has no name")
	}
}
