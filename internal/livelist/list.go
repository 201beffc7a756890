package livelist

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"github.com/antom-cli/antom/internal/ui"
)

// The escape sequences that are written besides the styles of the theme.
const (
	// enterScreen switches to the alternate screen, hides the cursor, does not wrap lines
	// and clears.
	enterScreen = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J"
	leaveScreen = "\x1b[?7h\x1b[?25h\x1b[?1049l"
	eraseRest   = "\x1b[K" // up to the end of the line
)

const (
	// drawPause is the shortest time between two pictures, so that a flood of events
	// is not a flood of output.
	drawPause = 40 * time.Millisecond
	// readPause is how long reading rests after an error, such as that of a process
	// in the background.
	readPause = 300 * time.Millisecond
)

// Options say what the list shows and does. In, Out and Theme are required.
type Options struct {
	In, Out *os.File // the terminal
	Theme   *ui.Theme
	Header  Header
	// Replay and Open do what the user wants with an event, and return what the list
	// answers. Each is called in a goroutine of its own; ctx ends with the list.
	Replay, Open func(ctx context.Context, item Item) string
}

// List is a Model on a terminal. Its methods may be called from several goroutines.
type List struct {
	options Options
	changed chan struct{} // holds a token when there is something to draw
	suspend chan struct{}
	signals chan os.Signal
	ctx     context.Context
	end     context.CancelFunc
	ended   chan struct{} // closed when the terminal is as it was

	mu    sync.Mutex
	model *Model

	// Only the goroutine that draws uses these.
	saved *term.State // the mode of the terminal before the list, nil while it is suspended
}

// Start shows an empty list on the terminal. From then on the terminal belongs to the
// list until Close. The interrupt key ends the list as q does, and then interrupts
// the process as it would without a list.
func Start(o Options) (*List, error) {
	l := &List{
		options: o, model: NewModel(o.Header, o.Theme), changed: make(chan struct{}, 1), suspend: make(chan struct{}, 1),
		signals: make(chan os.Signal, 4), ended: make(chan struct{}),
	}
	l.ctx, l.end = context.WithCancel(context.Background())
	if err := l.enter(); err != nil {
		l.end()
		return nil, fmt.Errorf("showing the list: %w", err)
	}
	ignoreBackground()
	signal.Notify(l.signals, listSignals()...)
	notify(l.changed)
	go l.draw()
	go l.read()
	return l, nil
}

// Add appends an event.
func (l *List) Add(item Item) { l.change(func(m *Model) { m.Add(item) }) }

// Message shows a line that is no event.
func (l *List) Message(text string) { l.change(func(m *Model) { m.Message(text) }) }

// Close gives the terminal back as it was and returns the messages that the list had.
// It may be called more than once.
func (l *List) Close() []string {
	l.end()
	<-l.ended
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.model.Messages()
}

// Ended reports whether the list is not shown any more.
func (l *List) Ended() bool { return l.ctx.Err() != nil }

// change changes the model. The lock is given back even if f panics: Close needs it
// to give the terminal back.
func (l *List) change(f func(*Model)) {
	defer notify(l.changed)
	l.mu.Lock()
	defer l.mu.Unlock()
	f(l.model)
}

// view is the picture of the model, for a size in columns and rows.
func (l *List) view(size [2]int) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.model.View(size[0], size[1])
}

// notify puts a token into a channel that has room for one.
func notify(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// enter sets the mode of the terminal, if the process may.
func (l *List) enter() error {
	if !foreground(l.options.Out) {
		return nil
	}
	saved, err := term.MakeRaw(int(l.options.In.Fd()))
	if err != nil {
		return err
	}
	l.saved = saved
	l.write(enterScreen)
	return nil
}

// leave gives the terminal back.
func (l *List) leave() {
	if l.saved == nil {
		return
	}
	l.write(leaveScreen)
	_ = term.Restore(int(l.options.In.Fd()), l.saved) // there is nobody to tell
	l.saved = nil
}

// write ignores errors: a terminal that is gone is no reason to stop serving.
func (l *List) write(s string) { _, _ = io.WriteString(l.options.Out, s) }

// draw draws whenever something has changed, until the list ends. Whatever ends it,
// the terminal is given back.
func (l *List) draw() {
	defer close(l.ended)
	defer signal.Stop(l.signals)
	defer l.leave()
	resized := time.NewTicker(resizePoll)
	defer resized.Stop()
	size, pause := [2]int{}, time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-l.ctx.Done():
			return
		case <-l.suspend:
			l.stop()
		case s := <-l.signals:
			l.handle(s)
		case <-resized.C:
			if l.saved == nil {
				l.resume() // it may be in the foreground again
			}
			if l.size() != size {
				notify(l.changed)
			}
			continue
		case <-l.changed:
		}
		select {
		case <-l.ctx.Done():
			return
		case <-pause.C:
		}
		size = l.size()
		l.picture(size)
		pause.Reset(drawPause)
	}
}

// handle does what a signal asks for: that which tells that the process was continued
// takes the terminal again, and that which tells of another size draws.
func (l *List) handle(s os.Signal) {
	if wasContinued(s) {
		l.resume()
		return
	}
	notify(l.changed)
}

// stop gives the terminal back, stops the process, and takes the terminal again when
// the process is continued.
func (l *List) stop() {
	l.leave()
	suspend()
	l.resume()
}

// resume takes the terminal again after the process was stopped, or was in the
// background.
func (l *List) resume() {
	switch {
	case foreground(l.options.Out):
		l.leave() // the shell may have changed the mode
	default:
		l.saved = nil // the terminal is the shell's, which has set its own mode
		return
	}
	if err := l.enter(); err == nil && l.saved != nil {
		notify(l.changed)
	}
}

// size returns the columns and rows of the terminal.
func (l *List) size() [2]int {
	width, height, err := term.GetSize(int(l.options.Out.Fd()))
	if err != nil || width <= 0 || height <= 0 {
		return [2]int{80, 24}
	}
	return [2]int{width, height}
}

// picture draws the whole screen.
func (l *List) picture(size [2]int) {
	if l.saved == nil {
		return
	}
	var b strings.Builder
	for i, line := range l.view(size) {
		if i == size[1] {
			break
		}
		fmt.Fprintf(&b, "\x1b[%d;1H%s%s", i+1, line, eraseRest)
	}
	l.write(b.String())
}

// read reads keys until the list ends. A read that waits for a key cannot be ended;
// what it reads after the list has ended is lost.
func (l *List) read() {
	defer l.closeOnPanic()
	var rest []byte
	buf := make([]byte, 256)
	for l.ctx.Err() == nil {
		n, err := l.options.In.Read(buf)
		if n > 0 {
			var keys []Key
			keys, rest = ParseKeys(append(rest, buf[:n]...))
			for _, key := range keys {
				l.press(key)
			}
			continue
		}
		if errors.Is(err, os.ErrClosed) {
			return
		}
		select { // a closed or lost terminal, or a process in the background
		case <-l.ctx.Done():
		case <-time.After(readPause):
		}
	}
}

// closeOnPanic gives the terminal back before a panic of another goroutine than that
// which draws ends the process.
func (l *List) closeOnPanic() {
	if p := recover(); p != nil {
		l.Close()
		panic(p)
	}
}

// press does what a key asks for.
func (l *List) press(key Key) {
	if l.ctx.Err() != nil {
		return
	}
	switch key {
	case KeySuspend:
		if canSuspend() {
			notify(l.suspend)
		}
		return
	case KeyRedraw:
		l.write("\x1b[2J")
		notify(l.changed)
		return
	}
	var action Action
	var item Item
	l.change(func(m *Model) {
		action = m.Press(key)
		item, _ = m.Selected()
	})
	switch action {
	case Quit:
		l.Close()
		interrupt(key == KeyInterrupt)
	case Replay:
		l.act(l.options.Replay, item)
	case Open:
		l.act(l.options.Open, item)
	}
}

func (l *List) act(do func(context.Context, Item) string, item Item) {
	if do == nil {
		return
	}
	go func() {
		defer l.closeOnPanic()
		answer := do(l.ctx, item)
		l.change(func(m *Model) { m.Notice(answer) })
	}()
}
