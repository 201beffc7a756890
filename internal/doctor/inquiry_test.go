package doctor_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/doctor"
	"github.com/antom-cli/antom/pkg/antom"
)

func answer(status, code string, verified bool) *antom.Response {
	r := &antom.Response{HTTPStatus: 200, Header: http.Header{}, Result: antom.Result{ResultStatus: antom.ResultStatus(status), ResultCode: antom.ResultCode(code)}, Verified: verified, Trust: antom.TrustUnsigned}
	if verified {
		r.Trust, r.KeyFingerprint = antom.TrustVerified, "sha256:abc"
	}
	return r
}

func ask(r *antom.Response, err error, now func() time.Time) []doctor.Finding {
	q := doctor.Inquiry{Now: now, ShowKey: "antom keys public k.pem", Call: func(context.Context) (*antom.Response, error) { return r, err }}
	return q.Check(context.Background())
}

func TestInquiryAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		response *antom.Response
		severity doctor.Severity
		kind     doctor.Kind
		fix      string
		proven   doctor.Severity // of the answer's signature
	}{
		{"as expected", answer("F", "ORDER_NOT_EXIST", true), doctor.OK, "", "", doctor.OK},
		{"a success", answer("S", "SUCCESS", true), doctor.OK, "", "", doctor.OK},
		{"unsigned", answer("F", "ORDER_NOT_EXIST", false), doctor.OK, "", "", doctor.Skipped},
		{"our signature", answer("F", "INVALID_SIGNATURE", false), doctor.Error, doctor.KindSignature, "antom keys public k.pem", doctor.Skipped},
		{"older spelling", answer("F", "SIGNATURE_INVALID", true), doctor.Error, doctor.KindSignature, "key-version", doctor.OK},
		{"no key", answer("F", "KEY_NOT_FOUND", false), doctor.Error, doctor.KindConfig, "upload", doctor.Skipped},
		{"client id", answer("F", "CLIENT_INVALID", false), doctor.Error, doctor.KindConfig, "client id", doctor.Skipped},
		{"not allowed", answer("F", "ACCESS_DENIED", true), doctor.Error, doctor.KindRefused, "support", doctor.OK},
		{"unheard of", answer("F", "NO_SUCH_CODE", true), doctor.Error, doctor.KindRefused, "support", doctor.OK},
		{"unknown", answer("U", "UNKNOWN_EXCEPTION", true), doctor.Warning, "", "again", doctor.OK},
	} {
		found := ask(c.response, nil, ticking(time.Millisecond))
		wellFormed(t, found)
		f := find(t, found, "request-signature")
		if f.Severity != c.severity || f.Kind != c.kind || !strings.Contains(f.Fix, c.fix) || !strings.Contains(f.What, string(c.response.Result.ResultCode)) {
			t.Errorf("%s: %+v", c.name, f)
		}
		if f := find(t, found, "answer-signature"); f.Severity != c.proven {
			t.Errorf("%s: %+v", c.name, f)
		}
	}
	slow := ask(answer("F", "ORDER_NOT_EXIST", true), nil, ticking(4*time.Second))
	if f := find(t, slow, "answer"); f.Severity != doctor.Warning {
		t.Errorf("slow: %+v", f)
	}
}

// TestInquiryFindsRecordedAnswers: the clock of the server says when an answer
// was sent, and response-time when it was made.
func TestInquiryFindsRecordedAnswers(t *testing.T) {
	t.Parallel()
	for made, recorded := range map[string]bool{
		"2026-01-01T12:00:00Z": false, "2026-01-01T11:56:00Z": false, "2020-01-01T12:00:00Z": true, "2026-01-01T12:06:00Z": true, "soon": false,
	} {
		r := answer("F", "ORDER_NOT_EXIST", true)
		r.Header.Set("response-time", made)
		r.Header.Set("Date", "Thu, 01 Jan 2026 12:00:00 GMT")
		found := ask(r, nil, ticking(time.Millisecond))
		wellFormed(t, found)
		wrong := slices.ContainsFunc(found, func(f doctor.Finding) bool {
			return f.Check == "answer-time" && f.Severity == doctor.Error && f.Kind == doctor.KindSignature
		})
		if wrong != recorded {
			t.Errorf("made at %s: %+v", made, found)
		}
	}
}

func TestInquiryFailures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reason antom.Reason
		check  string
		kind   doctor.Kind
	}{
		{antom.ReasonOwnKey, "answer-signature", doctor.KindSignature},
		{antom.ReasonBadSignature, "answer-signature", doctor.KindSignature},
		{antom.ReasonMalformedSignature, "answer-signature", doctor.KindSignature},
		{antom.ReasonUnsignedSuccess, "answer-signature", doctor.KindSignature},
		{antom.ReasonHalfSignedSuccess, "answer-signature", doctor.KindSignature},
		{antom.ReasonAnswerID, "answer", doctor.KindSignature},
		{antom.ReasonAnswerClientID, "answer", doctor.KindSignature},
		{antom.ReasonTimeout, "answer", doctor.KindNoAnswer},
		{antom.ReasonConnection, "answer", doctor.KindNoAnswer},
		{antom.ReasonRedirect, "answer", doctor.KindNoAnswer},
		{antom.ReasonHTTPStatus, "answer", doctor.KindNoAnswer},
		{antom.ReasonBadJSON, "answer", doctor.KindNoAnswer},
		{antom.ReasonNoResult, "answer", doctor.KindNoAnswer},
		{antom.ReasonTooLarge, "answer", doctor.KindNoAnswer},
	} {
		for _, r := range []*antom.Response{nil, answer("S", "SUCCESS", false)} {
			found := ask(nil, &antom.ResponseError{Reason: c.reason, Response: r, Detail: "why"}, ticking(time.Millisecond))
			wellFormed(t, found)
			if f := find(t, found, c.check); f.Severity != doctor.Error || f.Kind != c.kind || f.Code != string(c.reason) {
				t.Errorf("%s: %+v", c.reason, f)
			}
			if f := find(t, found, "clock"); f.Severity != doctor.Skipped {
				t.Errorf("%s: %+v", c.reason, f)
			}
		}
	}
	found := ask(nil, errors.New("no signer"), ticking(time.Millisecond))
	wellFormed(t, found)
	if f := find(t, found, "inquiry"); f.Severity != doctor.Error || !strings.Contains(f.What, "no signer") {
		t.Errorf("%+v", f)
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	local := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		offset   time.Duration // of this machine; positive is ahead
		code     string
		severity doctor.Severity
		what     string
	}{
		{0, "ORDER_NOT_EXIST", doctor.OK, "agrees"},
		{20 * time.Second, "ORDER_NOT_EXIST", doctor.OK, "agrees"},
		{-20 * time.Second, "ORDER_NOT_EXIST", doctor.OK, "agrees"},
		{90 * time.Second, "ORDER_NOT_EXIST", doctor.Warning, "ahead of"},
		{-90 * time.Second, "ORDER_NOT_EXIST", doctor.Warning, "behind"},
		{time.Hour, "ORDER_NOT_EXIST", doctor.Warning, "ahead of"},
		{time.Hour, "INVALID_SIGNATURE", doctor.Error, "part of the signed content"},
		{-time.Hour, "INVALID_SIGNATURE", doctor.Error, "behind"},
	} {
		r := answer("F", c.code, true)
		r.Header.Set("Date", local.Add(-c.offset).Format(http.TimeFormat))
		found := ask(r, nil, func() time.Time { return local })
		wellFormed(t, found)
		if f := find(t, found, "clock"); f.Severity != c.severity || !strings.Contains(f.What, c.what) {
			t.Errorf("%v %s: %+v", c.offset, c.code, f)
		}
	}
	r := answer("F", "ORDER_NOT_EXIST", true)
	r.Header.Set("Date", "yesterday")
	if f := find(t, ask(r, nil, time.Now), "clock"); f.Severity != doctor.Skipped {
		t.Errorf("no date: %+v", f)
	}
}
