package spec

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
)

// goodsNameOf is the finding about the name of the first goods of an order, "" when
// there is none.
func goodsNameOf(t *testing.T, operation, request string, changes ...change) (string, string) {
	t.Helper()
	root := parse(t, request)
	for _, c := range changes {
		edit(t, root, c.path, c.value)
	}
	for _, f := range Validate(operation, root, Options{Now: now}) {
		if f.Path == "order.goods[0].goodsName" {
			return fmt.Sprintf("%s %s", f.Severity, f.Rule), f.Nearest
		}
	}
	return "", ""
}

func TestNamesOfFlightTickets(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"ticket-20250401-HX1-SZX-HKG":                                            "",
		"ticket-20250401-HX1-SZX-HKG,ticket-20250402-HX2-HKG-SZX":                "",
		"ticket-20250401-HX1-SZX-HKG, ticket-20250402-HX2-HKG-SZX":               "",
		"ticket-20250401-HX1-SZX-HKG,Accommodation Period (20250401-20250402),H": "",
		"Accommodation Period (20250401-20250402), Hotel, with a comma":          "",
		"Bag":                                            "error goods-name-flight",
		"Ticket-20250401-HX1-SZX-HKG":                    "error goods-name-flight",
		"ticket-20250401-HX1-SZX":                        "error goods-name-flight",
		"ticket-20250401--SZX-HKG":                       "error goods-name-flight",
		"ticket-20250401-HX1-SZX- ":                      "error goods-name-flight",
		"ticket-20250401-HX1-SZX-HKG,Bag":                "error goods-name-flight",
		"ticket-20250401-HX1-SZX-HKG,":                   "error goods-name-flight",
		"ticket-2025-04-01-HX1-SZX-HKG":                  "warning goods-name-flight",
		"ticket-20250431-HX1-SZX-HKG":                    "warning goods-name-flight",
		"ticket-date-flight number-departure-arrival":    "warning goods-name-flight",
		"ticket-20250401-HX1-Stoke-on-Trent-HKG":         "warning goods-name-flight",
		"Accommodation Period 20250401-20250402, Hotel":  "error goods-name-hotel",
		"Accommodation Period (20250402-20250401), H":    "warning goods-name-hotel",
		"accommodation period (20250401-20250402), H":    "error goods-name-hotel",
		"Accommodation Period (20250401-20250402)":       "error goods-name-hotel",
		"Accommodation Period (20250401-20250402), ":     "error goods-name-hotel",
		"Accommodation Period (2025-04-01/02), Hotel":    "error goods-name-hotel",
		"Accommodation Period (20250401-20250432), Ho":   "error goods-name-hotel",
		"Accommodation Period (20250401-20250402) Hotel": "error goods-name-hotel",
	} {
		got, _ := goodsNameOf(t, "createPaymentSession", goodHosted, change{"order.goods[0].goodsName", fmt.Sprintf("%q", name)})
		if got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// Only the guide to the hosted page asks for these names, and only for flights and hotels.
func TestNamesOfOtherGoods(t *testing.T) {
	t.Parallel()
	trip := change{"order.transit", `{"transitType":"FLIGHT","legs":[{"departureTime":"2025-04-01T12:01:01+08:00",
		"departureAddress":{"city":"SZX"},"arrivalAddress":{"city":"HKG"},"carrierNo":"HX1"}]}`}
	train := change{"order.transit", `{"transitType":"TRAIN"}`}
	lodging := change{"order.lodging", `{"hotelName":"Harbour Hotel"}`}
	for _, tt := range []struct {
		name    string
		changes []change
		want    string
		nearest string
	}{
		{"goods", nil, "", ""},
		{"a flight", []change{trip}, "warning goods-name-flight", "ticket-20250401-HX1-SZX-HKG"},
		{"a train", []change{train}, "", ""},
		{"lodging", []change{lodging}, "warning goods-name-hotel", ""},
		{"a malformed stay", []change{{"order.goods[0].goodsName", `"Accommodation Period (x)"`}}, "warning goods-name-hotel", ""},
	} {
		got, nearest := goodsNameOf(t, "pay", goodPay, tt.changes...)
		if got != tt.want || nearest != tt.nearest {
			t.Errorf("%s: %q %q, want %q %q", tt.name, got, nearest, tt.want, tt.nearest)
		}
	}
}

// The name that is proposed is one that is right.
func TestProposedTicketIsNamed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		legs, want string
		goods      int
	}{
		{`[{"departureTime":"2025-04-01T12:01:01+08:00","departureAddress":{"city":"SZX"},"arrivalAddress":{"city":"HKG"},"carrierNo":"HX1"}]`,
			"ticket-20250401-HX1-SZX-HKG", 1},
		{`[{"departureTime":"2025-04-01T23:59:00+08:00","departureAddress":{"city":"SZX"},"arrivalAddress":{"city":"HKG"},"carrierNo":"HX-1"}]`, "", 1},
		{`[{"departureTime":"tomorrow","departureAddress":{"city":"SZX"},"arrivalAddress":{"city":"HKG"},"carrierNo":"HX1"}]`, "", 1},
		{`[{"departureTime":"2025-04-01T12:01:01+08:00","arrivalAddress":{"city":"HKG"},"carrierNo":"HX1"}]`, "", 1},
		{`[{},{}]`, "", 1},
		{`[]`, "", 1},
	} {
		order := parse(t, `{"goods":[{}],"transit":{"legs":`+tt.legs+`}}`)
		if got := ticketOf(order, 0); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.legs, got, tt.want)
		}
	}
}

// However a name is written, no product has two forms, and none is lost.
func FuzzProductsIn(f *testing.F) {
	for _, s := range []string{"", ",", "ticket-1,ticket-2", "Accommodation Period (1-2), H, I,ticket-3", "a,b", ",,,", "ticket-,accommodation period"} {
		f.Add(s)
	}
	f.Add("\xe2,\u2000\x80\x80")
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "?") // as the parser of JSON makes it: halves of letters would join
		products := productsIn(s)
		if got, want := letters(strings.Join(products, "")), letters(s); got != want {
			t.Fatalf("%q has the products %q", s, products)
		}
		for _, p := range products {
			ticket, stay := ticketForm(p), stayForm(p)
			if ticket != misnamed && stay != misnamed {
				t.Errorf("%q has both forms", p)
			}
		}
	})
}

// letters is a text without space and commas.
func letters(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ',' || unicode.IsSpace(r) }), "")
}

// A long name is looked at once: a time that grows faster than the name would not end here.
func TestProductsOfALongName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]int{stayWord + strings.Repeat(",", 1<<20): 1, strings.Repeat(stayWord+",", 1<<16): 1 << 16} {
		if got := len(productsIn(name)); got != want {
			t.Errorf("%d products, want %d", got, want)
		}
	}
}
