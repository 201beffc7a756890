package mcpserver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

const (
	// mostAmounts is how many amounts a person reads before saying yes.
	mostAmounts = 12
	// maxRequestText is the longest form of the arguments in a question, in bytes.
	maxRequestText = 1500
)

// requestText is a request as the user is asked about it. All of its amounts come first:
// the agent that writes the arguments must not be able to push one out of sight.
func requestText(arguments json.RawMessage) (string, error) {
	root, err := spec.ParseJSON(arguments)
	if err != nil {
		return "", apperr.New(apperr.Usage, "the arguments cannot be read", err)
	}
	amounts := amountsIn(root, "")
	if amount, currency := root.Get("amount"), root.Get("currency"); amount != nil {
		amounts = append([]string{"amount: " + strings.TrimSpace(currency.String()+" "+amount.String())}, amounts...)
	}
	switch {
	case len(amounts) > mostAmounts:
		return "", apperr.New(apperr.Usage, fmt.Sprintf("the request has %d amounts, and the user can confirm at most %d at once", len(amounts), mostAmounts), nil,
			"send several smaller requests", "the user can send it on the command line; antom api --help").WithCode("not-confirmed")
	case len(amounts) == 0:
		amounts = []string{"no amount is given: all that the operation allows"}
	}
	var b strings.Builder
	for _, line := range amounts {
		b.WriteString(short(line) + "\n")
	}
	b.WriteString(shortArguments(arguments))
	return b.String(), nil
}

// amountsIn are the amounts in a value, in the major unit, each with its path.
func amountsIn(n *spec.Node, path string) []string {
	var out []string
	if currency, value := n.Get("currency"), n.Get("value"); currency != nil && value != nil {
		out = append(out, fmt.Sprintf("%s: %s", lastName(path), amountText(currency.String(), value.String())))
	}
	for _, m := range n.Members {
		out = append(out, amountsIn(m.Value, path+"."+m.Name)...)
	}
	for _, item := range n.Items {
		out = append(out, amountsIn(item, path)...)
	}
	return out
}

func lastName(path string) string {
	const most = 30
	name := path[strings.LastIndexByte(path, '.')+1:]
	return shortText(name, most)
}

// amountText is an amount as a person reads it.
func amountText(code, value string) string {
	currency, err := spec.ParseCurrency(code)
	if err != nil {
		return fmt.Sprintf("%s %s in the smallest unit", code, value)
	}
	return currency.Code + " " + currency.Major(value)
}

// shortArguments are the arguments of a call in one line, with long texts and lists cut.
func shortArguments(arguments json.RawMessage) string {
	decoder := json.NewDecoder(bytes.NewReader(arguments))
	decoder.UseNumber() // amounts stay as they are
	var tree any
	if decoder.Decode(&tree) != nil {
		return ""
	}
	const items, length = 10, 100
	cut := cutter{items: items, length: length}
	data, err := marshal(cut.cut(tree))
	if err != nil {
		return ""
	}
	return shortText(printable.Clean(string(data)), maxRequestText)
}
