package spec

import (
	"strings"
	"testing"
)

// TestMisplacedFields holds that a field in the wrong place is told its right one, by the
// field itself and where it is missing.
func TestMisplacedFields(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		changes []change
		want    []string // path and message of each finding
	}{
		"env in order": {[]change{{"env", ""}, {"order.env", `{"terminalType":"WEB"}`}},
			[]string{"env: is missing, but order.env is there: Antom wants it at the top"}},
		"method in order": {[]change{{"paymentMethod", ""}, {"order.paymentMethod", `{"paymentMethodType":"ALIPAY_HK"}`}}, []string{
			`order.paymentMethod: Antom does not define a field "paymentMethod" here, but at the top`,
			"paymentMethod: is missing, but order.paymentMethod is there: Antom wants it at the top",
		}},
		"in another object": {[]change{{"order.referenceOrderId", ""}, {"paymentMethod.referenceOrderId", `"o"`}}, []string{
			`paymentMethod.referenceOrderId: Antom does not define a field "referenceOrderId" here, but in order`,
			"order.referenceOrderId: is missing, but paymentMethod.referenceOrderId is there: Antom wants it in order",
		}},
		"an amount of something else": {[]change{{"paymentAmount", ""}, {"order.paymentAmount", `null`}}, []string{
			`order.paymentAmount: Antom does not define a field "paymentAmount" here, but at the top`, "paymentAmount: is missing: Antom requires it",
		}},
		"nowhere": {[]change{{"env", ""}}, []string{"env: is missing: Antom requires it"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := parse(t, goodPay)
			for _, c := range c.changes {
				edit(t, root, c.path, c.value)
			}
			var got []string
			for _, f := range Validate("pay", root, Options{}) {
				got = append(got, f.Path+": "+f.Message)
			}
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}
