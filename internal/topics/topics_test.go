package topics

import (
	"os"
	"slices"
	"strings"
	"testing"
)

func TestAllHaveText(t *testing.T) {
	t.Parallel()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, topic := range All() {
		text := topic.Text()
		if len(Blocks(text)) < 3 || topic.Short == "" {
			t.Errorf("%s: %q", topic.Name, text)
		}
		for _, line := range strings.Split(text, "\n") {
			if len(line) > 180 && !strings.HasPrefix(line, "|") {
				t.Errorf("%s: a long line: %s", topic.Name, line)
			}
		}
	}
	for _, f := range files {
		name, isText := strings.CutSuffix(f.Name(), ".md")
		if isText && !slices.ContainsFunc(All(), func(t Topic) bool { return t.Name == name }) {
			t.Errorf("%s is no topic", f.Name())
		}
	}
	if (Topic{Name: "nothing"}).Text() != "" {
		t.Error("a topic that does not exist has text")
	}
}

func TestBlocks(t *testing.T) {
	t.Parallel()
	got := Blocks("One\ntwo.\n\n- a\n  b\n- c\n\n    x\n    y\n\n| h | i |\n|---|---|\n| 1 | 2 |\n\nEnd `x`.\n")
	want := []Block{
		{Kind: Paragraph, Text: "One two."}, {Kind: Item, Text: "a b"}, {Kind: Item, Text: "c"},
		{Kind: Example, Text: "x\ny"}, {Kind: Table, Rows: [][]string{{"h", "i"}, {"1", "2"}}}, {Kind: Paragraph, Text: "End `x`."},
	}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i := range want {
		if got[i].Kind != want[i].Kind || got[i].Text != want[i].Text || len(got[i].Rows) != len(want[i].Rows) {
			t.Errorf("%d: %+v", i, got[i])
		}
	}
	if Plain(got[5].Text) != "End x." {
		t.Error(Plain(got[5].Text))
	}
}
