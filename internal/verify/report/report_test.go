package report

import (
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/internal/verify"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/diagnose"
)

func written(t *testing.T, o Options, results ...*verify.Result) string {
	t.Helper()
	r, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	for _, result := range results {
		if err := r.Add(result); err != nil {
			t.Fatal(err)
		}
	}
	var b strings.Builder
	if err := r.Write(&b, time.Date(2026, 1, 18, 8, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// changed is a notification of which a value of the buyer's was changed.
func changed() *verify.Result {
	m := antom.Message{Method: "POST", Path: "/n", ClientID: "SANDBOX_1", Time: "2026-01-18T07:11:42Z"}
	m.Body = []byte(`{"paymentAmount":{"value":"1234"},"pspCustomerInfo":{"email":"ann@example"}}`)
	signed := m.Content()
	m.Body = []byte("{\n\"paymentAmount\":{\"value\":\"1234\"},\"pspCustomerInfo\":{\"email\":\" ann@example\"}}")
	r := &verify.Result{
		Source: "<b>.txt", Index: 1, Content: m.Content(), ContentSHA256: "aa", Digest: "bb",
		Headers: []capture.Header{{Name: "Client-Id", Value: "SANDBOX_1"}, {Name: "X-Forwarded-For", Value: "203.0.113.7"}},
		Diagnosis: &diagnose.Diagnosis{
			Cause: diagnose.CauseBodyValues, Causes: []diagnose.Cause{diagnose.CauseBodyValues}, Explanation: "A value changed.", Fix: "Keep the bytes.",
			Changes: []diagnose.Change{{
				Cause: diagnose.CauseBodyValues, Member: "pspCustomerInfo.email", Expected: `"ann@example"`, Given: `" ann@example"`,
			}},
			Signed: signed,
		},
	}
	r.Message = m
	r.Message.Body = nil
	return r
}

func TestReport(t *testing.T) {
	t.Parallel()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	page := written(t, Options{Keys: []verify.Key{{Public: &key.PublicKey, Name: "file antom.pem"}}}, changed())
	for _, want := range []string{
		"Not verified: body-values", "&lt;b&gt;.txt #1", "A value changed.", "Keep the bytes.", "<ins>␊\n</ins>", "ann@example", "203.0.113.7",
		"file antom.pem, sha256:", "1 notification: 0 verified, 1 not verified, 0 unreadable", "can have data of buyers", "2026-01-18T08:00:00Z",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is missing in:\n%s", want, page)
		}
	}
	if regexp.MustCompile(`(?i)<script|https?://|url\(|@import|<b>|src=|href=`).MatchString(page) {
		t.Errorf("it runs or loads something:\n%s", page)
	}
}

func TestRedact(t *testing.T) {
	t.Parallel()
	notJSON := changed()
	notJSON.Content = []byte("POST /n\nSANDBOX_1.2026-01-18T07:11:42Z.{'email': 'ann@example'}")
	base64 := changed()
	base64.Diagnosis.Signed = []byte("POST /other\nSANDBOX_1.2026-01-18T07:11:42Z.eyJlbWFpbCI6ImFubkBleGFtcGxlIn0=")
	page := written(t, Options{Redact: true}, changed(), notJSON, base64)
	for _, secret := range []string{"ann@example", "203.0.113.7", "eyJlbWFpbCI6"} {
		if strings.Contains(page, secret) {
			t.Errorf("%s is in:\n%s", secret, page)
		}
	}
	for _, want := range []string{"SANDBOX_1", "1234", "bytes·that·are·not·JSON]", "<ins>␊\n</ins>", "[redacted]", "are hidden."} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is missing in:\n%s", want, page)
		}
	}
}

func TestOnlyHiddenValuesDiffer(t *testing.T) {
	t.Parallel()
	r := changed()
	r.Content = []byte(strings.Replace(string(r.Diagnosis.Signed), "ann@", "bob@", 1))
	page := written(t, Options{Redact: true}, r)
	if !strings.Contains(page, "only in values that are hidden here") || strings.Contains(page, "<table class=\"difference\">") {
		t.Error(page)
	}
}

// TestFailuresStay holds that a long report keeps what does not verify.
func TestFailuresStay(t *testing.T) {
	t.Parallel()
	r, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range MaxResults + 10 {
		result := &verify.Result{Source: "many", Index: i + 1, Verified: true}
		if i >= MaxResults {
			result = &verify.Result{Source: "late", Index: i + 1, Err: errors.New("no capture")}
		}
		if err := r.Add(result); err != nil {
			t.Fatal(err)
		}
	}
	var b strings.Builder
	if err := r.Write(&b, time.Now()); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	if strings.Count(page, "late #") != 10 || strings.Count(page, "<section>") != MaxResults || !strings.Contains(page, fmt.Sprintf("%d notifications", MaxResults+10)) ||
		!strings.Contains(page, "10 results are left out") {
		t.Errorf("%d sections, %d of failures", strings.Count(page, "<section>"), strings.Count(page, "late #"))
	}
}
