// Command gen turns the authored data in pkg/antom/spec/data into Go: the
// tables of package spec and the typed messages of package antom. It runs in
// the directory of package spec.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := run("."); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// run generates every file below the directory of package spec.
func run(dir string) error {
	files, err := generate(os.DirFS(filepath.Join(dir, "data")))
	if err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
