package livelist

import (
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/ui"
)

// The smallest terminal that is drawn on.
const (
	minWidth  = 20
	minHeight = 3
)

// View returns the lines of a terminal with width columns and height rows: never more
// lines than rows, and no line wider than width-1, because some terminals wrap when
// the last column is filled.
func (m *Model) View(width, height int) []string {
	width = max(width, minWidth) - 1
	height = max(height, minHeight)
	head := m.head(width, height)
	foot := m.foot(width, height-len(head))
	room := height - len(head) - len(foot)
	m.page = max(room, 1)
	lines := append(head, m.body(width, room)...)
	for len(lines) < height-len(foot) {
		lines = append(lines, "")
	}
	return append(lines, foot...)
}

// head returns the title and, where there is room, what is always shown.
func (m *Model) head(width, height int) []string {
	if height < 6 {
		return nil
	}
	t := m.theme
	lines := []string{t.Cut(t.Title(m.header.Title)+"  "+t.Link(m.header.URL), width)}
	if height >= 10 {
		for _, line := range m.header.Lines {
			lines = append(lines, t.Cut(t.Muted(line), width))
		}
	}
	return append(lines, "")
}

// foot returns the newest messages, the answer to the last key, and the keys.
func (m *Model) foot(width, room int) []string {
	t := m.theme
	var lines []string
	most := min(3, room/4)
	for _, message := range m.messages[max(len(m.messages)-most, 0):] {
		lines = append(lines, t.Cut(m.messageText(message), width))
	}
	if m.notice != "" && room > 2 {
		lines = append(lines, t.Cut(t.Label(m.notice), width))
	}
	if room > 4 {
		lines = append([]string{""}, lines...)
	}
	return append(lines, t.Cut(t.Muted(m.keys(width)), width))
}

// messageText marks a warning.
func (m *Model) messageText(text string) string {
	if rest, ok := strings.CutPrefix(text, warningPrefix); ok {
		return m.theme.Warning("warning:") + " " + rest
	}
	return text
}

const warningPrefix = "warning: "

// keys returns the longest line about the keys that fits.
func (m *Model) keys(width int) string {
	arrows := "↑↓"
	if m.theme.ASCII() {
		arrows = "up/down"
	}
	choices := []string{
		arrows + " select   Enter details   r replay   o open   v why not verified   q quit   ? help",
		arrows + " select  Enter details  r replay  o open  v why  q quit  ? help",
		"Enter details  r replay  o open  v why  q quit  ? help",
		"q quit  ? help",
	}
	if m.screen != listScreen {
		choices = []string{
			arrows + " scroll   Esc back   r replay   o open   q quit",
			"Esc back  q quit",
		}
	}
	for _, text := range choices {
		if m.theme.Columns(text) <= width {
			return text
		}
	}
	return choices[len(choices)-1]
}

func (m *Model) body(width, room int) []string {
	switch m.screen {
	case detailScreen:
		return m.part(m.detailLines(width), room)
	case whyScreen:
		return m.part(m.whyLines(width), room)
	case helpScreen:
		return m.part(m.helpLines(width), room)
	}
	if len(m.items) == 0 {
		return clip(m.theme.Fold(m.header.Empty, width), room)
	}
	return m.rows(width, room)
}

// part returns the part of a long text that is scrolled to.
func (m *Model) part(lines []string, room int) []string {
	m.end = max(len(lines)-room, 0)
	m.scroll = min(m.scroll, m.end)
	return clip(lines[m.scroll:], room)
}

func clip(lines []string, room int) []string { return lines[:min(len(lines), max(room, 0))] }

// detailLines are everything about the selected event.
func (m *Model) detailLines(width int) []string {
	item, _ := m.Selected()
	t := m.theme
	lines := []string{
		t.Cut(t.Title(item.Title)+"  "+t.Status(item.Kind, item.Status), width), "",
	}
	lines = append(lines, m.pairLines(item.Details, width)...)
	if item.Body != "" {
		lines = append(append(lines, ""), t.Fold(item.Body, width)...)
	}
	return lines
}

// whyLines are why the selected event was refused.
func (m *Model) whyLines(width int) []string {
	item, _ := m.Selected()
	t := m.theme
	lines := []string{t.Cut(t.Status(item.Kind, item.Status)+"  "+item.Title+"  "+item.Subject, width), ""}
	return append(lines, m.pairLines(item.Why, width)...)
}

// helpLines are the keys and the facts of the command.
func (m *Model) helpLines(width int) []string {
	arrows := "↑ ↓ j k"
	if m.theme.ASCII() {
		arrows = "Up Down j k"
	}
	lines := []string{m.theme.Title("Keys"), ""}
	lines = append(lines, m.pairLines([]ui.Pair{
		{Label: arrows, Value: "select an event, or scroll a text"},
		{Label: "PgUp PgDn", Value: "move by a page; Home and End go to the first and the last"},
		{Label: "Enter", Value: "show the details, and go back"},
		{Label: "r", Value: "forward the notification again"},
		{Label: "o", Value: "open the page of the simulated payment in the browser"},
		{Label: "v", Value: "show why a notification was rejected or not acknowledged"},
		{Label: "Esc", Value: "go back to the list"},
		{Label: "Ctrl-Z", Value: "suspend; fg continues"},
		{Label: "q Ctrl-C", Value: "finish the requests that have begun, and quit"},
	}, width)...)
	if len(m.header.Facts) > 0 {
		lines = append(append(lines, "", m.theme.Title("This server"), ""), m.pairLines(m.header.Facts, width)...)
	}
	if len(m.messages) > 0 {
		lines = append(lines, "", m.theme.Title("Messages"), "")
		for _, message := range m.messages {
			lines = append(lines, m.theme.Fold(message, width)...)
		}
	}
	return lines
}

// leastValue is the fewest columns that a value gets beside its label.
const leastValue = 24

// pairLines lays labels and values out in two columns, or on a narrow terminal one
// below the other.
func (m *Model) pairLines(pairs []ui.Pair, width int) []string {
	t, label := m.theme, 0
	for _, p := range pairs {
		if p.Value != "" {
			label = max(label, t.Columns(p.Label)+2)
		}
	}
	stacked := width-label < leastValue
	if stacked {
		label = 2
	}
	var lines []string
	for _, p := range pairs {
		if p.Value == "" {
			continue
		}
		lead := t.Cell(t.Label(p.Label), label)
		if stacked {
			lines = append(lines, t.Cut(t.Label(p.Label), width))
			lead = strings.Repeat(" ", label)
		}
		for _, line := range t.Fold(p.Value, width-label) {
			lines = append(lines, strings.TrimRight(lead+line, " "))
			lead = strings.Repeat(" ", label)
		}
	}
	return lines
}

// rows are the events around the selected one, one a line.
func (m *Model) rows(width, room int) []string {
	room = max(room, 1)
	first := max(min(m.selected-room/2, len(m.items)-room), 0)
	if m.selected == len(m.items)-1 {
		first = max(len(m.items)-room, 0)
	}
	shown := m.items[first:min(first+room, len(m.items))]
	layout := m.layout(shown, width)
	lines := make([]string, len(shown))
	for i, item := range shown {
		lines[i] = m.row(item, layout, width, first+i == m.selected)
	}
	return lines
}

// The columns of a row, in their order.
const (
	columnTime = iota
	columnStatus
	columnTitle
	columnSubject
	columnAmount
	columnRest
	columnCount
)

const (
	columnGap = 2
	markWidth = 2 // the mark of the selected row and a space
	// mostStatus is how many columns a status gets at least, and one fifth at most.
	mostStatus = 20
	// leastRest is the least room in which the last column is worth showing.
	leastRest = 8
)

// cells are the texts of an item by column, without styles but for the status.
func (m *Model) cells(item Item) [columnCount]string {
	return [columnCount]string{
		item.At.Format(time.TimeOnly), m.theme.Status(item.Kind, item.Status), item.Title, item.Subject, item.Amount, item.Rest,
	}
}

// layout returns the width of each column, 0 for one that is not shown. What a row
// loses first on a narrow terminal is the rest, then the amount.
func (m *Model) layout(items []Item, width int) [columnCount]int {
	var widths [columnCount]int
	for _, item := range items {
		for i, text := range m.cells(item) {
			widths[i] = max(widths[i], m.theme.Columns(text))
		}
	}
	// A long status has its place in the details; the amount is worth more here.
	widths[columnStatus] = min(widths[columnStatus], max(mostStatus, width/5))
	room := width - markWidth
	used := func() int {
		total := -columnGap
		for _, w := range widths {
			if w > 0 {
				total += w + columnGap
			}
		}
		return total
	}
	for _, i := range []int{columnRest, columnAmount} {
		if over := used() - room; over > 0 {
			if widths[i] -= over; widths[i] < leastRest {
				widths[i] = 0
			}
		}
	}
	// The widest of the others give way to each other.
	for used() > room {
		widest := columnStatus
		for _, i := range []int{columnTitle, columnSubject} {
			if widths[i] > widths[widest] {
				widest = i
			}
		}
		if widths[widest] <= leastRest {
			break
		}
		widths[widest]--
	}
	return widths
}

func (m *Model) row(item Item, widths [columnCount]int, width int, selected bool) string {
	t := m.theme
	mark := "  "
	if selected {
		mark = "▸ "
		if t.ASCII() {
			mark = "> "
		}
	}
	last := columnTime
	for i, w := range widths {
		if w > 0 {
			last = i
		}
	}
	var parts []string
	for i, text := range m.cells(item) {
		if widths[i] == 0 {
			continue
		}
		cell := t.Cell(text, widths[i])
		if i == last {
			cell = t.Cut(text, widths[i])
		}
		if i == columnTitle && selected {
			cell = t.Title(cell)
		}
		if i == columnTime || i == columnRest {
			cell = t.Muted(cell)
		}
		parts = append(parts, cell)
	}
	return strings.TrimRight(t.Cut(mark+strings.Join(parts, strings.Repeat(" ", columnGap)), width), " ")
}
