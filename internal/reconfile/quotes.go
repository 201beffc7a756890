package reconfile

import "strconv"

// perDollar are quotes of the simulator: how much of a currency one US dollar is. They
// are made up, and near what they once were.
func perDollar() map[string]string {
	return map[string]string{
		"USD": "1", "HKD": "7.80", "SGD": "1.35", "CNY": "7.20", "EUR": "0.92", "GBP": "0.79", "JPY": "150", "KRW": "1350", "PHP": "58",
		"MYR": "4.40", "THB": "35", "IDR": "16000", "VND": "25000", "BRL": "5.50", "MXN": "18", "AUD": "1.50", "INR": "84",
	}
}

// MadeUpQuote is how much of a currency one unit of another is for the simulator, with
// eight decimals. Unknown currencies are worth a dollar.
func MadeUpQuote(of, in string) string {
	table := perDollar()
	cross := func(currency string) Money {
		if m, err := ParseMoney(table[currency]); err == nil && m > 0 {
			return m
		}
		return 100 * Cent
	}
	const scale = 100_000_000
	q := int64(cross(in)) * scale / int64(cross(of))
	fraction := strconv.FormatInt(q%scale+scale, 10)[1:]
	return strconv.FormatInt(q/scale, 10) + "." + fraction
}
