package cmd

import (
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/practices"
)

// TestPracticesNameCommandsThatExist reads the commands that the practices recommend.
func TestPracticesNameCommandsThatExist(t *testing.T) {
	t.Parallel()
	all, err := practices.All()
	if err != nil {
		t.Fatal(err)
	}
	root := NewTree()
	for _, p := range all {
		for _, command := range p.See {
			line := strings.TrimPrefix(command, "antom ")
			name, _, _ := strings.Cut(line, " --")
			checkCommand(t, root, p.ID, strings.Fields(name))
			checkFlags(t, root, p.ID, strings.Fields(name), namedFlag().FindAllStringSubmatch(line, -1))
		}
	}
}
