package verify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/diagnose"
)

// pretty is a record over several lines.
func pretty(t *testing.T, body string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(record(body)), &v); err != nil {
		t.Fatal(err)
	}
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + "\n"
}

// TestOrder: results come in the order of the input, from several sources, on
// several workers, whatever way each took.
func TestOrder(t *testing.T) {
	t.Parallel()
	lines := numbered(200)
	bad := slices.Clone(lines)
	for i := 3; i < len(bad); i += 20 {
		bad[i] = strings.Replace(bad[i], "/payNotify", "/other", 1)
	}
	for _, workers := range []int{1, 4} {
		o := options()
		o.Workers = workers
		all, sum := collect(t, o, source("a", strings.Join(bad, "")), source("b", strings.Join(lines, "")))
		if want := (Summary{Notifications: 400, Verified: 390, Inputs: 2}); sum != want {
			t.Fatalf("%+v, want %+v", sum, want)
		}
		for i, r := range all {
			if want := []string{"a", "b"}[i/200]; r.Source != want || r.Index != i%200+1 {
				t.Fatalf("result %d is %s %d", i, r.Source, r.Index)
			}
			if line := string(r.AppendJSON(nil)); !strings.Contains(line, `"paymentRequestId":"PAY`+itoa(i%200)+`"`) {
				t.Fatalf("result %d: %s", i, line)
			}
			if r.Verified == (i < 200 && i%20 == 3) {
				t.Errorf("result %d is verified: %t", i, r.Verified)
			}
		}
	}
}

func itoa(i int) string { text, _ := json.Marshal(i); return string(text) }

// TestCutting: however an input is cut, the results are those of package
// capture reading it alone.
func TestCutting(t *testing.T) {
	t.Parallel()
	a, b := record(payBody), record(strings.Replace(payBody, "PAY1", "PAY2", 1))
	p := pretty(t, payBody)
	inputs := map[string]string{
		"two":            a + b,
		"no last break":  a + strings.TrimSpace(b),
		"blank lines":    "\n \n" + a + "\n\r\n" + b + "\n\n",
		"CR LF":          strings.ReplaceAll(a+b, "\n", "\r\n"),
		"byte order":     byteOrderMark + a + b,
		"on one line":    strings.TrimSpace(a) + strings.TrimSpace(b) + "\n" + a,
		"junk":           a + "junk\n" + b,
		"junk of braces": a + "]}\n[1]\n{\n" + b,
		"torn":           a + b[:200] + "\n" + a + b[:300],
		"several lines":  a + p + b + p + p + a,
		"pretty first":   p + a,
		"broken pretty":  a + p[:120] + "\n" + a + strings.Replace(p, ": ", "= ", 1) + b,
		"not a record":   a + "{}\n{\"a\":1}\n17\n" + b,
		"a brace broken": a + `{"headers": {}` + "\n" + `,"body":"x"}` + "\n" + b,
	}
	for name, input := range inputs {
		var want []string
		for c, err := range capture.Read("x", strings.NewReader(input), capture.Options{}) {
			if err != nil {
				want = append(want, err.Error())
				continue
			}
			want = append(want, string(c.Body))
		}
		readers := map[string]io.Reader{
			"whole": strings.NewReader(input), "bytes": iotest.OneByteReader(strings.NewReader(input)),
			"halves": iotest.HalfReader(strings.NewReader(input)), "data with end": iotest.DataErrReader(strings.NewReader(input)),
		}
		for how, r := range readers {
			o := options()
			o.Content = true
			all, _ := collect(t, o, sourceOf("x", r))
			var got []string
			for i, r := range all {
				switch {
				case r.Err != nil:
					got = append(got, r.Err.Error())
				default:
					_, content, _ := strings.Cut(string(r.Content), "\n")
					got = append(got, strings.SplitN(content, ".", 3)[2])
				}
				if r.Index != i+1 {
					t.Errorf("%s, %s: result %d has index %d", name, how, i, r.Index)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s, %s:\n got  %q\n want %q", name, how, got, want)
			}
		}
	}
}

// TestLongLine: a line longer than a piece goes on to package capture, with
// the lines after it.
func TestLongLine(t *testing.T) {
	t.Parallel()
	long := record(strings.Replace(payBody, "PAY1", strings.Repeat("x", longestLine+1), 1))
	o := options()
	all, sum := collect(t, o, source("x", record(payBody)+long+"junk\n"+record(payBody)))
	if got := short(all); got != "1 ok, 2 ok, 3 unreadable, 4 ok" || sum.Unreadable != 1 {
		t.Fatal(got, sum)
	}
	if got := all[2].Err.Error(); !strings.HasPrefix(got, "x:3: ") {
		t.Error(got)
	}
}

// TestLive: a result comes as soon as its line has, not when the input ends.
func TestLive(t *testing.T) {
	t.Parallel()
	r, w := io.Pipe()
	lines := numbered(3)
	next := make(chan string)
	idle := 0
	go func() {
		for _, line := range lines {
			_, _ = io.WriteString(w, line)
			<-next
		}
		w.Close()
	}()
	o := options()
	o.Idle = func() { idle++ }
	sum, err := Run(context.Background(), []Source{sourceOf("-", r)}, o, func(r *Result) error {
		next <- r.Source
		return nil
	})
	if err != nil || sum.Verified != 3 || idle == 0 {
		t.Fatal(sum, err, idle)
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe() // never ends
	defer w.Close()
	go func() { _, _ = io.WriteString(w, record(payBody)) }()
	_, err := Run(ctx, []Source{sourceOf("-", r)}, options(), func(*Result) error {
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	broken := errors.New("the pipe is broken")
	_, err = Run(context.Background(), []Source{source("x", strings.Join(numbered(100), ""))}, options(), func(*Result) error { return broken })
	if !errors.Is(err, broken) {
		t.Error(err)
	}
}

// TestUnreadable tells inputs that cannot be read from single records.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	missing := Source{Name: "gone", Open: func() (io.ReadCloser, error) { return nil, errors.New("no such file") }}
	failing := sourceOf("disk", io.MultiReader(strings.NewReader(record(payBody)), iotest.ErrReader(errors.New("input/output error"))))
	broken := sourceOf("dead", iotest.ErrReader(errors.New("input/output error")))
	all, sum := collect(t, options(), missing, source("text", "hello\n"), source("empty", ""), failing, broken, source("good", record(payBody)))
	if got := short(all); got != "0 input, 0 input, 0 input, 1 ok, 2 unreadable, 0 input, 1 ok" {
		t.Error(got)
	}
	if want := (Summary{Notifications: 2, Verified: 2, Unreadable: 1, Inputs: 6, Unopened: 4}); sum != want || sum.OK() {
		t.Errorf("%+v, want %+v", sum, want)
	}
	o := options()
	o.Capture.Format = capture.FormatCapture
	all, sum = collect(t, o, source("text", "hello\nworld\n"), source("first", "junk\n"+record(payBody)))
	if got := short(all); got != "1 unreadable, 2 unreadable, 1 unreadable, 2 ok" || sum.Unopened != 1 || sum.Unreadable != 1 {
		t.Error(got, sum)
	}
	if line := string(all[0].AppendJSON(nil)); !json.Valid([]byte(line)) || !strings.Contains(line, `"error":"text:1: `) {
		t.Error(line)
	}
}

func TestVerified(t *testing.T) {
	t.Parallel()
	o := options()
	o.Keys = []Key{keyOf(merchantKey(), "file old.pem"), keyOf(antomKey(), "file new.pem")}
	r := one(t, o, record(payBody))
	if !r.Verified || r.KeyFingerprint != fingerprint(antomKey()) || r.KeyName != "file new.pem" || r.Diagnosis != nil {
		t.Errorf("%+v", r)
	}
	if r.Meaning() != antom.MeaningPaid || r.PaymentRequestID != "PAY1" || r.Amount == nil || r.Amount.Value != "1234" || r.Message.Time != sentAt {
		t.Errorf("%+v", r)
	}
	r = one(t, options(), record(strings.Replace(payBody, "PAYMENT_RESULT", "PAYMENT_PENDING", 1)))
	if !r.Verified || r.Meaning() != antom.MeaningPending || !hasNote(r, "not paid yet") {
		t.Errorf("%+v", r)
	}
	r = one(t, options(), record("plain text"))
	if !r.Verified || r.Meaning() != antom.MeaningUnknown || !hasNote(r, "not a JSON") && !hasNote(r, "nothing can be said") {
		t.Errorf("%+v", r)
	}
}

// TestAge: a notification that is too old is not verified, though signed.
func TestAge(t *testing.T) {
	t.Parallel()
	sent, err := time.Parse(time.RFC3339, sentAt)
	if err != nil {
		t.Fatal(err)
	}
	for age, want := range map[time.Duration]string{
		4 * time.Minute: "1 ok", 6 * time.Minute: "1 too-old", -2 * time.Minute: "1 too-new",
	} {
		o := options()
		o.MaxAge, o.Now = 5*time.Minute, func() time.Time { return sent.Add(age) }
		r := one(t, o, record(payBody))
		if got := short([]Result{r}); got != want || (r.Diagnosis == nil) != r.Verified {
			t.Errorf("%s: %s, want %s", age, got, want)
		}
		if d := r.Diagnosis; d != nil && (d.OpensWith != fingerprint(antomKey()) || d.Fix == "" || d.Explanation == "") {
			t.Errorf("%+v", d)
		}
	}
}

func TestDiagnosis(t *testing.T) {
	t.Parallel()
	asked := 0
	o := options()
	o.Suspects = func() Suspects {
		asked++
		return Suspects{
			Keys:       []diagnose.Key{{Public: &merchantKey().PublicKey, Role: diagnose.RoleOwn, Name: "profile shop"}},
			NotifyURLs: []string{"https://shop.example/hooks/antom?x=1"},
		}
	}
	foreign := message(payBody)
	foreign.Path = "/hooks/antom?x=1"
	elsewhere := signed(antomKey(), foreign)
	elsewhere.Path = "/payNotify"
	twice := signed(antomKey(), message(payBody))
	twice.Headers = append(twice.Headers, capture.Header{Name: "Request-Time", Value: sentAt})
	pathless := signed(antomKey(), message(payBody))
	pathless.Path = ""
	timeless := signed(antomKey(), message(payBody))
	timeless.Headers = slices.Delete(slices.Clone(timeless.Headers), 1, 2)
	unsigned := signed(antomKey(), message(payBody))
	unsigned.Headers = unsigned.Headers[:2]
	all, sum := collect(t, o, source("x", text(elsewhere)+text(signed(merchantKey(), message(payBody)))+text(twice)+text(unsigned)+text(pathless)+text(timeless)+record(payBody)))
	if got := short(all); got != "1 path, 2 own-key, 3 duplicate-header, 4 no-signature, 5 unreadable, 6 missing-header, 7 ok" {
		t.Error(got)
	}
	if asked != 1 || sum.Failed() != 5 || sum.Unreadable != 1 || sum.OK() {
		t.Error(asked, sum)
	}
	if d := all[0].Diagnosis; d.Expected != "/hooks/antom?x=1" || d.Given != "/payNotify" {
		t.Errorf("%+v", d)
	}
	for _, r := range slices.Delete(all[:6], 4, 5) {
		if r.Verified || r.KeyFingerprint != "" || r.Message.Body != nil || r.Raw != nil || !hasNote(r, "only claimed") || r.PaymentRequestID != "PAY1" {
			t.Errorf("%+v", r)
		}
	}
	asked = 0
	if collect(t, o, source("x", record(payBody))); asked != 0 {
		t.Error("the suspects were asked for without a reason")
	}
}

// TestSearchIsBounded: once the searches took long, later ones are short.
func TestSearchIsBounded(t *testing.T) {
	t.Parallel()
	o := options()
	j := newJudge(&o)
	j.search.spent.Store(int64(searchAll) + 1)
	c := signed(antomKey(), message(payBody))
	c.Body = []byte(strings.Replace(payBody, "PAY1", "PAY2", 1))
	r := j.verdict(c)
	if r.Verified || r.Diagnosis.Cause != diagnose.CauseContentChanged || !hasNote(r, "only briefly") {
		t.Errorf("%+v", r)
	}
}

func TestContent(t *testing.T) {
	t.Parallel()
	o := options()
	o.Content = true
	r := one(t, o, record(payBody))
	if string(r.Content) != string(message(payBody).Content()) || r.Digest == "" || r.Digest != r.ContentSHA256 {
		t.Errorf("%+v", r)
	}
	r = one(t, o, strings.Replace(record(payBody), "PAY1", "PAY2", 1))
	if r.Digest == "" || r.Digest == r.ContentSHA256 {
		t.Errorf("%+v", r)
	}
	var v map[string]any
	if err := json.Unmarshal(r.AppendJSON(nil), &v); err != nil || v["digest"] != r.Digest || v["contentSha256"] != r.ContentSHA256 {
		t.Error(v, err)
	}
}

// TestCapturesOneByOne holds that a source of captures is not held up by a first mistake,
// and that a mistake is one of a capture.
func TestCapturesOneByOne(t *testing.T) {
	t.Parallel()
	told := make(chan bool, 3)
	list := func(yield func(*capture.Capture, error) bool) {
		if !yield(nil, errors.New("no path")) {
			return
		}
		<-told // before the next one comes
		yield(signed(antomKey(), message(payBody)), nil)
	}
	var got []string
	sum, err := Run(t.Context(), []Source{{Name: "app.log", Captures: list}}, options(), func(r *Result) error {
		got = append(got, fmt.Sprintf("%d %v %v %v", r.Index, r.Verified, r.Err, r.Input))
		told <- true
		return nil
	})
	if err != nil || sum.Verified != 1 || sum.Unreadable != 1 || !slices.Equal(got, []string{"1 false no path false", "2 true <nil> false"}) {
		t.Errorf("%q, %+v, %v", got, sum, err)
	}
}
