package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// file is a regular file in an archive or a package.
type file struct {
	mode fs.FileMode
	size int64
}

// wanted is a file that has to be there, with the file that it is a copy of.
type wanted struct {
	mode   fs.FileMode
	source string
}

// sources are the files of the repository that are shipped beside the binary.
type sources struct{ licences, completions, guides, commands, man []string }

func readSources() (*sources, error) {
	s := &sources{licences: []string{"LICENSE", "THIRD-PARTY-LICENSES.txt"}}
	for pattern, into := range map[string]*[]string{
		"completions/*": &s.completions, "docs/*.md": &s.guides, "docs/commands/*.md": &s.commands, "docs/man/*.1": &s.man,
	} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			return nil, fmt.Errorf("no files %s in this directory: run it in that of the repository (%v)", pattern, err)
		}
		*into = found
	}
	return s, nil
}

// program is the name of the binary on a system.
func program(goos string) string {
	if goos == "windows" {
		return "antom.exe"
	}
	return "antom"
}

// archive is what an archive has to hold.
func (s *sources) archive(goos, binary string) map[string]wanted {
	want := map[string]wanted{program(goos): {0o755, binary}, "README.md": {0o644, "README.md"}}
	for _, name := range slices.Concat(s.licences, s.completions, s.guides, s.commands, s.man) {
		want[name] = wanted{0o644, name}
	}
	return want
}

// linuxPackage is what a deb, an rpm or an apk has to install.
func (s *sources) linuxPackage(format, binary string) map[string]wanted {
	zsh := "usr/share/zsh/site-functions/_antom"
	if format == "deb" {
		zsh = "usr/share/zsh/vendor-completions/_antom"
	}
	const doc = "usr/share/doc/antom/"
	want := map[string]wanted{
		"usr/bin/antom": {0o755, binary},
		"usr/share/bash-completion/completions/antom":    {0o644, "completions/antom.bash"},
		"usr/share/fish/vendor_completions.d/antom.fish": {0o644, "completions/antom.fish"},
		zsh:                              {0o644, "completions/_antom"},
		doc + "copyright":                {0o644, "LICENSE"},
		doc + "THIRD-PARTY-LICENSES.txt": {0o644, "THIRD-PARTY-LICENSES.txt"},
	}
	for _, name := range s.guides {
		want[doc+path.Base(name)] = wanted{0o644, name}
	}
	for _, name := range s.man {
		want["usr/share/man/man1/"+path.Base(name)] = wanted{0o644, name}
	}
	return want
}

// checkArtefact holds an archive or a package against what it has to hold, and counts its files.
func checkArtefact(s *sources, d *dist, a artefact) (int, error) {
	binary, ok := d.find(typeBinary, a.Goos, a.Goarch, "")
	if !ok {
		return 0, errors.New("there is no binary for its platform")
	}
	want := s.archive(a.Goos, d.path(binary))
	if a.Type == typePackage {
		want = s.linuxPackage(a.Extra.Format, d.path(binary))
	}
	have, err := readFiles(d.path(a), a.Extra.Format)
	if err != nil {
		return 0, err
	}
	return len(have), compare(have, want, a.Extra.Format != "zip")
}

// compare names every difference. Modes mean nothing in a zip for Windows.
func compare(have map[string]file, want map[string]wanted, modes bool) error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(want)) {
		w := want[name]
		h, ok := have[name]
		if !ok {
			errs = append(errs, fmt.Errorf("%s is missing", name))
			continue
		}
		if modes && h.mode.Perm() != w.mode {
			errs = append(errs, fmt.Errorf("%s has mode %04o, not %04o", name, h.mode.Perm(), w.mode))
		}
		info, err := os.Stat(w.source)
		if err != nil {
			errs = append(errs, err)
		} else if info.Size() != h.size {
			errs = append(errs, fmt.Errorf("%s has %d bytes, and %s %d", name, h.size, w.source, info.Size()))
		}
	}
	var extra []string
	for name := range have {
		if _, ok := want[name]; !ok {
			extra = append(extra, name)
		}
	}
	if len(extra) > 0 {
		slices.Sort(extra)
		errs = append(errs, fmt.Errorf("files that do not belong there: %s", strings.Join(extra, ", ")))
	}
	return errors.Join(errs...)
}
