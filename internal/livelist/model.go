package livelist

import "github.com/antom-cli/antom/internal/ui"

const (
	// MaxItems is how many events the list keeps. Older ones are dropped.
	MaxItems = 500
	// MaxBody is how much of a body the details show, in bytes.
	MaxBody = 16 << 10
	// maxMessages is how many messages are kept.
	maxMessages = 100
)

// screen is what the list shows.
type screen int

const (
	listScreen screen = iota
	detailScreen
	whyScreen
	helpScreen
)

// Header is what stands above the events.
type Header struct {
	Title string    // such as "antom webhook listen"
	URL   string    // where the command serves
	Lines []string  // what else is always shown, such as where events are forwarded to
	Facts []ui.Pair // what the help shows as well
	Empty string    // what is shown while there are no events
}

// Model is the list as a value. It must not be used by several goroutines at once.
type Model struct {
	header   Header
	theme    *ui.Theme
	items    []Item
	selected int // index of the selected item
	screen   screen
	scroll   int // first line of a screen that has more lines than room
	end      int // the largest scroll of the screen that was drawn last
	page     int // the rows of the screen that was drawn last
	messages []string
	notice   string // the answer to the last key, until the next one
}

// NewModel returns an empty list. The theme styles its lines.
func NewModel(h Header, theme *ui.Theme) *Model {
	return &Model{header: h, theme: theme, page: 1}
}

// Add appends an event. The selection follows the newest event unless another one
// was selected.
func (m *Model) Add(item Item) {
	item = clean(item)
	newest := m.selected >= len(m.items)-1 && m.screen != detailScreen && m.screen != whyScreen
	m.items = append(m.items, item)
	if len(m.items) > MaxItems {
		m.items = m.items[1:]
		m.selected = max(m.selected-1, 0)
	}
	if newest {
		m.selected = len(m.items) - 1
	}
}

// Message adds a line that is no event, such as a warning.
func (m *Model) Message(text string) {
	m.messages = append(m.messages, ui.Clean(text))
	if len(m.messages) > maxMessages {
		m.messages = m.messages[1:]
	}
}

// Messages returns the messages that are kept, oldest first.
func (m *Model) Messages() []string { return m.messages }

// Notice shows the answer to the last key until the next key.
func (m *Model) Notice(text string) { m.notice = ui.Clean(text) }

// Selected returns the selected event.
func (m *Model) Selected() (Item, bool) {
	if m.selected < 0 || m.selected >= len(m.items) {
		return Item{}, false
	}
	return m.items[m.selected], true
}

// Press takes a key. It returns what is to be done beyond the list; an action other
// than Quit is for the selected event.
func (m *Model) Press(key Key) Action {
	m.notice = ""
	switch key {
	case 'q', KeyInterrupt:
		return Quit
	case '?', 'h':
		m.show(helpScreen)
	case KeyEscape:
		m.show(listScreen)
	case KeyEnter:
		m.enter()
	case 'v':
		m.why()
	case 'r':
		return m.act(Replay)
	case 'o':
		return m.act(Open)
	default:
		m.move(key)
	}
	return None
}

// show changes the screen, and from the screen itself back to the list.
func (m *Model) show(s screen) {
	if s == m.screen {
		s = listScreen
	}
	m.screen, m.scroll = s, 0
}

// enter opens the details of the selected event, and closes any other screen.
func (m *Model) enter() {
	_, ok := m.Selected()
	switch {
	case m.screen != listScreen:
		m.show(listScreen)
	case ok:
		m.show(detailScreen)
	default:
		m.notice = nothingYet
	}
}

const nothingYet = "nothing to select yet"

func (m *Model) why() {
	item, ok := m.Selected()
	switch {
	case !ok:
		m.notice = nothingYet
	case len(item.Why) == 0:
		m.notice = "nothing is wrong with this one"
	default:
		m.show(whyScreen)
	}
}

func (m *Model) act(a Action) Action {
	if _, ok := m.Selected(); !ok {
		m.notice = nothingYet
		return None
	}
	return a
}

// move moves the selection, or the text of a screen that is longer than the terminal.
func (m *Model) move(key Key) {
	by := map[Key]int{
		KeyUp: -1, 'k': -1, KeyDown: 1, 'j': 1, KeyPageUp: -m.page, KeyPageDown: m.page, ' ': m.page,
		KeyHome: -MaxItems * MaxBody, 'g': -MaxItems * MaxBody, KeyEnd: MaxItems * MaxBody, 'G': MaxItems * MaxBody,
	}[key]
	if m.screen == listScreen {
		m.selected = max(min(m.selected+by, len(m.items)-1), 0)
		return
	}
	m.scroll = max(min(m.scroll+by, m.end), 0)
}
