package payment

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom"
)

// waitFlags say whether and how to wait for a final state.
type waitFlags struct {
	text     string
	on       bool
	limit    time.Duration // 0: until the payment expires
	interval time.Duration
	flags    *pflag.FlagSet
}

// untilFinal is the value of --wait without a duration.
const untilFinal = "until-final"

func (f *waitFlags) add(cmd *cobra.Command) {
	fl := cmd.Flags()
	f.flags = fl
	fl.StringVar(&f.text, "wait", "", "wait until the state is final, or for at most this `duration`, as in --wait=5m")
	fl.Lookup("wait").NoOptDefVal = untilFinal
	fl.DurationVar(&f.interval, "interval", antom.DefaultWaitInterval, "time between two inquiries while waiting, at least 1s")
}

// addLimit declares --wait alone, for a wait that does not inquire.
func (f *waitFlags) addLimit(cmd *cobra.Command, usage string) {
	f.flags, f.interval = cmd.Flags(), antom.DefaultWaitInterval
	f.flags.StringVar(&f.text, "wait", "", usage)
	f.flags.Lookup("wait").NoOptDefVal = untilFinal
}

// check reads --wait and --interval, where the command has them.
func (f *waitFlags) check() error {
	if f.flags == nil {
		return nil
	}
	f.on = f.flags.Changed("wait")
	if f.on && f.text != untilFinal {
		limit, err := time.ParseDuration(f.text)
		if err == nil && limit <= 0 {
			return apperr.New(apperr.Usage, fmt.Sprintf("--wait=%s must be more than zero", f.text), nil,
				"write it as --wait=5m, or --wait alone to wait until the state is final")
		}
		if err != nil {
			return apperr.New(apperr.Usage, fmt.Sprintf("--wait=%s is not a duration", f.text), nil,
				"write it as --wait=5m, or --wait alone to wait until the state is final")
		}
		f.limit = limit
	}
	if f.interval < antom.MinWaitInterval {
		return apperr.New(apperr.Usage, fmt.Sprintf("--interval %s is too short", f.interval), nil, "the minimum is --interval 1s")
	}
	if f.flags.Changed("interval") && !f.on {
		return apperr.New(apperr.Usage, "--interval requires --wait", nil)
	}
	return nil
}

// options wait for the time the user gave, else until the payment has expired.
func (f *waitFlags) options(expires time.Time) flow.WaitOptions {
	return flow.WaitOptions{Interval: f.interval, Limit: f.limit, Expires: expires}
}

// wait waits for a final state and shows how that goes on.
func wait(ctx context.Context, env *cli.Env, g *flow.Gateway, q flow.Inquiry, o flow.WaitOptions) (*flow.Answer, error) {
	progress := waitProgress(env)
	defer progress.Done()
	if !env.Global.Quiet && !cli.Debugging(env) { // the log would break the line of progress
		o.OnTick, o.OnEnd, o.OnNews = func(t flow.Tick) { showTick(progress, t) }, progress.Done, progress.Hide
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	o.News = watchInbox(ctx, env)
	return g.Wait(ctx, q, o)
}

// waitProgress is the line with the time that is left. Where colours are not wanted,
// nothing moves either: NO_COLOR is set for screen readers and recordings, too.
func waitProgress(env *cli.Env) *ui.Progress {
	if env.Getenv("NO_COLOR") != "" {
		return ui.NewStillProgress(env.Streams())
	}
	return ui.NewProgress(env.Streams())
}

// showTick says in one line where a wait stands.
func showTick(progress *ui.Progress, t flow.Tick) {
	text, state := "waiting for the buyer", ", payment is "
	if t.About != "" {
		text, state = "waiting for the "+string(t.About), ", it is "
	}
	if t.Status != "" {
		text += state + t.Status
	}
	if t.Failed {
		text += " (last inquiry failed)"
	}
	if t.Endless {
		progress.Update(text)
		return
	}
	progress.UpdateDetail(text, "("+cli.ShortDuration(t.Left.Round(time.Second))+" left)")
}

// waitFor waits for the end of what was accepted. In text the acceptance is
// shown first; other output holds the end only.
func (s *sender) waitFor(q flow.Inquiry, r *flow.Request, showAccepted func() error) error {
	if s.plainText() {
		if err := showAccepted(); err != nil {
			return err
		}
	}
	o := s.wait.options(time.Time{})
	o.Ask, o.Payment, o.Amounts = q.Words()+s.expect, r.Payment, s.amounts
	x, err := wait(s.ctx, s.env, s.conn.Gateway, q, o)
	if err == nil && q.CaptureID != "" {
		return s.showCaptureEnd(q, x)
	}
	return showFinal(s.ctx, s.env, s.output, x, err)
}
