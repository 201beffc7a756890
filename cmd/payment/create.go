package payment

import (
	"cmp"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// createCommand makes payments or sessions.
type createCommand struct {
	requestCommand
	qr showFlags
}

func newCreateCommand(env *cli.Env, cmd *cobra.Command, op spec.Operation, expiryPath string) *createCommand {
	c := &createCommand{requestCommand: requestCommand{op: op}}
	c.request.add(cmd, orderFlags(), expiryPath)
	c.send.Add(cmd, true)
	c.wait.add(cmd)
	c.qr.add(cmd)
	c.batch.add(cmd)
	cli.AddDryRun(cmd, &c.dryRun)
	c.check = func() error { return c.qr.check(env) }
	c.connected = func(conn *cli.Connection, dry bool) {
		if conn.Local && !dry && c.qr.open && !conn.Simulator.Served {
			c.wait.on = true // the page that opens is served by this very command
		}
	}
	c.show = func(s *sender, _ *flow.Request, x *flow.Answer) error { return showCreated(s, x, &c.qr) }
	return c
}

// showCreated shows the answer to a request and, where asked, waits for the end.
func showCreated(s *sender, x *flow.Answer, f *showFlags) error {
	if err := x.Err(); err != nil {
		return err
	}
	v := &createResult{Answer: x, sender: s, flags: f, expiry: x.Expiry(s.env.Now())}
	if err := v.saveQR(); err != nil {
		s.env.Warn("%v", err)
	}
	if s.wait.on {
		return v.showAndWait()
	}
	if err := s.print(v.result()); err != nil {
		return v.afterPrinting(err)
	}
	v.warn()
	if !s.several {
		v.hint() // in a batch, only failed requests have hints
	}
	v.open()
	return nil
}

// afterPrinting adds to a failure of standard output that the payment exists.
func (v *createResult) afterPrinting(err error) error {
	return cli.Nevertheless(v.sender.env, err, "the payment was created nevertheless: "+v.Command())
}

// showAndWait shows the created payment at once and the final state at the
// end. In text both are on standard output; JSON and quiet output carry one
// result only, the final one, and the link goes to standard error.
func (v *createResult) showAndWait() error {
	s := v.sender
	if s.plainText() {
		if err := s.print(v.result()); err != nil {
			return v.afterPrinting(err)
		}
		v.warn()
	} else {
		v.writeLink()
		v.WarnOfLinks()
	}
	v.open()
	q := flow.Inquiry{RequestID: v.RequestField("paymentRequestId"), Session: v.isSession()}
	final, err := wait(s.ctx, s.env, s.conn.Gateway, q, s.wait.options(v.expiry.At))
	return showFinal(s.ctx, s.env, s.output, final, err)
}

// writeLink says on standard error where the buyer goes on, for output that holds
// only the end.
func (v *createResult) writeLink() {
	env, where := v.sender.env, cmp.Or(v.Link(), v.CodeText())
	if where == "" {
		return
	}
	if !env.WantsJSON() {
		fmt.Fprintf(env.Err, "open: %s\n", ui.Clean(where))
		return
	}
	event := struct {
		Event            string `json:"event"`
		PaymentRequestID string `json:"paymentRequestId"`
		URL              string `json:"url"`
	}{"created", v.RequestField("paymentRequestId"), where}
	fmt.Fprintln(env.Err, cli.JSONLine(event))
}
