package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// component is Go itself or a module, with the files that hold its terms.
type component struct {
	path, version string
	dir           string   // the top of its source
	files         []string // absolute names, sorted
}

// accepted are the licences, by their SPDX names, that allow a binary under the
// MIT License to contain the component and ask for no more than their text.
var accepted = []string{"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"}

// ofDocuments is the licence of a module's documents, which are in no binary, by the
// module's path.
var ofDocuments = map[string]string{"github.com/modelcontextprotocol/go-sdk": "CC-BY-4.0"}

// leastCoverage is the part of a licence file, in percent, that must be text of a
// known licence. The rest is names and headings.
const leastCoverage = 75

// title names the component and its version.
func (c component) title() string { return strings.TrimSpace(c.path + " " + c.version) }

// licenses are the SPDX names of the licences that the files hold.
func (c component) licenses() ([]string, error) {
	var names []string
	for _, name := range c.files {
		if isNotice(name) {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		cover := licensecheck.Scan(text)
		if cover.Percent < leastCoverage {
			return nil, fmt.Errorf("%s: %s is not the text of a known licence (%.0f %% of it is)", c.title(), filepath.Base(name), cover.Percent)
		}
		for _, m := range cover.Match {
			if m.ID == ofDocuments[c.path] {
				continue
			}
			if !slices.Contains(accepted, m.ID) {
				return nil, fmt.Errorf("%s: the licence %s is not one of %s", c.title(), m.ID, strings.Join(accepted, ", "))
			}
			names = append(names, m.ID)
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s: there is no licence file in %s", c.title(), c.dir)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// write appends the texts of the component.
func (c component) write(b *bytes.Buffer) error {
	for _, name := range c.files {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(c.dir, name)
		if err != nil {
			return err
		}
		lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")), "\n")
		for i, line := range lines {
			lines[i] = strings.TrimRight(line, " \t")
		}
		fmt.Fprintf(b, "\n%[1]s\n%[2]s, %[3]s\n%[1]s\n\n%[4]s\n",
			strings.Repeat("-", 78), c.title(), filepath.ToSlash(inside), strings.Join(lines, "\n"))
	}
	return nil
}

// termsName matches the names of files with terms.
var termsName = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice)([._-].*)?$`)

// isNotice tells whether a file has notices to be handed on beside a licence.
func isNotice(name string) bool {
	return strings.HasPrefix(strings.ToLower(filepath.Base(name)), "notice")
}

// terms are the files with terms in one directory.
func terms(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() && termsName.MatchString(e.Name()) && filepath.Ext(e.Name()) != ".go" {
			names = append(names, filepath.Join(dir, e.Name()))
		}
	}
	return names, nil
}
