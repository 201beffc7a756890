package checkout

import (
	"encoding/xml"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

func TestMonogram(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"AlipayHK": "AH", "PayNow": "PN", "iDEAL": "ID", "Touch 'n Go eWallet": "TG", "bKash": "BK", "7-Eleven": "7E",
		"Octopus": "O", "BLIK": "B", "d Barai": "DB", "Pay by Bank (through Yapily)": "PB", "SOME_NEW_METHOD": "SN", "": "",
	} {
		if got := monogram(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestEveryMethodHasALogo(t *testing.T) {
	t.Parallel()
	for _, m := range spec.Methods() {
		drawn := drawLogo(m.Code)
		var svg struct {
			XMLName xml.Name `xml:"http://www.w3.org/2000/svg svg"`
			Title   string   `xml:"title"`
			Text    string   `xml:"text"`
			Lines   []string `xml:"path"`
		}
		if err := xml.Unmarshal(drawn, &svg); err != nil {
			t.Fatalf("%s: %v\n%s", m.Code, err, drawn)
		}
		if svg.Title != m.Name || svg.Text == "" && len(svg.Lines) == 0 {
			t.Errorf("%s: got %s", m.Code, drawn)
		}
		if strings.Contains(string(drawn), "href") || strings.Contains(string(drawn), "style") {
			t.Errorf("%s loads something or has a style: %s", m.Code, drawn)
		}
	}
}

// luminance is how bright a colour such as "#3b5b8c" is, by the rule of WCAG.
func luminance(t *testing.T, color string) float64 {
	t.Helper()
	var r, g, b uint8
	if _, err := fmt.Sscanf(color, "#%02x%02x%02x", &r, &g, &b); err != nil {
		t.Fatalf("%q: %v", color, err)
	}
	linear := func(v uint8) float64 {
		f := float64(v) / 255
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func TestLogosCanBeRead(t *testing.T) {
	t.Parallel()
	if contrast := (luminance(t, tile) + 0.05) / (luminance(t, ink) + 0.05); contrast < 7 {
		t.Errorf("%s on %s has a contrast of %.1f only", ink, tile, contrast)
	}
}

func TestEveryKindOfMethodSaysWhatItAsks(t *testing.T) {
	t.Parallel()
	texts := map[string]bool{}
	for _, m := range spec.Methods() {
		text := asks(m.Code)
		if !strings.HasPrefix(text, "A real checkout would ") || !strings.HasSuffix(text, ".") || strings.HasSuffix(text, "..") {
			t.Errorf("%s: %q", m.Code, text)
		}
		if general := "lead to " + m.Name + " and ask"; strings.Contains(text, general) && m.Kind != "account balance" {
			t.Errorf("%s: the kind %q has no text of its own", m.Code, m.Kind)
		}
		texts[text] = true
	}
	if len(texts) < 10 {
		t.Errorf("only %d different texts", len(texts))
	}
	if text := asks("NEW_METHOD"); !strings.Contains(text, "the page of this method") {
		t.Errorf("an unknown method: %q", text)
	}
}
