package battery

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/antom-cli/antom/pkg/antom"
)

// mustRefuse are all cases that are to be refused, in the form of found.
func mustRefuse(but ...string) []string {
	var names []string
	for _, c := range Cases() {
		name := c.Name
		if c.Advice {
			name += ":warn"
		}
		if c.Refuse && !slices.Contains(but, c.Name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// decode reads the value of a signature part with a decoder of one's own.
func decode(text string, unescape func(string) (string, error)) (antom.Signature, error) {
	plain, err := unescape(text)
	if err != nil {
		return antom.Signature{}, err
	}
	value, err := base64.StdEncoding.DecodeString(plain)
	return antom.Signature{Algorithm: antom.Algorithm, Value: value}, err
}

// once fails for a payment that was seen before.
func once() func([]byte) error {
	var mu sync.Mutex
	seen := map[string]bool{}
	return func(body []byte) error {
		n, err := antom.ParseNotification(body)
		if err != nil || n.PaymentRequestID == "" {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		if seen[n.PaymentRequestID] {
			return errors.New("duplicate key value violates unique constraint")
		}
		seen[n.PaymentRequestID] = true
		return nil
	}
}

// strict decodes a payment and knows no other fields.
func strict(body []byte) error {
	var payment struct {
		NotifyType, PaymentRequestID, PaymentID, PaymentMethodType string
		PaymentCreateTime, PaymentTime                             string
		ActualPaymentAmount, PaymentAmount                         struct{ Currency, Value string }
		PaymentResultInfo, PspCustomerInfo, PromotionResult        any
		Result                                                     struct{ ResultCode, ResultStatus, ResultMessage string }
	}
	if !bytes.Contains(body, []byte(`"PAYMENT_RESULT"`)) {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	return d.Decode(&payment)
}

// TestEveryFaultIsFound runs the whole battery against applications that are
// wrong in one way each. What is found must be that fault and nothing else.
func TestEveryFaultIsFound(t *testing.T) {
	t.Parallel()
	forged := "tampered-amount tampered-status tampered-blank other-signature wrong-key wrong-path changed-time"
	for _, fault := range []struct {
		name string
		app  http.Handler
		want []string
	}{
		{"none, but for advice", app{}, fields("old-time:warn")},
		{"no verification", app{check: func(*http.Request, antom.Message, error) error { return nil }}, mustRefuse("method-get")},
		{"looks at the headers' presence only", app{check: func(r *http.Request, _ antom.Message, err error) error {
			if r.Header.Get("signature") != "" && r.Header.Get("client-id") != "" && r.Header.Get("request-time") != "" {
				return nil
			}
			return err
		}}, mustRefuse("method-get", "missing-signature", "missing-client-id", "missing-request-time", "empty-signature")},
		{"takes a missing signature for none needed", app{check: func(r *http.Request, _ antom.Message, err error) error {
			if r.Header.Get("signature") == "" {
				return nil
			}
			return err
		}}, fields("missing-signature empty-signature old-time:warn")},
		{"takes any parsable signature", app{check: func(r *http.Request, _ antom.Message, _ error) error {
			_, err := antom.ParseSignature(r.Header.Get("signature"))
			return err
		}}, fields(forged + " truncated-signature missing-client-id missing-request-time changed-client-id:warn old-time:warn")},
		{"verifies JSON that it wrote again", app{message: func(m antom.Message, _ *http.Request) antom.Message {
			var out bytes.Buffer
			_ = json.Compact(&out, m.Body)
			m.Body = out.Bytes()
			return m
		}}, fields("tampered-blank pretty-printed line-feed-at-end blanks-around old-time:warn")},
		{"verifies JSON that it wrote again from a map", app{message: func(m antom.Message, _ *http.Request) antom.Message {
			var v map[string]any
			_ = json.Unmarshal(m.Body, &v)
			m.Body, _ = json.Marshal(v)
			return m
		}}, fields("tampered-blank pretty-printed line-feed-at-end blanks-around member-order escapes html-characters unknown-fields old-time:warn")},
		{"trims the body", app{message: func(m antom.Message, _ *http.Request) antom.Message {
			m.Body = bytes.TrimSpace(m.Body)
			return m
		}}, fields("line-feed-at-end blanks-around old-time:warn")},
		{"reads the body once, as far as it is there", app{body: func(r *http.Request) []byte {
			buf := make([]byte, 16<<10)
			n, _ := r.Body.Read(buf)
			return buf[:n]
		}}, fields("large-body slow-body chunked-body old-time:warn")},
		{"takes large bodies for attacks", app{body: func(r *http.Request) []byte {
			body, _ := io.ReadAll(io.LimitReader(r.Body, 64<<10))
			_, _ = io.Copy(io.Discard, r.Body)
			return body
		}}, fields("large-body old-time:warn")},
		{"needs Content-Length", app{body: func(r *http.Request) []byte {
			body := make([]byte, max(r.ContentLength, 0))
			_, _ = io.ReadFull(r.Body, body)
			return body
		}}, fields("chunked-body old-time:warn")},
		{"knows the path without the query", app{message: func(m antom.Message, r *http.Request) antom.Message {
			m.Path = r.URL.Path
			return m
		}}, fields("query:warn old-time:warn")},
		{"signs over a constant client id", app{message: func(m antom.Message, _ *http.Request) antom.Message {
			m.ClientID = "SANDBOX_LOCAL"
			return m
		}}, fields("changed-client-id:warn old-time:warn")},
		{"takes parts of the signature header by position", app{signature: func(header string) (antom.Signature, error) {
			parts := strings.Split(header, ",")
			if len(parts) != 3 {
				return antom.Signature{}, errors.New("three parts wanted")
			}
			return antom.ParseSignature("signature=" + strings.TrimPrefix(strings.TrimSpace(parts[2]), "signature="))
		}}, fields("signature-order old-time:warn")},
		{"takes all behind signature=, as Antom's sample does", app{signature: func(header string) (antom.Signature, error) {
			_, value, _ := strings.Cut(header, "signature=")
			return decode(value, url.PathUnescape)
		}}, fields("signature-order old-time:warn")},
		{"does not trim the parts", app{signature: func(header string) (antom.Signature, error) {
			for part := range strings.SplitSeq(header, ",") {
				if value, ok := strings.CutPrefix(part, "signature="); ok {
					return decode(value, url.PathUnescape)
				}
			}
			return antom.Signature{}, errors.New("no signature")
		}}, fields("signature-blanks old-time:warn")},
		{"takes + for a blank", app{signature: func(header string) (antom.Signature, error) {
			_, value, _ := strings.Cut(header, "signature=")
			value, _, _ = strings.Cut(value, ",")
			return decode(value, url.QueryUnescape)
		}}, fields("signature-unescaped old-time:warn")},
		{"knows the three escapes in upper case only", app{signature: func(header string) (antom.Signature, error) {
			_, value, _ := strings.Cut(header, "signature=")
			value, _, _ = strings.Cut(value, ",")
			return decode(strings.NewReplacer("%2B", "+", "%2F", "/", "%3D", "=").Replace(value), func(s string) (string, error) { return s, nil })
		}}, fields("signature-lower-hex old-time:warn")},
		{"acknowledges with a wrong body", app{answer: func(w http.ResponseWriter) { _, _ = io.WriteString(w, "success") }},
			fields("valid acknowledgement old-time:warn")},
		{"says 200 and no more to everything", http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body) // an unread body may break the connection, which is another fault
		}),
			append(mustRefuse(), "acknowledgement", "valid")},
		{"acknowledges in other letters", app{answer: func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"}}`)
		}}, fields("acknowledgement:warn old-time:warn")},
		{"acknowledges as plain text", app{answer: func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write(antom.Acknowledgement())
		}}, fields("acknowledgement old-time:warn")},
		{"answers 500 to unknown fields", app{process: strict}, fields("unknown-fields old-time:warn")},
		{"fails on duplicates", app{process: once()}, fields("duplicate sent-again pending-first pending-late old-time:warn")},
		{"fails for types it does not know", app{process: func(body []byte) error {
			if n, err := antom.ParseNotification(body); err != nil || n.Meaning() == antom.MeaningUnknown {
				return errors.New("what is this?")
			}
			return nil
		}}, fields("unknown-type old-time:warn")},
		{"wants its own form of time", app{check: func(r *http.Request, _ antom.Message, err error) error {
			if !strings.HasSuffix(r.Header.Get("request-time"), "Z") {
				return errors.New("not a time")
			}
			return err
		}}, fields("time-milliseconds time-offset old-time:warn")},
		{"compares the content type as text", app{check: func(r *http.Request, _ antom.Message, err error) error {
			if r.Header.Get("Content-Type") != "application/json" {
				return errors.New("not JSON")
			}
			return err
		}}, fields("content-type-charset old-time:warn")},
		{"dies of a malformed signature", app{check: func(r *http.Request, _ antom.Message, err error) error {
			if strings.Contains(r.Header.Get("signature"), "%%") {
				panic(http.ErrAbortHandler)
			}
			return err
		}}, fields("malformed-signature old-time:warn")},
	} {
		t.Run(fault.name, func(t *testing.T) {
			t.Parallel()
			got, want := found(serve(t, fault.app, nil)), slices.Clone(fault.want)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("found\n%s\nwant\n%s", strings.Join(got, " "), strings.Join(want, " "))
			}
		})
	}
}
