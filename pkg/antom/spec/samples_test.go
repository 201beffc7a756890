package spec

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sampleNow lies before the expiry time of the sample that has one, and within
// its limit.
var sampleNow = time.Date(2024, 1, 20, 0, 45, 0, 0, time.UTC)

// TestOfficialSamples validates the messages that Antom's documents show. None
// may have an error; what else is found in them is listed here.
func TestOfficialSamples(t *testing.T) {
	t.Parallel()
	warnings := map[string]string{
		// The sample has plain http addresses and an IP address with a leading zero.
		"pay.request.apm":      "env.clientIp ip; paymentNotifyUrl url-https; paymentRedirectUrl url-https",
		"pay.request.apm-java": "env.clientIp ip; paymentNotifyUrl url-https; paymentRedirectUrl url-https",
		// The sample has the words for the parts of a name instead of a name.
		"createPaymentSession.request.hosted": "order.goods[0].goodsName goods-name-flight",
		// The sample names neither a method nor the scene of the hosted page.
		"createPaymentSession.request.hosted-java": "paymentMethod session-method; paymentNotifyUrl url-https",
	}
	files, err := filepath.Glob("testdata/samples/*.json")
	if err != nil || len(files) < 20 {
		t.Fatalf("found %d samples, %v", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			root, err := ParseJSON(data)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]bool{}
			for _, w := range strings.Split(warnings[name], "; ") {
				want[w] = w != ""
			}
			for _, f := range validateSample(name, root) {
				key := f.Path + " " + f.Rule
				if f.Severity == Error || !want[key] {
					t.Errorf("unexpected %s at %s: %s (%s)", f.Severity, f.Path, f.Message, f.Rule)
				}
				delete(want, key)
			}
			delete(want, "")
			for w := range want {
				t.Errorf("not found: %s", w)
			}
		})
	}
}

func validateSample(name string, root *Node) []Finding {
	operation, direction, _ := strings.Cut(name, ".")
	opt := Options{Now: sampleNow}
	switch {
	case strings.HasPrefix(operation, "notify"):
		return ValidateNotification(operation, root, opt)
	case strings.HasPrefix(direction, "response"):
		return ValidateResponse(operation, root, opt)
	}
	return Validate(operation, root, opt)
}
