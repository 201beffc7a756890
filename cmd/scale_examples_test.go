package cmd

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// TestScaleExamples: the files for several machines are valid YAML, and what they run is
// commands and flags that exist.
func TestScaleExamples(t *testing.T) {
	t.Parallel()
	for file, want := range map[string][]string{
		"compose.yml":    {"webhook listen", "webhook store"},
		"kubernetes.yml": {"webhook listen", "webhook store"},
	} {
		data, err := os.ReadFile("../examples/scale/" + file)
		if err != nil {
			t.Fatal(err)
		}
		var calls [][]string
		documents := yaml.NewDecoder(bytes.NewReader(data))
		for {
			var document yaml.Node
			if err := documents.Decode(&document); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			calls = append(calls, antomArguments(&document)...)
		}
		var found []string
		for _, args := range calls {
			if err := checkCall(args); err != nil {
				t.Errorf("%s: antom %s: %v", file, strings.Join(args, " "), err)
			}
			found = append(found, strings.Join(args[:2], " "))
		}
		slices.Sort(found)
		if found = slices.Compact(found); !slices.Equal(found, want) {
			t.Errorf("%s runs %q, not %q", file, found, want)
		}
	}
}

// antomArguments finds the lists that are arguments of antom.
func antomArguments(n *yaml.Node) (calls [][]string) {
	if n.Kind == yaml.SequenceNode && len(n.Content) > 1 && n.Content[0].Value == "webhook" {
		var args []string
		for _, item := range n.Content {
			args = append(args, item.Value)
		}
		return [][]string{args}
	}
	for _, child := range n.Content {
		calls = append(calls, antomArguments(child)...)
	}
	return calls
}
