package flow

import (
	"reflect"
	"testing"

	"github.com/antom-cli/antom/pkg/antom"
)

// TestAgain holds that a gateway for another request has all settings and nothing of
// the requests before.
func TestAgain(t *testing.T) {
	t.Parallel()
	g := &Gateway{Client: &antom.Client{ClientID: "SANDBOX_1"}, Profile: "shop", Live: true, LiveAllowed: true, Commands: Commands{Flags: " --profile shop"}}
	g.Ledger()
	g.announced = true
	heard := 0
	next := g.Again(func(Event) { heard++ })
	if next.announced || next.ledger != nil || next.Client == g.Client || next.Client.ClientID != "SANDBOX_1" || next.Client.OnAttempt == nil {
		t.Errorf("it is %+v", next)
	}
	next.announce()
	if heard != 1 {
		t.Errorf("%d events were heard", heard)
	}
	for field := range reflect.TypeFor[Gateway]().Fields() {
		if name := field.Name; field.IsExported() && name != "Client" && name != "Events" {
			was, is := reflect.ValueOf(g).Elem().FieldByName(name), reflect.ValueOf(next).Elem().FieldByName(name)
			if was.IsZero() != is.IsZero() {
				t.Errorf("%s was not taken over", name)
			}
		}
	}
}
