package payment

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/outcome"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/qr"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// linkFlags say what to do with the link where a buyer agrees.
type linkFlags struct {
	qr   string
	open bool
	copy bool
}

func (f *linkFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.qr, "qr", "never", "`when` to print the link as a QR code: auto, always or never")
	cmd.Flags().BoolVar(&f.open, "open", false, "open the link in the browser; with --local, also wait for the decision, because this command serves the page")
	cli.AddCopy(cmd.Flags(), &f.copy)
	_ = cmd.RegisterFlagCompletionFunc("qr", cli.CompleteFixed("auto", "always", "never"))
}

func (f *linkFlags) check(env *cli.Env) error {
	if err := cli.CheckCopy(env, f.copy); err != nil {
		return err
	}
	switch f.qr {
	case "auto", "always", "never":
		return nil
	}
	return cli.UsageError("--qr "+f.qr, fmt.Errorf("it must be auto, always or never"))
}

// draw draws a link as a QR code where that was asked for and a person will see it.
func (f *linkFlags) draw(w io.Writer, s *ui.Streams, link string) error {
	if link == "" || f.qr == "never" || f.qr == "auto" && !s.OutTTY {
		return nil
	}
	code, err := qr.Encode(link)
	if err != nil {
		return err
	}
	style := qr.StyleFor(s.UTF8, s.Color)
	if s.OutTTY && code.Columns(style) > s.Width {
		return nil
	}
	fmt.Fprintln(w)
	return code.Draw(w, style, s.Color)
}

// showSubscriptionCreated shows the answer to a new subscription and, where asked,
// waits until the buyer has decided.
func showSubscriptionCreated(s *sender, x *flow.Answer, f *linkFlags) error {
	if err := x.Err(); err != nil {
		return err
	}
	link := x.Link()
	show := func() error {
		return s.print(output.Result{
			Value: withID(x, "subscriptionRequestId"), Raw: x.Response.Body, Quiet: link,
			Text: func(w io.Writer) error {
				writeSubscriptionCreated(s, w, x)
				return f.draw(w, s.env.Streams(), link)
			},
		})
	}
	open := func() {
		cli.Copy(s.env, f.copy, link)
		if f.open && outcome.WebLink(link) {
			if err := s.env.Browse(link); err != nil {
				s.env.Warn("%v; open the link yourself", err)
			}
		}
	}
	q := flow.Inquiry{About: outcome.Subscription, RequestID: x.RequestField("subscriptionRequestId")}
	if !s.wait.on {
		if err := show(); err != nil {
			return cli.Nevertheless(s.env, err, "the subscription was created nevertheless: "+x.Command())
		}
		x.WarnOfLinks()
		s.hintOfSubscription(x, link)
		open()
		return nil
	}
	if s.plainText() {
		if err := show(); err != nil {
			return cli.Nevertheless(s.env, err, "the subscription was created nevertheless: "+x.Command())
		}
	} else if link != "" && !s.env.WantsJSON() {
		fmt.Fprintf(s.env.Err, "open: %s\n", ui.Clean(link))
	}
	open()
	final, err := wait(s.ctx, s.env, s.conn.Gateway, q, s.wait.options(x.Expiry(s.env.Now()).At))
	return showSubscriptionFinal(s.ctx, s.env, s.output, final, err)
}

// hintOfSubscription says how to go on.
func (s *sender) hintOfSubscription(x *flow.Answer, link string) {
	sim := s.conn.Simulator
	switch {
	case sim != nil && sim.Own != nil && !sim.Kept:
		return // nothing of it is there when this command has ended
	case sim != nil && !sim.Served && link != "":
		s.env.Hint("the link works while the simulator runs: antom sandbox (or use --wait)")
	}
	s.env.Hint("wait for the buyer: %s --wait", x.Command())
}

func writeSubscriptionCreated(s *sender, w io.Writer, x *flow.Answer) {
	t := s.env.Theme()
	kind, title := ui.StatusWaiting, "Subscription created, waiting for the buyer"
	if x.Link() == "" {
		kind, title = ui.StatusOK, "Subscription created before; the buyer has decided"
	}
	fmt.Fprintf(w, "%s\n\n", t.Status(kind, title))
	t.Pairs(w, s.env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
		{Label: "Request ID", Value: ui.Clean(x.RequestField("subscriptionRequestId"))},
		{Label: "Amount", Value: planText(x.Request)},
		{Label: "Method", Value: ui.Clean(x.RequestField("paymentMethod.paymentMethodType"))},
		{Label: "Begins", Value: cli.LocalTime(x.RequestField("subscriptionStartTime"))},
		{Label: "Ends", Value: cli.LocalTime(x.RequestField("subscriptionEndTime"))},
		{Label: "Open", Value: cli.LinkText(t, x.LinkIn("normalUrl"))},
		{Label: "App link", Value: cli.LinkText(t, x.LinkIn("applinkUrl"))},
		{Label: "App scheme", Value: cli.LinkText(t, x.LinkIn("schemeUrl"))},
		trustPair(s.env, x),
	}))
}

// planText is the price of a period with its length: "HKD 68.00 every month".
func planText(n *spec.Node) string {
	amount := amountText(n.Get("paymentAmount"))
	unit := strings.ToLower(n.At("periodRule.periodType").String())
	if amount == "" || unit == "" {
		return amount
	}
	if count := n.At("periodRule.periodCount").String(); count != "" && count != "1" {
		unit = count + " " + unit + "s"
	}
	return amount + " every " + ui.Clean(strings.ReplaceAll(unit, "_", "-"))
}

// showSubscription shows the answer to an inquiry, and with --wait the buyer's
// decision.
func showSubscription(s *sender, _ *flow.Request, x *flow.Answer) error {
	open := x.Succeeded() && !outcome.StateOfSubject(outcome.Subscription, x.Status()).Final()
	if !s.wait.on || !open {
		return showSubscriptionFinal(s.ctx, s.env, s.output, x, nil)
	}
	q := flow.InquiryOf(x.Operation, x.Request)
	final, err := wait(s.ctx, s.env, s.conn.Gateway, q, s.wait.options(x.Expiry(s.env.Now()).At))
	return showSubscriptionFinal(s.ctx, s.env, s.output, final, err)
}

// showSubscriptionFinal prints what an inquiry or a wait ended with.
func showSubscriptionFinal(ctx context.Context, env *cli.Env, o output.Options, x *flow.Answer, err error) error {
	if err != nil && (x == nil || apperr.KindOf(err) != apperr.Pending) {
		return err
	}
	if !x.Succeeded() {
		return unknownSubscription(env, x, x.Err())
	}
	r := output.Result{
		Value: cli.RawJSON(x.Response.Body), Raw: x.Response.Body, Quiet: x.Status(),
		Text: func(w io.Writer) error { return writeSubscription(env, w, x) },
	}
	if perr := env.PrintResult(ctx, o, r); perr != nil {
		return perr
	}
	if err != nil {
		return err
	}
	return cli.PrintedError(env, o, x.Err())
}

func writeSubscription(env *cli.Env, w io.Writer, x *flow.Answer) error {
	t := env.Theme()
	kind := ui.StatusWaiting
	switch outcome.StateOfSubject(outcome.Subscription, x.Status()) {
	case outcome.Succeeded:
		kind = ui.StatusOK
	case outcome.Ended:
		kind = ui.StatusFailed
	}
	fmt.Fprintf(w, "%s\n\n", t.Status(kind, "Subscription "+ui.Clean(x.Status())))
	t.Pairs(w, env.Streams().Width, cli.NonEmptyPairs([]ui.Pair{
		{Label: "Request ID", Value: ui.Clean(x.FieldOrRequest("subscriptionRequestId"))},
		{Label: "Subscription ID", Value: ui.Clean(x.FieldOrRequest("subscriptionId"))},
		{Label: "Amount", Value: planText(x.Body)},
		{Label: "Begins", Value: cli.LocalTime(x.Field("subscriptionStartTime"))},
		{Label: "Ends", Value: cli.LocalTime(x.Field("subscriptionEndTime"))},
		trustPair(env, x),
	}))
	return nil
}

// showSubscriptionAltered shows the answer to a change.
func showSubscriptionAltered(done string) func(*sender, *flow.Request, *flow.Answer) error {
	return func(s *sender, _ *flow.Request, x *flow.Answer) error {
		if err := x.Err(); err != nil {
			return unknownSubscription(s.env, x, err)
		}
		return s.print(output.Result{
			Value: withID(x, x.Operation.RequestIDField), Raw: x.Response.Body, Quiet: string(x.Response.Result.ResultCode),
			Text: func(w io.Writer) error {
				s.writeChange(w, x, ui.StatusOK, done, []ui.Pair{
					{Label: "Request ID", Value: ui.Clean(x.RequestField(x.Operation.RequestIDField))},
					{Label: "Subscription ID", Value: ui.Clean(x.RequestField("subscriptionId"))},
					{Label: "Amount", Value: planText(x.Request)},
				})
				return nil
			},
		})
	}
}

// unknownSubscription adds to an error about a subscription that Antom does not know
// that the id may be the other one of the two.
func unknownSubscription(env *cli.Env, x *flow.Answer, err error) error {
	e := *apperr.Of(err)
	if x.Response.Result.ResultCode != "SUBSCRIPTION_NOT_EXIST" {
		return &e
	}
	own, antoms := x.RequestField("subscriptionRequestId"), x.RequestField("subscriptionId")
	switch words := x.Operation.Command; {
	case own != "":
		e.Hints = append(e.Hints, fmt.Sprintf("if %s is Antom's subscriptionId: %s", ui.Clean(own),
			env.Commands().Line(words+" --subscription-id "+apperr.ShellQuote(own))))
	case x.Operation.Name == spec.OpSubscriptionsChange, x.Operation.Name == spec.OpSubscriptionsUpdate:
		e.Hints = append(e.Hints, fmt.Sprintf("if %s is your subscriptionRequestId, this shows the subscriptionId: %s", ui.Clean(antoms),
			env.Commands().Line("subscription show "+apperr.ShellQuote(antoms))))
	default:
		e.Hints = append(e.Hints, fmt.Sprintf("if %s is your subscriptionRequestId: %s", ui.Clean(antoms),
			env.Commands().Line(words+" "+apperr.ShellQuote(antoms))))
	}
	return &e
}
