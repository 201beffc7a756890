package cmd

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/antom-cli/antom/internal/topics"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// quotedCode is text in backquotes.
var quotedCode = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("`([^`\n]+)`") })

func readTroubleshooting(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("../docs/troubleshooting.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestTroubleshootingCommands holds every command in the running text and in the help
// topic against the command tree; TestDocsCommands does so for the blocks.
func TestTroubleshootingCommands(t *testing.T) {
	t.Parallel()
	found := 0
	for name, text := range map[string]string{"page": readTroubleshooting(t), "topic": topicText(t)} {
		for _, m := range quotedCode().FindAllStringSubmatch(text, -1) {
			if !strings.HasPrefix(m[1], "antom ") {
				continue
			}
			found++
			for _, args := range callsInLine(m[1]) {
				if err := checkCall(args); err != nil {
					t.Errorf("the %s names %s: %v", name, m[1], err)
				}
			}
		}
	}
	if found < 15 {
		t.Errorf("only %d commands were found", found)
	}
}

func topicText(t *testing.T) string {
	t.Helper()
	for _, topic := range topics.All() {
		if topic.Name == "troubleshooting" {
			return topic.Text()
		}
	}
	t.Fatal("there is no help topic troubleshooting")
	return ""
}

// TestTroubleshootingMessages wants the messages in the headings to be real: result codes of
// the specification, and messages of antom that its source has.
func TestTroubleshootingMessages(t *testing.T) {
	t.Parallel()
	codes := map[string]bool{}
	for _, c := range spec.Codes() {
		codes[c.Code] = true
	}
	section, checked := "", 0
	for line := range strings.Lines(readTroubleshooting(t)) {
		if title, ok := strings.CutPrefix(line, "## "); ok {
			section = strings.TrimSpace(title)
		}
		if !strings.HasPrefix(line, "### ") {
			continue
		}
		for _, m := range quotedCode().FindAllStringSubmatch(line, -1) {
			checked++
			switch {
			case section == "Result codes of the gateway" && strings.ToUpper(m[1]) == m[1] && !codes[m[1]]:
				t.Errorf("the page explains %s, which is no result code", m[1])
			case section == "Messages of antom" && !inSource(t, m[1]):
				t.Errorf("the page quotes %q, which antom never says", m[1])
			}
		}
	}
	if checked < 20 {
		t.Errorf("only %d messages were found", checked)
	}
}

// inSource reports whether a text stands in the sources of the program.
func inSource(t *testing.T, text string) bool {
	t.Helper()
	for _, pattern := range []string{"*/*.go", "../internal/*/*.go", "../pkg/*/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(data), text) {
				return true
			}
		}
	}
	return false
}

// TestTroubleshootingTopic wants the messages of the help topic to be on the page.
func TestTroubleshootingTopic(t *testing.T) {
	t.Parallel()
	page := readTroubleshooting(t)
	for _, m := range quotedCode().FindAllStringSubmatch(topicText(t), -1) {
		if !strings.HasPrefix(m[1], "antom ") && !strings.Contains(page, m[1]) {
			t.Errorf("the help topic has %q, the page has not", m[1])
		}
	}
	if !strings.Contains(page, string(antom.Acknowledgement())) {
		t.Error("the page does not have the acknowledgement that Antom expects")
	}
}
