package engine

import (
	"strconv"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/reconfile"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// settlementOf is the currency that a request wants to be settled in if it is not the
// payment's own; "" else.
func settlementOf(b *spec.Node) string {
	wanted := b.At("settlementStrategy.settlementCurrency").String()
	if wanted == b.At("paymentAmount.currency").String() {
		return ""
	}
	return wanted
}

// setSettlement adds grossSettlementAmount and settlementQuote, which belong together:
// the amount at the rate that was locked when the payment was made. The rates are made
// up, and those of the reconciliation files of the simulator.
func setSettlement(n *spec.Node, amount Amount, settled string, locked time.Time) {
	if settled == "" {
		return
	}
	price := reconfile.MadeUpQuote(amount.Currency, settled)
	gross, ok := converted(amount, settled, price)
	if !ok {
		return // more than any settlement has
	}
	made := madeUp(amount.Currency + settled + locked.UTC().Format(time.DateOnly))
	n.Set("grossSettlementAmount", gross.node())
	n.Set("settlementQuote", object(
		"quoteId", spec.NewString(made.digits(20)),
		"quoteCurrencyPair", spec.NewString(amount.Currency+"/"+settled),
		"quotePrice", &spec.Node{Kind: spec.Number, Text: price},
		"quoteStartTime", stamp(locked),
		"guaranteed", boolean(true),
	))
}

// converted is an amount in another currency, rounded to its smallest unit.
func converted(amount Amount, to, price string) (Amount, bool) {
	decimals := reconfile.Decimals(to)
	unit := reconfile.Cent
	for range 2 - decimals {
		unit *= 10
	}
	for range decimals - 2 {
		unit /= 10
	}
	rate, err := reconfile.ParseRate(price)
	if err != nil {
		return Amount{}, false
	}
	money, err := reconfile.ParseMinor(amount.Value, reconfile.Decimals(amount.Currency))
	if err != nil {
		return Amount{}, false
	}
	if money, err = rate.Times(money, unit); err != nil {
		return Amount{}, false
	}
	return Amount{Currency: to, Value: strconv.FormatInt(minorOf(money.Text(decimals)), 10)}, true
}

// minorOf reads an amount of major units without its point.
func minorOf(text string) int64 {
	n, _ := strconv.ParseInt(strings.Replace(text, ".", "", 1), 10, 64) // Money has no more digits
	return n
}
