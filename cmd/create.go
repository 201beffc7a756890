package cmd

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// createCommand makes payments or sessions.
type createCommand struct {
	requestCommand
	qr showFlags
}

func newCreateCommand(cmd *cobra.Command, op spec.Operation, expiryPath string) *createCommand {
	c := &createCommand{requestCommand: requestCommand{op: op}}
	c.request.add(cmd, orderFlags(), expiryPath)
	c.send.add(cmd, true)
	c.wait.add(cmd)
	c.qr.add(cmd)
	c.batch.add(cmd)
	addDryRun(cmd, &c.dryRun)
	c.check = c.qr.check
	c.connected = func(conn *connection, dry bool) {
		if conn.Local && !dry && c.qr.open && !conn.simulator.served {
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
	v := &createResult{Answer: x, sender: s, flags: f, expiry: x.Expiry(s.app.Now())}
	if err := v.saveQR(); err != nil {
		s.app.warn("%v", err)
	}
	if s.wait.on {
		return v.showAndWait()
	}
	if err := s.print(v.result()); err != nil {
		return v.afterPrinting(err)
	}
	v.warn()
	if !s.several {
		v.hint() // of many, what to do next is told about the failed ones only
	}
	v.open()
	return nil
}

// afterPrinting adds to a failure of standard output that the payment exists.
func (v *createResult) afterPrinting(err error) error {
	e := *v.sender.app.classify(err)
	e.Hints = append(slices.Clone(e.Hints), "the payment was created all the same: "+v.Command())
	return &e
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
	final, err := s.app.wait(s.ctx, s.conn.Gateway, q, s.wait.options(v.expiry.At))
	return s.app.showFinal(s.ctx, s.output, final, err)
}

// writeLink says on standard error where the buyer goes on, for output that holds
// only the end.
func (v *createResult) writeLink() {
	a, where := v.sender.app, or(v.Link(), v.CodeText())
	if where == "" {
		return
	}
	if !a.wantsJSON() {
		fmt.Fprintf(a.Err, "open: %s\n", ui.Clean(where))
		return
	}
	event := struct {
		Event            string `json:"event"`
		PaymentRequestID string `json:"paymentRequestId"`
		URL              string `json:"url"`
	}{"created", v.RequestField("paymentRequestId"), where}
	fmt.Fprintln(a.Err, jsonLine(event))
}
