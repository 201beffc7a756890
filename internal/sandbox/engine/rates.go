package engine

import (
	"cmp"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

const (
	// maxPairs is how many pairs of currencies an inquiry can have.
	maxPairs = 50
	// quoteTime is how long a rate is valid, in the simulator's time.
	quoteTime = time.Hour
	// rateDigits is the number of decimals of a rate.
	rateDigits = 8
	rateBase   = "USD"

	rateReference = "REFERENCE"
)

// ratesToDollar are made-up rates: what one dollar costs. They never change, so that
// tests can count on them.
func ratesToDollar() map[string]string {
	return map[string]string{
		"USD": "1", "AUD": "1.52", "BRL": "5.40", "CAD": "1.36", "CHF": "0.88", "CLP": "940", "CNY": "7.10", "EUR": "0.92", "GBP": "0.79",
		"HKD": "7.80", "IDR": "15800", "INR": "84", "JPY": "150", "KRW": "1350", "MXN": "18.50", "MYR": "4.40", "NZD": "1.64", "PEN": "3.75",
		"PHP": "57", "SGD": "1.34", "THB": "34", "TWD": "32", "VND": "25000",
	}
}

// pair is two currencies that a rate is asked for.
type pair struct{ sell, buy string }

// inquireRates tells made-up exchange rates: what one unit of the currency that is
// sold brings of the one that is bought.
func (e *Engine) inquireRates(r Request) (Reply, error) {
	pairs, no := pairsOf(r.Body)
	if no.code != "" {
		return Refusal(r.Operation, no.code, no.message), nil
	}
	n := withResult(r.Operation, codeSuccess, "")
	quotes, payment := spec.NewArray(), spec.NewArray()
	start := e.now().Truncate(time.Second)
	guaranteed := r.Body.Get("rateType").String() != rateReference
	for _, p := range pairs {
		rate, no := p.rate()
		if no.code != "" {
			return Refusal(r.Operation, no.code, no.message), nil
		}
		quote := object(
			"quoteCurrencyPair", spec.NewString(p.sell+"/"+p.buy), "quotePrice", spec.NewString(rate),
			"quoteStartTime", stamp(start), "quoteExpiryTime", stamp(e.after(start, quoteTime)),
			"guaranteed", spec.NewString(fmt.Sprint(guaranteed)),
		)
		single := object("buyCurrency", spec.NewString(p.buy), "sellCurrency", spec.NewString(p.sell), "exchangeRate", spec.NewString(rate))
		if guaranteed {
			id, err := e.newID(start)
			if err != nil {
				return Reply{}, err
			}
			quote.Set("quoteId", spec.NewString(id))
			single.Set("quoteId", spec.NewString(id))
		}
		quotes.Items, payment.Items = append(quotes.Items, quote), append(payment.Items, single)
	}
	n.Set("quotes", quotes)
	n.Set("paymentQuotes", payment)
	return Reply{Body: n}, nil
}

// pairsOf reads what an inquiry asks for: a list of pairs, or two currencies, of which
// one may be left out and then is the dollar.
func pairsOf(b *spec.Node) ([]pair, refusal) {
	list := b.Get("currencyPairs")
	if list != nil && len(list.Items) > 0 {
		if len(list.Items) > maxPairs {
			return nil, refuse(codeParam, "currencyPairs: %d pairs are given; the simulator takes at most %d", len(list.Items), maxPairs)
		}
		var pairs []pair
		for i, item := range list.Items {
			p := pair{item.Get("sellCurrency").String(), item.Get("buyCurrency").String()}
			if p.sell == "" || p.buy == "" {
				return nil, refuse(codeParam, "currencyPairs[%d]: a pair has a sellCurrency and a buyCurrency", i)
			}
			pairs = append(pairs, p)
		}
		return pairs, refusal{}
	}
	p := pair{cmp.Or(b.Get("sellCurrency").String(), b.Get("paymentCurrency").String()), b.Get("buyCurrency").String()}
	if p.sell == "" && p.buy == "" {
		return nil, refuse(codeParam, "currencyPairs: name the currencies, as pairs or as sellCurrency and buyCurrency")
	}
	return []pair{{cmp.Or(p.sell, rateBase), cmp.Or(p.buy, rateBase)}}, refusal{}
}

// rate is what one unit of the sold currency brings.
func (p pair) rate() (string, refusal) {
	rates := ratesToDollar()
	var values [2]*big.Rat
	for i, code := range []string{p.sell, p.buy} {
		value, ok := new(big.Rat).SetString(rates[code])
		if !ok {
			return "", refuse(codeCurrency, "the simulator has no rate for %s", code)
		}
		values[i] = value
	}
	text := new(big.Rat).Quo(values[1], values[0]).FloatString(rateDigits)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), "."), refusal{}
}
