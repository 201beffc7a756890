package cmd

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/request"
)

// createFlags are what pay and session share.
type createFlags struct {
	request requestFlags
	send    sendFlags
	wait    waitFlags
	show    showFlags
	dryRun  bool
}

func (f *createFlags) add(cmd *cobra.Command, fields []fieldFlag, expiryPath string) {
	f.request.add(cmd, fields, expiryPath)
	f.send.add(cmd, true)
	f.wait.add(cmd)
	f.show.add(cmd)
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "print the exact request and send nothing")
}

func newPayCmd(app *App) *cobra.Command {
	f := &createFlags{}
	cmd := &cobra.Command{
		Use:     "pay [FILE]",
		Short:   "Create a payment and show the buyer's link or QR code",
		GroupID: groupPay,
		Long: `Build, check, sign and send a pay request, from flags, from a YAML or JSON file, or both.
The answer is verified. The link for the buyer is printed, and the order code is drawn as a
QR code where the payment method has one.`,
		Example: `  antom pay --local --amount 12.34 --currency HKD --method ALIPAY_HK
  antom pay order.yaml --set order.buyer.referenceBuyerId=42
  antom pay order.yaml --dry-run
  antom pay order.yaml --wait --quiet`,
		Args: argCount(0, 1, "one request file"),
	}
	f.add(cmd, orderFlags, "paymentExpiryTime")
	cmd.RunE = app.run(func(cmd *cobra.Command, args []string) error {
		if done, err := app.showReference(cmd, &f.request, opPay); done {
			return err
		}
		return app.create(cmd, args, f, opPay, nil)
	})
	f.request.addReference(cmd)
	return cmd
}

// create runs the whole way of a request: build, check, send, show, wait.
// prepare fills in what is particular to the command, before the defaults.
func (a *App) create(cmd *cobra.Command, args []string, f *createFlags, op operation, prepare func(*request.Document, bool) error) error {
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
	if conn.local() && !dry && (f.wait.on || f.show.open) {
		if err := conn.simulator.serve(cmd.Context(), a); err != nil {
			return err
		}
		conn.client.Gateway = conn.simulator.url
	}
	for _, d := range docs {
		if prepare != nil {
			if err := prepare(d, conn.local()); err != nil {
				return err
			}
		}
		if err := a.applyDefaults(d, conn, op); err != nil {
			return err
		}
	}
	if err := a.validate(docs, op, &f.request); err != nil {
		return err
	}
	if dry {
		return a.printRequests(cmd, o, conn, op, docs)
	}
	if err := a.guardLive(conn, f.send.live); err != nil {
		return err
	}
	return a.createAll(cmd, o, conn, op, docs, f)
}

// createAll sends the documents in order. The first one that does not end
// well decides the exit code; the rest are sent all the same.
func (a *App) createAll(cmd *cobra.Command, o output.Options, conn *connection, op operation, docs []*request.Document, f *createFlags) error {
	o.Compact = len(docs) > 1
	var first error
	for _, d := range docs {
		err := a.createOne(cmd, o, conn, op, d, f)
		if err == nil {
			continue
		}
		if cmd.Context().Err() != nil || len(docs) == 1 {
			return err
		}
		a.report(err)
		if first == nil {
			first = reported(a.classify(err))
		}
	}
	return first
}

func (a *App) createOne(cmd *cobra.Command, o output.Options, conn *connection, op operation, d *request.Document, f *createFlags) error {
	x, err := a.send(cmd, conn, op, d)
	if err != nil {
		return err
	}
	if err := x.created(); err != nil {
		return err
	}
	v := &creation{answer: x, app: a, flags: f, expires: x.expiry(a.Now())}
	if err := v.saveQR(); err != nil {
		a.warn("%v", err)
	}
	if !f.wait.on {
		if err := a.print(cmd, o, v.result()); err != nil {
			return err
		}
		v.afterwards()
		v.hints()
		v.open()
		return nil
	}
	return a.createAndWait(cmd, o, v)
}

// createAndWait shows the created payment at once and the final state at the
// end. In text both are on standard output; JSON and quiet output carry one
// result only, the final one.
func (a *App) createAndWait(cmd *cobra.Command, o output.Options, v *creation) error {
	if o.Format == output.Text && !o.Quiet && o.JQ == "" && o.Template == "" {
		if err := a.print(cmd, o, v.result()); err != nil {
			return err
		}
		v.afterwards()
	} else {
		a.note("open: %s", v.link())
	}
	v.open()
	id := v.asked("paymentRequestId")
	deadline := v.expires.at
	if deadline.IsZero() {
		deadline = a.Now().Add(defaultWait)
	}
	final, err := a.wait(cmd, v.conn, inquiry{requestID: id}, v.flags.wait.options(a, deadline))
	if err != nil {
		return err
	}
	return a.showStatus(cmd, o, final)
}

// defaultWait is how long --wait waits for a payment whose expiry is unknown.
const defaultWait = 15 * time.Minute
