package engine_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/engine"
)

func TestFindSessionData(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	data := b.do(engine.OpSession, sessionBody()).Get("paymentSessionData").String()
	p, err := b.FindSessionData(data)
	if err != nil || p.PaymentRequestID != "session-1" {
		t.Errorf("got %+v, %v", p, err)
	}
	if left := b.Left(p); left != time.Hour {
		t.Errorf("%s are left", left)
	}
	parts := strings.Split(data, "&&")
	config := func(text string) string {
		return strings.Join(append(parts[:3:3], base64.StdEncoding.EncodeToString([]byte(text))), "&&")
	}
	for name, wrong := range map[string]string{
		"it has four parts":  parts[0],
		"is not Base64":      data + "!",
		"is not JSON":        config("{"),
		"not from the simul": config(`{"paymentSessionConfig":{}}`),
		"was changed":        "x" + data,
	} {
		_, err := b.FindSessionData(wrong)
		var problem *engine.SessionDataError
		if !errors.As(err, &problem) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := b.FindSessionData(config(`{"simulator":{"paymentSessionId":"nobody's"}}`)); !errors.Is(err, engine.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func FuzzSessionDataID(f *testing.F) {
	f.Add("")
	f.Add("a&&SG&&188&&eyJzaW11bGF0b3IiOnsicGF5bWVudFNlc3Npb25JZCI6InMxIn19")
	f.Add("a&&b&&c&&bnVsbA==")
	f.Fuzz(func(t *testing.T, data string) {
		id, err := engine.SessionDataID(data)
		if (id == "") != (err != nil) {
			t.Errorf("%q: %q, %v", data, id, err)
		}
	})
}
