package cmd

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/topics"
	"github.com/antom-cli/antom/internal/ui"
)

// addTopics adds the help topics: commands without anything to run, which
// `antom help` lists apart.
func addTopics(env *cli.Env, root *cobra.Command) {
	for _, topic := range topics.All() {
		cmd := &cobra.Command{Use: topic.Name, Short: topic.Short, Long: topic.Text()}
		cmd.SetHelpFunc(func(*cobra.Command, []string) {
			_, _ = io.WriteString(env.Streams().Out, rename(env, shownTopic(env, topic)))
		})
		root.AddCommand(cmd)
	}
}

// shownTopic is a help topic as it is shown.
func shownTopic(env *cli.Env, topic topics.Topic) string {
	var text strings.Builder
	writeTopic(env, &text, topic)
	return text.String()
}

// writeTopic writes a help topic, wrapped as the help of a command is, also in a pipe.
func writeTopic(env *cli.Env, w io.Writer, topic topics.Topic) {
	t, s := env.Theme().LaidOut(), env.Streams()
	width := min(s.Width, maxHelpWidth)
	fmt.Fprintln(w, t.Title(topic.Short))
	list := false
	for _, b := range topics.Blocks(topic.Text()) {
		if b.Kind != topics.Item || !list {
			fmt.Fprintln(w)
		}
		list = b.Kind == topics.Item
		switch b.Kind {
		case topics.Table:
			writeTopicTable(w, t, width, b.Rows)
		case topics.Example:
			for line := range strings.Lines(b.Text) {
				fmt.Fprintln(w, "    "+t.Code(strings.TrimRight(line, "\n")))
			}
		case topics.Item:
			t.Definitions(w, width, []ui.Pair{{Label: "-", Value: topics.Plain(b.Text)}})
		default:
			t.Paragraph(w, width, topics.Plain(b.Text))
		}
	}
}

// writeTopicTable writes a table of two columns as names and descriptions, and a
// wider one as a table.
func writeTopicTable(w io.Writer, t *ui.Theme, width int, rows [][]string) {
	const pair = 2
	for _, row := range rows {
		for i := range row {
			row[i] = topics.Plain(row[i])
		}
	}
	if len(rows[0]) != pair {
		t.Records(w, width, rows[0], rows[1:], true)
		return
	}
	pairs := make([]ui.Pair, 0, len(rows)-1)
	for _, row := range rows[1:] {
		pairs = append(pairs, ui.Pair{Label: row[0], Value: row[1]})
	}
	t.Definitions(w, width, pairs)
}
