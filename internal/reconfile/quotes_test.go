package reconfile

import "testing"

func TestMadeUpQuotes(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{{"USD", "HKD", "7.80000000"}, {"USD", "USD", "1.00000000"}, {"HKD", "USD", "0.12820512"}, {"USD", "XXX", "1.00000000"}} {
		if got := MadeUpQuote(c[0], c[1]); got != c[2] {
			t.Errorf("%s/%s is %s, want %s", c[0], c[1], got, c[2])
		}
	}
}
