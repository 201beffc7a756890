package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// npmPackage is an npm package that has to be there.
type npmPackage struct {
	name, file, version string
	os, cpu             string
	files               map[string]wanted
	platforms           []string // the packages that it depends on
}

// tarball is the name that npm pack gives it.
func (p npmPackage) tarball() string { return p.file + "-" + p.version + ".tgz" }

// npmPackages are one package for each binary, and the one that users install.
func (d *dist) npmPackages() []npmPackage {
	common := func(more map[string]wanted) map[string]wanted {
		files := map[string]wanted{
			"package/LICENSE":                  {0o644, "LICENSE"},
			"package/THIRD-PARTY-LICENSES.txt": {0o644, "THIRD-PARTY-LICENSES.txt"},
		}
		maps.Copy(files, more)
		return files
	}
	main := npmPackage{name: "antom-cli", file: "antom-cli", version: d.version, files: common(map[string]wanted{
		"package/README.md": {0o644, "packaging/npm/README.md"}, "package/bin/antom.js": {0o755, "packaging/npm/antom.js"},
	})}
	var list []npmPackage
	for _, a := range d.artefacts {
		if a.Type != typeBinary {
			continue
		}
		system := map[string]string{"linux": "linux", "darwin": "darwin", "windows": "win32"}[a.Goos]
		cpu := map[string]string{"amd64": "x64", "arm64": "arm64"}[a.Goarch]
		name := "antom-" + system + "-" + cpu
		list = append(list, npmPackage{
			name: "@antom-cli/" + name, file: "antom-cli-" + name, version: d.version, os: system, cpu: cpu,
			files: common(map[string]wanted{"package/bin/" + program(a.Goos): {0o755, d.path(a)}}),
		})
		main.platforms = append(main.platforms, "@antom-cli/"+name)
	}
	slices.Sort(main.platforms)
	return append(list, main)
}

// check holds the tarball of a package against what it has to be, and counts its files.
func (p npmPackage) check(dir string) (int, error) {
	name := filepath.Join(dir, p.tarball())
	have, err := readFiles(name, "tgz")
	if err != nil {
		return 0, err
	}
	const manifest = "package/package.json"
	if _, ok := have[manifest]; !ok {
		return 0, errors.New("it has no package.json")
	}
	delete(have, manifest)
	text, err := tarMember(name, manifest)
	if err != nil {
		return 0, err
	}
	return len(have) + 1, errors.Join(compare(have, p.files, true), p.checkManifest(text))
}

func (p npmPackage) checkManifest(text []byte) error {
	var m struct {
		Name, Version, License string
		OS, CPU                []string
		Bin                    map[string]string
		Scripts                map[string]string
		OptionalDependencies   map[string]string
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return err
	}
	var errs []error
	if m.Name != p.name || m.Version != p.version || m.License != "MIT" {
		errs = append(errs, fmt.Errorf("it says that it is %s %s, %s", m.Name, m.Version, m.License))
	}
	if len(m.Scripts) > 0 {
		errs = append(errs, errors.New("it runs scripts when it is installed"))
	}
	if p.os != "" && (!slices.Equal(m.OS, []string{p.os}) || !slices.Equal(m.CPU, []string{p.cpu})) {
		errs = append(errs, fmt.Errorf("it is for %v on %v", m.OS, m.CPU))
	}
	if p.os == "" && m.Bin["antom"] != "bin/antom.js" {
		errs = append(errs, errors.New("it has no command antom"))
	}
	if have := slices.Sorted(maps.Keys(m.OptionalDependencies)); !slices.Equal(have, p.platforms) {
		errs = append(errs, fmt.Errorf("it depends on %v, not on %v", have, p.platforms))
	}
	for name, version := range m.OptionalDependencies {
		if version != p.version {
			errs = append(errs, fmt.Errorf("it depends on version %s of %s", version, name))
		}
	}
	return errors.Join(errs...)
}

// tarMember is the content of one file of a tarball.
func tarMember(name, member string) ([]byte, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	for archive := tar.NewReader(unpacked); ; {
		h, err := archive.Next()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", member, err)
		}
		if h.Name == member {
			return io.ReadAll(archive)
		}
	}
}
