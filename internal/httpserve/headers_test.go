package httpserve

import (
	"slices"
	"testing"
)

func TestHeaders(t *testing.T) {
	t.Parallel()
	h := []header{{"Signature", "1"}, {"x", ""}, {"SIGNATURE", "2"}}
	if value, ok := HeaderValue(h, "signature"); value != "1" || !ok {
		t.Errorf("signature: %q, %t", value, ok)
	}
	if value, ok := HeaderValue(h, "X"); value != "" || !ok {
		t.Errorf("an empty field: %q, %t", value, ok)
	}
	if value, ok := HeaderValue(h, "y"); value != "" || ok {
		t.Errorf("a field that is not there: %q, %t", value, ok)
	}
	if got := HeaderValues(h, "sigNature"); !slices.Equal(got, []string{"1", "2"}) {
		t.Errorf("values: %q", got)
	}
	if HeaderValues(h, "y") != nil {
		t.Error("a field that is not there has values")
	}
	if got := WithoutHeader(h, "SIGNATURE"); !slices.Equal(got, []header{{"x", ""}}) || len(h) != 3 || h[0].Name != "Signature" {
		t.Errorf("without: %v, left %v", got, h)
	}
}
