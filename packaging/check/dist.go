package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// dist is what goreleaser built.
type dist struct {
	dir       string
	version   string
	tag       string
	artefacts []artefact
}

// artefact is one file that goreleaser built, in the words of its artifacts.json.
type artefact struct {
	Name, Path, Type, Goos, Goarch string
	Extra                          struct{ Format string }
}

// Types of artefacts.
const (
	typeArchive = "Archive"
	typePackage = "Linux Package"
	typeBinary  = "Binary"
)

func readDist(dir string) (*dist, error) {
	d := &dist{dir: dir}
	var metadata struct{ Version, Tag string }
	if err := readJSON(filepath.Join(dir, "metadata.json"), &metadata); err != nil {
		return nil, err
	}
	d.version, d.tag = metadata.Version, metadata.Tag
	return d, readJSON(filepath.Join(dir, "artifacts.json"), &d.artefacts)
}

func readJSON(path string, into any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// path is where an artefact is: goreleaser writes its paths from the directory above.
func (d *dist) path(a artefact) string { return filepath.Join(d.dir, "..", a.Path) }

// find is the artefact of a type for a platform; format matters if it is not "".
func (d *dist) find(kind, goos, goarch, format string) (artefact, bool) {
	i := slices.IndexFunc(d.artefacts, func(a artefact) bool {
		return a.Type == kind && a.Goos == goos && a.Goarch == goarch && (format == "" || a.Extra.Format == format)
	})
	if i < 0 {
		return artefact{}, false
	}
	return d.artefacts[i], true
}

// shipped are the archives and packages.
func (d *dist) shipped() []artefact {
	return slices.DeleteFunc(slices.Clone(d.artefacts), func(a artefact) bool { return a.Type != typeArchive && a.Type != typePackage })
}

// formats are the archives and packages of each system.
func formats() map[string][]string {
	return map[string][]string{"linux": {"tar.gz", "deb", "rpm", "apk"}, "darwin": {"tar.gz"}, "windows": {"zip"}}
}

// complete wants every format for every platform.
func (d *dist) complete() error {
	var errs []error
	for goos, list := range formats() {
		for _, goarch := range []string{"amd64", "arm64"} {
			for _, format := range list {
				kind := typePackage
				if format == "tar.gz" || format == "zip" {
					kind = typeArchive
				}
				if _, ok := d.find(kind, goos, goarch, format); !ok {
					errs = append(errs, fmt.Errorf("there is no %s for %s/%s", format, goos, goarch))
				}
			}
		}
	}
	return errors.Join(errs...)
}
