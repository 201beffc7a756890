package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/batch"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/internal/ui"
)

// maxParallel is the largest number of requests on their way at the same time.
const maxParallel = 64

// batchFlags say how a file of several requests is sent.
type batchFlags struct {
	parallel int
	resume   bool
	rest     string
	keep     bool // what is left goes into a file
}

func (f *batchFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.IntVar(&f.parallel, "parallel", 1, "of a file with several requests, send so `many` at a time")
	fl.BoolVar(&f.resume, "resume", false, "of a file with several requests, leave out what the journal says is done")
	fl.StringVar(&f.rest, "rest", "", "`file` for the requests of a batch that failed or were not sent (default: FILE.rest.yaml)")
	f.keep = true
}

// check judges the flags, and the ids that the documents have by themselves.
func (f *batchFlags) check(op operation, docs []*request.Document) error {
	if f.keep && (f.parallel < 1 || f.parallel > maxParallel) {
		return apperr.New(apperr.Usage, fmt.Sprintf("--parallel must be between 1 and %d", maxParallel), nil)
	}
	field := requestIDField(op.name)
	for i, d := range docs {
		if f.resume && len(docs) > 1 && d.Get(field) == "" {
			return apperr.New(apperr.Usage, fmt.Sprintf("%s has no %s, so --resume cannot tell whether it was sent", numbered(i, d), field), nil,
				"give every request an id, or use the file of the rest that the batch wrote")
		}
	}
	return nil
}

// checkTwice refuses two requests with one id, which Antom takes for one.
func checkTwice(op operation, docs []*request.Document) error {
	field := requestIDField(op.name)
	first := map[string]int{}
	for i, d := range docs {
		id := d.Get(field)
		if before, twice := first[id]; id != "" && twice {
			return apperr.New(apperr.Usage, fmt.Sprintf("%s and %s have the same %s %s", numbered(before, docs[before]), numbered(i, d), field, id), nil,
				"Antom would take both for one; give each an id of its own")
		}
		first[id] = i
	}
	return nil
}

// numbered names one of several requests.
func numbered(i int, d *request.Document) string {
	name := fmt.Sprintf("request %d", i+1)
	if where := d.OriginOf("").String(); where != "" {
		name += " (" + where + ")"
	}
	return name
}

// job is what a command sends: one request, or a batch of them.
type job struct {
	op    operation
	conn  *connection
	docs  []*request.Document
	file  string // where they come from
	flags *batchFlags
	// show tells what came of a request, explain names it in an error.
	show    func(i int, x *answer, o output.Options, many company) error
	explain func(i int, err error) *apperr.Error
}

// company says whether a request is one of many: what to do next is then told
// about the failed ones only.
type company bool

const (
	alone   company = false
	inBatch company = true
)

// sendAll sends a job's requests, in order or several at a time, and shows the
// results in order. The first one that does not end well decides the exit code;
// the rest are sent all the same, unless the user stops the command.
func (a *App) sendAll(cmd *cobra.Command, o output.Options, j job) error {
	if len(j.docs) == 1 {
		x, err := a.send(cmd, j.conn, j.op, j.docs[0])
		if err == nil {
			err = j.show(0, x, o, alone)
		}
		if err == nil {
			return nil
		}
		return j.explain(0, err)
	}
	o.Compact, o.Separate = true, true
	r := &run{job: j, app: a, cmd: cmd, out: o}
	if err := r.lookBack(); err != nil {
		return err
	}
	a.announce(j.conn)
	r.progress = a.batchProgress()
	defer r.progress.Done()
	begun := batch.Run(cmd.Context(), len(j.docs), j.flags.parallel, r.send, r.tell)
	r.progress.Done()
	return r.end(begun)
}

// run is a batch on its way.
type run struct {
	job
	app *App
	cmd *cobra.Command
	out output.Options

	before   earlier
	progress *ui.Progress
	left     []leftOver
	done     int
	skipped  int
	first    *apperr.Error
}

// sent is what came of sending one request of a batch.
type sent struct {
	answer *answer
	err    error
}

// batchProgress shows nothing where JSON or one value is wanted and nobody looks.
func (a *App) batchProgress() *ui.Progress {
	s := a.streams()
	p := ui.NewProgress(s)
	if !s.ErrTTY && (a.global.quiet || a.wantsJSON()) {
		p.Done()
	}
	return p
}

func (r *run) send(i int) sent {
	d := r.docs[i]
	if r.skips(d) {
		return sent{}
	}
	x, err := r.app.transmit(r.cmd, r.conn, r.op, d)
	return sent{answer: x, err: err}
}

// tell says what came of a request, also of those that were on their way when the
// user stopped the batch: their payments may have been made.
func (r *run) tell(i int, s sent) {
	d := r.docs[i]
	r.progress.Hide()
	r.app.about = askingAbout(r.op, d.Root).words()
	err := s.err
	switch {
	case s.answer == nil && err == nil:
		r.skipped++
		err = r.app.print(r.cmd, r.out, r.skippedResult(d))
	case err == nil:
		err = r.show(i, s.answer, r.out, inBatch)
	}
	if err == nil {
		r.done++
	} else {
		r.fail(i, r.explain(i, err))
	}
	if r.cmd.Context().Err() == nil {
		r.progress.Bar(i+1, len(r.docs), failures(len(r.left)))
	}
}

func failures(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d failed", n)
}

func (r *run) fail(i int, e *apperr.Error) {
	e = within(numbered(i, r.docs[i]), e)
	r.app.reportInBatch(r.out, e)
	r.left = append(r.left, leftOver{doc: r.docs[i], why: e.What})
	if r.first == nil {
		r.first = e
	}
}

// end keeps what is left for another run, and sums the batch up.
func (r *run) end(begun int) error {
	unsent := len(r.docs) - begun
	for i := begun; i < len(r.docs); i++ {
		r.left = append(r.left, leftOver{doc: r.docs[i], why: numbered(i, r.docs[i]) + ": not sent"})
	}
	rest := r.keepRest()
	r.app.tellBatch(batchEvent{
		Event: "batch", Requests: len(r.docs), Done: r.done, Skipped: r.skipped,
		Failed: len(r.left) - unsent, Unsent: unsent, Rest: rest,
	}, r.cmd.Name())
	if r.first == nil {
		return nil
	}
	return reported(r.first)
}

// batchEvent sums a batch up.
type batchEvent struct {
	Event    string `json:"event"`
	Requests int    `json:"requests"`
	Done     int    `json:"done"` // with those that were done before
	Skipped  int    `json:"skipped"`
	Failed   int    `json:"failed"`
	Unsent   int    `json:"unsent"`
	Rest     string `json:"rest,omitempty"` // the file with those that failed or were not sent
}

// tellBatch writes the sum to standard error.
func (a *App) tellBatch(e batchEvent, command string) {
	if a.wantsJSON() {
		fmt.Fprintln(a.streams().Err, jsonLine(e))
		return
	}
	a.note("%s", e.text())
	if e.Rest != "" {
		a.note("those that are left are in %s", e.Rest)
		a.hint("correct what is wrong in it, then: antom %s %s%s", command, apperr.ShellQuote(e.Rest), a.where())
	}
}

func (e batchEvent) text() string {
	text := fmt.Sprintf("%d requests: %d done", e.Requests, e.Done)
	for _, part := range []struct {
		n    int
		what string
	}{{e.Skipped, "of them before"}, {e.Failed, "failed"}, {e.Unsent, "not sent"}} {
		if part.n > 0 {
			text += fmt.Sprintf(", %d %s", part.n, part.what)
		}
	}
	return text
}

// within says which of several requests an error is about.
func within(where string, e *apperr.Error) *apperr.Error {
	named := *e
	named.What = where + ": " + e.What
	return &named
}

// reportInBatch tells an error at once. In JSON it takes the place of the
// result, so that every request has its line on standard output.
func (a *App) reportInBatch(o output.Options, e *apperr.Error) {
	switch {
	case e.Reported:
	case o.Format == output.JSON && a.wantsJSON():
		a.writeErrorJSON(a.streams().Out, e)
	default:
		a.writeError(e)
	}
}
