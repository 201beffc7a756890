package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// TestGeneratedFilesAreFresh fails when the data changed without go generate.
func TestGeneratedFilesAreFresh(t *testing.T) {
	t.Parallel()
	files, err := generate(os.DirFS("../data"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 9 {
		t.Errorf("%d files", len(files))
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Error(err)
			continue
		}
		if !bytes.Equal(bytes.ReplaceAll(got, []byte("\r\n"), []byte("\n")), want) {
			t.Errorf("%s is stale: run go generate ./pkg/antom/spec", name)
		}
	}
}

func TestBadDataIsRefused(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, file, text, want string }{
		{"unknown key", "operations.yaml", "- name: x\n  pathh: y\n", "pathh"},
		{"unknown type", "types/a.yaml", "- name: A\n  fields:\n  - {name: x, type: B}\n", "unknown type B"},
		{"type twice", "types/a.yaml", "- name: A\n- name: A\n", "twice"},
		{"field twice", "types/a.yaml", "- name: A\n  fields:\n  - name: x\n  - name: x\n", "twice"},
		{"no condition", "types/a.yaml", "- name: A\n  fields:\n  - {name: x, required: conditional}\n", "without when"},
		{"bad required", "types/a.yaml", "- name: A\n  fields:\n  - {name: x, required: maybe}\n", "maybe"},
		{"bad confidence", "types/a.yaml", "- name: A\n  fields:\n  - {name: x, confidence: sure}\n", "sure"},
		{"cycle", "types/a.yaml", "- name: A\n  fields:\n  - {name: b, type: B}\n- name: B\n  fields:\n  - {name: a, type: A}\n", "contains itself"},
		{"two documents", "regions.yaml", "codes: HK\n---\ncodes: SG\n", "more than one"},
		{"bad duration", "payment-methods.yaml", "- {code: X, defaultClose: soon}\n", "tables_methods_gen.go"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			data := fstest.MapFS{
				"operations.yaml":      {Data: []byte("[]")},
				"result-codes.yaml":    {Data: []byte("{}")},
				"payment-methods.yaml": {Data: []byte("[]")},
				"currencies.yaml":      {Data: []byte("{}")},
				"rules.yaml":           {Data: []byte("{}")},
				"regions.yaml":         {Data: []byte("{}")},
				"test-cards.yaml":      {Data: []byte("{}")},
			}
			data[tt.file] = &fstest.MapFile{Data: []byte(tt.text)}
			if _, err := generate(data); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestGoName(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"paymentRequestId": "PaymentRequestID", "paymentNotifyUrl": "PaymentNotifyURL", "clientIp": "ClientIP", "merchantMCC": "MerchantMCC",
		"isBillShipStateSame": "IsBillShipStateSame", "threeDSResult": "ThreeDSResult", "orderCountIn1H": "OrderCountIn1H", "address1": "Address1",
	} {
		if got := goName(in); got != want {
			t.Errorf("%s became %s, want %s", in, got, want)
		}
	}
}
