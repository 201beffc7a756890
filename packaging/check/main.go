// Command check looks into what goreleaser built: that every archive and package has exactly the
// files that it should have, with their modes; that the manifests of Homebrew, Scoop and winget
// name the archives and their hashes; and that the image gets what its definition copies.
//
//	go run ./packaging/check DIST [NPM]
//
// It runs in the directory of the repository. DIST is goreleaser's dist directory, NPM a
// directory with the npm packages as npm pack wrote them.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
)

func main() {
	if len(os.Args) < 2 || len(os.Args) > 3 {
		fmt.Fprintln(os.Stderr, "usage: go run ./packaging/check DIST [NPM]")
		os.Exit(2)
	}
	if err := check(os.Stdout, os.Args[1], append(os.Args[2:], "")[0]); err != nil {
		fmt.Fprintf(os.Stderr, "%v\n", err)
		os.Exit(1)
	}
}

// check writes a line for everything that is as it should be, and returns what is not.
func check(out io.Writer, dir, npm string) error {
	d, err := readDist(dir)
	if err != nil {
		return err
	}
	s, err := readSources()
	if err != nil {
		return err
	}
	var errs []error
	report := func(name, said string, err error) {
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
			return
		}
		fmt.Fprintf(out, "%-56s %s\n", name, said)
	}
	report("the list of artefacts", "complete", d.complete())
	for _, a := range d.shipped() {
		n, err := checkArtefact(s, d, a)
		report(a.Name, fmt.Sprintf("%d files", n), err)
	}
	for _, m := range manifests() {
		n, err := m.check(s, d)
		report(m.name, fmt.Sprintf("%d downloads", n), err)
	}
	report(dockerfile, "gets what it copies", checkImage(d))
	if npm != "" {
		for _, p := range d.npmPackages() {
			n, err := p.check(npm)
			report(p.tarball(), fmt.Sprintf("%d files", n), err)
		}
	}
	return errors.Join(errs...)
}
