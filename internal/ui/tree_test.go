package ui

import (
	"strings"
	"testing"
)

func sampleTree() []Branch {
	return []Branch{
		{Name: "order", Tags: "Order, required", Text: []string{"What is sold, and to whom it is sold."}, Branches: []Branch{
			{Name: "referenceOrderId", Tags: "string, required, up to 64 characters", Text: []string{"Your id of it."}},
			{Name: "goods", Tags: "list of Goods"},
		}},
		{Name: "env", Tags: "Env", Text: []string{"Two\nlines."}},
	}
}

func TestTree(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		tty, ascii bool
		width      int
		want       string
	}{
		"wide": {tty: true, width: 80, want: `
├─ order                Order, required
│  │  What is sold, and to whom it is sold.
│  ├─ referenceOrderId  string, required, up to 64 characters
│  │    Your id of it.
│  └─ goods             list of Goods
└─ env                  Env
     Two
     lines.
`},
		"narrow": {tty: true, width: 40, want: `
├─ order            Order, required
│  │  What is sold, and to whom it is
│  │  sold.
│  ├─ referenceOrderId
│  │    string, required, up to 64
│  │    characters
│  │    Your id of it.
│  └─ goods         list of Goods
└─ env              Env
     Two
     lines.
`},
		"ascii pipe": {ascii: true, width: 20, want: "\n" +
			"|- order                Order, required\n" +
			"|  |  What is sold, and to whom it is sold.\n" +
			"|  |- referenceOrderId  string, required, up to 64 characters\n" +
			"|  |    Your id of it.\n" +
			"|  `- goods             list of Goods\n" +
			"`- env                  Env\n     Two\n     lines.\n"},
	} {
		th := &Theme{tty: test.tty, ascii: test.ascii}
		var out strings.Builder
		th.Tree(&out, test.width, sampleTree())
		if got := "\n" + out.String(); got != test.want {
			t.Errorf("%s:%s", name, got)
		}
	}
}

// TestListingKeepsNames wants the first column whole where the others are cut.
func TestListingKeepsNames(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	th := &Theme{tty: true}
	th.Listing(&out, 30, []string{"CODE", "MEANING"}, [][]string{{"A_CODE_OF_TWENTY_CHARS", "it means a lot"}}, true)
	if got := out.String(); !strings.Contains(got, "A_CODE_OF_TWENTY_CHARS  it me…") {
		t.Error(got)
	}
	out.Reset()
	th.Listing(&out, 10, []string{"CODE"}, [][]string{{"A_CODE_OF_TWENTY_CHARS"}}, true)
	if got := out.String(); !strings.Contains(got, "A_CODE_OF_TWENTY_CHARS\n") {
		t.Error(got)
	}
}
