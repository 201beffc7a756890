package doctor_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/antom-cli/antom/internal/doctor"
	"github.com/antom-cli/antom/pkg/keys"
)

// Whatever secrets there are, and wherever they got into a text, a bundle has
// none of them.
func TestBundleHasNoSecrets(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 200 {
		secrets := []string{word(random), word(random) + " " + word(random), `quoted"\ ` + word(random), "<&>" + word(random)}
		forms := keyTexts(t, i%2)
		all := append(append([]string{}, secrets...), forms...)
		any := func() string { return "text " + all[random.IntN(len(all))] + " text" }
		b := doctor.Bundle{
			Version: 1, Made: time.Unix(0, 0), Program: map[string]string{"version": any()}, Profile: any(),
			Settings:    []doctor.Value{{"private-key-command", "op read " + word(random) + "SETTING", "default"}, {"api-key", "sk_SETTING", "x"}, {"antom-public-key", any(), any()}},
			Defaults:    []string{"order.buyer.referenceBuyerId"},
			Environment: []string{"ANTOM_PRIVATE_KEY"},
			Findings:    []doctor.Finding{{Group: any(), Check: any(), What: any(), Where: any(), Fix: any(), Code: any()}},
			Journal:     []doctor.Exchange{{Operation: any(), ResultCode: any(), PaymentID: any()}},
		}
		out, err := b.JSON(doctor.Redaction{Secrets: secrets, Home: "/home/ann"})
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		collect(t, out, &texts)
		joined := strings.Join(texts, "\n")
		for _, s := range append(all, "SETTING") {
			if strings.Contains(joined, s) || bytes.Contains(out, []byte(s)) {
				t.Fatalf("run %d: %q is in the bundle:\n%s", i, s, out)
			}
		}
		for _, form := range forms { // nor a part of a key of some length
			flat := strings.Map(func(r rune) rune {
				if r == '\n' {
					return -1
				}
				return r
			}, form)
			for at := 40; at+40 < len(flat)-40; at += 40 {
				if strings.Contains(joined, flat[at:at+40]) {
					t.Fatalf("run %d: a part of a key is in the bundle", i)
				}
			}
		}
	}
}

// word is a random secret of 4 to 20 letters, such as no program uses.
func word(r *rand.Rand) string {
	b := make([]byte, 4+r.IntN(17))
	for i := range b {
		b[i] = "bcdfghjklmnpqrstvwxzBCDFGHJKLMNPQRSTVWXZ0123456789"[r.IntN(50)]
	}
	return "zq" + string(b)
}

// keyTexts are a pair of keys in the forms that people have them in.
func keyTexts(t *testing.T, which int) []string {
	t.Helper()
	var texts []string
	for _, form := range []keys.Form{keys.FormPKCS8, keys.FormPKCS1, keys.FormSPKI} {
		for _, container := range []keys.Container{keys.ContainerPEM, keys.ContainerBase64} {
			text, err := keys.Encode(pair(t, which), form, container)
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, strings.TrimSpace(string(text)))
		}
	}
	d := base64.RawURLEncoding.EncodeToString(pair(t, which).Private.D.Bytes())
	return append(texts, fmt.Sprintf(`{"kty":"RSA","d":%q}`, d))
}

// collect gathers every text of a JSON value, names included.
func collect(t *testing.T, data []byte, into *[]string) {
	t.Helper()
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			*into = append(*into, v)
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			for name, x := range v {
				*into = append(*into, name)
				walk(x)
			}
		}
	}
	walk(v)
}

func TestBundleKeepsTheRest(t *testing.T) {
	t.Parallel()
	b := doctor.Bundle{
		Version:  doctor.BundleVersion,
		Made:     time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		Settings: []doctor.Value{{"client-id", "SANDBOX_X", "profile shop (/home/ann/.config/antom/config.yaml:3)"}, {"private-key-command", "op read", "default"}},
		Findings: []doctor.Finding{{What: "sha256:8e960da1438509aeb5f02e145a0ae4f851ec4b08189d22cb25aa1b384ff3b299 <ok>"}},
		Journal:  []doctor.Exchange{{Operation: "pay", PaymentID: "20261120387691747678757702396272787", DurationMS: 1234567890123}},
	}
	out, err := b.JSON(doctor.Redaction{Home: "/home/ann", Secrets: []string{"", "x", "pay"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"SANDBOX_X"`, "profile shop (~/.config", `"(set, not shown)"`, "sha256:8e960da", "<ok>", `"pay"`,
		"20261120387691747678757702396272787", "1234567890123", `"2026-01-02T03:04:05Z"`,
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%s is not in\n%s", want, out)
		}
	}
	if b.Settings[1].Text != "op read" {
		t.Error("the settings of the caller were changed")
	}
}

// TestBundleContents: a bundle has the parts that the help and the documentation
// name, and no others; lists without anything are lists.
func TestBundleContents(t *testing.T) {
	t.Parallel()
	full := doctor.Bundle{
		Program: "x", Settings: []doctor.Value{{"a", "b", "c"}}, Defaults: []string{"d"}, Environment: []string{"e"}, Findings: []doctor.Finding{{}},
		Journal: []doctor.Exchange{{Operation: "pay", PaymentID: "1", ResultStatus: "S", ResultCode: "SUCCESS", PaymentStatus: "SUCCESS", Trust: "verified"}},
	}
	out, err := full.JSON(doctor.Redaction{})
	if err != nil {
		t.Fatal(err)
	}
	var bundle map[string]json.RawMessage
	var journal []map[string]any
	if err := json.Unmarshal(out, &bundle); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(bundle["journal"], &journal); err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(slices.Sorted(maps.Keys(bundle))), "[bundle environment findings journal made profile profiles program requestDefaults settings]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	want := "[attempts durationMs local operation paymentId paymentStatus resultCode resultStatus state time trust]"
	if got := fmt.Sprint(slices.Sorted(maps.Keys(journal[0]))); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	setup, err := os.ReadFile("../../docs/setup.md")
	if err != nil {
		t.Fatal(err)
	}
	for name := range bundle {
		if !strings.Contains(string(setup), "`"+name+"`") {
			t.Errorf("docs/setup.md does not say what %s is", name)
		}
	}
}
