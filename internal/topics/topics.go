// Package topics holds the help topics of the command line: texts that belong to
// no single command. The texts are Markdown with paragraphs, tables, lists and
// indented examples. The terminal, the man pages and the reference pages show
// them.
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
		{"files", "Files that are read and written"},
		{"formatting", "Output formats, jq expressions and templates"},
		{"troubleshooting", "Error messages: what they mean and what to do"},
	}
}

// Text is the Markdown text of a topic. It is empty for one that does not exist.
func (t Topic) Text() string {
	text, err := texts.ReadFile(t.Name + ".md")
	if err != nil {
		return ""
	}
	return string(text)
}

// Kind is what a Block is.
type Kind int

// The kinds of blocks.
const (
	Paragraph Kind = iota
	Item           // of a list
	Example        // lines to be left as they are
	Table
)

// Block is a part of a text.
type Block struct {
	Kind Kind
	Text string     // of a paragraph, an item or an example
	Rows [][]string // of a table, the header first
}

// Blocks takes a text apart. Lines of a paragraph become one.
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

// addRow adds a line of a table, which begins a new one after an empty line.
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

// Plain is a text without the marks of Markdown.
func Plain(text string) string { return strings.ReplaceAll(text, "`", "") }
