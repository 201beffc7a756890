package doctor

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/pkg/keys"
)

// Bundle is what somebody who helps needs to know, and nothing that is secret
// or about a buyer: it is made of named parts, never of whole files.
type Bundle struct {
	Version     int       `json:"bundle"` // of this format
	Made        time.Time `json:"made"`
	Program     any       `json:"program"` // as `antom version -o json`
	Profile     string    `json:"profile"`
	Profiles    int       `json:"profiles"`
	Settings    []Value   `json:"settings"`
	Defaults    []string  `json:"requestDefaults"` // the paths of the profile's defaults, without their values
	Environment []string  `json:"environment"`     // the names of the variables that are set, without their values
	Findings    []Finding `json:"findings"`
	// Journal are the newest requests, without the merchant's ids and amounts.
	Journal []Exchange `json:"journal"`
}

// BundleVersion is the version of the format that is written.
const BundleVersion = 1

// Exchange is the summary of one request in a bundle.
type Exchange struct {
	Time          time.Time `json:"time"`
	Operation     string    `json:"operation"`
	Local         bool      `json:"local"`
	PaymentID     string    `json:"paymentId,omitempty"` // Antom's, by which its support finds the payment
	State         string    `json:"state"`
	ResultStatus  string    `json:"resultStatus,omitempty"`
	ResultCode    string    `json:"resultCode,omitempty"`
	PaymentStatus string    `json:"paymentStatus,omitempty"`
	Trust         string    `json:"trust,omitempty"`
	Attempts      int       `json:"attempts"`
	DurationMS    int64     `json:"durationMs"`
}

// shownSettings are those whose value is in a bundle. Of every other one it
// says only that it is set.
func shownSettings() []string {
	return []string{"client-id", "gateway", "private-key", "private-key-keyring", "antom-public-key", "key-version", "live", "timeout", "connect-timeout", "retries", "ca-file", "output", "color"}
}

// hidden stands for a value that is not in a bundle.
const hidden = "(set, not shown)"

// removed stands in a text where a secret was.
const removed = "[removed]"

// minSecret is the length from which a secret is looked for in texts. Shorter
// ones would be found in every other word; where they belong, they are left out.
const minSecret = 4

// Redaction is what must not be in a bundle.
type Redaction struct {
	Secrets []string // passphrases, keys, tokens and the like, as they are known
	Home    string   // the home directory, which has the user's name in it
}

// JSON is the text of the bundle's file.
func (b Bundle) JSON(r Redaction) ([]byte, error) {
	settings := slices.Clone(b.Settings)
	for i, v := range settings {
		if !slices.Contains(shownSettings(), v.Key) {
			settings[i].Text = hidden
		}
	}
	b.Settings = settings
	raw, err := printable.MarshalJSON(b)
	if err != nil {
		return nil, err
	}
	var tree any
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if err := decoder.Decode(&tree); err != nil {
		return nil, err
	}
	text, err := printable.MarshalJSON(r.clean(tree))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, text, "", "  "); err != nil {
		return nil, err
	}
	return append(out.Bytes(), '\n'), nil
}

// clean goes through every text of a JSON value.
func (r Redaction) clean(v any) any {
	switch v := v.(type) {
	case string:
		return r.text(v)
	case []any:
		for i := range v {
			v[i] = r.clean(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = r.clean(v[name])
		}
	}
	return v
}

// text takes secrets, key text and the home directory out of a text. Longer
// secrets go first, since one may be a part of another.
func (r Redaction) text(s string) string {
	secrets := slices.Clone(r.Secrets)
	slices.SortFunc(secrets, func(a, b string) int { return len(b) - len(a) })
	for _, secret := range secrets {
		if len(secret) >= minSecret {
			s = strings.ReplaceAll(s, secret, removed)
		}
	}
	s = keys.Redact(s)
	if len(r.Home) > 1 {
		s = strings.ReplaceAll(s, r.Home, "~")
	}
	return s
}
