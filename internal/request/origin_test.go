package request

import "testing"

func TestOriginString(t *testing.T) {
	t.Parallel()
	for want, o := range map[string]Origin{
		"":                  {},
		"order.yaml:3:12":   {File: "order.yaml", Line: 3, Column: 12},
		"order.yaml:3":      {File: "order.yaml", Line: 3},
		"order.yaml":        {File: "order.yaml"},
		"<stdin>:1:2":       {File: "-", Line: 1, Column: 2},
		"--amount":          {Flag: "--amount"},
		"profile shop":      {What: "profile shop"},
		`C:\o.yaml:1:1`:     {File: `C:\o.yaml`, Line: 1, Column: 1},
		"with space.json:9": {File: "with space.json", Line: 9},
	} {
		if got := o.String(); got != want {
			t.Errorf("%#v: %q, want %q", o, got, want)
		}
	}
}
