package cmd

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/request"
)

// callFlags are what the calls share that come after a payment.
type callFlags struct {
	request requestFlags
	payment paymentFlags
	send    sendFlags
	wait    waitFlags
	batch   batchFlags
	dryRun  bool
}

func addDryRun(cmd *cobra.Command, dry *bool) {
	cmd.Flags().BoolVar(dry, "dry-run", false, "print the exact request and send nothing")
}

// call is one such command: what is its own in the way of a request.
type call struct {
	op    operation
	flags *callFlags
	// begin runs before the flags are laid over a document, fill when ids and
	// defaults are there too. Both may be nil, and may ask Antom unless dry is set.
	begin func(r *calling) error
	fill  func(r *calling) error
	show  func(r *calling, x *answer) error
}

// calling is one request of a call on its way.
type calling struct {
	app    *App
	cmd    *cobra.Command
	conn   *connection
	output output.Options
	call   *call
	d      *request.Document
	dry    bool
	target target
}

// runCall is what the command of a call does. files takes its arguments and
// tells which of them are request files.
func (a *App) runCall(c *call, files func(op operation, args []string) ([]string, error)) func(*cobra.Command, []string) error {
	return a.run(func(cmd *cobra.Command, args []string) error {
		if done, err := a.showReference(cmd, &c.flags.request, c.op); done {
			return err
		}
		names, err := files(c.op, args)
		if err != nil {
			return err
		}
		return a.perform(cmd, names, c)
	})
}

// filesOnly is for a call whose arguments name nothing but files.
func filesOnly(_ operation, args []string) ([]string, error) { return args, nil }

// perform runs a call: read, fill, check, send, show.
func (a *App) perform(cmd *cobra.Command, files []string, c *call) error {
	f := c.flags
	o, err := a.outputOptions(true, output.Text, output.JSON, output.YAML, output.Raw, output.Curl)
	if err != nil {
		return err
	}
	if cmd.Flags().Lookup("wait") != nil {
		if err := f.wait.check(cmd); err != nil {
			return err
		}
	}
	docs, err := f.request.documents(a, cmd, files)
	if err != nil {
		return err
	}
	if len(docs) > 1 && f.payment.given() > 0 {
		return apperr.New(apperr.Usage, fmt.Sprintf("one payment is named for all %d requests of the file", len(docs)), nil,
			"put the ids into the documents")
	}
	if err := f.batch.check(c.op, docs); err != nil {
		return err
	}
	dry := f.dryRun || o.Format == output.Curl
	conn, err := a.connect(cmd, &f.send, purpose(!dry))
	if err != nil {
		return err
	}
	if f.wait.on && !dry {
		if err := conn.serveHere(cmd.Context(), a); err != nil {
			return err
		}
	}
	runs := make([]*calling, len(docs))
	for i, d := range docs {
		runs[i] = &calling{app: a, cmd: cmd, conn: conn, output: o, call: c, d: d, dry: dry}
	}
	if err := a.fillAll(c, docs, runs); err != nil {
		return err
	}
	if dry {
		return a.printRequests(cmd, o, conn, c.op, docs)
	}
	if c.op.moves {
		if err := a.guardLive(cmd, conn, f.send.live); err != nil {
			return err
		}
	}
	return a.sendAll(cmd, o, job{
		op: c.op, conn: conn, docs: docs, file: f.request.name, flags: &f.batch,
		show: func(i int, x *answer, o output.Options, _ company) error {
			runs[i].output = o
			return c.show(runs[i], x)
		},
		explain: func(i int, err error) *apperr.Error { return runs[i].explain(err) },
	})
}

// fillAll completes and checks the requests.
func (a *App) fillAll(c *call, docs []*request.Document, runs []*calling) error {
	for _, r := range runs {
		if err := r.prepare(); err != nil {
			return err
		}
	}
	if c.op.moves {
		if err := checkTwice(c.op, docs); err != nil {
			return err
		}
	}
	return a.validate(docs, c.op, &c.flags.request)
}

// prepare fills the request.
func (r *calling) prepare() error {
	a, c := r.app, r.call
	if err := a.applyProfile(r.d, r.conn, c.op); err != nil {
		return err
	}
	if c.begin != nil {
		if err := c.begin(r); err != nil {
			return err
		}
	}
	c.flags.request.apply(a, r.cmd, r.d)
	if err := a.applyDefaults(r.d, r.conn, c.op, c.flags.request.strict); err != nil || c.fill == nil {
		return err
	}
	return c.fill(r)
}

// explain adds the ids of the request to an error, which nothing else on the
// screen may tell.
func (r *calling) explain(err error) *apperr.Error {
	e := *r.app.classify(err)
	if e.Reported {
		return &e
	}
	if ids := r.ids(); ids != (failedCall{}) {
		if known := e.Details; known != nil {
			ids.Answer = known
		}
		e.Details = ids
		if text := ids.String(); text != "" {
			e.Hints = append(slices.Clone(e.Hints), "this was "+text)
		}
	}
	return &e
}

// failedCall is the details of an error about a call.
type failedCall struct {
	PaymentRequestID string `json:"paymentRequestId,omitempty"`
	PaymentID        string `json:"paymentId,omitempty"`
	RefundRequestID  string `json:"refundRequestId,omitempty"`
	RefundID         string `json:"refundId,omitempty"`
	CaptureRequestID string `json:"captureRequestId,omitempty"`
	Answer           any    `json:"answer,omitempty"`
}

// ids are those of the request.
func (r *calling) ids() failedCall {
	return failedCall{
		PaymentRequestID: r.d.Get("paymentRequestId"), PaymentID: r.d.Get("paymentId"),
		RefundRequestID: r.d.Get("refundRequestId"), RefundID: r.d.Get("refundId"), CaptureRequestID: r.d.Get("captureRequestId"),
	}
}

// String are the ids as people name them.
func (f failedCall) String() string {
	text := ""
	for _, id := range []struct{ name, value string }{
		{"refundRequestId", f.RefundRequestID}, {"refundId", f.RefundID}, {"captureRequestId", f.CaptureRequestID},
		{"paymentRequestId", f.PaymentRequestID}, {"paymentId", f.PaymentID},
	} {
		if id.value == "" {
			continue
		}
		if text != "" {
			text += ", "
		}
		text += id.name + " " + id.value
	}
	return text
}
