package cmd

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/antom-cli/antom/internal/vectors"
)

// TestDocsVectors wants docs/vectors.md to list the vectors as they are.
func TestDocsVectors(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../docs/vectors.md")
	if err != nil {
		t.Fatal(err)
	}
	set, err := vectors.Load()
	if err != nil {
		t.Fatal(err)
	}
	page := string(data)
	if !strings.Contains(page, fmt.Sprintf("%d requests, responses and notifications", len(set.Vectors))) {
		t.Errorf("the page does not say that there are %d vectors", len(set.Vectors))
	}
	for _, v := range set.Vectors {
		row := fmt.Sprintf("| `%s` | %s | %s | `%s` |", v.Name, v.Signer, strings.ReplaceAll(v.Shows, "<", `\<`), v.ContentSHA256)
		if !strings.Contains(page, row+"\n") {
			t.Errorf("the page has no row\n%s", row)
		}
	}
	whole, _ := set.Find("inquiry")
	for _, text := range []string{whole.ContentToBeSigned, whole.ContentSHA256, whole.Header} {
		if !strings.Contains(page, text) {
			t.Errorf("the page does not have %s", text)
		}
	}
}
