package spec_test

import (
	"regexp"
	"testing"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

func TestSDKEvents(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^SDK_[A-Z_]+$`)
	seen := map[string]bool{}
	for _, e := range spec.SDKEvents() {
		if !form.MatchString(e.Code) || seen[e.Code] {
			t.Errorf("%q is no code, or is there twice", e.Code)
		}
		seen[e.Code] = true
		if e.Kind == "" || e.Meaning == "" || e.Next == "" || e.Source == "" {
			t.Errorf("%s has empty fields: %+v", e.Code, e)
		}
		if found, ok := spec.FindSDKEvent(e.Code); !ok || found != e {
			t.Errorf("FindSDKEvent(%s) = %+v, %v", e.Code, found, ok)
		}
	}
	if len(seen) != 12 {
		t.Errorf("the guide has 12 codes, the table %d", len(seen))
	}
	if _, ok := spec.FindSDKEvent("SDK_NOPE"); ok {
		t.Error("found a code that does not exist")
	}
}

func TestSDKLocales(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^[a-z]{2}_[A-Z]{2}$`)
	for _, l := range spec.SDKLocales() {
		if !form.MatchString(l) {
			t.Errorf("%q is no locale", l)
		}
	}
}
