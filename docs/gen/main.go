// Command gen writes what follows from the program: the completion scripts, a
// reference page for each command, the man pages and the file of test vectors.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/antom-cli/antom/cmd"
	"github.com/antom-cli/antom/internal/vectors"
)

func main() {
	log.SetFlags(0)
	if err := generate("."); err != nil {
		log.Fatal("gen: ", err)
	}
}

// generate writes everything below root, the top of the source tree.
func generate(root string) error {
	if err := completions(filepath.Join(root, "completions")); err != nil {
		return err
	}
	if err := testVectors(filepath.Join(root, "docs", "vectors.json")); err != nil {
		return err
	}
	if err := pages(filepath.Join(root, "docs", "commands"), cmd.DocTree(), func(tree *cobra.Command, dir string) error {
		return doc.GenMarkdownTree(tree, dir)
	}); err != nil {
		return err
	}
	man := filepath.Join(root, "docs", "man")
	if err := pages(man, cmd.ManTree(), func(tree *cobra.Command, dir string) error {
		// A fixed date keeps the pages the same from day to day.
		date := time.Unix(0, 0).UTC()
		return doc.GenManTree(tree, &doc.GenManHeader{Title: "ANTOM", Section: "1", Source: "antom", Manual: "antom manual", Date: &date}, dir)
	}); err != nil {
		return err
	}
	return removeEmptyValues(man)
}

// removeEmptyValues removes what package doc writes as the value of a flag without one.
func removeEmptyValues(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.1"))
	if err != nil {
		return err
	}
	for _, file := range files {
		page, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		for _, empty := range []string{"[=]", "[=false]"} {
			page = bytes.ReplaceAll(page, []byte(`\fP`+empty+"\n"), []byte(`\fP`+"\n"))
		}
		if err := os.WriteFile(file, page, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// testVectors writes what `antom sign --vector -o json` prints, for people who test
// their own signing code without antom.
func testVectors(file string) error {
	set, err := vectors.Load()
	if err != nil {
		return err
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(set); err != nil {
		return err
	}
	return os.WriteFile(file, out.Bytes(), 0o644)
}

func completions(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for shell, file := range cmd.CompletionFiles() {
		var script bytes.Buffer
		tree := cmd.NewTree()
		tree.SetOut(&script)
		if err := cmd.WriteCompletion(tree, shell); err != nil {
			return fmt.Errorf("%s: %w", shell, err)
		}
		if err := os.WriteFile(filepath.Join(dir, file), script.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// pages fills dir anew, so that the page of a command that is gone goes too.
func pages(dir string, tree *cobra.Command, write func(*cobra.Command, string) error) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	tree.DisableAutoGenTag = true
	disableTags(tree)
	if err := write(tree, dir); err != nil {
		return err
	}
	// The trees of package doc leave out what cannot be run: the help topics.
	for _, topic := range tree.Commands() {
		if !topic.IsAdditionalHelpTopicCommand() {
			continue
		}
		if err := write(topic, dir); err != nil {
			return err
		}
	}
	return nil
}

func disableTags(c *cobra.Command) {
	c.DisableAutoGenTag = true
	for _, child := range c.Commands() {
		disableTags(child)
	}
}
