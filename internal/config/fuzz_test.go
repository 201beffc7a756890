package config

import (
	"strings"
	"testing"
)

// FuzzRead checks that no file stops the reader, that every problem has a
// place, and that a change is either refused or does exactly what it should.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"", "# c\n", sample, "profile: a\nprofiles: {a: {live: deny}}\n", "profiles:\n  shop: ~\n", "a: &x [*x]\n", "profile:\nprofile:", "? a\n: b\n", "<<: {a: b}\n",
		"profiles:\n  shop:\n    defaults: {a.b: 1}\n    gateway: |\n      sg\n", "---\nprofile: local\n...\n", "profiles:\n- a\n", "\ufeffprofile: local\r\n",
		"profiles:\n  shop:\n    gateway: 'sg' # c\n", "!!map {profiles: !!str x}\n", "\"profiles\":\n  \"shop\": {gateway: sg,\n  live: deny}\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, problems := parse("config.yaml", data)
		if len(problems) > 0 {
			checkProblems(t, problems)
			return
		}
		before := read(doc)
		checkProblems(t, before.problems)
		for _, path := range [][]string{{keyProfiles, "shop", KeyGateway}, {keyProfiles, "shop", keyDefaults, "a.b"}, {keyProfile}} {
			e := &editor{doc: doc}
			if e.set(path, KeyGateway, []string{"de"}) != nil {
				continue
			}
			if got := find(e.doc.root, path); got == nil || got.Value != "de" {
				t.Fatalf("%v was not set in:\n%s", path, e.doc.data)
			}
			if again, problems := parse("config.yaml", e.doc.data); len(problems) > 0 || !sameTree(again.root, e.doc.root) {
				t.Fatalf("not read again: %v\n%s", problems, e.doc.data)
			}
			if len(e.contents().profiles) < len(before.profiles) {
				t.Fatalf("a profile is gone:\n%s", e.doc.data)
			}
			if e.edit(path, nil) == nil && find(e.doc.root, path) != nil && !twice(before) {
				t.Fatalf("%v is still in:\n%s", path, e.doc.data)
			}
		}
	})
}

// twice tells whether the file has a key more than once, which is a problem of
// its own.
func twice(c *contents) bool {
	for _, p := range c.problems {
		if strings.Contains(p.Message, "twice") {
			return true
		}
	}
	return false
}

func checkProblems(t *testing.T, problems []Problem) {
	t.Helper()
	for _, p := range problems {
		if !strings.HasPrefix(p.Where, "config.yaml:") || p.Message == "" {
			t.Fatalf("a problem without a place or a message: %+v", p)
		}
	}
}
