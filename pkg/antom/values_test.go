package antom

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// The constants of ResultStatus are written by hand, because one letter is no name.
func TestResultStatusIsThatOfTheSpecification(t *testing.T) {
	t.Parallel()
	enum := spec.Response("pay").At("result.resultStatus").Enum
	want := []ResultStatus{StatusSuccess, StatusFailed, StatusUnknown}
	if len(enum) != len(want) {
		t.Fatalf("the specification has %v", enum)
	}
	for i, status := range want {
		if enum[i] != string(status) {
			t.Errorf("%s is %s in the specification", status, enum[i])
		}
	}
}

// Values travel through JSON as the strings that they are, known or not.
func TestValuesInJSON(t *testing.T) {
	t.Parallel()
	const in = `{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"m"},` +
		`"paymentStatus":"SUCCESS","paymentResultCode":"BRAND_NEW"}`
	var r InquiryPaymentResponse
	if err := json.Unmarshal([]byte(in), &r); err != nil {
		t.Fatal(err)
	}
	if r.PaymentStatus != PaymentStatusSuccess || r.Result.ResultCode != CodeSuccess || r.Result.ResultStatus != StatusSuccess || r.PaymentResultCode != "BRAND_NEW" {
		t.Errorf("decoded %+v", r)
	}
	if out, err := json.Marshal(r); err != nil || string(out) != in {
		t.Errorf("encoded %s, %v", out, err)
	}
	request := PayRequest{ProductCode: ProductCodeCashierPayment, Env: &Env{TerminalType: TerminalTypeMiniApp, OSType: OSTypeIOS}}
	const want = `{"productCode":"CASHIER_PAYMENT","env":{"terminalType":"MINI_APP","osType":"IOS"}}`
	if out, err := json.Marshal(request); err != nil || string(out) != want {
		t.Errorf("encoded %s, %v", out, err)
	}
	var odd InquiryRefundResponse
	if err := json.Unmarshal([]byte(`{"refundStatus":["x"],"refundId":7}`), &odd); err != nil || odd.RefundStatus != "" || string(odd.Extra["refundStatus"]) != `["x"]` || odd.RefundID != "7" {
		t.Errorf("decoded %+v, %v", odd, err)
	}
}

func TestResultErrorMatchesItsCode(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("paying: %w", &ResultError{Operation: "pay", Result: Result{ResultStatus: StatusFailed, ResultCode: CodeOrderNotExist}})
	for target, want := range map[error]bool{
		CodeOrderNotExist: true, CodeRiskReject: false, ResultCode(""): false, io.EOF: false,
	} {
		if got := errors.Is(err, target); got != want {
			t.Errorf("errors.Is %q is %t", target, got)
		}
	}
	if errors.Is(&ResultError{}, ResultCode("")) {
		t.Error("an error without a code matches the empty code")
	}
	if got := fmt.Sprintf("%s %v", CodeOrderNotExist, CodeOrderNotExist); got != "ORDER_NOT_EXIST ORDER_NOT_EXIST" {
		t.Errorf("printed as %s", got)
	}
}

// Every code of every operation explains itself as the reference does.
func TestResultErrorExplainsItsCode(t *testing.T) {
	t.Parallel()
	for _, c := range spec.Codes() {
		e := &ResultError{Operation: c.Operation, Result: Result{ResultCode: ResultCode(c.Code)}}
		if e.Meaning() != c.Message || e.NextStep() != c.Next {
			t.Errorf("%s of %s means %q, next %q", c.Code, c.Operation, e.Meaning(), e.NextStep())
		}
	}
	elsewhere := &ResultError{Operation: "consult", Result: Result{ResultCode: CodeRefundWindowExceed}}
	if elsewhere.Meaning() == "" || elsewhere.NextStep() == "" {
		t.Error("a code of another operation is not explained")
	}
	unknown := &ResultError{Operation: "pay", Result: Result{ResultCode: "BRAND_NEW"}}
	if unknown.Meaning() != "" || unknown.NextStep() != "" {
		t.Errorf("a code that nobody knows means %q, next %q", unknown.Meaning(), unknown.NextStep())
	}
}

func TestTypedCallsNameTheirOperation(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{pathOf(spec.OpPay): "pay", pathOf(spec.OpInquiryRefund): "inquiryRefund", pathOf(spec.OpConsult): "consult", "/nothing": ""} {
		if got := operationOf(path); got != want {
			t.Errorf("%s is %q", path, got)
		}
	}
}
