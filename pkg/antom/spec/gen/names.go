package main

import (
	"strconv"
	"strings"
)

// initialisms are written in capitals in Go names.
var initialisms = []struct{ plain, capital string }{
	{"Id", "ID"}, {"Url", "URL"}, {"Ip", "IP"}, {"Mcc", "MCC"}, {"Os", "OS"}, {"Psp", "PSP"}, {"Ptsp", "PTSP"},
	{"Cpf", "CPF"}, {"Sku", "SKU"}, {"Bin", "BIN"}, {"Cvv", "CVV"}, {"Avs", "AVS"}, {"Arn", "ARN"}, {"Rrn", "RRN"},
	{"Eci", "ECI"}, {"Cavv", "CAVV"}, {"Xid", "XID"}, {"Ds", "DS"},
}

// goName turns a field name such as paymentRequestId into PaymentRequestID.
func goName(name string) string {
	words := splitWords(upperFirst(name))
	for i, word := range words {
		for _, in := range initialisms {
			if word == in.plain {
				words[i] = in.capital
			}
		}
	}
	return strings.Join(words, "")
}

// operationGoName turns an operation's name such as vaults.fetchNonce into
// VaultsFetchNonce.
func operationGoName(name string) string {
	parts := strings.Split(name, ".")
	for i, part := range parts {
		parts[i] = goName(part)
	}
	return strings.Join(parts, "")
}

// splitWords splits before every capital letter that follows a small one.
func splitWords(name string) []string {
	var words []string
	start := 0
	for i := 1; i < len(name); i++ {
		if isUpper(name[i]) && !isUpper(name[i-1]) {
			words = append(words, name[start:i])
			start = i
		}
	}
	return append(words, name[start:])
}

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// sentence makes a note end with a full stop.
func sentence(s string) string {
	if strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

// wrap breaks text into lines of at most width characters, at spaces.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

func itoa(n int) string { return strconv.Itoa(n) }

func cmpString(a, b string) int { return strings.Compare(a, b) }
