package livelist

import (
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// resizePoll is how often the list looks for a terminal that has another size: no
// signal tells it.
const resizePoll = 300 * time.Millisecond

func listSignals() []os.Signal { return []os.Signal{noSignal{}} }

// noSignal never arrives: without any signal, signal.Notify would relay all.
type noSignal struct{}

func (noSignal) Signal()        {}
func (noSignal) String() string { return "none" }

func wasContinued(os.Signal) bool { return false }

func canSuspend() bool { return false }

func ignoreBackground() {}

func suspend() {}

// interrupt does what the interrupt key does: each process of the console gets it.
func interrupt(bool) { _ = windows.GenerateConsoleCtrlEvent(windows.CTRL_C_EVENT, 0) }

func foreground(*os.File) bool { return true }
