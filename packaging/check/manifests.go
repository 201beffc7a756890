package main

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// releases is where the files of releases are downloaded from.
const releases = "https://github.com/antom-cli/antom/releases/download/"

// download is a file that a manifest tells a package manager to get.
type download struct {
	goos, goarch string
	url, sha256  string
	files        []string // that it uses of the archive
}

// manifest is a description for a package manager.
type manifest struct {
	name, pattern string // below dist
	systems       []string
	read          func(data []byte, version string) ([]download, error)
	// uses lists files that have to be named, the program aside.
	uses func(s *sources) []string
}

func manifests() []manifest {
	nothing := func(*sources) []string { return nil }
	return []manifest{
		{"the cask of Homebrew", "homebrew/Casks/antom.rb", []string{"darwin", "linux"}, readCask, func(s *sources) []string {
			return slices.Concat(s.man, []string{"completions/antom.bash", "completions/antom.fish", "completions/_antom"})
		}},
		{"the manifest of Scoop", "scoop/bucket/antom.json", []string{"windows"}, readScoop, nothing},
		{"the manifest of winget", "winget/manifests/a/antom-cli/antom/*/antom-cli.antom.installer.yaml", []string{"windows"}, readWinget, nothing},
	}
}

// check holds a manifest against the archives, and counts its downloads.
func (m manifest) check(s *sources, d *dist) (int, error) {
	found, err := filepath.Glob(filepath.Join(d.dir, m.pattern))
	if err != nil || len(found) != 1 {
		return 0, fmt.Errorf("%d files match %s, not one", len(found), m.pattern)
	}
	data, err := os.ReadFile(found[0])
	if err != nil {
		return 0, err
	}
	list, err := m.read(data, d.version)
	if err != nil {
		return 0, err
	}
	errs, seen := []error{}, map[string]bool{}
	for _, l := range list {
		seen[l.goos+"/"+l.goarch] = true
		if err := l.check(d, append(m.uses(s), program(l.goos))); err != nil {
			errs = append(errs, fmt.Errorf("%s/%s: %w", l.goos, l.goarch, err))
		}
	}
	var want []string
	for _, goos := range m.systems {
		want = append(want, goos+"/amd64", goos+"/arm64")
	}
	if have := slices.Sorted(maps.Keys(seen)); !slices.Equal(have, want) || len(list) != len(want) {
		errs = append(errs, fmt.Errorf("%d downloads for %v, not one for each of %v", len(list), have, want))
	}
	return len(list), errors.Join(errs...)
}

// check holds a download against the archive of its platform, which has to have the files that
// are used.
func (l download) check(d *dist, files []string) error {
	a, ok := d.find(typeArchive, l.goos, l.goarch, "")
	if !ok {
		return errors.New("there is no archive")
	}
	if want := releases + d.tag + "/" + a.Name; l.url != want {
		return fmt.Errorf("the URL is %s, not %s", l.url, want)
	}
	data, err := os.ReadFile(d.path(a))
	if err != nil {
		return err
	}
	if want := fmt.Sprintf("%x", sha256.Sum256(data)); l.sha256 != want {
		return fmt.Errorf("the hash is %s, and that of %s %s", l.sha256, a.Name, want)
	}
	have, err := readFiles(d.path(a), a.Extra.Format)
	if err != nil {
		return err
	}
	for _, name := range l.files {
		if _, ok := have[path.Clean(name)]; !ok {
			return fmt.Errorf("it uses %s, which %s has not", name, a.Name)
		}
	}
	for _, name := range files {
		if !slices.Contains(l.files, name) {
			return fmt.Errorf("it does not use %s", name)
		}
	}
	return nil
}

var (
	caskDownload = regexp.MustCompile(`on_(macos|linux) do|on_(intel|arm) do\s+url "([^"]+)"\s+sha256 "([^"]+)"`)
	caskFile     = regexp.MustCompile(`(?m)^  (?:binary|manpage|bash_completion|fish_completion|zsh_completion) "([^"]+)"$`)
	caskVersion  = regexp.MustCompile(`(?m)^  version "([^"]+)"$`)
)

func readCask(data []byte, version string) ([]download, error) {
	text := string(data)
	if m := caskVersion.FindStringSubmatch(text); m == nil || m[1] != version {
		return nil, fmt.Errorf("its version is not %s", version)
	}
	if !strings.Contains(text, "program of its own") {
		return nil, errors.New("it does not say that Antom has a program of this name")
	}
	var files []string
	for _, m := range caskFile.FindAllStringSubmatch(text, -1) {
		files = append(files, m[1])
	}
	var list []download
	goos := ""
	for _, m := range caskDownload.FindAllStringSubmatch(text, -1) {
		if m[1] != "" {
			goos = map[string]string{"macos": "darwin", "linux": "linux"}[m[1]]
			continue
		}
		goarch := map[string]string{"intel": "amd64", "arm": "arm64"}[m[2]]
		list = append(list, download{goos, goarch, strings.ReplaceAll(m[3], "#{version}", version), m[4], files})
	}
	return list, nil
}

func readScoop(data []byte, version string) ([]download, error) {
	var m struct {
		Version      string
		Architecture map[string]struct {
			URL, Hash string
			Bin       []string
		}
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, err
	}
	if m.Version != version {
		return nil, fmt.Errorf("its version is %s, not %s", m.Version, version)
	}
	var list []download
	for name, a := range m.Architecture {
		goarch := map[string]string{"64bit": "amd64", "arm64": "arm64"}[name]
		list = append(list, download{"windows", goarch, a.URL, a.Hash, a.Bin})
	}
	return list, nil
}

func readWinget(data []byte, version string) ([]download, error) {
	var m struct {
		PackageVersion string `yaml:"PackageVersion"`
		Installers     []struct {
			Architecture         string `yaml:"Architecture"`
			InstallerURL         string `yaml:"InstallerUrl"`
			InstallerSha256      string `yaml:"InstallerSha256"`
			NestedInstallerFiles []struct {
				RelativeFilePath     string `yaml:"RelativeFilePath"`
				PortableCommandAlias string `yaml:"PortableCommandAlias"`
			} `yaml:"NestedInstallerFiles"`
		} `yaml:"Installers"`
	}
	if err := yaml.Unmarshal(data, &m); err != nil {
		return nil, err
	}
	if m.PackageVersion != version {
		return nil, fmt.Errorf("its version is %s, not %s", m.PackageVersion, version)
	}
	var list []download
	for _, i := range m.Installers {
		goarch := map[string]string{"x64": "amd64", "arm64": "arm64"}[i.Architecture]
		l := download{"windows", goarch, i.InstallerURL, strings.ToLower(i.InstallerSha256), nil}
		for _, f := range i.NestedInstallerFiles {
			if f.PortableCommandAlias != "antom" {
				return nil, fmt.Errorf("the command is called %q", f.PortableCommandAlias)
			}
			l.files = append(l.files, strings.ReplaceAll(f.RelativeFilePath, `\`, "/"))
		}
		list = append(list, l)
	}
	return list, nil
}
