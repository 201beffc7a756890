package cmd

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/request"
)

// createFlags are what pay and session share.
type createFlags struct {
	request requestFlags
	send    sendFlags
	wait    waitFlags
	show    showFlags
	batch   batchFlags
	dryRun  bool
	retryOf string // the payment whose order is paid again
}

func (f *createFlags) add(cmd *cobra.Command, fields []fieldFlag, expiryPath string) {
	f.request.add(cmd, fields, expiryPath)
	f.send.add(cmd, true)
	f.wait.add(cmd)
	f.show.add(cmd)
	f.batch.add(cmd)
	addDryRun(cmd, &f.dryRun)
}

// creating is what makes payments or sessions on its way: the requests of one
// command line, from the first flag to the answers.
type creating struct {
	app    *App
	cmd    *cobra.Command
	flags  *createFlags
	op     operation
	output output.Options
	docs   []*request.Document
	conn   *connection
	again  *retry // nil without --retry-of
	dry    bool
}

// create runs the whole way of a request: build, check, send, show, wait.
// prepare fills in what is particular to the command, before the defaults.
func (a *App) create(cmd *cobra.Command, args []string, f *createFlags, op operation, prepare func(*request.Document) error) error {
	c := &creating{app: a, cmd: cmd, flags: f, op: op}
	if err := c.open(args); err != nil {
		return err
	}
	if err := c.fill(prepare); err != nil {
		return err
	}
	return c.send()
}

// open checks the flags, reads the requests and finds the gateway.
func (c *creating) open(args []string) (err error) {
	a, f := c.app, c.flags
	if c.output, err = a.outputOptions(true, output.Text, output.JSON, output.YAML, output.Raw, output.Curl); err != nil {
		return err
	}
	if err := f.wait.check(c.cmd); err != nil {
		return err
	}
	if err := f.show.check(); err != nil {
		return err
	}
	if c.docs, err = f.request.documents(a, c.cmd, args); err != nil {
		return err
	}
	c.dry = f.dryRun || c.output.Format == output.Curl
	if c.conn, err = a.connect(c.cmd, &f.send, purpose(!c.dry)); err != nil {
		return err
	}
	if c.conn.local() && !c.dry && f.show.open && !c.conn.simulator.served {
		f.wait.on = true // the page that opens is served by this very command
	}
	if f.wait.on && !c.dry {
		if err := c.conn.serveHere(c.cmd.Context(), a); err != nil {
			return err
		}
	}
	a.adviseRetries(c.op)
	c.again, err = a.newRetry(c.cmd, c.conn, f, c.op, c.docs)
	return err
}

// fill completes and checks the requests.
func (c *creating) fill(prepare func(*request.Document) error) error {
	a, f := c.app, c.flags
	for _, d := range c.docs {
		if c.again != nil {
			if err := c.again.begin(d); err != nil {
				return err
			}
		}
		if err := a.applyProfile(d, c.conn, c.op); err != nil {
			return err
		}
		f.request.apply(a, c.cmd, d)
		if prepare != nil {
			f.request.try("--scene", prepare(d))
		}
	}
	if err := f.batch.check(c.op, c.docs); err != nil {
		return err
	}
	if err := checkTwice(c.op, c.docs); err != nil {
		return err
	}
	for _, d := range c.docs {
		if err := a.applyDefaults(d, c.conn, c.op, f.request.strict); err != nil {
			return err
		}
	}
	a.tellFilled(c.conn)
	return c.check()
}

// check holds the requests against the specification, and against what the
// journal knows of their orders.
func (c *creating) check() error {
	a, f := c.app, c.flags
	err := a.validate(c.docs, c.op, &f.request)
	if err != nil && c.again != nil {
		return c.again.explain(err)
	}
	if err == nil && !c.dry {
		err = a.checkTimeout(c.conn, c.op, f.request.strict)
	}
	if err != nil || c.again != nil || f.request.noValidate {
		return err // --retry-of asks Antom itself
	}
	return a.warnOrders(c.conn, c.op, c.docs, f.request.strict)
}

// send sends the requests, or shows what would be sent.
func (c *creating) send() error {
	a := c.app
	if c.dry {
		return a.printRequests(c.cmd, c.output, c.conn, c.op, c.docs)
	}
	if err := a.guardLive(c.cmd, c.conn, c.flags.send.live); err != nil {
		return err
	}
	if c.again != nil {
		if err := c.again.check(c.docs[0]); err != nil {
			return err
		}
	}
	return a.sendAll(c.cmd, c.output, job{
		op: c.op, conn: c.conn, docs: c.docs, file: c.flags.request.name, flags: &c.flags.batch,
		show: func(_ int, x *answer, o output.Options, many company) error {
			return a.showCreation(c.cmd, o, x, c.flags, many)
		},
		explain: func(i int, err error) *apperr.Error { return a.withIDs(err, c.docs[i]) },
	})
}

// withIDs adds the ids of a request to an error about it.
func (a *App) withIDs(err error, d *request.Document) *apperr.Error {
	e := *a.classify(err)
	if e.Reported {
		return &e
	}
	ids := failedRequest{PaymentRequestID: d.Get("paymentRequestId"), ReferenceOrderID: d.Get("order.referenceOrderId"), Answer: e.Details}
	e.Details = ids
	e.Hints = append(slices.Clone(e.Hints), fmt.Sprintf("this was paymentRequestId %s, order %s", ids.PaymentRequestID, ids.ReferenceOrderID))
	return &e
}

// failedRequest is the details of an error about a payment or a session.
type failedRequest struct {
	PaymentRequestID string `json:"paymentRequestId"`
	ReferenceOrderID string `json:"referenceOrderId"`
	Answer           any    `json:"answer,omitempty"`
}

// showCreation shows the answer to a request and, where asked, waits for the end.
func (a *App) showCreation(cmd *cobra.Command, o output.Options, x *answer, f *createFlags, many company) error {
	if err := x.err(); err != nil {
		return err
	}
	v := &creation{answer: x, flags: f, expires: x.expiry(a.Now())}
	if err := v.saveQR(); err != nil {
		a.warn("%v", err)
	}
	if f.wait.on {
		return a.createAndWait(cmd, o, v)
	}
	if err := a.print(cmd, o, v.result()); err != nil {
		return v.afterPrinting(err)
	}
	v.afterwards()
	if !many {
		v.hints()
	}
	v.open()
	return nil
}

// afterPrinting adds to a failure of standard output that the payment exists.
func (v *creation) afterPrinting(err error) error {
	e := *v.app.classify(err)
	e.Hints = append(slices.Clone(e.Hints), "the payment was created all the same: "+v.app.askCommand(""))
	return &e
}

// createAndWait shows the created payment at once and the final state at the
// end. In text both are on standard output; JSON and quiet output carry one
// result only, the final one, and the link is told on standard error.
func (a *App) createAndWait(cmd *cobra.Command, o output.Options, v *creation) error {
	if o.Format == output.Text && !o.Quiet && o.JQ == "" && o.Template == "" {
		if err := a.print(cmd, o, v.result()); err != nil {
			return v.afterPrinting(err)
		}
		v.afterwards()
	} else {
		v.tellLink()
		v.warnOfLinks()
	}
	v.open()
	q := inquiry{requestID: v.asked("paymentRequestId"), session: v.op.name == opSession().name}
	final, err := a.wait(cmd, v.conn, q, v.flags.wait.options(a, v.expires.at))
	return a.showFinal(cmd, o, final, err)
}
