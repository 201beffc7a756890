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

func newPayCmd(app *App) *cobra.Command {
	f := &createFlags{}
	cmd := &cobra.Command{
		Use:     "pay [FILE]",
		Short:   "Create a payment and show the buyer's link or QR code",
		GroupID: groupPay,
		Long: `Build, check, sign and send a pay request, from flags, from a YAML or JSON file, or both.
The answer is verified. The link for the buyer is printed, and the order code is drawn as a
QR code where the payment method has one.

With --retry-of ID the order of an earlier payment is paid again, with a new paymentRequestId.
First every payment of the order is asked for: when one is paid, or may still be, nothing is made.
Amount, method and order id come from the journal; what it does not keep is given again.

With -o raw the answer's exact bytes are printed; with -o curl a curl command, and nothing is sent.`,
		Example: `  antom pay --local --amount 12.34 --currency HKD --method ALIPAY_HK
  antom pay order.yaml --set order.buyer.referenceBuyerId=42
  antom pay order.yaml --dry-run
  antom pay order.yaml --wait --quiet
  antom pay order.yaml --retry-of PAY20261120120000ABCDEFGH`,
		Args: argCount(0, 1, "one request file"),
	}
	f.add(cmd, orderFlags(), "paymentExpiryTime")
	cmd.Flags().StringVar(&f.retryOf, "retry-of", "", "pay the order of this earlier payment again: its paymentRequestId (`id`)")
	_ = cmd.RegisterFlagCompletionFunc("retry-of", func(cmd *cobra.Command, _ []string, prefix string) ([]string, cobra.ShellCompDirective) {
		return app.completeRequestIDs(cmd, nil, prefix)
	})
	cmd.RunE = app.run(func(cmd *cobra.Command, args []string) error {
		if done, err := app.showReference(cmd, &f.request, opPay()); done {
			return err
		}
		return app.create(cmd, args, f, opPay(), nil)
	})
	f.request.addReference(cmd)
	return cmd
}

// create runs the whole way of a request: build, check, send, show, wait.
// prepare fills in what is particular to the command, before the defaults.
func (a *App) create(cmd *cobra.Command, args []string, f *createFlags, op operation, prepare func(*request.Document) error) error {
	o, err := a.outputOptions(true, output.Text, output.JSON, output.YAML, output.Raw, output.Curl)
	if err != nil {
		return err
	}
	if err := f.wait.check(cmd); err != nil {
		return err
	}
	if err := f.show.check(); err != nil {
		return err
	}
	docs, err := f.request.documents(a, cmd, args)
	if err != nil {
		return err
	}
	dry := f.dryRun || o.Format == output.Curl
	conn, err := a.connect(cmd, &f.send, purpose(!dry))
	if err != nil {
		return err
	}
	if conn.local() && !dry && f.show.open && !conn.simulator.served {
		f.wait.on = true // the page that opens is served by this very command
	}
	if f.wait.on && !dry {
		if err := conn.serveHere(cmd.Context(), a); err != nil {
			return err
		}
	}
	again, err := a.newRetry(cmd, conn, f, op, docs)
	if err != nil {
		return err
	}
	fill := func(d *request.Document) error {
		if again != nil {
			if err := again.begin(d); err != nil {
				return err
			}
		}
		if err := a.applyProfile(d, conn, op); err != nil {
			return err
		}
		f.request.apply(a, cmd, d)
		if prepare != nil {
			f.request.try("--scene", prepare(d))
		}
		return nil
	}
	if err := a.complete(conn, f, op, docs, fill); err != nil {
		return err
	}
	err = a.validate(docs, op, &f.request)
	if err != nil && again != nil {
		err = again.explain(err)
	}
	if err != nil {
		return err
	}
	if dry {
		return a.printRequests(cmd, o, conn, op, docs)
	}
	if err := a.guardLive(cmd, conn, f.send.live); err != nil {
		return err
	}
	if again != nil {
		if err := again.check(docs[0]); err != nil {
			return err
		}
	}
	return a.sendAll(cmd, o, job{
		op: op, conn: conn, docs: docs, file: f.request.name, flags: &f.batch,
		show: func(_ int, x *answer, o output.Options, many company) error {
			return a.showCreation(cmd, o, x, f, many)
		},
		explain: func(i int, err error) *apperr.Error { return a.withIDs(err, docs[i]) },
	})
}

// complete fills all requests, and gives them their defaults when they can go
// together.
func (a *App) complete(conn *connection, f *createFlags, op operation, docs []*request.Document, fill func(*request.Document) error) error {
	for _, d := range docs {
		if err := fill(d); err != nil {
			return err
		}
	}
	if err := f.batch.check(op, docs); err != nil {
		return err
	}
	if err := checkTwice(op, docs); err != nil {
		return err
	}
	for _, d := range docs {
		if err := a.applyDefaults(d, conn, op); err != nil {
			return err
		}
	}
	return nil
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
	}
	v.open()
	q := inquiry{requestID: v.asked("paymentRequestId"), session: v.op.name == opSession().name}
	final, err := a.wait(cmd, v.conn, q, v.flags.wait.options(a, v.expires.at))
	return a.showFinal(cmd, o, final, err)
}
