package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v4"
)

// What is known of a field, code or operation where the data says nothing else.
const (
	libraries  = "official client libraries"
	pathSource = "path constants of the official client libraries"
	isoSource  = "ISO 4217"
	moneyPage  = "docs.antom.com/ac/ref/cc"
	high       = "high"
	medium     = "medium"
	low        = "low"
)

// model is all the data, with its defaults filled in.
type model struct {
	Operations []operation
	Types      []objectType
	Messages   []message
	Codes      codeTable
	Methods    []method
	Currencies currencyTable
	Rules      ruleTable
	Regions    regionTable
	TestCards  testCardTable
}

func load(data fs.FS) (*model, error) {
	m := &model{}
	for name, into := range map[string]any{
		"operations.yaml":      &m.Operations,
		"result-codes.yaml":    &m.Codes,
		"payment-methods.yaml": &m.Methods,
		"currencies.yaml":      &m.Currencies,
		"rules.yaml":           &m.Rules,
		"regions.yaml":         &m.Regions,
		"test-cards.yaml":      &m.TestCards,
	} {
		if err := decode(data, name, into); err != nil {
			return nil, err
		}
	}
	if err := m.loadTypes(data); err != nil {
		return nil, err
	}
	if err := m.loadMessages(data); err != nil {
		return nil, err
	}
	m.fill()
	return m, nil
}

func (m *model) loadTypes(data fs.FS) error {
	names, err := fs.Glob(data, "types/*.yaml")
	if err != nil {
		return err
	}
	for _, name := range names {
		var types []objectType
		if err := decode(data, name, &types); err != nil {
			return err
		}
		for i := range types {
			fillFields(types[i].Fields, libraries)
		}
		m.Types = append(m.Types, types...)
	}
	return nil
}

func (m *model) loadMessages(data fs.FS) error {
	names, err := fs.Glob(data, "messages/*.yaml")
	if err != nil {
		return err
	}
	for _, name := range names {
		var msg message
		if err := decode(data, name, &msg); err != nil {
			return err
		}
		for _, fields := range [][]field{msg.Request, msg.Response, msg.Notification} {
			fillFields(fields, msg.Source)
		}
		m.Messages = append(m.Messages, msg)
	}
	return nil
}

func decode(data fs.FS, name string, into any) error {
	f, err := data.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	d := yaml.NewDecoder(f)
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err := d.Decode(new(any)); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: more than one document", name)
	}
	return nil
}

func fillFields(fields []field, source string) {
	for i := range fields {
		f := &fields[i]
		f.Type = or(f.Type, "string")
		f.Required = or(f.Required, "no")
		f.Source = or(f.Source, source)
		f.Confidence = or(f.Confidence, confidenceOf(f.Source))
		fillFields(f.Fields, source)
	}
}

// confidenceOf is how far a source is trusted where the data does not say.
func confidenceOf(source string) string {
	if source == libraries {
		return medium
	}
	return high
}

// fill completes operations and codes with their defaults.
func (m *model) fill() {
	for i := range m.Operations {
		o := &m.Operations[i]
		o.SandboxPath = or(o.SandboxPath, strings.Replace(o.Path, "/ams/api/", "/ams/sandbox/api/", 1))
		o.RequestID = or(o.RequestID, o.IdempotencyField)
		if o.Source == "" {
			o.Source = pathSource
			o.Confidence = or(o.Confidence, medium)
		}
		o.Confidence = or(o.Confidence, high)
	}
	for i := range m.Methods {
		p := &m.Methods[i]
		p.CurrencyConfidence = or(p.CurrencyConfidence, p.Confidence)
	}
	fillCodes(m.Codes.Gateway)
	for _, t := range m.Codes.Operations {
		fillCodes(t.Codes)
	}
}

func fillCodes(codes []code) {
	for i := range codes {
		codes[i].Confidence = or(codes[i].Confidence, high)
	}
}

func or(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}
