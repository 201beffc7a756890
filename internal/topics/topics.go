// Package topics has the help topics of the command line, which do not belong to a
// single command. Their text is Markdown with paragraphs, tables, lists and
// indented examples. It is shown on the terminal, in the man pages and in the
// reference pages.
package topics

import (
	"embed"
	"strings"
)

//go:embed *.md
var texts embed.FS

// Topic is one help topic.
type Topic struct {
	Name  string // as `antom help` takes it
	Short string // what it is about, in one line
}

// All lists the topics.
func All() []Topic {
	return []Topic{
		{"environment", "Environment variables"},
		{"exit-codes", "Exit codes and where output goes"},
		{"files", "Files that antom reads and writes"},
		{"formatting", "Output formats, jq expressions and templates"},
	}
}

// Text returns the Markdown text of a topic, "" if the topic does not exist.
func (t Topic) Text() string {
	text, err := texts.ReadFile(t.Name + ".md")
	if err != nil {
		return ""
	}
	return string(text)
}

// Kind is the kind of a Block.
type Kind int

// The kinds of blocks.
const (
	Paragraph Kind = iota
	Item           // of a list
	Example        // lines that are not wrapped
	Table
)

// Block is a part of a text.
type Block struct {
	Kind Kind
	Text string     // of a paragraph, an item or an example
	Rows [][]string // of a table, the header first
}

// Blocks splits a text into blocks. The lines of a paragraph are joined.
func Blocks(text string) []Block {
	var blocks []Block
	last := func(kind Kind) *Block {
		if n := len(blocks); n > 0 && blocks[n-1].Kind == kind {
			return &blocks[n-1]
		}
		return nil
	}
	gap := true // the line before was empty
	for line := range strings.SplitSeq(text, "\n") {
		rest := strings.TrimSpace(line)
		switch item, isItem := strings.CutPrefix(line, "- "); {
		case rest == "":
			gap = true
			continue
		case strings.HasPrefix(rest, "|"):
			blocks = addRow(blocks, rest, gap)
		case isItem:
			blocks = append(blocks, Block{Kind: Item, Text: item})
		case strings.HasPrefix(line, "    "):
			if b := last(Example); b != nil && !gap {
				b.Text += "\n" + line[4:]
			} else {
				blocks = append(blocks, Block{Kind: Example, Text: line[4:]})
			}
		case !gap && last(Paragraph) != nil:
			last(Paragraph).Text += " " + rest
		case !gap && last(Item) != nil:
			last(Item).Text += " " + rest
		default:
			blocks = append(blocks, Block{Kind: Paragraph, Text: rest})
		}
		gap = false
	}
	return blocks
}

// addRow adds a row to the last table, or starts a new table.
func addRow(blocks []Block, line string, begins bool) []Block {
	var row []string
	for cell := range strings.SplitSeq(strings.Trim(line, "|"), "|") {
		row = append(row, strings.TrimSpace(cell))
	}
	if begins {
		return append(blocks, Block{Kind: Table, Rows: [][]string{row}})
	}
	if strings.Trim(line, "|- ") == "" {
		return blocks // the line under the header
	}
	table := &blocks[len(blocks)-1]
	table.Rows = append(table.Rows, row)
	return blocks
}

// Plain returns a text without Markdown's code marks.
func Plain(text string) string { return strings.ReplaceAll(text, "`", "") }
