package antom

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// exchangeCase is a call with its right answer.
type exchangeCase struct {
	path    string
	request string
	answer  string // of success
	ids     []string
	amount  string // the field of the amount that the answer repeats
}

func exchangeCases() map[string]exchangeCase {
	const result = `"result":{"resultCode":"SUCCESS","resultStatus":"S"}`
	return map[string]exchangeCase{
		"pay": {pathOf(spec.OpPay), `{"paymentRequestId":"P1","paymentAmount":{"currency":"HKD","value":"1234"}}`,
			`{"result":{"resultCode":"PAYMENT_IN_PROCESS","resultStatus":"U"},"paymentRequestId":"P1","paymentId":"2026","paymentAmount":{"currency":"HKD","value":"1234"}}`,
			[]string{"paymentRequestId"}, "paymentAmount"},
		"createPaymentSession": {pathOf(spec.OpCreatePaymentSession), `{"paymentRequestId":"P1","paymentAmount":{"currency":"HKD","value":"1234"}}`,
			`{` + result + `,"paymentSessionId":"S1","paymentRequestId":"P1","paymentAmount":{"currency":"HKD","value":"1234"}}`,
			[]string{"paymentRequestId"}, "paymentAmount"},
		"inquiryPayment": {pathOf(spec.OpInquiryPayment), `{"paymentRequestId":"P1","paymentId":"2026"}`,
			`{` + result + `,"paymentStatus":"SUCCESS","paymentRequestId":"P1","paymentId":"2026","paymentAmount":{"currency":"HKD","value":"1234"}}`,
			[]string{"paymentRequestId", "paymentId"}, ""},
		"cancel": {pathOf(spec.OpCancel), `{"paymentRequestId":"P1","paymentId":"2026"}`,
			`{` + result + `,"paymentRequestId":"P1","paymentId":"2026"}`,
			[]string{"paymentRequestId", "paymentId"}, ""},
		"refund": {pathOf(spec.OpRefund), `{"refundRequestId":"R1","paymentId":"2026","refundAmount":{"currency":"HKD","value":"1234"}}`,
			`{` + result + `,"refundRequestId":"R1","refundId":"77","paymentId":"2026","refundAmount":{"currency":"HKD","value":"1234"}}`,
			[]string{"refundRequestId", "paymentId"}, "refundAmount"},
		"inquiryRefund": {pathOf(spec.OpInquiryRefund), `{"refundRequestId":"R1","refundId":"77"}`,
			`{` + result + `,"refundStatus":"SUCCESS","refundRequestId":"R1","refundId":"77","refundAmount":{"currency":"HKD","value":"1234"}}`,
			[]string{"refundRequestId", "refundId"}, ""},
		"capture": {pathOf(spec.OpCapture), `{"captureRequestId":"C1","paymentId":"2026","captureAmount":{"currency":"HKD","value":"1234"}}`,
			`{` + result + `,"captureRequestId":"C1","captureId":"88","paymentId":"2026","captureAmount":{"currency":"HKD","value":"1234"}}`,
			[]string{"captureRequestId", "paymentId"}, "captureAmount"},
		"consult": {pathOf(spec.OpConsult), `{"paymentAmount":{"currency":"HKD","value":"1234"}}`, `{` + result + `}`, nil, ""},
		"retrievePaymentSession": {pathOf(spec.OpRetrievePaymentSession), `{"paymentSessionId":"S1"}`,
			`{` + result + `,"paymentSessionId":"S1"}`, []string{"paymentSessionId"}, ""},
		"an operation without described fields": {"/ams/api/v1/subscriptions/create", `{"subscriptionRequestId":"U1","orderAmount":{"currency":"HKD","value":"1234"}}`,
			`{` + result + `,"subscriptionRequestId":"U1","orderAmount":{"currency":"HKD","value":"1234"}}`,
			[]string{"subscriptionRequestId"}, "orderAmount"},
	}
}

// answered makes the call with a reply in place of the answer.
func answered(t *testing.T, c exchangeCase, r reply, expected Expected) (*Response, error) {
	t.Helper()
	if r.body == "" {
		r.body = c.answer
	}
	client := serve(t, func(w http.ResponseWriter, request *http.Request) { r.write(t, w, request) })
	client.Retries = 2 // a wrong answer must not be asked for again
	client.OnAttempt = func(_ context.Context, a Attempt) {
		if a.Wait != 0 {
			t.Errorf("the call is repeated after %v", a.Err)
		}
	}
	return client.CallWith(context.Background(), c.path, []byte(c.request), CallOptions{Expected: expected})
}

func TestAnswersToOtherRequestsAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range exchangeCases() {
		wrong := map[string]struct {
			reply  reply
			reason Reason
			field  string
		}{
			"client id":        {reply{clientID: "SANDBOX_OTHER"}, ReasonAnswerClientID, "client-id"},
			"in 2020":          {reply{time: "2020-01-01T08:00:00+08:00"}, ReasonAnswerTime, "response-time"},
			"six minutes ago":  {reply{time: "2023-06-01T14:06:13+08:00"}, ReasonAnswerTime, "response-time"},
			"in the future":    {reply{time: "2023-06-01T14:18:13+08:00"}, ReasonAnswerTime, "response-time"},
			"no time":          {reply{time: "yesterday"}, ReasonAnswerTime, "response-time"},
			"time, no offset":  {reply{time: "2023-06-01T14:12:13"}, ReasonAnswerTime, "response-time"},
			"in milliseconds":  {reply{time: "1577836800000"}, ReasonAnswerTime, "response-time"},
			"a refusal too":    {reply{body: `{"result":{"resultCode":"ORDER_NOT_EXIST","resultStatus":"F"}}`, time: "2020-01-01T08:00:00+08:00"}, ReasonAnswerTime, "response-time"},
			"an unknown state": {reply{body: `{"result":{"resultCode":"UNKNOWN_EXCEPTION","resultStatus":"U"}}`, clientID: "SANDBOX_OTHER"}, ReasonAnswerClientID, "client-id"},
		}
		add := func(name, from, to string, reason Reason, field string) {
			body := strings.Replace(c.answer, from, to, 1)
			if body == c.answer {
				t.Errorf("%s: nothing is changed", name)
			}
			entry := wrong[name]
			entry.reply, entry.reason, entry.field = reply{body: body}, reason, field
			wrong[name] = entry
		}
		for _, id := range c.ids {
			add("another "+id, `"`+id+`":"`, `"`+id+`":"X`, ReasonAnswerID, id)
			add("a number for "+id, `"`+id+`":"`, `"`+id+`":12,"x":"`, ReasonAnswerID, id)
			add("another case of "+id, `"`+id+`":"`, `"`+strings.ToUpper(id)+`":"X`, ReasonAnswerID, id)
		}
		if c.amount != "" {
			add("another value", `"value":"1234"`, `"value":"1"`, ReasonAnswerAmount, c.amount)
			add("another currency", `"HKD"`, `"JPY"`, ReasonAnswerAmount, c.amount)
			add("no value", `,"value":"1234"`, ``, ReasonAnswerAmount, c.amount)
			add("a text for the amount", `{"currency":"HKD","value":"1234"}`, `"HKD 1234"`, ReasonAnswerAmount, c.amount)
		}
		for what, w := range wrong {
			t.Run(name+"/"+what, func(t *testing.T) {
				t.Parallel()
				response, err := answered(t, c, w.reply, Expected{})
				mismatch, ok := errors.AsType[*AnswerError](err)
				if !ok || mismatch.Reason != w.reason || mismatch.Field != w.field || mismatch.Known {
					t.Fatalf("%v: %+v", err, mismatch)
				}
				failed := refused(t, err, w.reason)
				if response != nil || failed.Attempts != 1 || failed.Response.Verified || failed.Response.Trust != TrustMismatch {
					t.Errorf("%+v, %+v", response, failed.Response)
				}
				if w.reason != ReasonAnswerTime && (mismatch.Expected == mismatch.Got || mismatch.Expected == "" || mismatch.Got == "") {
					t.Errorf("expected %q, got %q", mismatch.Expected, mismatch.Got)
				}
			})
		}
	}
}

func TestRightAnswersAreBelieved(t *testing.T) {
	t.Parallel()
	for name, c := range exchangeCases() {
		for what, r := range map[string]reply{
			"plain":            {},
			"in milliseconds":  {time: "1685599933871"},
			"4 minutes early":  {time: "2023-06-01T14:08:13+08:00"},
			"4 minutes late":   {time: "2023-06-01T14:16:13+08:00"},
			"no client-id":     {change: without(HeaderClientID)},
			"leading zeros":    {body: strings.ReplaceAll(c.answer, `"1234"`, `"01234"`)},
			"null ids":         {body: strings.ReplaceAll(c.answer, `"paymentId":"2026"`, `"paymentId":null`)},
			"an unknown field": {body: strings.Replace(c.answer, `"result"`, `"otherId":"9","otherAmount":{"currency":"JPY","value":"1"},"result"`, 1)},
		} {
			t.Run(name+"/"+what, func(t *testing.T) {
				t.Parallel()
				response, err := answered(t, c, r, Expected{})
				if err != nil {
					t.Fatal(err)
				}
				want := []string{"signature", "client-id", "response-time"}
				for _, id := range c.ids {
					if what != "null ids" || id != "paymentId" {
						want = append(want, id)
					}
				}
				if c.amount != "" {
					want = append(want, c.amount)
				}
				slices.Sort(want)
				got := slices.Sorted(slices.Values(response.Checked))
				if !response.Verified || !slices.Equal(got, want) {
					t.Errorf("checked %q, want %q", got, want)
				}
			})
		}
	}
}

func TestSuccessNamesWhatItIsAbout(t *testing.T) {
	t.Parallel()
	for _, status := range []string{`"resultCode":"SUCCESS","resultStatus":"S"`, `"resultCode":"PAYMENT_IN_PROCESS","resultStatus":"U"`} {
		for name, c := range exchangeCases() {
			body := fmt.Sprintf(`{"result":{%s},"paymentStatus":"SUCCESS","refundStatus":"SUCCESS"}`, status)
			_, err := answered(t, c, reply{body: body}, Expected{})
			mismatch, refused := errors.AsType[*AnswerError](err)
			must := slices.Contains([]string{"pay", "inquiryPayment", "cancel", "refund", "inquiryRefund", "capture"}, name)
			if refused != must || must && (mismatch.Reason != ReasonAnswerNoID || mismatch.Field == "") || !must && err != nil {
				t.Errorf("%s, %s: %v", name, status, err)
			}
		}
	}
	// An id that was compared with nothing may be that of any other payment.
	for name, body := range map[string]string{
		"inquiryPayment": `"paymentStatus":"SUCCESS","paymentId":"9"`, "cancel": `"paymentId":"9"`, "refund": `"refundId":"9"`,
		"inquiryRefund": `"refundStatus":"SUCCESS","refundId":"9"`, "capture": `"captureId":"9"`, "pay": `"paymentId":"9"`,
	} {
		c := exchangeCases()[name]
		c.request = strings.NewReplacer(`,"paymentId":"2026"`, "", `,"refundId":"77"`, "").Replace(c.request)
		_, err := answered(t, c, reply{body: `{"result":{"resultCode":"SUCCESS","resultStatus":"S"},` + body + `}`}, Expected{})
		if mismatch, wrong := errors.AsType[*AnswerError](err); !wrong || mismatch.Reason != ReasonAnswerNoID {
			t.Errorf("%s with the other id only: %v", name, err)
		}
	}
	twice := exchangeCases()["inquiryPayment"]
	twice.request = `{"paymentRequestId":"P1","paymentRequestId":"P2"}`
	if _, err := answered(t, twice, reply{}, Expected{}); err == nil {
		t.Error("a request that names two payments is answered for one of them")
	}
	c := exchangeCases()["inquiryRefund"]
	if _, err := answered(t, c, reply{body: `{"result":{"resultStatus":"S","resultCode":"SUCCESS"}}`}, Expected{}); err != nil {
		t.Errorf("a refund that does not exist: %v", err)
	}
}

func TestExpectedIsCompared(t *testing.T) {
	t.Parallel()
	c := exchangeCases()["inquiryPayment"]
	amount := func(currency, value string) Expected {
		return Expected{Amounts: map[string]Amount{"paymentAmount": {Currency: currency, Value: value}}}
	}
	for name, e := range map[string]struct {
		expected Expected
		reason   Reason
	}{
		"nothing":          {Expected{}, ""},
		"the amount":       {amount("HKD", "1234"), ""},
		"another value":    {amount("HKD", "1235"), ReasonAnswerAmount},
		"another currency": {amount("JPY", "1234"), ReasonAnswerAmount},
		"no currency":      {amount("", "1"), ""},
		"the id":           {Expected{IDs: map[string]string{"paymentId": "2026", "refundId": "", "captureId": "5"}}, ""},
		"another id":       {Expected{IDs: map[string]string{"paymentId": "2027"}}, ReasonAnswerID},
	} {
		response, err := answered(t, c, reply{}, e.expected)
		mismatch, wrong := errors.AsType[*AnswerError](err)
		if wrong != (e.reason != "") || wrong && (mismatch.Reason != e.reason || !mismatch.Known || !strings.Contains(err.Error(), "is expected")) {
			t.Errorf("%s: %v", name, err)
		}
		if !wrong && len(e.expected.Amounts) > 0 && e.expected.Amounts["paymentAmount"].Currency != "" && !slices.Contains(response.Checked, "paymentAmount") {
			t.Errorf("%s: checked %q", name, response.Checked)
		}
	}
	without := strings.Replace(c.answer, `,"paymentAmount":{"currency":"HKD","value":"1234"}`, "", 1)
	_, err := answered(t, c, reply{body: without}, amount("HKD", "1234"))
	if mismatch, wrong := errors.AsType[*AnswerError](err); !wrong || mismatch.Got != "" || err.Error() != "the response has no paymentAmount, but HKD 12.34 (value 1234) is expected (not trusted: S SUCCESS)" {
		t.Errorf("no amount: %v", err)
	}
	optional := amount("HKD", "1234")
	optional.Optional = true
	if _, err := answered(t, c, reply{body: without}, optional); err != nil {
		t.Errorf("no amount, which is optional: %v", err)
	}
	client := serve(t, func(w http.ResponseWriter, r *http.Request) { reply{body: c.answer}.write(t, w, r) })
	_, err = client.InquiryPayment(context.Background(), &InquiryPaymentRequest{PaymentRequestID: "P1"},
		amount("HKD", "1234"), Expected{IDs: map[string]string{"paymentId": "9"}})
	if _, wrong := errors.AsType[*AnswerError](err); !wrong {
		t.Errorf("the typed call: %v", err)
	}
}

func TestAnswerTimeSpeaksOfTheClock(t *testing.T) {
	t.Parallel()
	c := exchangeCases()["pay"]
	date := func(text string) func(http.Header) { return func(h http.Header) { h.Set("Date", text) } }
	for name, e := range map[string]struct {
		reply reply
		clock bool
		says  string
	}{
		"the Date agrees":    {reply{time: "2023-06-01T18:12:13+08:00", change: date("Thu, 01 Jun 2023 10:12:13 GMT")}, true, "4h0m0s after the call by this machine's clock; the HTTP Date"},
		"the Date disagrees": {reply{time: "2020-06-01T14:12:13+08:00", change: date("Thu, 01 Jun 2023 06:12:13 GMT")}, false, "1095 days before the call"},
		"no Date":            {reply{time: "2020-06-01T14:12:13+08:00", change: date("soon")}, false, "1095 days before the call"},
	} {
		_, err := answered(t, c, e.reply, Expected{})
		mismatch, ok := errors.AsType[*AnswerError](err)
		if !ok || mismatch.ClockIsWrong != e.clock || !strings.Contains(err.Error(), e.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		reply{body: c.answer, time: "2023-06-01T18:12:13+08:00"}.write(t, w, r)
	})
	client.AnswerSkew = 4 * time.Hour
	if _, err := client.Call(context.Background(), c.path, []byte(c.request)); err != nil {
		t.Errorf("within AnswerSkew: %v", err)
	}
}

// TestAnswerErrorsHaveWords holds that every reason is told, and that foreign
// text in it cannot reach a terminal.
func TestAnswerErrorsHaveWords(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, reason := range []Reason{ReasonAnswerID, ReasonAnswerAmount, ReasonAnswerNoID, ReasonAnswerClientID, ReasonAnswerTime} {
		e := &AnswerError{Reason: reason, Field: string(reason), Expected: "a", Got: "b\x1b[2J\u202e"}
		text := e.Error()
		if text == "" || seen[text] || strings.ContainsAny(text, "\x1b\u202e") {
			t.Errorf("%s: %q", reason, text)
		}
		seen[text] = true
	}
	if !reflect.DeepEqual(merge(nil), Expected{IDs: map[string]string{}, Amounts: map[string]Amount{}}) {
		t.Error("nothing merged is something")
	}
}
