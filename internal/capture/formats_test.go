package capture

import (
	"testing"
	"time"
)

// TestSamples reads one sample of every format, with the format told by
// content and with the format given.
func TestSamples(t *testing.T) {
	t.Parallel()
	received := at("2026-01-18T07:11:43.25Z")
	tests := []struct {
		name, text string
		format     Format
		path       string
		at         time.Time
		notes      []string
	}{
		{"http CRLF", rawMessageText("\r\n", body), FormatHTTP, "/payNotify?shop=1", time.Time{}, nil},
		{"http LF", rawMessageText("\n", body), FormatHTTP, "/payNotify?shop=1", time.Time{}, nil},
		{"tcpdump", tcpdumpSample(), FormatHTTP, "/payNotify?shop=1", time.Time{}, []string{"text of packets"}},
		{"curl -v", curlLogSample(), FormatHTTP, "/payNotify?shop=1", time.Time{}, nil},
		{"record", recordSample(), FormatCapture, "/payNotify?shop=1", received, nil},
		{"pretty record", prettySample(), FormatCapture, "/payNotify?shop=1", time.Time{}, nil},
		{"list of records", "[" + recordSample() + "]", FormatCapture, "/payNotify?shop=1", received, nil},
		{"har", harSample(), FormatHAR, "/payNotify?shop=1", received, nil},
		{"REST API", restSample(), FormatLambda, "/prod/payNotify?shop=1", received, []string{"without the stage", "taken apart"}},
		{"HTTP API", httpAPISample(), FormatLambda, "/payNotify?shop=1", received, nil},
		{"load balancer", albSample(false), FormatLambda, "/payNotify?shop=1", time.Time{}, nil},
		{"load balancer, lists", albSample(true), FormatLambda, "/payNotify?u=a%2Fb&u=c", time.Time{}, nil},
		{"list of events", " [" + httpAPISample() + "]", FormatLambda, "/payNotify?shop=1", received, nil},
		{"curl", curlSample(), FormatCurl, "/payNotify?shop=1", time.Time{}, nil},
		{"curl with prompt", "# copied\n$ " + curlSample(), FormatCurl, "/payNotify?shop=1", time.Time{}, nil},
		{"curl for Windows", windowsSample(), FormatCurl, "/payNotify?shop=1", time.Time{}, nil},
		{"ngrok", ngrokSample(), FormatNgrok, "/payNotify?shop=1", received, nil},
		{"ngrok list", `{"uri":"/api/requests/http","requests":[` + ngrokSample() + `]}`, FormatNgrok, "/payNotify?shop=1", received, nil},
		{"webhook.site", siteSample(), FormatWebhookSite, "/7b2c?shop=1", at("2026-01-18T07:11:43Z"), nil},
		{"webhook.site page", `{"data":[` + siteSample() + `],"total":1}`, FormatWebhookSite, "/7b2c?shop=1", at("2026-01-18T07:11:43Z"), nil},
		{"webhook.site list", `[` + siteSample() + `]`, FormatWebhookSite, "/7b2c?shop=1", at("2026-01-18T07:11:43Z"), nil},
	}
	for _, tt := range tests {
		for _, lead := range []string{"", byteOrderMark, "\n \r\n"} {
			t.Run(tt.name, func(t *testing.T) {
				t.Parallel()
				for _, f := range []Format{FormatAuto, "", tt.format} {
					c := one(t, lead+tt.text, Options{Format: f})
					checkNotification(t, c, tt.format, tt.path)
					checkNotes(t, c, tt.notes...)
					if !c.ReceivedAt.Equal(tt.at) {
						t.Errorf("received at %v, want %v", c.ReceivedAt, tt.at)
					}
				}
			})
		}
	}
}
