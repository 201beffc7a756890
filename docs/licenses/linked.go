package main

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// platforms are those of a release, as far as they differ in what is linked.
var platforms = []string{"linux", "darwin", "windows"}

// linked are the modules that are linked into the binary of any platform, by
// path. A package inside a module may have terms of its own.
func linked() ([]component, error) {
	modules := map[string]*component{}
	for _, platform := range platforms {
		packages, err := dependencies(platform)
		if err != nil {
			return nil, err
		}
		for _, p := range packages {
			c := modules[p.module]
			if c == nil {
				c = &component{path: p.module, version: p.version, dir: p.moduleDir}
				modules[p.module] = c
			}
			if err := c.addTerms(p.dir); err != nil {
				return nil, err
			}
		}
	}
	var all []component
	for _, c := range modules {
		slices.Sort(c.files)
		all = append(all, *c)
	}
	slices.SortFunc(all, func(a, b component) int { return cmp.Compare(a.path, b.path) })
	return all, nil
}

// addTerms adds the files with terms from the top of the module down to dir.
func (c *component) addTerms(dir string) error {
	for at := dir; ; at = filepath.Dir(at) {
		names, err := terms(at)
		if err != nil {
			return err
		}
		for _, name := range names {
			if !slices.Contains(c.files, name) {
				c.files = append(c.files, name)
			}
		}
		if at == c.dir || len(at) < len(c.dir) {
			return nil
		}
	}
}

// dependency is a package of a module that the binary contains.
type dependency struct{ module, version, moduleDir, dir string }

// dependencies are the packages of other modules in the binary for a platform.
func dependencies(platform string) ([]dependency, error) {
	const format = "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}\t{{$.Dir}}{{end}}{{end}}"
	list := exec.Command("go", "list", "-deps", "-f", format, ".")
	list.Env = append(os.Environ(), "GOOS="+platform, "GOARCH=amd64", "CGO_ENABLED=0")
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("go list for %s: %w", platform, err)
	}
	found := map[dependency]bool{}
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		fields := strings.Split(line, "\t")
		if len(fields) != 4 {
			return nil, fmt.Errorf("go list says %q, which is not a module and a package", line)
		}
		found[dependency{module: fields[0], version: fields[1], moduleDir: fields[2], dir: fields[3]}] = true
	}
	return slices.Collect(maps.Keys(found)), nil
}

// standardLibrary is Go itself: its runtime and library are in every binary. The
// version is left out, because the text is the same for all of them.
func standardLibrary() (component, error) {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return component{}, fmt.Errorf("go env GOROOT: %w", err)
	}
	dir := strings.TrimSpace(string(out))
	return component{path: "Go runtime and standard library", dir: dir, files: []string{filepath.Join(dir, "LICENSE")}}, nil
}
