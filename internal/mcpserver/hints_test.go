package mcpserver

import "testing"

// TestInTools holds that a hint names the tool where there is one, and stays as it is
// where a tool does not do the same.
func TestInTools(t *testing.T) {
	t.Parallel()
	for hint, want := range map[string]string{
		"its fields: antom explain pay.order":                          "its fields: explain_operation with target pay.order",
		"antom codes PARAM_ILLEGAL":                                    "explain_code with code PARAM_ILLEGAL",
		"to continue waiting: antom inquire P1 --local --wait":         "to continue waiting: inquire_payment with payment_request_id P1, wait_seconds 50",
		"ask for it: antom inquire-refund R1 --profile shop":           "ask for it: inquire_payment with refund_request_id R1, account profile",
		"if it is Antom's id: antom refund --payment-id 20":            "if it is Antom's id: refund_payment with payment_id 20",
		"what was sent: antom history --id 20":                         "what was sent: read_journal with id 20",
		"ids used on this machine: antom history":                      "ids used on this machine: read_journal",
		"ask again: antom inquire P1 --expect-amount 1 --local":        "ask again: antom inquire P1 --expect-amount 1 --local",
		"antom history --id":                                           "antom history --id",
		"antom history P1":                                             "antom history P1",
		"antom explain 'a b'":                                          "antom explain 'a b'",
		"antom inquire P1; or wait":                                    "antom inquire P1; or wait",
		"check the network, and the address: antom config get gateway": "check the network, and the address: antom config get gateway",
		"see ./antom explain":                                          "see ./antom explain",
		"antom ":                                                       "antom ",
		"nothing":                                                      "nothing",
	} {
		if got := inTools(hint); got != want {
			t.Errorf("%q is %q, want %q", hint, got, want)
		}
	}
}
