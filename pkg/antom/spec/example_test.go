package spec_test

import (
	"fmt"
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// A request is checked before it is sent. Nearest is what was probably meant.
func ExampleValidate() {
	request, err := spec.ParseJSON([]byte(`{"paymentRequestId": "try-1", "refundAmount": {"currency": "HKD", "value": "12.34"}, "paymentID": "x"}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range spec.Validate("refund", request, spec.Options{Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}) {
		if f.Nearest != "" {
			fmt.Printf("%s: %s: %s\n", f.Severity, f.Path, f.Nearest)
		}
	}
	// Output:
	// error: refundAmount.value: 1234
	// error: paymentID: paymentId
}

// What a code means depends on the operation.
func ExampleCodeFor() {
	c, _ := spec.CodeFor("pay", "ORDER_IS_CLOSED")
	fmt.Println(c.Status, c.Message)
	fmt.Println(c.Next)
	// Output:
	// F this paymentRequestId belongs to a failed or timed-out payment
	// pay with a new paymentRequestId
}

func ExampleParseCurrency() {
	dinar, err := spec.ParseCurrency("KWD")
	fmt.Println(dinar.Name, dinar.Decimals, err)
	_, err = spec.ParseCurrency("kwd")
	fmt.Println(err)
	// Output:
	// Kuwaiti dinar 3 <nil>
	// the currency "kwd" is not known (did you mean KWD?)
}

func ExampleCurrency_Minor() {
	for _, amount := range []struct{ code, major string }{{"HKD", "12.34"}, {"JPY", "100"}, {"IDR", "100.50"}} {
		c, err := spec.ParseCurrency(amount.code)
		if err != nil {
			fmt.Println(err)
			continue
		}
		minor, err := c.Minor(amount.major)
		fmt.Println(amount.code, minor, err)
	}
	// Output:
	// HKD 1234 <nil>
	// JPY 100 <nil>
	// IDR  bad amount "100.50": IDR counts in steps of 1.00; the nearest amount is 101.00
}
