package flow

import (
	"errors"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// AccountDefault is a field of a payment that is usually the same for every payment
// of an account, so that a profile is a good place for it.
type AccountDefault struct {
	Path        string // such as "paymentRedirectUrl"
	Flag        string // of the commands that make a payment, without its dashes
	Placeholder string // stands for the value in a command to be completed
	Required    bool   // Antom refuses a payment without it
}

// Key is the setting of the profile.
func (d AccountDefault) Key() string { return "defaults." + d.Path }

// AccountDefaults lists these fields, those that Antom requires first.
func AccountDefaults() []AccountDefault {
	return []AccountDefault{
		{Path: "order.orderDescription", Flag: "description", Placeholder: "TEXT", Required: true},
		{Path: "paymentRedirectUrl", Flag: "redirect-url", Placeholder: "URL", Required: true},
		{Path: "paymentNotifyUrl", Flag: "notify-url", Placeholder: "URL"},
		{Path: "settlementStrategy.settlementCurrency", Flag: "settlement-currency", Placeholder: "CODE"},
	}
}

// SetDefaultsCommand is the one command that puts fields into the profile in use,
// with placeholders for the values; "" for no fields.
func (c Commands) SetDefaultsCommand(fields []AccountDefault) string {
	if len(fields) == 0 {
		return ""
	}
	var line strings.Builder
	line.WriteString("antom config set")
	for _, f := range fields {
		line.WriteString(" " + f.Key() + " " + f.Placeholder)
	}
	return line.String() + c.ProfileFlags
}

// defaultsHint says how to set for every payment what several of them would miss;
// "" when nothing is missing that belongs in a profile, or the simulator is used.
func (c Commands) defaultsHint(mistakes []Mistake) string {
	if c.Local {
		return ""
	}
	var missing []AccountDefault
	for _, f := range AccountDefaults() {
		for _, m := range mistakes {
			if m.missing != "" && m.Path == f.Path {
				missing = append(missing, f)
				break
			}
		}
	}
	if len(missing) == 0 {
		return ""
	}
	return "to set a default for every payment: " + c.SetDefaultsCommand(missing)
}

// CheckDefault refuses a default that no request could have: a field that does not
// exist, or a value that Antom would refuse in it.
func CheckDefault(path, text string) error {
	if err := CheckDefaultPath(path); err != nil {
		return err
	}
	for _, op := range spec.Operations() {
		if t := spec.Request(op.Name); t == nil || t.At(path) == nil {
			continue
		}
		d := request.New()
		if err := d.Set(path, text, request.Origin{}); err != nil {
			return err
		}
		for _, p := range d.Problems(op.Name, time.Now()) {
			if p.Path == path && p.Severity == spec.Error {
				m := Mistake{Problem: p}
				m.Path = ""
				return errors.New(m.String())
			}
		}
		return nil
	}
	return nil
}
