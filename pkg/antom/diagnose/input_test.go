package diagnose_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/diagnose"
)

func TestFromRequest(t *testing.T) {
	t.Parallel()
	body := []byte(`{"a":1}`)
	r := httptest.NewRequest("POST", "/notify?a=%2F", nil)
	r.Header = http.Header{
		"client-id": {"SANDBOX_X"}, "Request-Time": {"1642461102130"}, "Signature": {"signature=a", "signature=b"}, "Empty": {},
	}
	in := diagnose.FromRequest(r, body)
	m := in.Message
	if m.Method != "POST" || m.Path != "/notify?a=%2F" || m.ClientID != "SANDBOX_X" || m.Time != "1642461102130" || !bytes.Equal(m.Body, body) {
		t.Errorf("%+v", m)
	}
	if in.SignatureHeader != "signature=a" || in.SignatureHeaderCount != 2 {
		t.Errorf("%q, %d times", in.SignatureHeader, in.SignatureHeaderCount)
	}
	unsent, err := http.NewRequest("POST", "https://shop.example/notify?a=1", nil)
	if err != nil {
		t.Fatal(err)
	}
	if in := diagnose.FromRequest(unsent, nil); in.Message.Path != "/notify?a=1" || in.SignatureHeader != "" || in.SignatureHeaderCount != 0 {
		t.Errorf("%+v", in)
	}
	if d := diagnose.Diagnose(diagnose.Input{Message: antom.Message{}}); d.Cause != diagnose.CauseNoSignature {
		t.Errorf("the zero value: %+v", d)
	}
}
