package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`

const gpl = `This program is free software: you can redistribute it and/or modify it under the terms of the GNU General Public License as published by the Free Software Foundation, either version 3 of the License, or (at your option) any later version.`

// module writes a module's files and returns it as a component.
func module(t *testing.T, files map[string]string) *component {
	t.Helper()
	c := &component{path: "example.com/m", version: "v1.0.0", dir: t.TempDir()}
	for name, text := range files {
		name = filepath.Join(c.dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func TestLicenses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string // the licences, or a part of the error
	}{
		{"a licence", map[string]string{"LICENSE": mit}, "MIT"},
		{"another spelling", map[string]string{"licence.md": mit}, "MIT"},
		{"with a notice", map[string]string{"LICENSE": mit, "NOTICE": "Made by X."}, "MIT"},
		{"in the package's directory", map[string]string{"a/b/COPYING": mit, "a/c/LICENSE": gpl}, "MIT"},
		{"none", map[string]string{"README": mit}, "no licence file"},
		{"only a notice", map[string]string{"NOTICE": "Made by X."}, "no licence file"},
		{"unknown", map[string]string{"LICENSE": "All rights reserved."}, "not the text of a known licence"},
		{"one known and one unknown", map[string]string{"LICENSE": mit, "a/LICENSE": "All rights reserved."}, "not the text of a known licence"},
		{"not accepted", map[string]string{"LICENSE": gpl}, "the licence GPL-3.0"},
	} {
		m := module(t, c.files)
		inside := filepath.Join(m.dir, "a", "b")
		if err := os.MkdirAll(inside, 0o755); err != nil {
			t.Fatal(err)
		}
		for _, dir := range []string{inside, filepath.Dir(inside)} { // two packages of the module
			if err := m.addTerms(dir); err != nil {
				t.Fatal(err)
			}
		}
		names, err := m.licenses()
		got := strings.Join(names, ", ")
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, c.want) || (err == nil) != (got == c.want) {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	m := module(t, map[string]string{"LICENSE": mit, "NOTICE": "Made by X.  \r\nAnd Y.\n"})
	if err := m.addTerms(m.dir); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := m.write(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"example.com/m v1.0.0, LICENSE\n---", strings.TrimSpace(mit), "example.com/m v1.0.0, NOTICE\n---", "Made by X.\nAnd Y.\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in %s", want, &b)
		}
	}
}

// A released binary contains modules on one platform that it lacks on others.
func TestLinked(t *testing.T) {
	t.Chdir("../..")
	components, err := linked()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, c := range components {
		found[c.path] = true
	}
	for path, want := range map[string]bool{
		"github.com/spf13/cobra": true, "github.com/danieljoos/wincred": true, "github.com/godbus/dbus/v5": true,
		"github.com/chromedp/chromedp": false, "github.com/google/licensecheck": false, "github.com/antom-cli/antom": false,
	} {
		if found[path] != want {
			t.Errorf("%s: %v, want %v", path, found[path], want)
		}
	}
}
