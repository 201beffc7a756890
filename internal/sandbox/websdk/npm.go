package websdk

import (
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

//go:embed npm
var npmFiles embed.FS

// PackageName is the name of the package for npm: that of Antom's own.
const PackageName = "@alipay/ams-checkout"

// Files of the package.
const (
	fileManifest = "package.json"
	fileReadme   = "README.md"
	fileScript   = "dist/umd/ams-checkout.min.js"
	fileModule   = "dist/esm/ams-checkout.mjs"
	fileTypes    = "dist/types/index.d.ts"
)

// File is a file of the package.
type File struct {
	Path string // below the directory of the package, with slashes
	Data []byte
}

// PackageVersion is the version of the package: that of Antom's own which the guide
// describes, so that ranges of versions accept it.
func PackageVersion() string {
	return regexp.MustCompile(`\d+\.\d+\.\d+`).FindString(spec.SDKScript)
}

// manifest is package.json.
type manifest struct {
	Name        string         `json:"name"`
	Version     string         `json:"version"`
	Private     bool           `json:"private"` // cannot be published by mistake
	Description string         `json:"description"`
	License     string         `json:"license"`
	Main        string         `json:"main"`
	Module      string         `json:"module"`
	Types       string         `json:"types"`
	Exports     map[string]any `json:"exports"`
	SideEffects []string       `json:"sideEffects"`
	Files       []string       `json:"files"`
	Simulator   *Home          `json:"antomSimulator"` // says whose package it is
}

// Package is the SDK as a package that npm installs, for a simulator at an address.
func Package(h Home) ([]File, error) {
	script, err := Script(h)
	if err != nil {
		return nil, err
	}
	module, err := Module(h)
	if err != nil {
		return nil, err
	}
	entry := struct { // the order counts: the first that fits is taken
		Types   string `json:"types"`
		Import  string `json:"import"`
		Default string `json:"default"`
	}{"./" + fileTypes, "./" + fileModule, "./" + fileScript}
	about, err := json.MarshalIndent(manifest{
		Name: PackageName, Version: PackageVersion(), Private: true, License: "MIT",
		Description: "The Antom simulator's stand-in for Antom's web SDK, for tests: no money moves",
		Main:        fileScript, Module: fileModule, Types: fileTypes,
		Exports:     map[string]any{".": entry, "./dist/*": "./dist/*", "./" + fileManifest: "./" + fileManifest},
		SideEffects: []string{"./" + fileScript}, Files: []string{"dist"}, Simulator: &h,
	}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing %s: %w", fileManifest, err)
	}
	readme, err := npmText("README.md", "{{URL}}", h.URL, "{{FIXED}}", fixedText(h), "{{GUIDE}}", spec.SDKGuide)
	if err != nil {
		return nil, err
	}
	var events []string
	for _, e := range spec.SDKEvents() {
		events = append(events, e.Code)
	}
	types, err := npmText("index.d.ts", "{{ENVIRONMENTS}}", union(spec.SDKEnvironments()), "{{LOCALES}}", union(spec.SDKLocales()), "{{EVENTS}}", union(events))
	if err != nil {
		return nil, err
	}
	return []File{
		{fileManifest, append(about, '\n')}, {fileReadme, readme}, {fileScript, script}, {fileModule, module}, {fileTypes, types},
	}, nil
}

// npmText is an embedded file with what stands for its placeholders.
func npmText(name string, replacements ...string) ([]byte, error) {
	text, err := npmFiles.ReadFile("npm/" + name)
	if err != nil {
		return nil, fmt.Errorf("reading the package's %s: %w", name, err)
	}
	return []byte(strings.NewReplacer(replacements...).Replace(string(text))), nil
}

func fixedText(h Home) string {
	if h.Fixed {
		return ": " + h.URL
	}
	return ", which it did not for this copy"
}

// union is a type of TypeScript that has these texts as its values.
func union(values []string) string {
	return `"` + strings.Join(values, `" | "`) + `"`
}

// IsPackage reports whether a package.json is that of a copy of this package.
func IsPackage(packageJSON []byte) bool {
	var m manifest
	return json.Unmarshal(packageJSON, &m) == nil && m.Name == PackageName && m.Simulator != nil
}

// maxTarballs is how many tarballs are kept: a simulator has few addresses, but whoever
// asks it chooses the Host header.
const maxTarballs = 8

// tarballs keeps the tarballs that were served, by the address of the simulator in them.
type tarballs struct {
	mu   sync.Mutex
	made map[string][]byte
}

// of returns the tarball for a simulator at an address.
func (t *tarballs) of(url string) ([]byte, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if data, ok := t.made[url]; ok {
		return data, nil
	}
	files, err := Package(Home{URL: url})
	if err != nil {
		return nil, err
	}
	data, err := Tarball(files)
	if err != nil {
		return nil, err
	}
	if t.made == nil || len(t.made) >= maxTarballs {
		t.made = map[string][]byte{}
	}
	t.made[url] = data
	return data, nil
}

// writePackage serves the package as a tarball. It finds the simulator where it was
// itself found.
func (t *tarballs) writePackage(w http.ResponseWriter, r *http.Request) {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	data, err := t.of(scheme + "://" + r.Host)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	writeFile(w, "application/gzip", data)
}
